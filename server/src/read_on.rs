//! Reads on what a handler did not read of a request. A refusal can be known before the body has arrived: no right, no
//! store, too often. A server that then closes the connection resets it under the sender, who sees "connection reset"
//! where the words of the refusal should stand.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header;
use http_body::{Body as _, Frame, SizeHint};

/// More than a form with its photos; who sends more than this after a refusal is cut off.
const MOST: usize = 16 * 1024 * 1024;
/// As long as a village's uplink may take for a photo.
const LONGEST: Duration = Duration::from_secs(30);

/// A layer: the outermost that still knows the request.
pub async fn read_on(request: Request, next: Next) -> Response {
    // Who asked before sending sends nothing after a refusal; reading on would ask for it.
    if request.headers().contains_key(header::EXPECT) {
        return next.run(request).await;
    }
    next.run(request.map(|body| Body::new(Unread(Some(body))))).await
}

/// A body that is read to its end also when it is dropped before.
struct Unread(Option<Body>);

impl http_body::Body for Unread {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let Some(body) = &mut self.0 else { return Poll::Ready(None) };
        let frame = ready!(Pin::new(body).poll_frame(context));
        if !matches!(frame, Some(Ok(_))) {
            self.0 = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(http_body::Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map_or_else(|| SizeHint::with_exact(0), http_body::Body::size_hint)
    }
}

impl Drop for Unread {
    fn drop(&mut self) {
        let Some(body) = self.0.take() else { return };
        if body.is_end_stream() || body.size_hint().lower() > MOST as u64 {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(tokio::time::timeout(LONGEST, to_the_end(body)));
        }
    }
}

async fn to_the_end(mut body: Body) {
    let mut left = MOST;
    while let Some(Ok(frame)) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await
    {
        let Some(rest) = left.checked_sub(frame.data_ref().map_or(0, Bytes::len)) else { return };
        left = rest;
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::middleware::from_fn;
    use axum::routing::post;
    use http::StatusCode;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    use super::read_on;

    async fn served() -> TcpStream {
        let router = Router::new()
            .route("/", post(async || (StatusCode::SERVICE_UNAVAILABLE, "no store")))
            .layer(from_fn(read_on));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        TcpStream::connect(address).await.expect("a connection")
    }

    async fn heard(stream: &mut TcpStream) -> String {
        let mut bytes = [0; 4096];
        let mut text = String::new();
        while !text.contains("no store") {
            let n = stream.read(&mut bytes).await.expect("an answer");
            assert!(n > 0, "closed after {text:?}");
            text.push_str(&String::from_utf8_lossy(&bytes[..n]));
        }
        text
    }

    #[tokio::test]
    async fn who_is_refused_before_having_sent_everything_is_told_and_may_ask_again() {
        let mut stream = served().await;
        for _ in 0..2 {
            stream
                .write_all(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 200000\r\n\r\n")
                .await
                .expect("sent");
            assert!(heard(&mut stream).await.starts_with("HTTP/1.1 503"));
            stream.write_all(&vec![b'a'; 200_000]).await.expect("sent");
        }
    }

    #[tokio::test]
    async fn nobody_is_read_for_ever() {
        let mut stream = served().await;
        stream
            .write_all(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5000000000\r\n\r\n")
            .await
            .expect("sent");
        assert!(heard(&mut stream).await.starts_with("HTTP/1.1 503"));
        let block = vec![b'a'; 1 << 20];
        let mut taken = 0;
        while taken < 200 && stream.write_all(&block).await.is_ok() {
            taken += 1;
        }
        assert!(taken < 200, "the server took {taken} MB of a refused request");
    }

    #[tokio::test]
    async fn who_asks_before_sending_is_not_asked_to_send_after_a_refusal() {
        let mut stream = served().await;
        let head = b"POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n";
        stream.write_all(head).await.expect("sent");
        assert!(heard(&mut stream).await.starts_with("HTTP/1.1 503"));
    }
}
