use std::collections::BTreeMap;

use axum::extract::{Query, State};
use maud::{Markup, html};

use crate::access::Right;
use crate::consent::{Disclosed, DisclosedTie};
use crate::inventory::field::{Field, Shape};
use crate::inventory::kind::Kind;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::visibility::Visibility;
use crate::web::done::told;
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::labels::{Labels, Way};
use crate::web::parts::{Weight, crumbs, kind_mark, link_button, send_button};
use crate::web::paths::{EditPersonPath, PeoplePath, PersonConsentPath, PersonContactPath, PersonErasePath, PersonPath, page_of};
use crate::web::problem::Problem;
use crate::web::saved::Saved;
use crate::web::show;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::fold;

/// Talents that are told of somebody on one line.
const TALENTS_IN_BRIEF: usize = 3;

/// What is told of somebody, in this order.
const TOLD: [TieKind; 8] = [
    TieKind::HasTalent,
    TieKind::WantsToLearn,
    TieKind::CaresAbout,
    TieKind::Offers,
    TieKind::WishesFor,
    TieKind::MemberOf,
    TieKind::LivesIn,
    TieKind::Knows,
];

/// One resident as this audience may see them. How to reach them is never part of it.
pub(super) async fn one(
    path: PersonPath,
    State(state): State<AppState>,
    Query(saved): Query<Saved>,
    visitor: Visitor,
) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let id = id_in_address(&path.id)?;
    let person = here.view().record(id).filter(|record| record.kind() == Kind::Person).ok_or(Problem::NotFound)?;
    let (words, slug, name) = (here.words(), here.slug(), person.name());
    let body = html! {
        (crumbs(words, &[(&PeoplePath::of(slug).to_string(), &words.say("people-title"))], name))
        (told(&here, &saved))
        article.person {
            div.page-head { h1 { (name) } }
            @if let Some(description) = person.text("description") { div.lead { (show::prose(description)) } }
            (ties(&here, person))
            (home(&here, person))
            (for_team(&here, person))
        }
    };
    Ok(here.frame(name).tab(Tab::List).unlisted().page(body))
}

/// Everything they told that this audience may see, a group for each kind.
fn ties(here: &Here, person: Disclosed<'_>) -> Markup {
    let labels = here.labels();
    let mut groups: BTreeMap<TieKind, Vec<DisclosedTie<'_>>> = BTreeMap::new();
    for tie in here.view().ties_of(person.id()) {
        groups.entry(tie.kind()).or_default().push(tie);
    }
    let others: Vec<_> = groups.keys().copied().filter(|kind| !TOLD.contains(kind)).collect();
    html! {
        @for kind in TOLD.into_iter().chain(others) {
            @if let Some(ties) = groups.get_mut(&kind) {
                @let () = ties.sort_by_cached_key(|tie| (!is_best(*tie), fold(labels.name(far_end(*tie, person)))));
                @let head = format!("told-{}", kind.code());
                section aria-labelledby=(head) {
                    h2 id=(head) { (capitalised(&labels.tie(kind, Way::Out))) }
                    ul.connections.plain { @for tie in ties { li { (tie_line(here, *tie, person)) } } }
                }
            }
        }
    }
}

fn tie_line(here: &Here, tie: DisclosedTie<'_>, person: Disclosed<'_>) -> Markup {
    let (labels, owner, far) = (here.labels(), tie.kind().code(), far_end(tie, person));
    let is_for_team = tie.visibility().is_some_and(|visibility| visibility >= Visibility::Builders);
    html! {
        (kind_mark(far.kind().code())) " "
        @if tie.kind() == TieKind::HasTalent || tie.kind() == TieKind::WantsToLearn {
            a href=(super::list::of_skill(here.slug(), far.text("code").unwrap_or_default())) { (labels.name(far)) }
        } @else {
            a href=(page_of(here.slug(), far)) { (labels.name(far)) }
        }
        @for (field, value) in tie.filled() { " · " (said(labels, owner, field, value)) }
        @if is_for_team && here.may(Right::People) { " · " strong { (labels.words.say("people-team-only")) } }
    }
}

