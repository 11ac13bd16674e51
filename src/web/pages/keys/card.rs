use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use maud::{Markup, html};

use super::{Question, let_in, not_kept, waiting, with_access};
use crate::access::{CardNotUsed, Token, Way};
use crate::web::faults::Fault;
use crate::web::files;
use crate::web::filled::Filled;
use crate::web::here::Here;
use crate::web::parts::{Weight, send_button};
use crate::web::paths::{CardPath, HomePath, JoinPath, MePath};
use crate::web::problem::Problem;
use crate::web::session::Asker;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Asks for the code on a card. A QR code brings it along behind the `#`; a script puts it in its place.
pub(super) async fn ask(path: CardPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    Ok(page(&state.here(&path.slug, visitor).await?, "", &[]))
}

fn page(here: &Here, typed: &str, faults: &[Fault]) -> Markup {
    let words = here.words();
    let title = words.say("card-title");
    let script = html! { script type="module" src=(files::address("keys/card.js")) {} };
    here.frame(&title).unlisted().head(script).page(html! {
        div.narrow {
            h1 { (title) }
            p.lead { (words.say("card-what")) }
            form method="post" action=(CardPath::of(here.slug())) novalidate[!faults.is_empty()] data-card {
                (Question { words, faults }.line("code", "card-code", typed, "off"))
                (send_button(Weight::Main, words.say("card-do")))
            }
            p { (words.say("card-shared")) }
            p { a href=(JoinPath::of(here.slug())) { (words.say("card-none")) } }
        }
    })
}

/// Makes the browser the resident's.
pub(super) async fn use_card(
    path: CardPath,
    State(state): State<AppState>,
    visitor: Visitor,
    asker: Asker,
    cookies: CookieJar,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let (slug, code) = (here.slug().clone(), sheet.one("code").to_owned());
    let used = with_access(&state, move |access, surroundings| access.use_card(surroundings, (&slug, &code), asker.client, &asker.browser));
    let words = here.words();
    let again = |status, text: String| {
        let faults = [Fault { at: "code".to_owned(), text }];
        Ok((status, page(&here, sheet.one("code"), &faults)).into_response())
    };
    match used.await? {
        // Straight to what is theirs, where there is something of theirs.
        Ok(token) if is_person(&here, &token) => let_in(&state, cookies, &token, Way::Card, &MePath::of(here.slug()).to_string()).await,
        Ok(token) => let_in(&state, cookies, &token, Way::Card, &HomePath::of(here.slug()).to_string()).await,
        Err(CardNotUsed::Slip) => again(StatusCode::UNPROCESSABLE_ENTITY, words.say("card-slip").into_owned()),
        Err(CardNotUsed::Unknown) => again(StatusCode::UNPROCESSABLE_ENTITY, words.say("card-unknown").into_owned()),
        Err(CardNotUsed::Wait(wait)) => {
            let (status, told) = waiting(words, wait);
            again(status, told)
        }
        Err(CardNotUsed::NotKept(error)) => Err(not_kept(&error)),
    }
}

/// Whoever just came in is a person among the records here.
fn is_person(here: &Here, token: &Token) -> bool {
    let signed = here.access().signed(token.as_str(), here.now());
    signed.is_some_and(|signed| signed.account.membership(here.slug()).is_some_and(|membership| membership.person.is_some()))
}
