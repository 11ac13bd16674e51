use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::access::Right;
use crate::consent::{Disclosed, DisclosedTie};
use crate::inventory::tie_kind::TieKind;
use crate::web::here::Here;
use crate::web::labels::{Labels, Way};
use crate::web::parts::{Weight, icon, kind_mark, link_button};
use crate::web::paths::{EditTiePath, EndTiePath, NewTiePath, RemoveTiePath, page_of};
use crate::web::show;
use crate::words::fold;

/// How the record hangs together with others, in words: a group for each kind of tie and the end it is read from.
pub(super) fn connections(here: &Here, record: Disclosed<'_>) -> Markup {
    let labels = here.labels();
    let mut groups: BTreeMap<(TieKind, Way), Vec<DisclosedTie<'_>>> = BTreeMap::new();
    // Photos stand above, as photos.
    for tie in here.view().ties_of(record.id()).into_iter().filter(|tie| tie.kind() != TieKind::Depicts) {
        groups.entry((tie.kind(), way_of(tie, record))).or_default().push(tie);
    }
    html! {
        section aria-labelledby="connections" {
            h2 #connections { (labels.words.say("asset-connections")) }
            @for ((kind, way), ties) in &mut groups {
                h3 { (record_says(labels, *kind, *way)) }
                @let () = ties.sort_by_cached_key(|tie| (fold(labels.name(far_end(*tie, record))), tie.id()));
                ul.connections.plain {
                    @for tie in ties { li { (connection(here, *tie, far_end(*tie, record))) (acts(here, *tie, record)) } }
                }
            }
            @if groups.is_empty() { p { (labels.words.say("asset-no-connections")) } }
            @if here.may(Right::Add) && here.past().is_none() {
                @let label = html! { (icon("tie")) (labels.words.say("asset-add-tie")) };
                (link_button(Weight::Quiet, &NewTiePath::of(here.slug(), record.id()).to_string(), label))
            }
        }
    }
}

fn connection(here: &Here, tie: DisclosedTie<'_>, far: Disclosed<'_>) -> Markup {
    let (labels, owner) = (here.labels(), tie.kind().code());
    let validity = tie.validity();
    let dates = [("asset-from", validity.from), ("asset-until", validity.to)];
    let dates: Vec<_> = dates
        .into_iter()
        .filter_map(|(key, day)| Some(labels.words.say_with(key, &[("day", show::day(labels.words, day?).into())])))
        .collect();
    html! {
        (kind_mark(far.kind().code()))
        " "
        a href=(page_of(here.slug(), far)) { (labels.name(far)) }
        @for (field, value) in tie.filled() {
            " · " (labels.field(owner, field)) ": " (show::plainly(labels, field, value))
        }
        @if !dates.is_empty() { " · " (dates.join(", ")) }
    }
}

/// For the team: what can be done with the tie. What it says goes along for who hears the links by themselves.
fn acts(here: &Here, tie: DisclosedTie<'_>, record: Disclosed<'_>) -> Markup {
    if !here.may(Right::Change) || here.past().is_some() {
        return html! {};
    }
    let (words, slug, id) = (here.words(), here.slug(), tie.id());
    let links = [
        (Right::Change, "acts-tie-edit", EditTiePath::of(slug, id).to_string()),
        (Right::Change, "acts-tie-end", EndTiePath::of(slug, id).to_string()),
        (Right::Remove, "acts-tie-remove", RemoveTiePath::of(slug, id).to_string()),
    ];
    let far = here.labels().name(far_end(tie, record));
    html! {
        span.acts {
            @for (_, key, address) in links.into_iter().filter(|(right, ..)| here.may(*right)) {
                @let label = words.say(key);
                " " a href={ (address) "?at=" (record.id()) } aria-label={ (label) ": " (far) } { (label) }
            }
        }
    }
}

/// The sentence that a group of connections begins with.
fn record_says(labels: Labels<'_>, kind: TieKind, way: Way) -> String {
    let said = labels.tie(kind, way);
    let mut letters = said.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn way_of(tie: DisclosedTie<'_>, record: Disclosed<'_>) -> Way {
    let begins_here = tie.from().id() == record.id();
    // A tie without direction is one group, whichever end was stored first.
    if begins_here || tie.kind().declaration().rules.undirected { Way::Out } else { Way::In }
}

fn far_end<'a>(tie: DisclosedTie<'a>, record: Disclosed<'_>) -> Disclosed<'a> {
    if tie.from().id() == record.id() { tie.to() } else { tie.from() }
}
