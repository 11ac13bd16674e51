use maud::{Markup, html};

use super::Whose;
use crate::consent::{Audience, Disclosed};
use crate::graph::{Graph, View};
use crate::inventory::field::Shape;
use crate::inventory::kind::Kind;
use crate::web::labels::{Labels, Way};
use crate::web::show;

/// Where the person shows, and to whom: their entry with the eyes of each audience.
pub(super) fn section(whose: &Whose, graph: &Graph) -> Markup {
    html! {
        @for audience in [Audience::Everyone, Audience::Neighbours, Audience::Builders] {
            (seen(whose, graph.seen_by(audience)))
        }
        p.soft { (whose.words().say("me-shown-figures")) }
    }
}

fn seen(whose: &Whose, view: View<'_>) -> Markup {
    let (words, audience) = (whose.words(), view.audience());
    let who = words.say(&format!("about-audience-{audience}"));
    html! {
        @match view.shown_of(whose.person) {
            None => p { strong { (who) } ": " (words.say("me-shown-nothing")) },
            Some(shown) => details { summary { strong { (who) } ": " (words.say("me-shown-this")) } (entry(whose, view, shown)) },
        }
    }
}

fn entry(whose: &Whose, view: View<'_>, shown: Disclosed<'_>) -> Markup {
    let labels = Labels::new(whose.words(), view, whose.here.today);
    html! {
        dl.facts {
            @for (field, value) in shown.filled().filter(|(field, _)| field.shape != Shape::Entries) {
                div { dt { (labels.field(Kind::Person.code(), field)) } dd { (show::plainly(labels, field, value)) } }
            }
        }
        ul {
            @for tie in view.ties_of(shown.id()) {
                @let is_from = tie.from().id() == shown.id();
                li {
                    (labels.tie(tie.kind(), if is_from { Way::Out } else { Way::In })) " "
                    (labels.name(if is_from { tie.to() } else { tie.from() }))
                }
            }
        }
    }
}
