use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use super::{Question, not_kept, qr, waiting, with_access};
use crate::access::{Account, CannotChange, RecoveryCodes};
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::parts::{Tone, Weight, link_button, message, send_button};
use crate::web::paths::{AccountPath, OwnSecondStepPath};
use crate::web::problem::Problem;
use crate::web::session::Asker;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Words;

/// Offers the second step: a QR code for the app, and the question for its first code.
pub(super) async fn offer(_: OwnSecondStepPath, State(state): State<AppState>, visitor: Visitor) -> Result<Response, Problem> {
    let Some(account) = visitor.account().filter(|account| account.has_password() && !account.has_second_step()) else {
        return Ok(Redirect::to(&AccountPath {}.to_uri().to_string()).into_response());
    };
    let (surroundings, access) = (state.neighbourhoods.surroundings(), state.neighbourhoods.access());
    let (secret, link) = access.offer_second_step(surroundings, account).ok_or(Problem::OurFault)?;
    Ok(page(&visitor, &secret, &link, &[]).into_response())
}

fn page(visitor: &Visitor, secret: &str, link: &str, faults: &[Fault]) -> Markup {
    let words = visitor.words;
    let title = words.say("second-step-title");
    let asked = Question { words, faults };
    let groups: Vec<_> = secret.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
    visitor.frame(&title).unlisted().page(html! {
        div.narrow {
            h1 { (title) }
            p.lead { (words.say("second-step-why")) }
            ol {
                li { (words.say("second-step-app")) }
                li {
                    (words.say("second-step-scan"))
                    (qr(link, &words.say("second-step-qr")))
                    p { (words.say("second-step-type")) " " code { (groups.join(" ")) } }
                }
                li { (words.say("second-step-then")) }
            }
            form method="post" action=(OwnSecondStepPath {}) novalidate[!faults.is_empty()] {
                input type="hidden" name="secret" value=(secret);
                (asked.line("code", "second-step-code", "", "one-time-code"))
                (asked.password("password", "keys-own-password", "current-password"))
                div.row {
                    (send_button(Weight::Main, words.say("second-step-on")))
                    (link_button(Weight::Quiet, &AccountPath {}.to_string(), words.say("second-step-not")))
                }
            }
        }
    })
}

/// Turns it on, and hands the recovery codes out.
pub(super) async fn turn_on(
    _: OwnSecondStepPath,
    State(state): State<AppState>,
    visitor: Visitor,
    asker: Asker,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let account = visitor.account().cloned().ok_or(Problem::NotForYou)?;
    let (of, typed) = (std::sync::Arc::clone(&account), ["secret", "code", "password"].map(|name| sheet.one(name).to_owned()));
    let done = with_access(&state, move |access, surroundings| {
        let [secret, code, password] = &typed;
        access.turn_on_second_step(surroundings, &of, (secret, code), (password, asker.client))
    });
    match done.await? {
        Ok(codes) => Ok(codes_page(&visitor, &codes, "second-step-done").into_response()),
        Err(why) => {
            let (status, fault) = trouble(visitor.words, why)?;
            let secret = sheet.one("secret");
            let link = state.neighbourhoods.access().second_step_link(&account, secret).ok_or(Problem::NotFound)?;
            Ok((status, page(&visitor, secret, &link, &[fault])).into_response())
        }
    }
}

/// The recovery codes, to be written down now.
pub(super) fn codes_page(visitor: &Visitor, RecoveryCodes(codes): &RecoveryCodes, key: &str) -> Markup {
    let words = visitor.words;
    let title = words.say(key);
    visitor.frame(&title).unlisted().page(html! {
        div.narrow {
            h1 { (title) }
            (message(Tone::Warning, words.say("recovery-codes-now"), html! { p { (words.say("recovery-codes-why")) } }))
            ul.plain.codes { @for code in codes { li { code { (code) } } } }
            (link_button(Weight::Main, &AccountPath {}.to_string(), words.say("recovery-codes-kept")))
        }
    })
}

/// Why something with one's own keys was not done, at the field to blame.
pub(super) fn trouble(words: Words, why: CannotChange) -> Result<(StatusCode, Fault), Problem> {
    let fault = match why {
        CannotChange::WrongPassword => Fault::new(words, "password", "keys-wrong-password"),
        CannotChange::WrongCode => Fault::new(words, "code", "sign-in-code-wrong"),
        CannotChange::TooWeak(weak) => super::weakness(words, "new", weak),
        CannotChange::Wait(wait) => {
            let (status, text) = waiting(words, wait);
            return Ok((status, Fault { at: "password".to_owned(), text }));
        }
        CannotChange::NotKept(error) => return Err(not_kept(&error)),
        _ => return Err(Problem::NotFound),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, fault))
}

/// That the second step is on or off, with what can be done about it.
pub(super) fn section(words: Words, account: &Account, faults: &[Fault]) -> Markup {
    let asked = Question { words, faults };
    html! {
        section aria-labelledby="second-step" {
            h2 #second-step { (words.say("second-step-title")) }
            @if account.has_second_step() {
                p { (words.say_with("second-step-is-on", &[("n", account.recovery_codes_left().into())])) }
                form method="post" action=(AccountPath {}) {
                    (asked.password("password", "keys-own-password", "current-password"))
                    div.row {
                        button.button.quiet type="submit" name="act" value="renew-codes" { (words.say("recovery-codes-renew")) }
                        button.button.strict type="submit" name="act" value="second-step-off" { (words.say("second-step-off")) }
                    }
                }
            } @else {
                p { (words.say("second-step-why")) }
                (link_button(Weight::Quiet, &OwnSecondStepPath {}.to_string(), words.say("second-step-begin")))
            }
        }
    }
}
