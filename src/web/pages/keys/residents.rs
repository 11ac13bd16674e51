use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{Question, moment, not_kept, qr, with_access};
use crate::access::{Account, CannotChange, CardCode, Request, Role};
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::origin::Origin;
use crate::web::parts::{Tone, Weight, crumbs, link_button, message, send_button};
use crate::web::paths::{AboutPath, CardPath, RequestPath, ResidentPath, ResidentsPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// A name on a card has at most so many characters.
const LONGEST_NAME: usize = 80;

/// Those who ask for a card, and those who have one.
pub(super) async fn show(path: ResidentsPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    Ok(page(&state.here(&path.slug, visitor).await?, "", &[]))
}

fn page(here: &Here, typed: &str, faults: &[Fault]) -> Markup {
    let words = here.words();
    let title = words.say("residents-title");
    let asking = here.access().requests(here.slug(), here.now());
    let members = here.access().members(here.slug());
    let residents: Vec<_> = members.iter().filter(|account| account.role_in(here.slug()) == Some(Role::Neighbour)).collect();
    here.frame(&title).tab(Tab::About).page(html! {
        (crumbs(words, &[(&AboutPath::of(here.slug()).to_string(), &words.say("frame-about"))], &title))
        h1 { (title) }
        p.lead { (words.say("residents-what")) }
        @if !asking.is_empty() {
            section aria-labelledby="asking" {
                h2 #asking { (words.say("residents-asking")) }
                ul.stack.plain { @for request in &asking { li.card { (asks(here, request)) } } }
            }
        }
        section aria-labelledby="new-card" {
            h2 #new-card { (words.say("residents-new")) }
            form method="post" action=(ResidentsPath::of(here.slug())) novalidate[!faults.is_empty()] {
                (Question { words, faults }.line("name", "residents-name", typed, "off"))
                (send_button(Weight::Main, words.say("residents-make")))
            }
        }
        section aria-labelledby="cards" {
            h2 #cards { (words.say_with("residents-cards", &[("n", residents.len().into())])) }
            ul.plain.stack { @for account in residents { li { a href=(ResidentPath::of(here.slug(), account.id)) { (account.name) } } } }
        }
    })
}

fn asks(here: &Here, request: &Request) -> Markup {
    let words = here.words();
    let path = RequestPath::of(here.slug(), request.id).to_string();
    html! {
        strong { (request.name) }
        p { (request.reach) }
        p.soft { (words.say_with("residents-asked", &[("moment", moment(words, request.asked).into_owned().into())])) }
        form.row method="post" action=(path) {
            button.button.main type="submit" name="act" value="accept" aria-label={ (words.say("residents-accept")) ": " (request.name) } { (words.say("residents-accept")) }
            button.button.quiet type="submit" name="act" value="decline" aria-label={ (words.say("residents-decline")) ": " (request.name) } { (words.say("residents-decline")) }
        }
    }
}

/// Makes a card.
pub(super) async fn make(
    path: ResidentsPath,
    State(state): State<AppState>,
    visitor: Visitor,
    origin: Origin,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let name = sheet.one("name").trim().to_owned();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        let faults = [Fault::new(here.words(), "name", "residents-no-name")];
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&here, &name, &faults)).into_response());
    }
    let (slug, by, of) = (here.slug().clone(), here.visitor.account().map(|account| account.id), name.clone());
    let made = with_access(&state, move |access, surroundings| access.make_card(surroundings, (&slug, &of), by)).await?;
    let (_, code) = made.map_err(problem)?;
    Ok((StatusCode::CREATED, card_page(&here, &origin, &name, &code)).into_response())
}

/// Lets somebody in who asked, or does not.
pub(super) async fn answer(
    path: RequestPath,
    State(state): State<AppState>,
    visitor: Visitor,
    origin: Origin,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let (slug, id) = (here.slug().clone(), id_in_address(&path.request)?);
    let by = here.visitor.account().map(|account| account.id).ok_or(Problem::NotForYou)?;
    if sheet.one("act") == "accept" {
        let made = with_access(&state, move |access, surroundings| access.accept_request(surroundings, &slug, id, by)).await?;
        let (resident, code) = made.map_err(problem)?;
        let name = here.access().account(resident).map(|account| account.name.clone()).unwrap_or_default();
        return Ok((StatusCode::CREATED, card_page(&here, &origin, &name, &code)).into_response());
    }
    let declined = with_access(&state, move |access, surroundings| access.decline_request(surroundings, &slug, id, by)).await?;
    declined.map_err(problem)?;
    Ok(Redirect::to(&ResidentsPath::of(here.slug()).to_string()).into_response())
}

/// The card, to be printed or written over. Its code is shown this once.
pub(super) fn card_page(here: &Here, origin: &Origin, name: &str, code: &CardCode) -> Markup {
    let words = here.words();
    let title = words.say("card-made");
    let address = format!("{}{}", origin.0, CardPath::of(here.slug()));
    here.frame(&title).tab(Tab::About).page(html! {
        div.narrow {
            h1.no-print { (title) }
            div.no-print { (message(Tone::Warning, words.say("card-once"), html! { p { (words.say("card-once.why")) } })) }
            section.resident-card {
                h2 { (here.name()) }
                p { (words.say_with("card-of", &[("name", name.into())])) }
                // Behind the `#` a browser sends nothing: the code stays out of every log on the way.
                (qr(&format!("{address}#{code}"), &words.say("card-qr")))
                p { (words.say("card-how")) }
                p { code.long { (address) } }
                p.code-of-card { code { (code) } }
                p.soft { (words.say("card-lost")) }
            }
            p.no-print { (link_button(Weight::Quiet, &ResidentsPath::of(here.slug()).to_string(), words.say("card-back"))) }
        }
    })
}

/// The account of a resident here.
pub(super) fn resident_here(here: &Here, account: &str) -> Result<std::sync::Arc<Account>, Problem> {
    let account = here.access().account(id_in_address(account)?);
    account.filter(|account| account.role_in(here.slug()) == Some(Role::Neighbour)).ok_or(Problem::NotFound)
}

/// Why nothing came of an act on a card or a request.
pub(super) fn problem(why: CannotChange) -> Problem {
    match why {
        CannotChange::NotKept(error) => not_kept(&error),
        CannotChange::NotComputed => Problem::OurFault,
        _ => Problem::NotFound,
    }
}
