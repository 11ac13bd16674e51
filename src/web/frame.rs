//! What stands round every page: head, tabs, language switch, foot.

use maud::{DOCTYPE, Markup, html};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use crate::access::Right;
use crate::inventory::slug::Slug;
use crate::web::files;
use crate::web::parts::icon;
use crate::web::paths::{
    AboutPath, AccountPath, AssetsPath, HelpingPath, HomePath, LanguagePath, MapPath, NeighbourhoodsPath, NewAssetPath, PrivacyPath,
    SignInPath,
};
use crate::web::visitor::Visitor;
use crate::words::{Language, Words};

/// What a page says about itself, so that the frame can be drawn round it.
pub struct Frame<'a> {
    words: Words,
    title: &'a str,
    place: Option<(&'a Slug, &'a str)>,
    tab: Option<Tab>,
    visitor: Option<&'a Visitor>,
    path: &'a str,
    head: Option<Markup>,
    is_wide: bool,
    is_embedded: bool,
    is_unlisted: bool,
    languages: &'a [Language],
}

/// The tabs of a neighbourhood, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// The neighbourhood's home.
    Home,
    /// The map.
    Map,
    /// The list of assets.
    List,
    /// Adding an asset; for the team.
    Add,
    /// What this is and who sees what.
    About,
}

const STYLES: [&str; 6] = ["css/tokens.css", "css/base.css", "css/layout.css", "css/parts.css", "css/forms.css", "css/print.css"];

/// What a path may hold unescaped inside a query value.
const PLAIN_IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

impl<'a> Frame<'a> {
    /// A frame in this language, with the page's title as it stands in the browser's tab.
    pub fn new(words: Words, title: &'a str) -> Self {
        Self {
            words,
            title,
            place: None,
            tab: None,
            visitor: None,
            path: "/",
            head: None,
            is_wide: false,
            is_embedded: false,
            is_unlisted: false,
            languages: &Language::ALL,
        }
    }

    /// The page belongs to this neighbourhood.
    #[must_use]
    pub fn of(self, slug: &'a Slug, name: &'a str) -> Self {
        Self { place: Some((slug, name)), ..self }
    }

    /// The languages in which the page can be read; it is in one of them.
    #[must_use]
    pub fn readable_in(self, languages: &'a [Language]) -> Self {
        Self { languages, ..self }
    }

    /// The tab that the page lies under.
    #[must_use]
    pub fn tab(self, tab: Tab) -> Self {
        Self { tab: Some(tab), ..self }
    }

    /// Who looks: what they can do is offered.
    #[must_use]
    pub(crate) fn seen_by(self, visitor: &'a Visitor) -> Self {
        Self { visitor: Some(visitor), ..self }
    }

    /// Path and query of this page, to which the language switch returns.
    #[must_use]
    pub fn at(self, path: &'a str) -> Self {
        Self { path, ..self }
    }

    /// Further styles and scripts in the page's head.
    #[must_use]
    pub fn head(self, head: Markup) -> Self {
        Self { head: Some(head), ..self }
    }

    /// The page takes the whole width, as the map does.
    #[must_use]
    pub fn wide(self) -> Self {
        Self { is_wide: true, ..self }
    }

    /// The page stands in a frame on another site: without our head and foot, and what it leads to opens beside that site.
    #[must_use]
    pub fn embedded(self) -> Self {
        Self { is_embedded: true, ..self }
    }

    fn may(&self, right: Right) -> bool {
        self.visitor.is_some_and(|visitor| visitor.may(right))
    }

    /// The page is for who was sent to it, and not for search engines.
    #[must_use]
    pub(crate) fn unlisted(self) -> Self {
        Self { is_unlisted: true, ..self }
    }

    /// The whole page.
    #[expect(clippy::needless_pass_by_value, reason = "the body is made where it is handed over")]
    pub fn page(self, body: Markup) -> Markup {
        let words = self.words;
        let site = self.place.map_or("Wijkweb", |(_, name)| name);
        html! {
            (DOCTYPE)
            html lang=(words.language().code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                    meta name="color-scheme" content="light dark";
                    meta name="description" content=(words.say_with("frame-description", &[("name", site.into())]));
                    title { @if self.title == site { (site) } @else { (self.title) " · " (site) } }
                    link rel="icon" type="image/svg+xml" href=(files::address("drawings/mark.svg"));
                    @for style in STYLES { link rel="stylesheet" href=(files::address(style)); }
                    @if let Some(head) = &self.head { (head) }
                    @if self.is_embedded || self.is_unlisted { meta name="robots" content="noindex"; }
                    @if self.is_embedded { base target="_blank"; }
                }
                @if self.is_embedded {
                    body.embedded data-embedded { main.wide[self.is_wide] #main tabindex="-1" { (body) } }
                } @else {
                    body.has-tabs[self.place.is_some()] {
                        a.skip href="#main" { (words.say("frame-skip")) }
                        (self.top(site))
                        main.wide[self.is_wide] #main tabindex="-1" { (body) }
                        (self.foot())
                    }
                }
            }
        }
    }

