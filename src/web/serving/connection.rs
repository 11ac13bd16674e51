use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, sleep, timeout};

use super::answering::Answering;
use super::crowd::Place;
use super::limits::Limits;
use super::pulse::{Call, Why};

/// What somebody is told whose request does not get said.
const TOO_SLOW: &[u8] = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Read and write buffers; a head is looked at again with each piece that comes, so it must not grow long unfinished.
const BUFFER: usize = 64 * 1024;

/// A connection that is answered.
pub(super) struct Connection<T> {
    pub(super) io: T,
    pub(super) peer: SocketAddr,
    pub(super) app: Router,
    pub(super) place: Place,
    pub(super) limits: Arc<Limits>,
}

impl<T: AsyncRead + AsyncWrite + Send + Unpin + 'static> Connection<T> {
    /// Answers what is asked in HTTP/1.1, until one of both has had enough.
    pub(super) async fn over_http1(self) {
        let Self { io, peer, app, place, limits } = self;
        let answering = Answering { app, peer, pulse: Arc::clone(&place.pulse), limits: Arc::clone(&limits), is_shared: false };
        let mut http = http1::Builder::new();
        http.header_read_timeout(None).max_buf_size(BUFFER).max_header_size(limits.head_bytes);
        let mut connection = http.serve_connection(TokioIo::new(io), answering);
        let why = drive(Pin::new(&mut connection), &place, &limits).await;
        if why == Some(Why::SlowHead) {
            let mut io = connection.into_parts().io.into_inner();
            let tell = async {
                io.write_all(TOO_SLOW).await?;
                io.shutdown().await
            };
            // Who does not read it either is let go.
            let _ = timeout(Duration::from_secs(1), tell).await;
        }
    }

    /// The same in HTTP/2.
    pub(super) async fn over_http2(self) {
        let Self { io, peer, app, place, limits } = self;
        let answering = Answering { app, peer, pulse: Arc::clone(&place.pulse), limits: Arc::clone(&limits), is_shared: true };
        let mut http = http2::Builder::new(TokioExecutor::new());
        // Requests that are made and taken back over and over cost their maker nothing (CVE-2023-44487): few are taken.
        http.max_pending_accept_reset_streams(20)
            .max_local_error_reset_streams(64)
            .max_concurrent_streams(limits.streams)
            .max_header_list_size(u32::try_from(limits.head_bytes).unwrap_or(u32::MAX))
            .max_send_buf_size(BUFFER);
        let connection = http.serve_connection(TokioIo::new(io), answering);
        drive(pin!(connection), &place, &limits).await;
    }
}

/// A connection of either kind.
trait Driven: Future<Output = hyper::Result<()>> {
    /// No further requests; what is going on is finished.
    fn finish(self: Pin<&mut Self>);
}

impl<T: AsyncRead + AsyncWrite + Unpin> Driven for http1::Connection<TokioIo<T>, Answering> {
    fn finish(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> Driven for http2::Connection<TokioIo<T>, Answering, TokioExecutor> {
    fn finish(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

/// Goes on with a connection until it has ended by itself (then nothing is told), or is too slow to go on with.
async fn drive<C: Driven>(mut connection: Pin<&mut C>, place: &Place, limits: &Limits) -> Option<Why> {
    let mut look = pin!(sleep(limits.look_every()));
    let mut is_finishing = false;
    loop {
        tokio::select! {
            biased;
            done = connection.as_mut() => {
                if let Err(error) = done {
                    tracing::debug!(%error, "a connection was broken off");
                }
                return None;
            }
            () = look.as_mut() => {
                match place.pulse.judge(limits, Instant::now()) {
                    None => {}
                    Some(Why::Idle) if !is_finishing => {
                        is_finishing = true;
                        connection.as_mut().finish();
                    }
                    Some(why) => {
                        tracing::debug!(?why, "a connection is ended");
                        return Some(why);
                    }
                }
                look.as_mut().reset(Instant::now() + limits.look_every());
            }
            call = place.pulse.called() => {
                if call == Call::MakePlace && place.pulse.waits_since().is_some() {
                    return None;
                }
                is_finishing = true;
                connection.as_mut().finish();
            }
        }
    }
}
