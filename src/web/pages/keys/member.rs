use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::team::new_link;
use super::{hours, moment, not_kept, with_access};
use crate::access::{Account, CannotChange, Role, Token};
use crate::web::fields::{Choice, Field};
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::origin::Origin;
use crate::web::parts::{Tone, Weight, crumbs, message, send_button};
use crate::web::paths::{MemberPath, TeamPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// How long a builder may be let see the homes, in hours.
const LASTING: [u64; 4] = [4, 24, 7 * 24, 28 * 24];

/// One member of the team, and what a steward can do.
pub(super) async fn show(path: MemberPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let account = of_team(&here, &path)?;
    Ok(page(&here, &account, &html! {}))
}

fn of_team(here: &Here, path: &MemberPath) -> Result<Arc<Account>, Problem> {
    let account = here.access().account(id_in_address(&path.account)?);
    account.filter(|account| account.role_in(here.slug()).is_some_and(Role::is_team)).ok_or(Problem::NotFound)
}

fn page(here: &Here, account: &Account, told: &Markup) -> Markup {
    let words = here.words();
    let path = MemberPath::of(here.slug(), account.id).to_string();
    let sessions = here.access().sessions_of(account.id, here.now());
    let role = account.role_in(here.slug());
    here.frame(&account.name).tab(Tab::About).page(html! {
        (crumbs(words, &[(&TeamPath::of(here.slug()).to_string(), &words.say("team-title"))], &account.name))
        div.narrow {
            h1 { (account.name) }
            (told)
            p.lead { @if let Some(role) = role { (words.say(&format!("role-{role}"))) } }
            p.soft {
                (words.say(if account.has_second_step() { "team-second-step" } else { "team-no-second-step" })) " · "
                (words.say_with("member-browsers", &[("n", sessions.len().into())]))
            }
            (roles(here, account, &path))
            @if role == Some(Role::Builder) { (homes(here, account, &path)) }
            (keys(here, &path))
            (off(here, account, &path))
        }
    })
}

fn roles(here: &Here, account: &Account, path: &str) -> Markup {
    let (words, label) = (here.words(), here.words().say("member-role"));
    let labels = [Role::Builder, Role::Steward].map(|role| (role, words.say(&format!("role-{role}"))));
    let choices = labels.each_ref().map(|(role, label)| Choice {
        value: role.code(),
        label,
        is_chosen: account.role_in(here.slug()) == Some(*role),
        kind: None,
        count: None,
    });
    html! {
        form method="post" action=(path) {
            input type="hidden" name="act" value="role";
            (Field { name: "role", label: &label, help: None, error: None, is_required: true }.radios(words, &choices))
            (send_button(Weight::Quiet, words.say("member-role.do")))
        }
    }
}

/// For how long a builder may see the addresses of homes.
fn homes(here: &Here, account: &Account, path: &str) -> Markup {
    let (words, now) = (here.words(), here.now());
    let until = account
        .membership(here.slug())
        .into_iter()
        .flat_map(|of| &of.grants)
        .filter(|grant| now < grant.until)
        .map(|grant| grant.until)
        .max();
    html! {
        section aria-labelledby="homes" {
            h2 #homes { (words.say("member-homes")) }
            p { (words.say("member-homes.what")) }
            @if let Some(until) = until {
                p { strong { (words.say_with("member-homes-until", &[("moment", moment(words, until).into_owned().into())])) } }
                form method="post" action=(path) {
                    input type="hidden" name="act" value="end-grant";
                    (send_button(Weight::Quiet, words.say("member-homes-end")))
                }
            }
            form method="post" action=(path) {
                input type="hidden" name="act" value="grant";
                div.field {
                    label for="hours" { (words.say("member-homes-long")) }
                    select id="hours" name="hours" {
                        @for lasting in LASTING { option value=(lasting) { (lasts(here, lasting)) } }
                    }
                }
                (send_button(Weight::Quiet, words.say("member-homes.do")))
            }
        }
    }
}

fn lasts(here: &Here, hours: u64) -> String {
    let (key, n) = if hours < 48 { ("member-hours", hours) } else { ("member-days", hours / 24) };
    here.words().say_with(key, &[("n", n.into())]).into_owned()
}

fn keys(here: &Here, path: &str) -> Markup {
    let words = here.words();
    html! {
        section aria-labelledby="recovery" {
            h2 #recovery { (words.say("member-recovery")) }
            p { (words.say("member-recovery.what")) }
            form method="post" action=(path) {
                input type="hidden" name="act" value="recover";
                (send_button(Weight::Quiet, words.say("member-recovery.do")))
            }
        }
    }
}

fn off(here: &Here, account: &Account, path: &str) -> Markup {
    let words = here.words();
    html! {
        section aria-labelledby="off" {
            h2 #off { (words.say("member-off")) }
            p { (words.say("member-off.what")) }
            form method="post" action=(path) {
                input type="hidden" name="act" value="off";
                (send_button(Weight::Strict, words.say_with("member-off.do", &[("name", account.name.as_str().into())])))
            }
        }
    }
}

/// What an act came to.
enum Outcome {
    Changed,
    Link(Token),
    Off,
}

/// Does one of the acts of this page.
pub(super) async fn act(
    path: MemberPath,
    State(state): State<AppState>,
    visitor: Visitor,
    origin: Origin,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let account = of_team(&here, &path)?;
    let by = here.visitor.account().map(|account| account.id).ok_or(Problem::NotForYou)?;
    let (slug, id, act) = (here.slug().clone(), account.id, sheet.one("act").to_owned());
    let (role, lasting): (Option<Role>, Option<u64>) = (sheet.one("role").parse().ok(), sheet.one("hours").parse().ok());
    let done = with_access(&state, move |access, surroundings| match act.as_str() {
        "role" => access.change_role(surroundings, &slug, id, role.ok_or(CannotChange::NotThere)?, by).map(|()| Outcome::Changed),
        "grant" => {
            let lasting = lasting.filter(|hours| LASTING.contains(hours)).ok_or(CannotChange::NoTime)?;
            access.grant(surroundings, &slug, id, hours(lasting), by).map(|()| Outcome::Changed)
        }
        "end-grant" => access.end_grants(surroundings, &slug, id, by).map(|()| Outcome::Changed),
        "recover" => access.offer_recovery(surroundings, id, Some(by)).map(Outcome::Link),
        "off" => access.switch_off(surroundings, &slug, id, Some(by)).map(|()| Outcome::Off),
        _ => Err(CannotChange::NotThere),
    });
    let words = here.words();
    match done.await? {
        Ok(Outcome::Changed) => Ok(Redirect::to(&MemberPath::of(here.slug(), id).to_string()).into_response()),
        Ok(Outcome::Off) => Ok(Redirect::to(&TeamPath::of(here.slug()).to_string()).into_response()),
        Ok(Outcome::Link(token)) => {
            Ok((StatusCode::CREATED, page(&here, &account, &new_link(&here, &origin, &token, "member-recovery-made"))).into_response())
        }
        Err(CannotChange::NotKept(error)) => Err(not_kept(&error)),
        Err(why) => {
            let key = match why {
                CannotChange::LastSteward => "member-last-steward",
                CannotChange::Elsewhere => "member-elsewhere",
                CannotChange::NoTime => "form-wrong-choice",
                _ => return Err(Problem::NotFound),
            };
            Ok((StatusCode::CONFLICT, page(&here, &account, &message(Tone::Error, words.say(key), html! {}))).into_response())
        }
    }
}
