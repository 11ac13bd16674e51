use maud::{Markup, html};

use crate::consent::Disclosed;
use crate::inventory::field::Shape;
use crate::web::filter::list_of;
use crate::web::here::Here;
use crate::web::paths::AssetsPath;
use crate::web::show;

/// The filled fields, in the order of their declaration. The name stands above the page and the description comes first.
pub(super) fn facts(here: &Here, record: Disclosed<'_>) -> Markup {
    let (labels, list) = (here.labels(), AssetsPath::of(here.slug()).to_string());
    let owner = record.kind().code();
    let facts: Vec<_> =
        record.filled().filter(|(field, _)| !matches!(field.name, "name" | "description") && field.shape != Shape::Pictures).collect();
    html! {
        @if let Some(description) = record.text("description") { div.lead { (show::prose(description)) } }
        @if !facts.is_empty() {
            dl.facts {
                @for (field, value) in facts {
                    div {
                        dt { (labels.field(owner, field)) }
                        dd { (show::value(labels, field, value, |code| list_of(&list, field, code))) }
                    }
                }
            }
        } @else if record.text("description").is_none() {
            p { (labels.words.say("asset-no-facts")) }
        }
        (withheld(here, record))
    }
}

/// What is not for this visitor, told by the declaration alone: whether it is filled in is not said.
fn withheld(here: &Here, record: Disclosed<'_>) -> Markup {
    let labels = here.labels();
    let fields: Vec<_> = record.withheld().map(|field| labels.field(record.kind().code(), field)).collect();
    html! {
        @if !fields.is_empty() {
            p.withheld { (labels.words.say_with("asset-withheld", &[("fields", fields.join(", ").into())])) }
        }
    }
}
