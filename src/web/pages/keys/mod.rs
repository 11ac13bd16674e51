//! Coming in and being in: signing in, invitations, one's own account, the team, residents with their cards, and who may do
//! what.

mod account;
mod card;
mod helping;
mod invitation;
mod join;
mod log;
mod member;
mod resident;
mod residents;
mod rights;
mod second_step;
mod sign_in;
mod team;

use std::borrow::Cow;
use std::fmt::Write;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use maud::{Markup, html};
use tokio::sync::Semaphore;

use crate::access::{Access, NotKept, Token, TooWeak, Wait, Way};
use crate::inventory::moment::Moment;
use crate::inventory::surroundings::Surroundings;
use crate::web::doors::Doors;
use crate::web::faults::Fault;
use crate::web::fields::Field;
use crate::web::problem::Problem;
use crate::web::session::{opening_cookie, session_cookie};
use crate::web::show;
use crate::web::state::AppState;
use crate::words::Words;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .show(sign_in::ask)
        .act(sign_in::first)
        .act(sign_in::second)
        .act(sign_in::out)
        .show(invitation::offer)
        .act(invitation::accept)
        .show(account::show)
        .act(account::act)
        .show(second_step::offer)
        .act(second_step::turn_on)
        .show(team::show)
        .act(team::act)
        .show(member::show)
        .act(member::act)
        .show(residents::show)
        .act(residents::make)
        .act(residents::answer)
        .show(resident::show)
        .act(resident::act)
        .act(helping::end)
        .show(card::ask)
        .act(card::use_card)
        .show(join::ask)
        .act(join::keep)
        .show(rights::show)
        .show(log::show)
}

/// So many may be at the doors at a time; the others wait without a thread, so that the disk is there for all else.
static AT_THE_DOORS: Semaphore = Semaphore::const_new(16);

/// Does something with the doors on a thread that may wait: passwords take long to compute, and disks to write.
async fn with_access<T: Send + 'static>(
    state: &AppState,
    act: impl FnOnce(&Access, &Surroundings) -> T + Send + 'static,
) -> Result<T, Problem> {
    let neighbourhoods = std::sync::Arc::clone(&state.neighbourhoods);
    let _place = AT_THE_DOORS.acquire().await.map_err(|_| Problem::OurFault)?;
    let done = tokio::task::spawn_blocking(move || act(neighbourhoods.access(), neighbourhoods.surroundings()));
    done.await.map_err(|_| Problem::OurFault)
}

/// Lets a browser in, and goes on to an address of this site. Whoever the browser was before, that session is over.
async fn let_in(state: &AppState, cookies: CookieJar, token: &Token, way: Way, to: &str) -> Result<Response, Problem> {
    let https = state.settings.https;
    if let Some(before) = cookies.get(session_cookie(https)).map(|cookie| cookie.value().to_owned()) {
        with_access(state, move |access, surroundings| access.sign_out(surroundings, &before)).await?.map_err(|error| not_kept(&error))?;
    }
    Ok((cookies.add(opening_cookie(token, way, https)), Redirect::to(to)).into_response())
}

/// What could not be kept was not done.
fn not_kept(error: &NotKept) -> Problem {
    tracing::error!(%error, "something with accounts could not be kept");
    Problem::NotKept
}

/// The status of a page that says how long to wait, and what it says.
fn waiting(words: Words, Wait(wait): Wait) -> (StatusCode, String) {
    let minutes = wait.as_secs().div_ceil(60).max(1);
    (StatusCode::TOO_MANY_REQUESTS, words.say_with("keys-wait", &[("n", minutes.into())]).into_owned())
}

/// Why a new password is not taken.
fn weakness(words: Words, at: &str, why: TooWeak) -> Fault {
    let key = match why {
        TooWeak::Short => "keys-weak-short",
        TooWeak::Long => "keys-weak-long",
        TooWeak::Uniform => "keys-weak-uniform",
        TooWeak::Expected => "keys-weak-expected",
    };
    Fault::new(words, at, key)
}

/// A question of a form, with what is wrong with its answer.
struct Question<'a> {
    words: Words,
    faults: &'a [Fault],
}

impl Question<'_> {
    /// Draws the question with this key: its text, and its help under `.help`.
    fn draw(&self, name: &str, key: &str, draw: impl FnOnce(&Field<'_>) -> Markup) -> Markup {
        let label = self.words.say(key);
        let help = self.words.find(&format!("{key}.help"));
        let error = self.faults.iter().find(|fault| fault.at == name).map(|fault| fault.text.as_str());
        draw(&Field { name, label: &label, help: help.as_deref(), error, is_required: true })
    }

    fn password(&self, name: &str, key: &str, autocomplete: &str) -> Markup {
        self.draw(name, key, |field| field.password(self.words, autocomplete))
    }

    fn line(&self, name: &str, key: &str, typed: &str, autocomplete: &str) -> Markup {
        self.draw(name, key, |field| field.remembered(self.words, "text", typed, autocomplete))
    }
}

/// A moment as people tell it: the day and the time.
fn moment(words: Words, moment: Moment) -> Cow<'static, str> {
    words.say_with("keys-moment", &[("day", show::day(words, moment.day()).into()), ("time", moment.clock().into())])
}

/// The QR code of a text, as a drawing that a phone reads from a screen or from paper.
fn qr(text: &str, label: &str) -> Markup {
    let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M);
    let Ok(code) = code else { return html! {} };
    let (width, colours) = (code.width(), code.to_colors());
    let dark = colours.iter().enumerate().filter(|(_, colour)| **colour == qrcode::Color::Dark);
    let path = dark.fold(String::new(), |mut path, (at, _)| {
        // Writing to a String cannot fail.
        let _ = write!(path, "M{} {}h1v1h-1z", at % width + 4, at / width + 4);
        path
    });
    let side = width + 8;
    html! {
        svg.qr viewBox=(format!("0 0 {side} {side}")) role="img" aria-label=(label) shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    }
}

/// So many hours.
fn hours(number: u64) -> Duration {
    Duration::from_secs(number * 3600)
}
