use maud::{Markup, html};

use super::Whose;
use crate::consent::DisclosedTie;
use crate::graph::View;
use crate::inventory::field::Shape;
use crate::inventory::kind::Kind;
use crate::inventory::record::Record;
use crate::inventory::visibility::Visibility;
use crate::web::labels::{Labels, Way};
use crate::web::show;

/// All that is kept about the person: what they told, and what it is tied to.
pub(super) fn section(whose: &Whose, view: View<'_>, record: &Record) -> Markup {
    let words = whose.words();
    let labels = Labels::new(words, view, whose.here.today);
    let filled = record.kind.fields().filter(|field| field.shape != Shape::Entries);
    let filled = filled.filter_map(|field| Some((field, record.values.get(field.name)?)));
    let ties: Vec<_> = view.own().map(|own| view.ties_of(own.id())).unwrap_or_default();
    let unseen = whose.here.neighbourhood.snapshot().ties_of(whose.person).len().saturating_sub(ties.len());
    html! {
        dl.facts {
            @for (field, value) in filled {
                div { dt { (labels.field(Kind::Person.code(), field)) } dd { (show::plainly(labels, field, value)) } }
            }
        }
        @if ties.is_empty() { p.soft { (words.say("me-no-ties")) } }
        @else { ul.stack.plain { @for tie in &ties { li { (one(whose, labels, *tie)) } } } }
        @if unseen > 0 { p.soft { (words.say_with("me-ties-unseen", &[("n", unseen.into())])) } }
    }
}

/// What they can, want or belong to, and who may see that.
fn one(whose: &Whose, labels: Labels<'_>, tie: DisclosedTie<'_>) -> Markup {
    let words = whose.words();
    let is_from = tie.from().kind() == Kind::Person;
    let (other, way) = if is_from { (tie.to(), Way::Out) } else { (tie.from(), Way::In) };
    let more =
        tie.filled().map(|(field, value)| format!("{}: {}", labels.field(tie.kind().code(), field), show::plainly(labels, field, value)));
    let more: Vec<_> = more.collect();
    let is_private = whose.here.neighbourhood.snapshot().seen_by(crate::consent::Audience::Stewards).is_private(tie);
    html! {
        (labels.tie(tie.kind(), way)) " " strong { (labels.name(other)) }
        @if !more.is_empty() { " (" (more.join("; ")) ")" }
        @if is_private { " " span.soft { (words.say("me-only-you")) } }
        @else if let Some(visibility) = tie.visibility().filter(|visibility| *visibility > Visibility::Neighbours) {
            " " span.soft { (labels.visibility(visibility)) }
        }
    }
}
