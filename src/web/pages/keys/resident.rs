use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::residents::{card_page, problem, resident_here};
use super::{moment, not_kept, with_access};
use crate::access::{Account, CannotHelp};
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::origin::Origin;
use crate::web::parts::{Weight, crumbs, send_button};
use crate::web::paths::{HomePath, ResidentPath, ResidentsPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// One resident with a card.
pub(super) async fn show(path: ResidentPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let account = resident_here(&here, &path.account)?;
    Ok(page(&here, &account))
}

fn page(here: &Here, account: &Account) -> Markup {
    let words = here.words();
    let path = ResidentPath::of(here.slug(), account.id).to_string();
    let sessions = here.access().sessions_of(account.id, here.now());
    here.frame(&account.name).tab(Tab::About).page(html! {
        (crumbs(words, &[(&ResidentsPath::of(here.slug()).to_string(), &words.say("residents-title"))], &account.name))
        div.narrow {
            h1 { (account.name) }
            @if let Some(card) = &account.card {
                p.soft {
                    (words.say_with("resident-card", &[("moment", moment(words, card.made).into_owned().into())])) " · "
                    (words.say_with("member-browsers", &[("n", sessions.len().into())]))
                }
            }
            (one(&path, "help", &words.say("resident-help"), &words.say("resident-help.what"), Weight::Main, &words.say("resident-help.do")))
            (one(&path, "replace", &words.say("resident-replace"), &words.say("resident-replace.what"), Weight::Quiet, &words.say("resident-replace.do")))
            (one(&path, "end", &words.say("resident-end"), &words.say("resident-end.what"), Weight::Strict, &words.say("resident-end.do")))
        }
    })
}

/// One act, with what it means.
fn one(path: &str, act: &str, title: &str, what: &str, weight: Weight, label: &str) -> Markup {
    html! {
        section aria-labelledby=(act) {
            h2 id=(act) { (title) }
            p { (what) }
            form method="post" action=(path) {
                input type="hidden" name="act" value=(act);
                (send_button(weight, label))
            }
        }
    }
}

/// Replaces the card, takes it away, or begins to act for the resident.
pub(super) async fn act(
    path: ResidentPath,
    State(state): State<AppState>,
    visitor: Visitor,
    origin: Origin,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let account = resident_here(&here, &path.account)?;
    let signed = here.visitor.signed.clone().ok_or(Problem::NotForYou)?;
    let (slug, id, by) = (here.slug().clone(), account.id, Some(signed.account.id));
    match sheet.one("act") {
        "replace" => {
            let made = with_access(&state, move |access, surroundings| access.replace_card(surroundings, (&slug, id), by)).await?;
            Ok((StatusCode::CREATED, card_page(&here, &origin, &account.name, &made.map_err(problem)?)).into_response())
        }
        "end" => {
            with_access(&state, move |access, surroundings| access.end_card(surroundings, (&slug, id), by)).await?.map_err(problem)?;
            Ok(Redirect::to(&ResidentsPath::of(here.slug()).to_string()).into_response())
        }
        "help" => match with_access(&state, move |access, surroundings| access.begin_helping(surroundings, &signed, &slug, id)).await? {
            Ok(()) => Ok(Redirect::to(&HomePath::of(here.slug()).to_string()).into_response()),
            Err(CannotHelp::NotYours) => Err(Problem::NotFound),
            Err(CannotHelp::NotKept(error)) => Err(not_kept(&error)),
        },
        _ => Err(Problem::Unclear(here.words().say("form-unreadable").into_owned())),
    }
}
