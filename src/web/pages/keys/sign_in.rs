use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::routing::TypedPath;
use maud::{Markup, html};
use serde::Deserialize;

use super::{Question, let_in, not_kept, waiting, with_access};
use crate::access::{Key, NotIn, SignedIn, Way};
use crate::inventory::slug::Slug;
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::parts::{Tone, Weight, message, send_button};
use crate::web::paths::{AccountPath, CardPath, HomePath, NeighbourhoodsPath, SecondStepPath, SignInPath, SignOutPath};
use crate::web::problem::Problem;
use crate::web::session::{Asker, closing_cookie, session_cookie};
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::web::way_back::local;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Next {
    next: Option<String>,
}

/// Asks for a name and a password.
pub(super) async fn ask(_: SignInPath, Query(Next { next }): Query<Next>, visitor: Visitor) -> Response {
    if visitor.account().is_some() {
        return Redirect::to(&AccountPath {}.to_uri().to_string()).into_response();
    }
    page(&visitor, "", next.as_deref().unwrap_or_default(), None).into_response()
}

fn page(visitor: &Visitor, name: &str, next: &str, trouble: Option<&str>) -> Markup {
    let words = visitor.words;
    let title = words.say("sign-in-title");
    let asked = Question { words, faults: &[] };
    // The neighbourhood that one comes from has the page for cards.
    let slug: Option<Slug> = local(Some(next)).split('/').nth(1).and_then(|slug| slug.parse().ok());
    visitor.frame(&title).unlisted().page(html! {
        div.narrow {
            h1 { (title) }
            p.lead { (words.say("sign-in-who")) }
            @if let Some(trouble) = trouble { (message(Tone::Error, trouble, html! {})) }
            form method="post" action=(SignInPath {}) {
                input type="hidden" name="next" value=(next);
                (asked.line("name", "sign-in-name", name, "username"))
                (asked.password("password", "sign-in-password", "current-password"))
                (send_button(Weight::Main, words.say("sign-in-do")))
            }
            p { (words.say("sign-in-forgotten")) }
            h2 { (words.say("sign-in-card")) }
            p {
                @if let Some(slug) = slug { a href=(CardPath::of(&slug)) { (words.say("sign-in-card.go")) } }
                @else { (words.say("sign-in-card.where")) " " a href=(NeighbourhoodsPath {}) { (words.say("frame-foot-neighbourhoods")) } }
            }
        }
    })
}

/// The first step. A wrong name and a wrong password are told alike.
pub(super) async fn first(
    _: SignInPath,
    State(state): State<AppState>,
    visitor: Visitor,
    asker: Asker,
    cookies: CookieJar,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let (name, password, next) = (sheet.one("name").to_owned(), sheet.one("password").to_owned(), sheet.one("next"));
    let typed = name.clone();
    let tried =
        with_access(&state, move |access, surroundings| access.sign_in(surroundings, (&name, &password), asker.client, &asker.browser));
    let words = visitor.words;
    match tried.await? {
        Ok(SignedIn::In(token)) => let_in(&state, cookies, &token, Way::Password, &onward(&state, &token, next)).await,
        Ok(SignedIn::SecondStep(Key(key))) => Ok(second_page(&visitor, key.as_str(), next, &[]).into_response()),
        Err(NotIn::Wrong | NotIn::TooLate) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visitor, &typed, next, Some(&words.say("sign-in-wrong")))).into_response())
        }
        Err(NotIn::Wait(wait)) => {
            let (status, told) = waiting(words, wait);
            Ok((status, page(&visitor, &typed, next, Some(&told))).into_response())
        }
        Err(NotIn::NotKept(error)) => Err(not_kept(&error)),
    }
}

fn second_page(visitor: &Visitor, key: &str, next: &str, faults: &[Fault]) -> Markup {
    let words = visitor.words;
    let title = words.say("sign-in-code-title");
    visitor.frame(&title).unlisted().page(html! {
        div.narrow {
            h1 { (title) }
            form method="post" action=(SecondStepPath {}) {
                input type="hidden" name="next" value=(next);
                input type="hidden" name="key" value=(key);
                (Question { words, faults }.line("code", "sign-in-code", "", "one-time-code"))
                (send_button(Weight::Main, words.say("sign-in-do")))
            }
        }
    })
}

/// The second step, with a code of the app or a recovery code.
pub(super) async fn second(
    _: SecondStepPath,
    State(state): State<AppState>,
    visitor: Visitor,
    asker: Asker,
    cookies: CookieJar,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let (key, code, next) = (sheet.one("key").to_owned(), sheet.one("code").to_owned(), sheet.one("next"));
    let tried = with_access(&state, move |access, surroundings| access.second_step(surroundings, &key, &code, &asker.browser)).await?;
    let words = visitor.words;
    let again = |status, told: String| {
        let faults = [Fault { at: "code".to_owned(), text: told }];
        Ok((status, second_page(&visitor, sheet.one("key"), next, &faults)).into_response())
    };
    match tried {
        Ok(token) => let_in(&state, cookies, &token, Way::SecondStep, &onward(&state, &token, next)).await,
        Err(NotIn::Wrong) => again(StatusCode::UNPROCESSABLE_ENTITY, words.say("sign-in-code-wrong").into_owned()),
        Err(NotIn::Wait(wait)) => {
            let (status, told) = waiting(words, wait);
            again(status, told)
        }
        Err(NotIn::TooLate) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visitor, "", next, Some(&words.say("sign-in-too-late")))).into_response())
        }
        Err(NotIn::NotKept(error)) => Err(not_kept(&error)),
    }
}

/// Where one goes after coming in: back to where one wanted to be, else to one's own neighbourhood.
pub(super) fn onward(state: &AppState, token: &crate::access::Token, next: &str) -> String {
    match local(Some(next)) {
        "/" => {
            let neighbourhoods = &state.neighbourhoods;
            let signed = neighbourhoods.access().signed(token.as_str(), neighbourhoods.surroundings().now());
            let memberships = signed.map(|signed| signed.account.memberships.clone()).unwrap_or_default();
            match &memberships[..] {
                [only] => HomePath::of(&only.slug).to_string(),
                _ => NeighbourhoodsPath {}.to_string(),
            }
        }
        next => next.to_owned(),
    }
}

/// Goes out, and leaves nothing in the browser.
pub(super) async fn out(_: SignOutPath, State(state): State<AppState>, cookies: CookieJar) -> Result<Response, Problem> {
    let https = state.settings.https;
    if let Some(token) = cookies.get(session_cookie(https)).map(|cookie| cookie.value().to_owned()) {
        with_access(&state, move |access, surroundings| access.sign_out(surroundings, &token)).await?.map_err(|error| not_kept(&error))?;
    }
    // The next person on the same phone sees nothing of the last, not even by going back.
    let clear = [("clear-site-data", "\"cache\"")];
    Ok((clear, cookies.add(closing_cookie(https)), Redirect::to(&NeighbourhoodsPath {}.to_string())).into_response())
}
