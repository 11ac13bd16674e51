use std::sync::Arc;

use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::neighbourhood::{DAYS_KEPT, InBrief};
use crate::web::faults::Fault;
use crate::web::fields::{Choice, Field, faults as fault_box};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::closing::archive_path;
use crate::web::parts::{Tone, Weight, crumbs, link_button, message, send_button};
use crate::web::paths::{AboutPath, ClosePath, SettingsPath};
use crate::web::problem::Problem;
use crate::web::show;
use crate::web::state::AppState;
use crate::words::Words;

/// What the page is drawn with.
pub(super) struct Asked<'a> {
    /// What was typed.
    pub(super) sheet: &'a Sheet,
    /// Up to which change the archive goes that this browser took.
    pub(super) taken: Option<u64>,
    /// What is wrong with what was typed.
    pub(super) faults: &'a [Fault],
    /// Why it did not work, by the key of its words.
    pub(super) trouble: Option<&'a str>,
}

/// The whole page.
pub(super) async fn draw(state: &AppState, here: &Here, asked: &Asked<'_>) -> Result<Markup, Problem> {
    let (neighbourhoods, slug) = (Arc::clone(&state.neighbourhoods), here.slug().clone());
    let brief = tokio::task::spawn_blocking(move || neighbourhoods.archive_in_brief(&slug)).await.map_err(|_| Problem::OurFault)??;
    let words = here.words();
    let title = words.say("closing-title");
    let (about, settings) = (AboutPath::of(here.slug()).to_string(), SettingsPath::of(here.slug()).to_string());
    let above = [(about.as_str(), words.say("frame-about")), (settings.as_str(), words.say("settings-title"))];
    let above = above.each_ref().map(|(href, label)| (*href, label.as_ref()));
    let in_box: Vec<_> = asked.faults.iter().map(|fault| (fault.at.as_str(), fault.text.as_str())).collect();
    Ok(here.frame(&title).tab(Tab::About).page(html! {
        (crumbs(words, &above, &title))
        div.page-head { h1 { (title) } p.lead { (words.say("closing-lead")) } }
        @if let Some(trouble) = asked.trouble {
            (message(Tone::Error, words.say(trouble), html! { p { (words.say(&format!("{trouble}.next"))) } }))
        }
        (fault_box(words, &in_box))
        div.stack {
            section { h2 { (words.say("closing-what")) } (what_closing_does(words)) }
            section { h2 { (words.say("closing-over")) } (handing_over(here)) }
            section { h2 #archive { (words.say("closing-archive")) } (archive(here, &brief, asked.taken)) }
            section { h2 { (words.say("closing-do-title")) } (form(here, &brief, asked)) }
        }
    }))
}

fn what_closing_does(words: Words) -> Markup {
    html! {
        ul {
            @for key in ["closing-what-unseen", "closing-what-days", "closing-what-gone", "closing-what-backups", "closing-what-files"] {
                li { (words.say_with(key, &[("days", DAYS_KEPT.into())])) }
            }
        }
    }
}

fn handing_over(here: &Here) -> Markup {
    let words = here.words();
    html! {
        ol {
            li { (words.say("closing-over-take")) }
            li { (words.say("closing-over-restore")) " " code { "wijkweb restore " (file_name(here)) } }
            li { (words.say("closing-over-look")) }
            li { (words.say("closing-over-close")) }
        }
    }
}

fn archive(here: &Here, brief: &InBrief, taken: Option<u64>) -> Markup {
    let words = here.words();
    let number = |number: u64| show::grouped(words.language(), &number.to_string());
    html! {
        p { (words.say("closing-archive-what")) }
        dl.facts {
            div { dt { (words.say("closing-commits")) } dd { (number(brief.commits)) } }
            div { dt { (words.say("closing-pictures")) } dd { (number(brief.pictures)) } }
            div { dt { (words.say("closing-size")) } dd { (size(words, brief.about_bytes)) } }
        }
        @if let Some(taken) = taken {
            @let since = brief.commits.saturating_sub(taken);
            @let told = words.say_with("closing-taken", &[("since", since.into())]);
            (message(if since == 0 { Tone::Ok } else { Tone::Warning }, told, html! {}))
        }
        form method="post" action=(archive_path(here.slug())) {
            (send_button(Weight::Quiet, words.say("closing-take")))
        }
    }
}

fn form(here: &Here, brief: &InBrief, Asked { sheet, faults, .. }: &Asked<'_>) -> Markup {
    let (words, last) = (here.words(), brief.commits.to_string());
    let wrong = |name: &str| faults.iter().find(|fault| fault.at == name).map(|fault| fault.text.as_str());
    let label = words.say_with("closing-slug", &[("slug", here.slug().to_string().into())]);
    let typed = Field { name: "slug", label: &label, help: None, error: wrong("slug"), is_required: true };
    html! {
        form method="post" action=(ClosePath::of(here.slug())) novalidate[!faults.is_empty()] autocomplete="off" {
            (typed.line(words, "text", sheet.one("slug")))
            (tick(words, "safe", "closing-safe", "yes", sheet.one("safe") == "yes", wrong("safe")))
            @if wrong("anyway").is_some() || sheet.one("anyway") == last {
                (tick(words, "anyway", "closing-anyway", &last, sheet.one("anyway") == last, wrong("anyway")))
            }
            div.row {
                (send_button(Weight::Strict, words.say("closing-do")))
                (link_button(Weight::Quiet, &SettingsPath::of(here.slug()).to_string(), words.say("closing-not")))
            }
        }
    }
}

/// One sentence to agree with.
fn tick(words: Words, name: &str, key: &str, value: &str, is_chosen: bool, error: Option<&str>) -> Markup {
    let (legend, label) = (words.say(&format!("{key}.legend")), words.say(key));
    let choice = Choice { value, label: &label, is_chosen, kind: None, count: None };
    Field { name, label: &legend, help: None, error, is_required: true }.checkboxes(words, &[choice])
}

/// What the archive is called where it is taken to.
fn file_name(here: &Here) -> String {
    format!("{}-{}.ndjson", here.slug(), here.today)
}

/// About how much: "3 kB", "45 MB".
fn size(words: Words, bytes: u64) -> String {
    let (number, unit) = match bytes {
        0..1_000_000 => (bytes.div_ceil(1000), "kB"),
        1_000_000..1_000_000_000 => (bytes.div_ceil(1_000_000), "MB"),
        _ => (bytes.div_ceil(1_000_000_000), "GB"),
    };
    words.say_with("closing-about", &[("size", format!("{number}\u{a0}{unit}").into())]).into_owned()
}