    fn top(&self, site: &str) -> Markup {
        let home = self.place.map_or_else(|| NeighbourhoodsPath {}.to_string(), |(slug, _)| Tab::Home.href(slug));
        html! {
            header.head {
                div.head-row {
                    a.brand href=(home) { (icon("brand")) span { (site) } }
                    @if let Some((slug, _)) = self.place { (self.tabs(slug)) }
                    (self.who())
                    p.languages {
                        @for language in self.languages.iter().copied().filter(|language| *language != self.words.language()) {
                            a href={ (language_path(language)) "?back=" (in_query(self.path)) }
                                lang=(language.code()) hreflang=(language.code()) rel="nofollow" {
                                (Words::of(language).say("language-name"))
                            }
                        }
                    }
                }
                div.courses {}
                (self.helping())
            }
        }
    }

    /// Whose browser it is, or the way in.
    fn who(&self) -> Markup {
        let back = in_query(self.path);
        html! {
            p.who {
                @if let Some(account) = self.visitor.and_then(Visitor::account) {
                    a href=(AccountPath {}) { (icon("account")) span { (account.name) } }
                } @else {
                    a href={ (SignInPath {}) "?next=" (back) } rel="nofollow" { (icon("account")) span { (self.words.say("frame-sign-in")) } }
                }
            }
        }
    }

    /// That a builder acts for a resident, on every page until it ends.
    fn helping(&self) -> Markup {
        let (words, resident) = (self.words, self.visitor.and_then(Visitor::helping));
        html! {
            @if let (Some(resident), Some((slug, _))) = (resident, self.place) {
                form.helping method="post" action=(HelpingPath::of(slug)) {
                    span role="status" { (words.say_with("helping-now", &[("name", resident.name.as_str().into())])) }
                    button.button.quiet type="submit" { (words.say("helping-end")) }
                }
            }
        }
    }

    fn tabs(&self, slug: &Slug) -> Markup {
        let tabs = [Tab::Home, Tab::Map, Tab::List, Tab::Add, Tab::About];
        html! {
            nav.tabs aria-label=(self.words.say("frame-tabs")) {
                ul.plain {
                    @for tab in tabs.into_iter().filter(|tab| *tab != Tab::Add || self.may(Right::Add)) {
                        li {
                            a href=(tab.href(slug)) aria-current=[(self.tab == Some(tab)).then_some("page")] {
                                (icon(tab.icon())) span { (self.words.say(tab.key())) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn foot(&self) -> Markup {
        html! {
            footer.foot {
                div.gables {}
                div.foot-water {
                    div.foot-row {
                        p { (self.words.say("frame-foot")) }
                        @if let Some((slug, _)) = self.place {
                            a href=(Tab::About.href(slug)) { (self.words.say("frame-foot-about")) }
                            a href=(PrivacyPath::of(slug)) { (self.words.say("frame-foot-privacy")) }
                        }
                        a href=(NeighbourhoodsPath {}) { (self.words.say("frame-foot-neighbourhoods")) }
                    }
                }
            }
        }
    }
}

/// An address of this site as the value of a query.
pub(crate) fn in_query(address: &str) -> PercentEncode<'_> {
    utf8_percent_encode(address, PLAIN_IN_QUERY)
}

fn language_path(language: Language) -> LanguagePath {
    LanguagePath { code: language.code().to_owned() }
}

impl Tab {
    fn href(self, slug: &Slug) -> String {
        match self {
            Self::Home => HomePath::of(slug).to_string(),
            Self::Map => MapPath::of(slug).to_string(),
            Self::List => AssetsPath::of(slug).to_string(),
            Self::Add => NewAssetPath::of(slug).to_string(),
            Self::About => AboutPath::of(slug).to_string(),
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Map => "map",
            Self::List => "list",
            Self::Add => "add",
            Self::About => "about",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Home => "frame-home",
            Self::Map => "frame-map",
            Self::List => "frame-list",
            Self::Add => "frame-add",
            Self::About => "frame-about",
        }
    }
}
