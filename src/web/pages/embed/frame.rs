use axum::response::{IntoResponse, Response};
use maud::Markup;

use crate::web::here::Here;
use crate::web::pages::embed::sites;
use crate::web::problem::Problem;
use crate::web::security::MayBeFramedBy;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::{Language, Words};

/// A neighbourhood as everyone may see it, and the sites that may show it so.
pub(super) struct Embedded {
    /// The neighbourhood.
    pub(super) here: Here,
    /// The sites.
    sites: Vec<String>,
}

impl Embedded {
    /// The neighbourhood in an address, if a steward allowed some site to show it. Its language is that of the address
    /// (`lang=nl`), else the neighbourhood's own.
    pub(super) async fn of(state: &AppState, slug: &str, query: Option<&str>) -> Result<Self, Problem> {
        let mut here = state.here(slug, Visitor::anybody(Language::default())).await?;
        let profile = here.view().profile().ok_or(Problem::NotFound)?;
        let sites = sites(profile.text("embed_sites").unwrap_or_default()).unwrap_or_default();
        let own = profile.codes("language").first().and_then(|code| code.parse().ok());
        let asked = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).find(|(name, _)| name == "lang");
        let language: Option<Language> = asked.and_then(|(_, code)| code.parse().ok()).or(own);
        let readable = language.filter(|language| here.languages.contains(language)).or(here.languages.first().copied());
        here.visitor.words = Words::of(readable.unwrap_or_default());
        if sites.is_empty() { Err(Problem::NotFound) } else { Ok(Self { here, sites }) }
    }

    /// The page as an answer that these sites may frame.
    pub(super) fn answer(self, page: Markup) -> Response {
        let mut response = page.into_response();
        response.extensions_mut().insert(MayBeFramedBy(self.sites));
        response
    }
}

/// An address with the language in which the frame speaks.
pub(super) fn in_language(address: &str, language: Language) -> String {
    format!("{address}{}lang={}", if address.contains('?') { '&' } else { '?' }, language.code())
}
