use maud::{Markup, html};

use crate::web::here::Here;
use crate::web::pages::privacy::Document;
use crate::web::pages::privacy::facts::Facts;
use crate::web::paths::{DocumentPath, PrivacyPath};
use crate::web::show;
use crate::web::state::AppState;

/// Which documents there are, which of them are complete, and since when: for the page of settings.
pub(crate) fn section(state: &AppState, here: &Here) -> Markup {
    let Some(facts) = Facts::of(state, here) else { return html! {} };
    let words = facts.words;
    let changed = show::day(words, facts.profile.updated().day());
    html! {
        section aria-labelledby="documents" {
            h2 #documents { (words.say("privacy-documents")) }
            p { (words.say_with("privacy-documents.changed", &[("day", changed.into())])) }
            dl.facts.wordy {
                (row(&facts, &PrivacyPath::of(here.slug()).to_string(), "notice", &notice_lacks(&facts)))
                @for document in Document::ALL {
                    (row(&facts, &DocumentPath::of(here.slug(), document.code()).to_string(), document.code(), &lacks(&facts, document)))
                }
            }
        }
    }
}

/// The document, whether it is complete, and what is still missing.
fn row(facts: &Facts<'_>, href: &str, code: &str, lacking: &[String]) -> Markup {
    let words = facts.words;
    html! {
        div {
            dt { a href=(href) { (words.say(&format!("privacy-{code}.short"))) } }
            dd {
                @if lacking.is_empty() { (words.say(&format!("privacy-{code}.complete"))) }
                @else { (words.say_with("privacy-documents.lacks", &[("what", lacking.join(", ").into())])) }
            }
        }
    }
}

fn notice_lacks(facts: &Facts<'_>) -> Vec<String> {
    let needed = ["controller", "controller_kind", "contact_name", "contact_reach", "purposes", "area_text", "hosted_by", "hosted_where"];
    // A public authority must have one (AVG, article 37).
    let of_authority: &[&str] = if facts.is_authority() { &["data_officer"] } else { &[] };
    [unsaid(facts, &needed), unsaid(facts, of_authority)].concat()
}

fn lacks(facts: &Facts<'_>, document: Document) -> Vec<String> {
    match document {
        Document::Register => [notice_lacks(facts), unsaid(facts, &["controller_address"])].concat(),
        Document::Dpia => unsaid(facts, &["dpia_settled"]),
        Document::Breach => unsaid(facts, &["contact_name", "contact_reach"]),
        Document::Processor if facts.has_processor() => unsaid(facts, &["processor_agreed"]),
        Document::Processor => unsaid(facts, &["hosted_by"]),
    }
}

fn unsaid(facts: &Facts<'_>, fields: &[&str]) -> Vec<String> {
    fields.iter().filter(|field| facts.said(field).is_none()).map(|field| format!("“{}”", facts.asked(field))).collect()
}
