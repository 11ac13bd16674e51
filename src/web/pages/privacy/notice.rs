use maud::{Markup, html};

use crate::access::Right;
use crate::neighbourhood::DAYS_KEPT;
use crate::web::pages::privacy::Document;
use crate::web::pages::privacy::facts::Facts;
use crate::web::pages::privacy::flows::Flow;
use crate::web::pages::privacy::parts::{answers, ground, sheet, who_sees};
use crate::web::paths::DocumentPath;

/// What visitors can ask for, each with its words under `privacy-right-{code}`.
const RIGHTS: [&str; 7] = ["access", "correct", "erase", "object", "restrict", "take", "withdraw"];

/// The privacy notice (AVG, articles 13 and 14).
pub(super) fn page(facts: &Facts<'_>) -> Markup {
    let words = facts.words;
    sheet(
        facts,
        "notice",
        html! {
            h2 { (words.say("privacy-who")) }
            (answers(facts, &["controller", "controller_kind"]))
            (optional(facts, &["controller_address", "kvk"]))
            h2 { (words.say("privacy-contact")) }
            p { (words.say("privacy-contact.what")) }
            (answers(facts, &["contact_name", "contact_reach"]))
            (optional(facts, &["data_officer"]))
            h2 { (words.say("privacy-area")) }
            @if let Some(area) = facts.said("area_text") { p { (area) } }
            h2 { (words.say("privacy-kept")) }
            p { (words.say("privacy-kept.what")) }
            @for flow in facts.flows() { (told(facts, flow)) }
            h3 { (words.say("privacy-not-kept")) }
            ul {
                @if !facts.keeps_residents() { li { (words.say("privacy-not-kept.residents")) } }
                li { (words.say("privacy-not-kept.sensitive")) }
                li { (words.say("privacy-not-kept.scores")) }
            }
            (where_and_how_long(facts))
            h2 { (words.say("privacy-rights")) }
            p { (words.say("privacy-rights.what")) }
            ul { @for right in RIGHTS { li { (words.say(&format!("privacy-right-{right}"))) } } }
            p { (words.say("privacy-rights.how")) }
            h2 { (words.say("privacy-complaint")) }
            p { (words.say("privacy-complaint.what")) }
            @if facts.here.may(Right::Settings) { (for_stewards(facts)) }
        },
    )
}

/// Those that were said; for nobody to write on.
fn optional(facts: &Facts<'_>, fields: &[&str]) -> Markup {
    let said: Vec<_> = fields.iter().copied().filter(|field| facts.said(field).is_some()).collect();
    html! { @if !said.is_empty() { (answers(facts, &said)) } }
}

fn told(facts: &Facts<'_>, flow: &Flow) -> Markup {
    let words = facts.words;
    let text = |part: &str| words.say(&format!("flow-{}.{part}", flow.code));
    html! {
        section {
            h3 { (words.say(&format!("flow-{}", flow.code))) }
            dl.facts.wordy {
                div { dt { (words.say("privacy-whose")) } dd { (text("whose")) } }
                div { dt { (words.say("privacy-what")) } dd { (text("what")) } }
                div { dt { (words.say("privacy-seen")) } dd { (who_sees(facts, flow)) } }
                div { dt { (words.say("privacy-ground")) } dd { (ground(facts, flow)) } }
                div { dt { (words.say("privacy-long")) } dd { (flow.how_long(words)) } }
            }
        }
    }
}

fn where_and_how_long(facts: &Facts<'_>) -> Markup {
    let words = facts.words;
    html! {
        h2 { (words.say("privacy-where")) }
        ul {
            @if let Some(place) = facts.said("hosted_where") { li { (words.say_with("privacy-where.server", &[("place", place.into())])) } }
            li { (words.say(if facts.has_processor() { "privacy-where.processor" } else { "privacy-where.ourselves" })) }
            @match facts.tiles() {
                Some(host) => li { (words.say_with("privacy-where.tiles", &[("host", host.into())])) }
                None => li { (words.say("privacy-where.nobody")) }
            }
            @if facts.profile.text("embed_sites").is_some() { li { (words.say("privacy-where.framed")) } }
            li { (words.say("privacy-where.taken")) }
        }
        h2 { (words.say("privacy-after")) }
        ul {
            li { (words.say("privacy-after.history")) }
            li { (words.say("privacy-after.photos")) }
            li { (facts.backups_in_words()) }
            li { (words.say_with("privacy-after.closed", &[("days", DAYS_KEPT.into())])) }
        }
    }
}

fn for_stewards(facts: &Facts<'_>) -> Markup {
    let words = facts.words;
    html! {
        section.for-screen {
            h2 { (words.say("privacy-documents")) }
            ul {
                @for document in Document::ALL {
                    li {
                        a href=(DocumentPath::of(facts.here.slug(), document.code())) {
                            (words.say(&format!("privacy-{}.short", document.code())))
                        }
                    }
                }
            }
        }
    }
}
