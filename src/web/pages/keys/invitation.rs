use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use maud::{Markup, html};

use super::sign_in::onward;
use super::{Question, let_in, not_kept, waiting, weakness, with_access};
use crate::access::{Account, Invitation, Newcomer, NotAccepted, Purpose, Token, Way};
use crate::capture::sheet::Sheet;
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::parts::{Tone, Weight, message, send_button};
use crate::web::paths::InvitationPath;
use crate::web::problem::Problem;
use crate::web::session::Asker;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Words;

/// Tells what the link is for, and asks. Looking uses nothing up: programs look at links before people do.
pub(super) async fn offer(
    path: InvitationPath,
    State(state): State<AppState>,
    visitor: Visitor,
    asker: Asker,
) -> Result<Response, Problem> {
    let (surroundings, access) = (state.neighbourhoods.surroundings(), state.neighbourhoods.access());
    match access.invitation(surroundings, &path.token, asker.client) {
        Ok(invitation) => Ok(page(&state, &visitor, &path, &invitation, &Sheet::default(), &[]).await.into_response()),
        Err(refused) => no_link(&visitor, refused),
    }
}

/// That the link opens nothing, and what to do.
fn no_link(visitor: &Visitor, refused: NotAccepted) -> Result<Response, Problem> {
    let words = visitor.words;
    let (status, told) = match refused {
        NotAccepted::Wait(wait) => waiting(words, wait),
        NotAccepted::NotKept(error) => return Err(not_kept(&error)),
        _ => (StatusCode::NOT_FOUND, words.say("invitation-none.what").into_owned()),
    };
    let title = words.say("invitation-none");
    let page = visitor.frame(&title).unlisted().page(html! { div.narrow { h1 { (title) } (message(Tone::Error, told, html! {})) } });
    Ok((status, page).into_response())
}

async fn page(
    state: &AppState,
    visitor: &Visitor,
    path: &InvitationPath,
    invitation: &Invitation,
    sheet: &Sheet,
    faults: &[Fault],
) -> Markup {
    let words = visitor.words;
    let title = words.say(match invitation.purpose {
        Purpose::Join { .. } => "invitation-join",
        Purpose::First => "invitation-first",
        Purpose::Try => "invitation-try",
        Purpose::Recover { .. } => "invitation-recover",
    });
    let asked = Question { words, faults };
    let name = named(state, visitor, invitation).await;
    visitor.frame(&title).unlisted().page(html! {
        div.narrow {
            h1 { (title) }
            p.lead { (what(words, invitation, &name)) }
            @if faults.iter().any(|fault| fault.at.is_empty()) { (message(Tone::Error, &faults[0].text, html! {})) }
            form method="post" action=(path) novalidate[!faults.is_empty()] {
                @match (&invitation.purpose, visitor.account().filter(|account| account.has_password())) {
                    (Purpose::Try, _) => (send_button(Weight::Main, words.say("invitation-try.do"))),
                    (Purpose::Recover { .. }, _) => {
                        (new_password(&asked, sheet))
                        (send_button(Weight::Main, words.say("invitation-recover.do")))
                    },
                    (Purpose::Join { .. } | Purpose::First, Some(account)) => (as_oneself(words, account)),
                    (Purpose::Join { .. } | Purpose::First, None) => {
                        (asked.line("name", "invitation-name", sheet.one("name"), "name"))
                        (asked.line("sign_in", "invitation-sign-in", sheet.one("sign_in"), "username"))
                        (new_password(&asked, sheet))
                        (send_button(Weight::Main, words.say("invitation-join.do")))
                    },
                }
            }
        }
    })
}

fn what(words: Words, invitation: &Invitation, name: &str) -> String {
    match &invitation.purpose {
        Purpose::Join { role, .. } => {
            let role = words.say(&format!("role-{role}")).into_owned();
            words.say_with("invitation-join.what", &[("name", name.into()), ("role", role.into())]).into_owned()
        }
        Purpose::First => words.say("invitation-first.what").into_owned(),
        Purpose::Try => words.say("invitation-try.what").into_owned(),
        Purpose::Recover { .. } => words.say_with("invitation-recover.what", &[("name", name.into())]).into_owned(),
    }
}

