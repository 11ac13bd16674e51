use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{
    ACCEPT_ENCODING, ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_ENCODING, HeaderMap, HeaderValue, STRICT_TRANSPORT_SECURITY,
};
use axum::response::{IntoResponse, Response};
use pin_project_lite::pin_project;
use tower::{Layer, Service};

use super::{Asked, NotHere};
use crate::web::security::protect;
use crate::web::state::AppState;
use crate::words::{Language, Words};

/// Long enough to be of use, and an end to it if the site must do without. Of other names under this one nothing is said: they may
/// be somebody else's.
const HALF_A_YEAR: HeaderValue = HeaderValue::from_static("max-age=15768000");

/// Stands before everything else: reads by whom and under which name the site is asked, and turns away who is wrong here.
#[derive(Clone)]
pub(crate) struct Front {
    state: AppState,
}

impl Front {
    pub(crate) fn of(state: AppState) -> Self {
        Self { state }
    }

    fn wrong_here(&self, request: &Request, why: NotHere) -> Response {
        let words = Words::of(language(request.headers()));
        let (status, text) = match (why, self.state.settings.addresses.first()) {
            (NotHere::Elsewhere, Some(address)) => {
                (StatusCode::MISDIRECTED_REQUEST, words.say_with("asked-elsewhere", &[("address", address.to_string().into())]))
            }
            _ => (StatusCode::BAD_REQUEST, words.say("asked-unclear")),
        };
        (status, format!("{text}\n")).into_response()
    }
}

/// Nothing that is packed is unpacked: it could become larger than any memory.
fn packed(request: &Request) -> Option<Response> {
    let is_packed = |value: &HeaderValue| !value.as_bytes().eq_ignore_ascii_case(b"identity");
    request.headers().get_all(CONTENT_ENCODING).iter().any(is_packed).then(|| {
        let text = Words::of(language(request.headers())).say("asked-packed");
        let identity = [(ACCEPT_ENCODING, HeaderValue::from_static("identity"))];
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, identity, format!("{text}\n")).into_response()
    })
}

fn language(headers: &HeaderMap) -> Language {
    headers.get(ACCEPT_LANGUAGE).and_then(|value| Language::preferred(value.to_str().ok()?)).unwrap_or_default()
}

impl<S> Layer<S> for Front {
    type Service = Fronted<S>;

    fn layer(&self, inner: S) -> Fronted<S> {
        Fronted { inner, front: self.clone() }
    }
}

/// What is behind it.
#[derive(Clone)]
pub(crate) struct Fronted<S> {
    inner: S,
    front: Front,
}

impl<S> Service<Request> for Fronted<S>
where
    S: Service<Request, Error = Infallible>,
    S::Response: IntoResponse,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Going<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Going<S::Future> {
        let (mut parts, body) = request.into_parts();
        let mut is_strict = false;
        let asked = Asked::read(&parts, &self.front.state.settings);
        let away = match asked {
            Ok(asked) => {
                is_strict = asked.may_be_strict(&self.front.state.settings);
                parts.extensions.insert(asked);
                None
            }
            Err(why) => Some(why),
        };
        let request = Request::from_parts(parts, body);
        let away = match away {
            Some(why) => Some(self.front.wrong_here(&request, why)),
            None => packed(&request),
        };
        match away {
            Some(mut response) => {
                protect(&mut response, false);
                response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
                Going::Away { response: Some(response) }
            }
            None => Going::In { answer: self.inner.call(request), is_strict },
        }
    }
}

pin_project! {
    /// An answer on its way out.
    #[project = Where]
    pub(crate) enum Going<F> {
        Away { response: Option<Response> },
        In { #[pin] answer: F, is_strict: bool },
    }
}

impl<F, R> Future for Going<F>
where
    F: Future<Output = Result<R, Infallible>>,
    R: IntoResponse,
{
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(Ok(match self.project() {
            Where::Away { response } => response.take().unwrap_or_default(),
            Where::In { answer, is_strict } => {
                let Ok(answer) = ready!(answer.poll(cx));
                let mut answer = answer.into_response();
                if *is_strict {
                    answer.headers_mut().insert(STRICT_TRANSPORT_SECURITY, HALF_A_YEAR);
                }
                answer
            }
        }))
    }
}
