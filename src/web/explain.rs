use std::any::Any;

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{ACCEPT, ALLOW, CONTENT_TYPE, HeaderValue};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use maud::html;

use crate::access::Role;
use crate::inventory::slug::Slug;
use crate::web::frame::in_query;
use crate::web::here::Here;
use crate::web::pages::all_closed;
use crate::web::parts::{Tone, Weight, link_button, message};
use crate::web::paths::{AssetsPath, ClosedPath, HomePath, NeighbourhoodsPath, SignInPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Whether a page is asked for, rather than a document for a program.
pub(crate) fn wants_page(request: &Parts) -> bool {
    let accept = request.headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("text/html") && !request.uri.query().is_some_and(|query| query.contains("f=json"))
}

/// Turns a problem into a page in the visitor's language, or for machines into `application/problem+json` (RFC 9457).
pub(crate) async fn explain_problem(response: Response, wants_page: bool, visitor: &Visitor, state: &AppState) -> Response {
    let Some(problem) = response.extensions().get::<Problem>().cloned().or_else(|| unexplained(&response)) else { return response };
    let explained = if wants_page { page(&problem, visitor, &found(state, visitor).await) } else { document(&problem, visitor) };
    let mut explained = (problem.status(), explained).into_response();
    // Which methods an address takes is said with the refusal (RFC 9110, 15.5.6).
    if let Some(allowed) = response.headers().get(ALLOW) {
        explained.headers_mut().insert(ALLOW, allowed.clone());
    }
    explained
}

/// A panic is our fault; the page says so and the log has the cause.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the cause over")]
pub(crate) fn after_a_panic(cause: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let text = cause.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| cause.downcast_ref::<String>().cloned()).unwrap_or_default();
    tracing::error!(cause = text, "a handler panicked");
    Problem::OurFault.into_response()
}

/// Marks an answer that is plain text by intent, whatever its status.
#[derive(Clone, Copy)]
pub(crate) struct AsItIs;

/// A refusal that a library wrote, as plain English text, said in our own words.
fn unexplained(response: &Response) -> Option<Problem> {
    let is_plain = response.headers().get(CONTENT_TYPE).is_none_or(|value| value.as_bytes().starts_with(b"text/plain"));
    match response.status() {
        _ if !is_plain || response.extensions().get::<AsItIs>().is_some() => None,
        StatusCode::NOT_FOUND => Some(Problem::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(Problem::WrongMethod),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Problem::TooLarge),
        status if status.is_client_error() => Some(Problem::Unclear(String::new())),
        status if status.is_server_error() => Some(Problem::OurFault),
        _ => None,
    }
}

/// The page lies in the neighbourhood of its address, where there is one, and leads back into it.
fn page(problem: &Problem, visitor: &Visitor, found: &Found) -> Response {
    let here = match found {
        Found::Open(here) => Some(here.as_ref()),
        Found::Closed(_) | Found::Nothing => None,
    };
    let words = here.map_or(visitor.words, Here::words);
    let title = words.say(problem.key());
    let frame = here.map_or_else(|| visitor.frame(&title), |here| here.frame(&title));
    frame
        .page(html! {
            div.narrow {
                h1 { (&title) }
                p.lead { (words.say(&format!("{}.next", problem.key()))) }
                @if let Problem::Unclear(why) = problem { @if !why.is_empty() { (message(Tone::Error, why, "")) } }
                @if let Found::Closed(slug) = found {
                    (message(Tone::Tip, words.say("closed-steward"), html! {
                        p { a href=(ClosedPath::of(slug)) { (words.say("closed-steward.see")) } }
                    }))
                }
                div.row {
                    @if matches!(problem, Problem::NotForYou) && visitor.account().is_none() {
                        (link_button(Weight::Main, &sign_in_and_back(&visitor.address), words.say("sign-in-do")))
                    }
                    @if let Some(here) = here {
                        (link_button(Weight::Main, &HomePath::of(here.slug()).to_string(), here.name()))
                        (link_button(Weight::Quiet, &AssetsPath::of(here.slug()).to_string(), words.say("list-title")))
                    } @else {
                        (link_button(Weight::Main, &NeighbourhoodsPath {}.to_string(), words.say("frame-foot-neighbourhoods")))
                    }
                }
            }
        })
        .into_response()
}

/// Signing in, and then back to where one wanted to be.
fn sign_in_and_back(address: &str) -> String {
    format!("{}?next={}", SignInPath {}, in_query(address))
}

/// What an address begins with.
enum Found {
    /// A neighbourhood.
    Open(Box<Here>),
    /// One that was closed; only a steward is told.
    Closed(Slug),
    /// Nothing.
    Nothing,
}

async fn found(state: &AppState, visitor: &Visitor) -> Found {
    let Some(slug) = visitor.address.split(['/', '?']).nth(1) else { return Found::Nothing };
    if let Ok(here) = state.here(slug, visitor.clone()).await {
        return Found::Open(Box::new(here));
    }
    let closed = if visitor.role() == Some(Role::Steward) { all_closed(state).await.unwrap_or_default() } else { Vec::new() };
    closed.into_iter().find(|closed| closed.slug.as_str() == slug).map_or(Found::Nothing, |closed| Found::Closed(closed.slug))
}

fn document(problem: &Problem, visitor: &Visitor) -> Response {
    let words = visitor.words;
    let detail = match problem {
        Problem::Unclear(why) if !why.is_empty() => why.clone(),
        _ => words.say(&format!("{}.next", problem.key())).into_owned(),
    };
    let status = problem.status().as_u16();
    let document = serde_json::json!({ "title": words.say(problem.key()), "status": status, "detail": detail });
    let json = HeaderValue::from_static("application/problem+json");
    ([(CONTENT_TYPE, json)], document.to_string()).into_response()
}
