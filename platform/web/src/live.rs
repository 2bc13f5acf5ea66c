//! A page that is open learns that something changed; what, it fetches itself, with its own rights.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{Stream, unfold};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;

use crate::Ask;

/// However much changes, a page is told at most this often.
const PAUSE: Duration = Duration::from_secs(2);
/// Proxies close what is silent.
const SILENCE: Duration = Duration::from_secs(25);

/// `GET /live`: server-sent events without content.
pub async fn live(ask: Ask) -> Response {
    let news = news(ask.county.live.subscribe());
    Sse::new(news).keep_alive(KeepAlive::new().interval(SILENCE)).into_response()
}

fn news(receiver: Receiver<()>) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold(receiver, |mut receiver| async move {
        match receiver.recv().await {
            // Having missed some is as good a reason to look again as having seen one.
            Ok(()) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return None,
        }
        sleep(PAUSE).await;
        receiver = receiver.resubscribe();
        Some((Ok(Event::default().data("changed")), receiver))
    })
}
