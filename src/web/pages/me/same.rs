use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::Whose;
use crate::consent::Disclosed;
use crate::graph::Graph;
use crate::inventory::act::Act;
use crate::inventory::id::Id;
use crate::neighbourhood::{Refusal, plan_joining, usually_taken};
use crate::web::done::done;
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::here::id_in_address;
use crate::web::parts::{Tone, Weight, empty, link_button, message, send_button};
use crate::web::paths::{PersonConsentPath, PersonSamePath};
use crate::web::problem::Problem;
use crate::web::show;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::fold;

/// So many who may be the same are shown.
const MOST: usize = 20;

/// Who may be the same person as this one, to be looked at by whoever knows them.
pub(super) async fn ask(path: PersonSamePath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    page(&Whose::with_builder(state.here(&path.slug, visitor).await?, &path.id)?, false)
}

fn page(whose: &Whose, is_overtaken: bool) -> Result<Markup, Problem> {
    let (words, here) = (whose.words(), &whose.here);
    let graph = here.neighbourhood.snapshot();
    let view = graph.seen_by(here.visitor.audience);
    let person = view.record(whose.person).ok_or(Problem::NotFound)?;
    let alike: Vec<_> = alike(&graph, whose.person).into_iter().filter_map(|id| view.record(id)).take(MOST).collect();
    let title = words.say_with("same-title", &[("name", person.name().into())]);
    let back = link_button(Weight::Quiet, &PersonConsentPath::of(here.slug(), whose.person).to_string(), words.say("same-not"));
    Ok(here.frame(&title).tab(Tab::About).unlisted().page(html! {
        div.narrow {
            h1 { (title) }
            @if is_overtaken { (message(Tone::Warning, words.say("problem-overtaken"), html! { p { (words.say("problem-overtaken.next")) } })) }
            p.lead { (words.say("same-what")) }
            (entry(whose, person))
            @if alike.is_empty() { (empty("kind-person", &words.say("same-none"), &words.say("same-none.what"), html! {})) }
            @for other in &alike {
                section.card {
                    (entry(whose, *other))
                    form method="post" action=(PersonSamePath::of(here.slug(), whose.person)) {
                        input type="hidden" name="other" value=(other.id());
                        (send_button(Weight::Main, words.say_with("same-do", &[("name", other.name().into())])))
                    }
                }
            }
            (back)
        }
    }))
}

/// What tells one person from another of the same name.
fn entry(whose: &Whose, person: Disclosed<'_>) -> Markup {
    let words = whose.words();
    let graph = whose.here.neighbourhood.snapshot();
    let view = graph.seen_by(whose.here.visitor.audience);
    let known = view
        .ties_of(person.id())
        .into_iter()
        .map(|tie| if tie.from().id() == person.id() { tie.to() } else { tie.from() }.name().to_owned());
    html! {
        p {
            strong { (person.name()) }
            @if let Some(street) = person.text("street") { ", " (street) }
            " · " (words.say_with("same-entered", &[("day", show::day(words, person.created().day()).into())]))
        }
        p.soft { (known.collect::<Vec<_>>().join(", ")) }
    }
}

/// Persons of the same name, and whoever a file was thought to name a second time.
fn alike(graph: &Graph, id: Id) -> Vec<Id> {
    let Some(person) = graph.record(id) else { return Vec::new() };
    let name = fold(person.name());
    let is_alike = |other: &&crate::inventory::record::Record| {
        other.id != id && (fold(other.name()) == name || other.likely_same_as == Some(id) || person.likely_same_as == Some(other.id))
    };
    graph.persons().filter(is_alike).map(|other| other.id).collect()
}

/// The two are one person: all that was told of either, and both what they agreed to, stays with one.
pub(super) async fn join(
    path: PersonSamePath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let whose = Whose::with_builder(state.here(&path.slug, visitor).await?, &path.id)?;
    let (here, other) = (&whose.here, id_in_address(sheet.one("other"))?);
    let graph = here.neighbourhood.snapshot();
    let is_seen = here.view().record(other).is_some();
    let (kept, gone) = graph.record(whose.person).zip(graph.record(other)).filter(|_| is_seen).ok_or(Problem::NotFound)?;
    let taken = usually_taken(kept, gone);
    let surroundings = state.neighbourhoods.surroundings();
    let plan = plan_joining(&here.neighbourhood, kept.id, gone.id, &taken, here.visitor.actor(), surroundings).await;
    let joining = plan.map_err(Problem::from)?.ok_or(Problem::NotFound)?;
    match here.neighbourhood.write_async(joining.order.to(Act::Join)).await {
        Ok(seq) => Ok(done(&PersonConsentPath::of(here.slug(), whose.person).to_string(), "merged", Some(seq))),
        Err(Refusal::Broken(_)) => Ok((StatusCode::CONFLICT, page(&whose, true)?).into_response()),
        Err(refusal) => Err(refusal.into()),
    }
}
