use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use maud::{Markup, html};
use serde::Deserialize;

use super::second_step::{codes_page, section as second_step, trouble};
use super::{Question, moment, not_kept, with_access};
use crate::access::{Account, CannotChange, RecoveryCodes, Session, Signed};
use crate::inventory::id::Id;
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::parts::{Tone, Weight, message, send_button};
use crate::web::paths::{AccountPath, HomePath, MePath, SignOutPath};
use crate::web::problem::Problem;
use crate::web::session::Asker;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Words;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Done {
    done: Option<String>,
}

/// What can have been done here; the text of each is `account-done-{code}`.
const DONE: [&str; 4] = ["password", "second-step-off", "session", "name"];

/// One's own account: who one is where, the password, the second step, and the browsers one is in with.
pub(super) async fn show(
    _: AccountPath,
    State(state): State<AppState>,
    Query(Done { done }): Query<Done>,
    visitor: Visitor,
) -> Result<Markup, Problem> {
    let done = done.filter(|done| DONE.contains(&done.as_str()));
    page(&state, &visitor, done.as_deref(), &[]).await
}

async fn page(state: &AppState, visitor: &Visitor, done: Option<&str>, faults: &[Fault]) -> Result<Markup, Problem> {
    let signed = visitor.signed.as_deref().ok_or(Problem::NotForYou)?;
    let (words, account) = (visitor.words, &signed.account);
    let title = words.say("account-title");
    let sessions = state.neighbourhoods.access().sessions_of(account.id, state.neighbourhoods.surroundings().now());
    let places = places(state, visitor, account).await;
    Ok(visitor.frame(&title).unlisted().page(html! {
        div.narrow {
            h1 { (title) }
            @if let Some(done) = done { (message(Tone::Ok, words.say(&format!("account-done-{done}")), html! {})) }
            (who(words, account, &places))
            form method="post" action=(SignOutPath {}) { (send_button(Weight::Quiet, words.say("account-sign-out"))) }
            @if account.has_password() {
                (password(words, faults))
                (second_step(words, account, faults))
            }
            (browsers(words, signed, &sessions))
        }
    }))
}

/// What the neighbourhoods of an account are called, as they stand in it.
async fn places(state: &AppState, visitor: &Visitor, account: &Account) -> Vec<String> {
    let now = state.neighbourhoods.surroundings().now();
    let mut names = Vec::new();
    for membership in &account.memberships {
        let here = state.here(membership.slug.as_str(), visitor.within(&membership.slug, now)).await;
        names.push(here.map_or_else(|_| membership.slug.to_string(), |here| here.name().to_owned()));
    }
    names
}

fn who(words: Words, account: &Account, places: &[String]) -> Markup {
    html! {
        dl.facts {
            div { dt { (words.say("account-name")) } dd { (account.name) } }
            @if let Some(sign_in) = &account.sign_in { div { dt { (words.say("sign-in-name")) } dd { (sign_in) } } }
            @for (membership, name) in account.memberships.iter().zip(places) {
                div {
                    dt { a href=(HomePath::of(&membership.slug)) { (name) } }
                    dd {
                        (words.say(&format!("role-{}", membership.role)))
                        @if membership.person.is_some() { " · " a href=(MePath::of(&membership.slug)) { (words.say("me-title")) } }
                    }
                }
            }
        }
    }
}

fn password(words: Words, faults: &[Fault]) -> Markup {
    let asked = Question { words, faults };
    html! {
        section aria-labelledby="password-title" {
            h2 #password-title { (words.say("account-password")) }
            form method="post" action=(AccountPath {}) novalidate[!faults.is_empty()] {
                input type="hidden" name="act" value="password";
                (asked.password("old", "keys-own-password", "current-password"))
                (asked.password("new", "keys-new-password", "new-password"))
                (asked.password("again", "keys-new-password-again", "new-password"))
                (send_button(Weight::Main, words.say("account-password.do")))
            }
        }
    }
}

