use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;

use crate::access::{Account, Membership, Reach, Right, Role, Signed};
use crate::consent::Audience;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::Actor;
use crate::inventory::slug::Slug;
use crate::web::frame::Frame;
use crate::web::session::session_cookie;
use crate::web::state::AppState;
use crate::words::{Language, Words};

/// The cookie that remembers the language.
pub(crate) const LANGUAGE_COOKIE: &str = "language";

/// Who asks: who they are in the neighbourhood of the address, and which language they read.
#[derive(Clone)]
pub(crate) struct Visitor {
    /// The audience.
    pub(crate) audience: Audience,
    /// The texts in the visitor's language.
    pub(crate) words: Words,
    /// The address asked for, with its query, for the way back after changing the language.
    pub(crate) address: String,
    /// The browser sent cookies, so that a page may be made for it alone.
    pub(crate) has_cookies: bool,
    /// Whose browser it is.
    pub(crate) signed: Option<Arc<Signed>>,
    /// What they are in the neighbourhood of the address; while they act for a resident, what the resident is.
    role: Option<Role>,
    /// The person they are among the records of that neighbourhood, likewise.
    person: Option<Id>,
}

impl Visitor {
    /// Reads the visitor from a request: the language by the remembered choice, else by the browser.
    pub(crate) fn read(parts: &Parts, state: &AppState) -> Self {
        // Read once for each request: the guards before a handler ask as well.
        if let Some(known) = parts.extensions.get::<Self>() {
            return known.clone();
        }
        let cookies = CookieJar::from_headers(&parts.headers);
        let chosen = cookies.get(LANGUAGE_COOKIE).and_then(|cookie| cookie.value().parse().ok());
        let accepted = || parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| Language::preferred(value.to_str().ok()?));
        let anybody = Self {
            audience: Audience::Everyone,
            words: Words::of(chosen.or_else(accepted).unwrap_or_default()),
            address: parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
            has_cookies: parts.headers.contains_key(COOKIE),
            signed: None,
            role: None,
            person: None,
        };
        let token = cookies.get(session_cookie(state.settings.https));
        let now = state.neighbourhoods.surroundings().now();
        match token.and_then(|token| state.neighbourhoods.access().signed(token.value(), now)) {
            Some(signed) => {
                let somebody = Self { signed: Some(Arc::new(signed)), ..anybody };
                let slug = parts.uri.path().split('/').nth(1).and_then(|slug| slug.parse().ok());
                slug.map_or(somebody.clone(), |slug| somebody.within(&slug, now))
            }
            None => anybody,
        }
    }

    /// Whoever it is: a visitor of whom nothing is known, who reads this language.
    pub(crate) fn anybody(language: Language) -> Self {
        let (audience, words) = (Audience::Everyone, Words::of(language));
        Self { audience, words, address: String::new(), has_cookies: false, signed: None, role: None, person: None }
    }

    /// The same visitor in a neighbourhood.
    pub(crate) fn within(&self, slug: &Slug, now: Moment) -> Self {
        let membership = self.signed.as_ref().and_then(|signed| membership(signed, slug));
        let audience = membership.map_or(Audience::Everyone, |membership| audience(membership, now));
        let (role, person) = (membership.map(|membership| membership.role), membership.and_then(|membership| membership.person));
        Self { audience, role, person, ..self.clone() }
    }

    /// The frame round a page that is not about one neighbourhood.
    pub(crate) fn frame<'a>(&'a self, title: &'a str) -> Frame<'a> {
        Frame::new(self.words, title).seen_by(self).at(&self.address)
    }

    /// May do this in the neighbourhood of the address.
    pub(crate) fn may(&self, right: Right) -> bool {
        match right.reach() {
            Reach::Everyone | Reach::Role(_) if right != Right::OwnAccount => right.is_of(self.role),
            Reach::Everyone | Reach::Role(_) => self.signed.is_some(),
            Reach::Beginner => self.account().is_some_and(|account| account.begins),
            // Who watches is judged by where they ask from, at the address itself.
            Reach::Operator => true,
        }
    }

    /// Whose browser it is.
    pub(crate) fn account(&self) -> Option<&Arc<Account>> {
        self.signed.as_ref().map(|signed| &signed.account)
    }

    /// What they are in the neighbourhood of the address.
    pub(crate) fn role(&self) -> Option<Role> {
        self.role
    }

    /// The person they are among the records of the neighbourhood; while they act for a resident, that resident.
    pub(crate) fn person(&self) -> Option<Id> {
        self.person
    }

    /// Looks after another neighbourhood than that of the address, too.
    pub(crate) fn is_steward_of(&self, slug: &Slug) -> bool {
        self.account().is_some_and(|account| account.role_in(slug) == Some(Role::Steward))
    }

    /// The resident for whom they are acting.
    pub(crate) fn helping(&self) -> Option<&Arc<Account>> {
        self.signed.as_ref()?.helping.as_ref().map(|(resident, _)| resident)
    }

    /// Who is to be named as the writer of what they write.
    pub(crate) fn actor(&self) -> Actor {
        match (self.account(), self.helping()) {
            (Some(account), Some(resident)) => Actor::helping(account.id, resident.id),
            (Some(account), None) => Actor::account(account.id),
            // Nobody writes without an account; the right to write is asked before.
            (None, _) => Actor::operator(),
        }
    }
}

/// What somebody is in a neighbourhood; while they act for a resident, what the resident is.
fn membership<'a>(signed: &'a Signed, slug: &Slug) -> Option<&'a Membership> {
    match &signed.helping {
        Some((resident, _)) if signed.account.role_in(slug).is_some_and(Role::is_team) => resident.membership(slug),
        _ => signed.account.membership(slug),
    }
}

/// What somebody sees in a neighbourhood at this moment.
fn audience(membership: &Membership, now: Moment) -> Audience {
    match membership.role {
        Role::Builder if membership.sees_homes(now) => Audience::DoorTeam,
        role => role.audience(),
    }
}

impl<S> FromRequestParts<S> for Visitor
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::read(parts, &AppState::from_ref(state)))
    }
}
