use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{moment, not_kept, qr, with_access};
use crate::access::{Account, CannotChange, Invitation, Role, Token};
use crate::web::fields::{Choice, Field};
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::origin::Origin;
use crate::web::parts::{Tone, Weight, crumbs, message, send_button};
use crate::web::paths::{AboutPath, InvitationPath, LogPath, MemberPath, RightsPath, TeamPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// The team, and the links that are still open.
pub(super) async fn show(path: TeamPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    Ok(page(&state.here(&path.slug, visitor).await?, &html! {}))
}

fn page(here: &Here, told: &Markup) -> Markup {
    let words = here.words();
    let title = words.say("team-title");
    let members: Vec<_> = here.access().members(here.slug());
    let team = members.iter().filter(|account| account.role_in(here.slug()).is_some_and(Role::is_team));
    here.frame(&title).tab(Tab::About).page(html! {
        (crumbs(words, &[(&AboutPath::of(here.slug()).to_string(), &words.say("frame-about"))], &title))
        h1 { (title) }
        p.lead { (words.say("team-what")) }
        (told)
        ul.stack.plain { @for account in team { li.card { (member(here, account)) } } }
        (open_links(here))
        (invite(here))
        p { a href=(RightsPath::of(here.slug())) { (words.say("rights-title")) } " · " a href=(LogPath::of(here.slug())) { (words.say("log-title")) } }
    })
}

fn member(here: &Here, account: &Account) -> Markup {
    let words = here.words();
    let Some(membership) = account.membership(here.slug()) else { return html! {} };
    html! {
        h2 { a href=(MemberPath::of(here.slug(), account.id)) { (account.name) } }
        p {
            (words.say(&format!("role-{}", membership.role)))
            @if here.visitor.account().is_some_and(|own| own.id == account.id) { " · " (words.say("team-you")) }
        }
        p.soft {
            (words.say(if account.has_second_step() { "team-second-step" } else { "team-no-second-step" }))
            " · " (words.say_with("team-since", &[("moment", moment(words, membership.since).into_owned().into())]))
        }
    }
}

fn open_links(here: &Here) -> Markup {
    let words = here.words();
    let open = here.access().invitations(here.slug(), here.now());
    html! {
        @if !open.is_empty() {
            section aria-labelledby="links" {
                h2 #links { (words.say("team-links")) }
                ul.stack.plain { @for link in &open { li.card { (open_link(here, link)) } } }
            }
        }
    }
}

fn open_link(here: &Here, link: &Invitation) -> Markup {
    let words = here.words();
    let note = if link.note.is_empty() { words.say("team-link-nobody").into_owned() } else { link.note.clone() };
    html! {
        strong { (note) }
        p.soft { (words.say_with("team-link-until", &[("moment", moment(words, link.until).into_owned().into())])) }
        form method="post" action=(TeamPath::of(here.slug())) {
            input type="hidden" name="act" value="withdraw";
            input type="hidden" name="link" value=(link.id);
            button.button.quiet type="submit" aria-label={ (words.say("team-link-withdraw")) ": " (note) } { (words.say("team-link-withdraw")) }
        }
    }
}

fn invite(here: &Here) -> Markup {
    let words = here.words();
    let (label, help, role_label) = (words.say("team-invite-note"), words.say("team-invite-note.help"), words.say("team-invite-role"));
    let labels = [Role::Builder, Role::Steward].map(|role| (role, words.say(&format!("role-{role}"))));
    let choices = labels.each_ref().map(|(role, label)| Choice {
        value: role.code(),
        label,
        is_chosen: *role == Role::Builder,
        kind: None,
        count: None,
    });
    html! {
        section aria-labelledby="invite" {
            h2 #invite { (words.say("team-invite")) }
            p { (words.say("team-invite-what")) }
            form method="post" action=(TeamPath::of(here.slug())) {
                input type="hidden" name="act" value="invite";
                (Field { name: "note", label: &label, help: Some(&help), error: None, is_required: false }.line(words, "text", ""))
                (Field { name: "role", label: &role_label, help: None, error: None, is_required: true }.radios(words, &choices))
                (send_button(Weight::Main, words.say("team-invite.do")))
            }
        }
    }
}

/// A link that was just made, to be handed over. It is shown this once.
pub(super) fn new_link(here: &Here, origin: &Origin, token: &Token, key: &str) -> Markup {
    let words = here.words();
    let address = format!("{}{}", origin.0, InvitationPath::at(token.as_str()));
    message(
        Tone::Ok,
        words.say(key),
        html! {
            p { (words.say("team-link-once")) }
            p { code.long { (address) } }
            (qr(&address, &words.say("team-link-qr")))
        },
    )
}

/// Invites somebody, or withdraws an invitation.
pub(super) async fn act(
    path: TeamPath,
    State(state): State<AppState>,
    visitor: Visitor,
    origin: Origin,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let (slug, by) = (here.slug().clone(), here.visitor.account().map(|account| account.id));
    match sheet.one("act") {
        "invite" => {
            let unclear = || Problem::Unclear(here.words().say("form-wrong-choice").into_owned());
            let role: Role = sheet.one("role").parse().ok().filter(|role: &Role| role.is_team()).ok_or_else(unclear)?;
            let note = sheet.one("note").to_owned();
            let made = with_access(&state, move |access, surroundings| access.invite(surroundings, &slug, role, &note, by));
            let token = made.await?.map_err(|error| not_kept(&error))?;
            Ok((StatusCode::CREATED, page(&here, &new_link(&here, &origin, &token, "team-invited"))).into_response())
        }
        "withdraw" => {
            let id = id_in_address(sheet.one("link"))?;
            match with_access(&state, move |access, surroundings| access.withdraw(surroundings, &slug, id, by)).await? {
                // It may have been used or withdrawn meanwhile: then it is gone as well.
                Ok(()) | Err(CannotChange::NotThere) => Ok(Redirect::to(&TeamPath::of(here.slug()).to_string()).into_response()),
                Err(CannotChange::NotKept(error)) => Err(not_kept(&error)),
                Err(_) => Err(Problem::OurFault),
            }
        }
        _ => Err(Problem::Unclear(here.words().say("form-unreadable").into_owned())),
    }
}