/// The name of the neighbourhood a link leads into, or what somebody signs in with who chooses a new password.
async fn named(state: &AppState, visitor: &Visitor, invitation: &Invitation) -> String {
    match &invitation.purpose {
        Purpose::Join { slug, .. } => {
            let here = state.here(slug.as_str(), visitor.clone()).await;
            here.map_or_else(|_| slug.to_string(), |here| here.name().to_owned())
        }
        Purpose::Recover { account } => {
            let account = state.neighbourhoods.access().account(*account);
            account.and_then(|account| account.sign_in.clone()).unwrap_or_default()
        }
        Purpose::First | Purpose::Try => String::new(),
    }
}

fn new_password(asked: &Question<'_>, _: &Sheet) -> Markup {
    html! {
        (asked.password("password", "keys-new-password", "new-password"))
        (asked.password("again", "keys-new-password-again", "new-password"))
    }
}

fn as_oneself(words: Words, account: &Account) -> Markup {
    html! {
        p { (words.say_with("invitation-as", &[("name", account.name.as_str().into())])) }
        (send_button(Weight::Main, words.say("invitation-join.do")))
    }
}

/// Uses the link up.
pub(super) async fn accept(
    path: InvitationPath,
    State(state): State<AppState>,
    visitor: Visitor,
    asker: Asker,
    cookies: CookieJar,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let (surroundings, access) = (state.neighbourhoods.surroundings(), state.neighbourhoods.access());
    let invitation = match access.invitation(surroundings, &path.token, asker.client) {
        Ok(invitation) => invitation,
        Err(refused) => return no_link(&visitor, refused),
    };
    let words = visitor.words;
    if !matches!(invitation.purpose, Purpose::Try) && visitor.account().is_none() && sheet.one("password") != sheet.one("again") {
        let faults = [Fault::new(words, "again", "keys-not-the-same")];
        let page = page(&state, &visitor, &path, &invitation, &sheet, &faults).await;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let client = asker.client;
    let accepted = use_up(&state, &path.token, &invitation, &visitor, &sheet, asker.browser).await?;
    match accepted {
        Ok(Some(token)) => {
            let way = if invitation.purpose == Purpose::Try { Way::Link } else { Way::Password };
            let to = onward(&state, &token, "/");
            let_in(&state, cookies, &token, way, &to).await
        }
        Ok(None) => Ok(axum::response::Redirect::to("/").into_response()),
        Err(refused) => {
            let fault = match refused {
                NotAccepted::NoName => Fault::new(words, "name", "invitation-no-name"),
                NotAccepted::NoSignIn => Fault::new(words, "sign_in", "invitation-no-sign-in"),
                NotAccepted::Taken => {
                    access.tried_in_vain(surroundings, client);
                    Fault::new(words, "sign_in", "invitation-taken")
                }
                NotAccepted::TooWeak(why) => weakness(words, "password", why),
                NotAccepted::NotComputed => return Err(Problem::OurFault),
                refused @ (NotAccepted::Unknown | NotAccepted::Wait(_) | NotAccepted::NotKept(_)) => return no_link(&visitor, refused),
            };
            let page = page(&state, &visitor, &path, &invitation, &sheet, &[fault]).await;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The session of who came in; none where somebody stays who they are.
async fn use_up(
    state: &AppState,
    token: &str,
    invitation: &Invitation,
    visitor: &Visitor,
    sheet: &Sheet,
    browser: String,
) -> Result<Result<Option<Token>, NotAccepted>, Problem> {
    let (token, purpose, signed) = (token.to_owned(), invitation.purpose.clone(), visitor.signed.clone());
    let typed = ["name", "sign_in", "password"].map(|name| sheet.one(name).to_owned());
    let (slugs, orphans) = (state.neighbourhoods.slugs(), state.neighbourhoods.orphans());
    let visitor_name = visitor.words.say("invitation-try.name").into_owned();
    with_access(state, move |access, surroundings| {
        let [name, sign_in, password] = &typed;
        match purpose {
            Purpose::Try => access.try_out(surroundings, &token, (&visitor_name, &slugs), &browser).map(Some),
            Purpose::Recover { .. } => access.recover(surroundings, &token, password, &browser).map(Some),
            Purpose::Join { .. } | Purpose::First => match signed.filter(|signed| signed.account.has_password()) {
                Some(signed) => access.join_as(surroundings, &token, &signed, &orphans).map(|()| None),
                None => access.join(surroundings, &token, &Newcomer { name, sign_in, password }, &orphans, &browser).map(Some),
            },
        }
    })
    .await
}
