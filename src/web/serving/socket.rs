use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use super::limits::Pace;
use super::pulse::Pulse;

/// A connection that tells its pulse when bytes come, and when none can be sent.
#[derive(Debug)]
pub(super) struct Socket<T> {
    inner: T,
    pulse: Arc<Pulse>,
    pace: Pace,
    is_blocked: bool,
}

impl<T> Socket<T> {
    pub(super) fn new(inner: T, pulse: Arc<Pulse>, pace: Pace) -> Self {
        Self { inner, pulse, pace, is_blocked: false }
    }

    fn note(&mut self, offered: usize, sent: &Poll<io::Result<usize>>) {
        match sent {
            Poll::Pending if !self.is_blocked => {
                self.is_blocked = true;
                self.pulse.blocked(Instant::now());
            }
            Poll::Ready(Ok(bytes)) if self.is_blocked => {
                self.is_blocked = *bytes < offered;
                self.pulse.sent(u64::try_from(*bytes).unwrap_or(u64::MAX), !self.is_blocked, self.pace, Instant::now());
            }
            _ => {}
        }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Socket<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(cx, into);
        if into.filled().len() > before {
            self.pulse.heard(Instant::now());
        }
        read
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Socket<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.note(bytes.len(), &sent);
        sent
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, pieces: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.inner).poll_write_vectored(cx, pieces);
        self.note(pieces.iter().map(|piece| piece.len()).sum(), &sent);
        sent
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
