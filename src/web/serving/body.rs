use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep};

use super::limits::Pace;
use super::pulse::Pulse;

pin_project! {
    /// A body that comes in at a pace, or is broken off.
    pub(super) struct Paced<B> {
        #[pin]
        inner: B,
        #[pin]
        stretch: Option<Sleep>,
        pace: Pace,
        came: u64,
        wait: Wait,
        is_too_slow: Arc<AtomicBool>,
    }
}

/// Why a body was broken off.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    /// Too little came for too long.
    #[error("the body came in too slowly")]
    TooSlow,
    /// The visitor went away, or what came is no body.
    #[error(transparent)]
    ByVisitor(axum::BoxError),
}

impl<B> Paced<B> {
    /// `is_too_slow` is set where it is broken off for that.
    pub(super) fn new(inner: B, pace: Pace, pulse: Arc<Pulse>, is_too_slow: Arc<AtomicBool>) -> Self {
        Self { inner, stretch: None, pace, came: 0, wait: Wait { pulse, is_on: false }, is_too_slow }
    }
}

impl<B> HttpBody for Paced<B>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<axum::BoxError>,
{
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        let mut this = self.project();
        match this.inner.poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                *this.came += frame.data_ref().map_or(0, |data| u64::try_from(data.len()).unwrap_or(u64::MAX));
                this.wait.end();
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(Broken::ByVisitor(error.into())))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                this.wait.begin();
                // Most bodies are there at once and need no clock.
                if this.stretch.is_none() {
                    this.stretch.set(Some(sleep(this.pace.within)));
                }
                while let Some(mut stretch) = this.stretch.as_mut().as_pin_mut() {
                    if stretch.as_mut().poll(cx).is_pending() {
                        break;
                    }
                    if *this.came < this.pace.at_least {
                        this.is_too_slow.store(true, Ordering::Relaxed);
                        return Poll::Ready(Some(Err(Broken::TooSlow)));
                    }
                    *this.came = 0;
                    stretch.reset(Instant::now() + this.pace.within);
                }
                Poll::Pending
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// That a body is waited for; ends with it.
struct Wait {
    pulse: Arc<Pulse>,
    is_on: bool,
}

impl Wait {
    fn begin(&mut self) {
        if !self.is_on {
            self.is_on = true;
            self.pulse.waits_for_body(true, Instant::now());
        }
    }

    fn end(&mut self) {
        if self.is_on {
            self.is_on = false;
            self.pulse.waits_for_body(false, Instant::now());
        }
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::Body;
    use http_body_util::BodyExt as _;
    use tokio::io::{AsyncRead, AsyncWriteExt, DuplexStream, ReadBuf};

    use super::*;

    /// What is written at the other end, as a body.
    struct Piped(DuplexStream);

    impl HttpBody for Piped {
        type Data = Bytes;
        type Error = std::io::Error;

        fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<std::io::Result<Frame<Bytes>>>> {
            let mut piece = [0; 1_024];
            let mut into = ReadBuf::new(&mut piece);
            std::task::ready!(Pin::new(&mut self.0).poll_read(cx, &mut into))?;
            let read = Bytes::copy_from_slice(into.filled());
            Poll::Ready((!read.is_empty()).then(|| Ok(Frame::data(read))))
        }
    }

    fn paced(at_least: u64) -> (DuplexStream, Body, Arc<AtomicBool>) {
        let (sender, receiver) = tokio::io::duplex(1 << 20);
        let pace = Pace { within: Duration::from_secs(30), at_least };
        let is_too_slow = Arc::new(AtomicBool::new(false));
        let pulse = Arc::new(Pulse::new(None, Instant::now()));
        (sender, Body::new(Paced::new(Piped(receiver), pace, pulse, Arc::clone(&is_too_slow))), is_too_slow)
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_may_take_hours_as_long_as_it_goes_on() {
        let (mut sender, body, is_too_slow) = paced(2_048);
        let begun = Instant::now();
        let send = async move {
            for _ in 0..2_000 {
                sleep(Duration::from_secs(10)).await;
                sender.write_all(&[0; 1_024]).await.unwrap();
            }
        };
        let (body, ()) = tokio::join!(body.collect(), send);
        assert_eq!(body.unwrap().to_bytes().len(), 2_000 * 1_024);
        assert!(begun.elapsed() >= Duration::from_secs(5 * 3_600) && !is_too_slow.load(Ordering::Relaxed));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_stops_or_trickles_is_broken_off_after_a_stretch() {
        for trickle in [false, true] {
            let (mut sender, body, is_too_slow) = paced(2_048);
            let begun = Instant::now();
            let send = async move {
                sender.write_all(&[0; 100]).await.unwrap();
                while trickle && sender.write_all(&[0]).await.is_ok() {
                    sleep(Duration::from_secs(1)).await;
                }
                std::future::pending::<()>().await;
            };
            let body = tokio::select! { body = body.collect() => body, () = send => unreachable!() };
            assert!(body.is_err() && is_too_slow.load(Ordering::Relaxed));
            assert_eq!(begun.elapsed().as_secs(), 30);
        }
    }
}