fn browsers(words: Words, signed: &Signed, sessions: &[Session]) -> Markup {
    html! {
        section aria-labelledby="browsers" {
            h2 #browsers { (words.say("account-browsers")) }
            p { (words.say("account-browsers.what")) }
            ul.stack.plain {
                @for session in sessions {
                    li.card {
                        @let name = if session.browser.is_empty() { words.say("account-browser-unknown").into_owned() } else { session.browser.clone() };
                        strong { (name) }
                        @if session.id == signed.session { " " span.new { (words.say("account-browser-this")) } }
                        p.soft {
                            (words.say(&format!("way-{}", session.way.code()))) " · "
                            (words.say_with("account-browser-since", &[("moment", moment(words, session.begun).into_owned().into())])) " · "
                            (words.say_with("account-browser-used", &[("moment", moment(words, session.used).into_owned().into())]))
                        }
                        @if session.id != signed.session {
                            form method="post" action=(AccountPath {}) {
                                input type="hidden" name="act" value="end-session";
                                input type="hidden" name="session" value=(session.id);
                                button.button.quiet type="submit" aria-label={ (words.say("account-browser-end")) ": " (name) } { (words.say("account-browser-end")) }
                            }
                        }
                    }
                }
            }
            @if sessions.len() > 1 {
                form method="post" action=(AccountPath {}) {
                    input type="hidden" name="act" value="end-others";
                    (send_button(Weight::Quiet, words.say("account-browsers-end")))
                }
            }
        }
    }
}

/// What an act on this page came to.
enum Outcome {
    Done(&'static str),
    Codes(RecoveryCodes),
    Not(CannotChange),
}

/// Does one of the acts of this page.
pub(super) async fn act(
    _: AccountPath,
    State(state): State<AppState>,
    visitor: Visitor,
    asker: Asker,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let signed = visitor.signed.clone().ok_or(Problem::NotForYou)?;
    let words = visitor.words;
    let again = async |status: StatusCode, fault: Fault| Ok((status, page(&state, &visitor, None, &[fault]).await?).into_response());
    if sheet.one("act") == "password" && sheet.one("new") != sheet.one("again") {
        return again(StatusCode::UNPROCESSABLE_ENTITY, Fault::new(words, "again", "keys-not-the-same")).await;
    }
    let act = sheet.one("act").to_owned();
    let typed = ["old", "new", "password", "session"].map(|name| sheet.one(name).to_owned());
    let done = with_access(&state, move |access, surroundings| {
        let [old, new, password, session] = &typed;
        let account = &signed.account;
        let session: Option<Id> = session.parse().ok();
        let done = match act.as_str() {
            "password" => access.change_password(surroundings, &signed, (old, new), asker.client).map(|()| Outcome::Done("password")),
            "second-step-off" => {
                access.turn_off_second_step(surroundings, account, password, asker.client).map(|()| Outcome::Done("second-step-off"))
            }
            "renew-codes" => access.renew_recovery_codes(surroundings, account, password, asker.client).map(Outcome::Codes),
            "end-session" => {
                let ended = access.end_sessions(surroundings, account.id, |one| Some(one.id) == session, Some(account.id));
                ended.map(|_| Outcome::Done("session")).map_err(CannotChange::from)
            }
            "end-others" => {
                let ended = access.end_sessions(surroundings, account.id, |one| one.id != signed.session, Some(account.id));
                ended.map(|_| Outcome::Done("session")).map_err(CannotChange::from)
            }
            _ => Err(CannotChange::NotThere),
        };
        done.unwrap_or_else(Outcome::Not)
    });
    match done.await? {
        Outcome::Done(done) => Ok(Redirect::to(&format!("{}?done={done}", AccountPath {}.to_uri())).into_response()),
        Outcome::Codes(codes) => Ok(codes_page(&visitor, &codes, "recovery-codes-renewed").into_response()),
        Outcome::Not(CannotChange::NotKept(error)) => Err(not_kept(&error)),
        Outcome::Not(why) => {
            let (status, mut fault) = trouble(words, why)?;
            if sheet.one("act") == "password" && fault.at == "password" {
                "old".clone_into(&mut fault.at);
            }
            again(status, fault).await
        }
    }
}
