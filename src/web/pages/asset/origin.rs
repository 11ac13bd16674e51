use maud::{Markup, html};

use crate::access::Right;
use crate::consent::Disclosed;
use crate::web::here::Here;
use crate::web::show;

/// Where the record comes from and since when it exists; for stewards also its version and who may see it.
pub(super) fn origin(here: &Here, record: Disclosed<'_>) -> Markup {
    let labels = here.labels();
    let words = labels.words;
    let validity = record.validity();
    let origin = words.say(&format!("origin-{}", record.origin().code()));
    html! {
        section.card aria-labelledby="origin" {
            h2 #origin { (words.say("asset-origin")) }
            dl.stack {
                (fact(&words.say("asset-came-by"), &origin))
                @if let Some(source) = record.source() {
                    (fact(&words.say("asset-source"), &source.name))
                    @if here.may(Right::Import) { (fact(&words.say("asset-external-id"), &source.external_id)) }
                }
                (fact(&words.say("asset-created"), &show::day(words, record.created().day())))
                (fact(&words.say("asset-updated"), &show::day(words, record.updated().day())))
                @if let Some(first) = validity.from { (fact(&words.say("field-valid_from"), &show::day(words, first))) }
                @if let Some(last) = validity.to { (fact(&words.say("field-valid_to"), &show::day(words, last))) }
                @if let Some(visibility) = record.visibility() {
                    (fact(&words.say("field-visibility"), &labels.visibility(visibility)))
                }
                @if let Some(version) = record.version() { (fact(&words.say("asset-version"), &version.to_string())) }
            }
        }
    }
}

fn fact(label: &str, text: &str) -> Markup {
    html! { div { dt { (label) } dd { (text) } } }
}
