//! The parts that pages are made of: drawings, kinds, figures, messages, ways on. Fields of forms are in `fields`.

use maud::{Markup, Render, html};

use crate::web::files;
use crate::words::Words;

/// A drawing of the sheet `static/drawings/icons.svg`. It says nothing by itself: a word stands beside it.
pub fn icon(name: &str) -> Markup {
    html! {
        svg.icon aria-hidden="true" focusable="false" { use href={ (files::address("drawings/icons.svg")) "#" (name) } {} }
    }
}

/// The round mark of a kind. A kind without a drawing of its own has a plain one.
pub fn kind_mark(code: &str) -> Markup {
    html! { span class={ "kind-mark kind-" (code) } { (icon(&kind_icon(code))) } }
}

/// The name of a kind's drawing in the sheet.
pub fn kind_icon(code: &str) -> String {
    let own = format!("kind-{code}");
    if files::has_icon(&own) { own } else { "kind-other".into() }
}

/// A kind with its word, as a link where there is somewhere to go.
pub fn kind_chip(code: &str, label: &str, href: Option<&str>) -> Markup {
    html! {
        @if let Some(href) = href { a.chip href=(href) { (kind_mark(code)) (label) } }
        @else { span.chip { (kind_mark(code)) (label) } }
    }
}

/// A word in a frame: a function, a tag.
pub fn chip(label: &str) -> Markup {
    html! { span.chip.plain { (label) } }
}

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The one thing to do here.
    Main,
    /// Something else that can be done.
    Quiet,
    /// Something that takes away.
    Strict,
}

impl Weight {
    /// The classes of such a button.
    pub fn class(self) -> &'static str {
        match self {
            Self::Main => "button",
            Self::Quiet => "button quiet",
            Self::Strict => "button strict",
        }
    }
}

/// A link that looks like a button.
pub fn link_button(weight: Weight, href: &str, label: impl Render) -> Markup {
    html! { a class=(weight.class()) href=(href) { (label) } }
}

/// The button that sends a form.
pub fn send_button(weight: Weight, label: impl Render) -> Markup {
    html! { button class=(weight.class()) type="submit" { (label) } }
}

/// A card that leads somewhere: a way into the neighbourhood.
pub fn way(href: &str, title: &str, text: &str) -> Markup {
    html! { section.card.way { h2 { a href=(href) { (title) } } p { (text) } } }
}

/// One row in a list of assets: `said` is the line below the name.
pub fn asset_row(kind: &str, href: &str, name: &str, said: impl Render) -> Markup {
    asset_row_with(kind, href, name, said, None)
}

/// The same, with a picture beside it that says no more than the name does.
pub fn asset_row_with(kind: &str, href: &str, name: &str, said: impl Render, picture: Option<Markup>) -> Markup {
    html! {
        li { (kind_mark(kind)) span.name { a href=(href) { (name) } } p.said { (said) } @if let Some(picture) = picture { (picture) } }
    }
}

/// A figure, with what it rests on.
pub struct Figure<'a> {
    /// The code of the kind that is counted.
    pub kind: &'a str,
    /// What is counted.
    pub label: &'a str,
    /// Where the counted things are listed.
    pub href: Option<&'a str>,
    /// The figure as text; `None` is not known, which is never shown as 0.
    pub value: Option<String>,
    /// Date, basis and coverage in words.
    pub ground: &'a str,
    /// The covered part and the whole, for the bar. No bar where the whole is 0.
    pub coverage: Option<(usize, usize)>,
}

/// A figure as a group of a `dl`.
pub fn figure(words: Words, figure: &Figure<'_>) -> Markup {
    html! {
        div.figure {
            dt {
                (kind_mark(figure.kind))
                @if let Some(href) = figure.href { a href=(href) { (figure.label) } } @else { span { (figure.label) } }
            }
            dd.value.unknown[figure.value.is_none()] { @if let Some(value) = &figure.value { (value) } @else { (words.say("parts-unknown")) } }
            dd.ground {
                (figure.ground)
                @if let Some((part, whole)) = figure.coverage.filter(|(_, whole)| *whole > 0) {
                    progress.coverage aria-label=(words.say("parts-coverage")) value=(part) max=(whole) {}
                }
            }
        }
    }
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It is done.
    Ok,
    /// Good to know.
    Tip,
    /// Look at this first.
    Warning,
    /// This did not work.
    Error,
}

/// A message in a box. An error is announced at once by a screen reader, the others when it is their turn.
pub fn message(tone: Tone, title: impl Render, body: impl Render) -> Markup {
    let (class, icon_name, role) = match tone {
        Tone::Ok => ("message ok", "ok", "status"),
        Tone::Tip => ("message tip", "tip", "note"),
        Tone::Warning => ("message warning", "warning", "status"),
        Tone::Error => ("message error", "error", "alert"),
    };
    html! {
        div class=(class) role=(role) { (icon(icon_name)) div { strong { (title) } (body) } }
    }
}

/// What stands where nothing is yet: what could be here, and what to do next.
pub fn empty(icon_name: &str, title: &str, text: &str, ways_on: impl Render) -> Markup {
    html! {
        div.empty { (icon(icon_name)) h2 { (title) } p { (text) } div.row { (ways_on) } }
    }
}

/// Where this page lies: links from wide to near, then the page itself.
pub fn crumbs(words: Words, above: &[(&str, &str)], here: &str) -> Markup {
    html! {
        nav.crumbs aria-label=(words.say("parts-crumbs")) {
            ol.plain {
                @for (href, label) in above { li { a href=(href) { (label) } } }
                li { span aria-current="page" { (here) } }
            }
        }
    }
}

/// Which part of a long list is shown, and the ways to the rest.
pub struct Pager<'a> {
    /// The address of the page before this one.
    pub previous: Option<&'a str>,
    /// The address of the page after this one.
    pub next: Option<&'a str>,
    /// The first row shown, from 1.
    pub first: usize,
    /// The last row shown.
    pub last: usize,
    /// All rows.
    pub total: usize,
}

/// Nothing where all rows are on one page.
pub fn pager(words: Words, pager: &Pager<'_>) -> Markup {
    let numbers = [("first", pager.first.into()), ("last", pager.last.into()), ("total", pager.total.into())];
    html! {
        @if pager.previous.is_some() || pager.next.is_some() {
            nav.pager aria-label=(words.say("parts-pager")) {
                @if let Some(href) = pager.previous { a.button.quiet href=(href) rel="prev" { (icon("back")) (words.say("parts-previous")) } }
                p { (words.say_with("parts-page", &numbers)) }
                @if let Some(href) = pager.next { a.button.quiet href=(href) rel="next" { (words.say("parts-next")) (icon("arrow")) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn a_kind_that_nobody_drew_yet_has_a_plain_mark() {
        assert_eq!(kind_icon("place"), "kind-place");
        assert_eq!(kind_icon("lighthouse"), "kind-other");
    }

    #[test]
    fn what_is_not_known_is_not_nought() {
        let unknown = Figure { kind: "place", label: "Plekken", href: None, value: None, ground: "", coverage: Some((0, 0)) };
        let drawn = figure(Words::of(Language::Dutch), &unknown).into_string();
        assert!(!drawn.contains(">0<") && !drawn.contains("progress"), "{drawn}");
    }

    #[test]
    fn text_of_others_stays_text() {
        let drawn = asset_row("place", "/x", "<script>alert(1)</script>", "a & b").into_string();
        assert!(drawn.contains("&lt;script&gt;") && drawn.contains("a &amp; b"));
    }
}
