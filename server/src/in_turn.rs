//! Pages are made so many at a time; whoever comes then waits for a turn. A thousand half-made pages take the memory of a
//! thousand and none is done sooner. Forms that are sent are not held up here: a slow uplink would keep a turn from others.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use tokio::sync::Semaphore;

/// Several times what two cores and twelve connections to a store can do at once.
const AT_ONCE: usize = 48;

#[derive(Clone)]
pub struct Turns(Arc<Semaphore>);

impl Default for Turns {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

/// Whoever watches over the server is answered first: silence would have it restarted just when it has much to do.
const FIRST: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// A layer. A stream that goes on after its head (an open board) holds no turn.
pub async fn in_turn(State(turns): State<Turns>, request: Request, next: Next) -> Response {
    if !request.method().is_safe() || FIRST.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    match turns.0.acquire().await {
        Ok(_turn) => next.run(request).await,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::any;
    use http::{Method, Request};
    use tower::ServiceExt;

    use super::{AT_ONCE, Turns, in_turn};

    /// The most requests of this kind that run side by side, of so many that come at once.
    async fn side_by_side(method: Method, many: usize) -> usize {
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let seen = most.clone();
        let page = move || {
            let (now, most) = (now.clone(), most.clone());
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                now.fetch_sub(1, Ordering::SeqCst);
            }
        };
        let router = Router::new().route("/", any(page)).layer(from_fn_with_state(Turns::default(), in_turn));
        let asked = (0..many).map(|_| {
            let request = Request::builder().method(method.clone()).uri("/").body(Body::empty());
            tokio::spawn(router.clone().oneshot(request.expect("a request")))
        });
        for one in asked.collect::<Vec<_>>() {
            assert!(one.await.expect("no panic").expect("an answer").status().is_success());
        }
        seen.load(Ordering::SeqCst)
    }

    #[tokio::test]
    async fn all_pages_are_made_and_never_too_many_at_a_time() {
        assert_eq!(side_by_side(Method::GET, AT_ONCE * 3).await, AT_ONCE);
    }

    #[tokio::test]
    async fn what_people_send_waits_for_no_page() {
        assert_eq!(side_by_side(Method::POST, AT_ONCE * 3).await, AT_ONCE * 3);
    }
}
