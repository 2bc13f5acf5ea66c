//! Connections that say nothing are closed. The web library gives the head of a request a time, but that time begins with
//! its first byte: whoever opens connections and stays silent would hold them for ever, until there are none left.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// Accepts as the acceptor inside does; the connection must say its first word in time.
#[derive(Clone, Debug)]
pub struct Impatient<A> {
    inner: A,
    wait: Duration,
}

impl<A> Impatient<A> {
    pub fn new(inner: A, wait: Duration) -> Self {
        Self { inner, wait }
    }
}

impl<I, S, A> Accept<I, S> for Impatient<A>
where
    A: Accept<I, S>,
    A::Future: Send + 'static,
    A::Stream: Send + Unpin,
{
    type Stream = FirstWord<A::Stream>;
    type Service = A::Service;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let (accepted, wait) = (self.inner.accept(stream, service), self.wait);
        Box::pin(async move {
            let (stream, service) = accepted.await?;
            let sleep = Some(Box::pin(tokio::time::sleep(wait)));
            Ok((FirstWord { stream, sleep }, service))
        })
    }
}

/// A connection that waits for its first word.
pub struct FirstWord<S> {
    stream: S,
    /// None once something was said.
    sleep: Option<Pin<Box<Sleep>>>,
}

impl<S: AsyncRead + Unpin> AsyncRead for FirstWord<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let read = Pin::new(&mut this.stream).poll_read(context, buffer);
        if read.is_ready() {
            this.sleep = None;
            return read;
        }
        match this.sleep.as_mut().map(|sleep| sleep.as_mut().poll(context)) {
            Some(Poll::Ready(())) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            _ => Poll::Pending,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for FirstWord<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(context, bytes)
    }
    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }
    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(context, parts)
    }
    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum_server::accept::DefaultAcceptor;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test(start_paused = true)]
    async fn whoever_says_nothing_is_hung_up_on_and_whoever_spoke_may_think() {
        let acceptor = Impatient::new(DefaultAcceptor::new(), Duration::from_secs(30));
        let (silent, _far) = tokio::io::duplex(64);
        let (mut silent, ()) = acceptor.accept(silent, ()).await.unwrap();
        let error = silent.read_u8().await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);

        let (near, mut far) = tokio::io::duplex(64);
        let (mut near, ()) = acceptor.accept(near, ()).await.unwrap();
        far.write_all(b"GE").await.unwrap();
        assert_eq!(near.read_u16().await.unwrap(), u16::from_be_bytes(*b"GE"));
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_mins(5)).await;
            let _ = far.write_all(b"T").await;
        });
        assert_eq!(near.read_u8().await.unwrap(), b'T', "what comes later has limits of its own");
    }
}