/// A field of a tie on one line: what is simply so is told by its name alone, and a choice by what was chosen.
fn said(labels: Labels<'_>, owner: &str, field: &'static Field, value: &Value) -> String {
    match (value, field.shape) {
        (Value::YesNo(true), _) => labels.field(owner, field).into_owned(),
        (_, Shape::Choice(_)) => show::plainly(labels, field, value),
        _ => format!("{}: {}", labels.field(owner, field), show::plainly(labels, field, value)),
    }
}

fn is_best(tie: DisclosedTie<'_>) -> bool {
    tie.filled().any(|(field, value)| field.name == "best3" && *value == Value::YesNo(true))
}

/// Where they live, as far as they want it told. An area is among what they told.
fn home(here: &Here, person: Disclosed<'_>) -> Markup {
    let words = here.words();
    let street = person.text("street");
    html! {
        @if street.is_some() || person.whereabouts().is_some() {
            section aria-labelledby="home" {
                h2 #home { (words.say("people-where")) }
                @match street {
                    Some(street) => p { (words.say_with("people-lives-street", &[("street", street.into())])) },
                    None => p { (words.say("people-lives-square")) },
                }
            }
        }
    }
}

/// What the team knows beside that, and what it can do.
fn for_team(here: &Here, person: Disclosed<'_>) -> Markup {
    let (labels, slug, id) = (here.labels(), here.slug(), person.id());
    let words = labels.words;
    html! {
        @if here.may(Right::People) {
            section.no-print aria-labelledby="team" {
                h2 #team { (words.say("people-for-team")) }
                @if let Some(visibility) = person.visibility() {
                    p { (words.say_with("people-shown-to", &[("visibility", labels.visibility(visibility).to_lowercase().into())])) }
                }
                @if !person.codes("languages").is_empty() {
                    p { (words.say_with("people-speaks", &[("languages", person.codes("languages").join(", ").into())])) }
                }
                div.row {
                    (link_button(Weight::Main, &EditPersonPath::of(slug, id).to_string(), words.say("people-change")))
                    (link_button(Weight::Quiet, &PersonConsentPath::of(slug, id).to_string(), words.say("people-agree-again")))
                    // To look is to write down that one looked.
                    form method="post" action=(PersonContactPath::of(slug, id)) { (send_button(Weight::Quiet, words.say("people-contact-look"))) }
                    (link_button(Weight::Strict, &PersonErasePath::of(slug, id).to_string(), words.say("person-erase")))
                }
            }
        }
    }
}

/// Where somebody lives and the first of their talents, on one line; nothing where neither is told.
pub(super) fn in_brief(here: &Here, person: Disclosed<'_>) -> Option<String> {
    let labels = here.labels();
    let mut ties = here.view().ties_of(person.id());
    ties.retain(|tie| matches!(tie.kind(), TieKind::HasTalent | TieKind::LivesIn));
    ties.sort_by_cached_key(|tie| (!is_best(*tie), fold(labels.name(tie.to()))));
    let (homes, talents): (Vec<_>, Vec<_>) = ties.into_iter().partition(|tie| tie.kind() == TieKind::LivesIn);
    let area = homes.first().map(|tie| labels.name(tie.to()));
    let talents = talents.iter().take(TALENTS_IN_BRIEF).map(|tie| labels.name(tie.to()));
    let told: Vec<_> = talents.chain(person.text("street")).chain(area).collect();
    (!told.is_empty()).then(|| told.join(" · "))
}

fn far_end<'a>(tie: DisclosedTie<'a>, person: Disclosed<'_>) -> Disclosed<'a> {
    if tie.from().id() == person.id() { tie.to() } else { tie.from() }
}

fn capitalised(said: &str) -> String {
    let mut letters = said.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
