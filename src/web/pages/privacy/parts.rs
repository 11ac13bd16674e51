//! What the documents are made of: a sheet with a head and a day, answers, and lines to write on.

use maud::{Markup, html};

use crate::inventory::visibility::Visibility;
use crate::web::frame::Tab;
use crate::web::pages::begin::basis;
use crate::web::pages::privacy::facts::Facts;
use crate::web::pages::privacy::flows::Flow;
use crate::web::parts::{Tone, crumbs, message};
use crate::web::paths::{PrivacyPath, SettingsPath};
use crate::web::show;

/// A document on a page of its own. Search engines leave it be: it names people to turn to.
#[expect(clippy::needless_pass_by_value, reason = "the body is made where it is handed over")]
pub(super) fn sheet(facts: &Facts<'_>, code: &str, body: Markup) -> Markup {
    let (words, here) = (facts.words, facts.here);
    let title = words.say_with(&format!("privacy-{code}"), &[("name", here.name().into())]);
    let day = |day| show::day(words, day);
    let dates = [("day", day(here.today).into()), ("changed", day(facts.profile.updated().day()).into())];
    let (notice, settings) = (PrivacyPath::of(here.slug()).to_string(), SettingsPath::of(here.slug()).to_string());
    let is_for_stewards = code != "notice";
    here.frame(&title).tab(Tab::About).unlisted().page(html! {
        @if is_for_stewards {
            (crumbs(words, &[(&settings, &words.say("settings-title")), (&notice, &words.say("frame-foot-privacy"))], &title))
        }
        article.document {
            header.page-head { h1 { (title) } p.lead { (words.say(&format!("privacy-{code}.lead"))) } }
            @if is_for_stewards {
                (message(Tone::Tip, words.say("privacy-to-complete"), html! { p { (words.say("privacy-to-complete.what")) } }))
            }
            (body)
            p.soft { (words.say_with("privacy-dates", &dates)) }
        }
    })
}

/// What is known is printed, and what is not is a line to write on.
pub(super) fn answers(facts: &Facts<'_>, fields: &[&str]) -> Markup {
    html! {
        dl.facts {
            @for field in fields { (answer(&facts.asked(field), facts.said(field).as_deref(), 1)) }
        }
    }
}

/// A row: what is asked, and what is known of that, or so many lines.
pub(super) fn answer(asked: &str, said: Option<&str>, many: usize) -> Markup {
    html! { div { dt { (asked) } dd { @if let Some(said) = said { (show::prose(said)) } @else { (lines(many)) } } } }
}

/// Lines to write on with a pen.
pub(super) fn lines(many: usize) -> Markup {
    html! { @for _ in 0..many { div.write-on aria-hidden="true" {} } }
}

/// A question of the document to whoever is responsible, with lines for the answer.
pub(super) fn question(facts: &Facts<'_>, key: &str, many: usize) -> Markup {
    html! { div.ask { p { (facts.words.say(key)) } (lines(many)) } }
}

/// Something to tick with a pen.
pub(super) fn to_tick(text: &str) -> Markup {
    html! { li.to-tick { span.tick-box aria-hidden="true" {} span { (text) } } }
}

/// How many records it is about now, in words; for those who may see all of them.
pub(super) fn how_many(facts: &Facts<'_>, flow: &Flow) -> Option<String> {
    let day = show::day(facts.words, facts.here.today);
    let count = flow.count(facts.here.view())?;
    Some(facts.words.say_with("register-count", &[("n", count.into()), ("day", day.into())]).into_owned())
}

/// Who sees what of it, as a list.
pub(super) fn who_sees(facts: &Facts<'_>, flow: &Flow) -> Markup {
    let (words, labels) = (facts.words, facts.here.labels());
    let held = flow.fields_by_audience(labels);
    html! {
        @if held.is_empty() { (words.say(&format!("flow-{}.seen", flow.code))) }
        @else {
            ul.plain {
                @for (visibility, fields) in held { li { strong { (audience(facts, visibility)) ":" } " " (fields) } }
            }
        }
    }
}

fn audience(facts: &Facts<'_>, visibility: Visibility) -> String {
    facts.here.labels().visibility(visibility).into_owned()
}

/// The legal ground of a flow, in words.
pub(super) fn ground(facts: &Facts<'_>, flow: &Flow) -> String {
    let purpose = flow.purpose.unwrap_or(flow.code);
    facts.words.say(basis(purpose, facts.is_authority())).into_owned()
}
