use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{ConnectInfo, Request};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::future::RouteFuture;
use hyper::body::{Frame, Incoming, SizeHint};
use pin_project_lite::pin_project;
use tokio::time::Instant;
use tower::Service;

use super::body::Paced;
use super::limits::Limits;
use super::pulse::Pulse;

/// Hands the requests of one connection to the site.
pub(super) struct Answering {
    pub(super) app: Router,
    pub(super) peer: SocketAddr,
    pub(super) pulse: Arc<Pulse>,
    pub(super) limits: Arc<Limits>,
    /// Answers may be left lying beside others, so that each is watched (HTTP/2).
    pub(super) is_shared: bool,
}

impl hyper::service::Service<axum::http::Request<Incoming>> for Answering {
    type Response = axum::http::Response<Answer>;
    type Error = Infallible;
    type Future = Answered;

    fn call(&self, request: axum::http::Request<Incoming>) -> Answered {
        let turn = Turn { number: self.pulse.begun(), pulse: Arc::clone(&self.pulse) };
        let mut is_too_slow = None;
        let mut request: Request = request.map(|body| {
            if body.is_end_stream() {
                return Body::empty();
            }
            let told = is_too_slow.insert(Arc::new(AtomicBool::new(false)));
            Body::new(Paced::new(body, self.limits.body, Arc::clone(&self.pulse), Arc::clone(told)))
        });
        request.extensions_mut().insert(ConnectInfo(self.peer));
        Answered { answer: self.app.clone().call(request), is_too_slow, turn: Some(turn), is_shared: self.is_shared }
    }
}

pin_project! {
    /// An answer that is being made.
    pub(super) struct Answered {
        #[pin]
        answer: RouteFuture<Infallible>,
        is_too_slow: Option<Arc<AtomicBool>>,
        turn: Option<Turn>,
        is_shared: bool,
    }
}

impl Future for Answered {
    type Output = Result<axum::http::Response<Answer>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Ok(mut answer): Result<Response, Infallible> = ready!(this.answer.poll(cx));
        // The page says what it means for the visitor; that the body was too slow is known here alone.
        if answer.status().is_client_error() && this.is_too_slow.as_ref().is_some_and(|is_so| is_so.load(Ordering::Relaxed)) {
            *answer.status_mut() = StatusCode::REQUEST_TIMEOUT;
        }
        let turn = this.turn.take();
        Poll::Ready(Ok(answer.map(|body| Answer { body, turn, is_shared: *this.is_shared, rest: None })))
    }
}

/// One request, from its head to the last byte of its answer.
struct Turn {
    number: u64,
    pulse: Arc<Pulse>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.pulse.ended(self.number, Instant::now());
    }
}

/// Most bytes of a shared answer that are handed over at once; the rest waits until these are taken.
const PIECE: usize = 64 * 1024;

pin_project! {
    /// The body of an answer.
    pub(super) struct Answer {
        #[pin]
        body: Body,
        turn: Option<Turn>,
        is_shared: bool,
        rest: Option<Bytes>,
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = self.project();
        if !*this.is_shared {
            return this.body.poll_frame(cx);
        }
        if let Some(turn) = &*this.turn {
            turn.pulse.taken(turn.number, Instant::now());
        }
        let frame = match this.rest.take() {
            Some(rest) => Frame::data(rest),
            None => match ready!(this.body.poll_frame(cx)) {
                Some(Ok(frame)) => frame,
                other => return Poll::Ready(other),
            },
        };
        Poll::Ready(Some(Ok(match frame.into_data() {
            Ok(mut data) if data.len() > PIECE => {
                *this.rest = Some(data.split_off(PIECE));
                Frame::data(data)
            }
            Ok(data) => Frame::data(data),
            Err(frame) => frame,
        })))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let rest = self.rest.as_ref().map_or(0, |rest| u64::try_from(rest.len()).unwrap_or(u64::MAX));
        let of_body = self.body.size_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(of_body.lower().saturating_add(rest));
        if let Some(upper) = of_body.upper() {
            hint.set_upper(upper.saturating_add(rest));
        }
        hint
    }
}
