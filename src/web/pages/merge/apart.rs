use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::content::Aspect;
use crate::inventory::id::Id;
use crate::inventory::tie::Tie;
use crate::neighbourhood::{Apart, CannotPart, Refusal, Rule, Wish, plan_apart};
use crate::web::done::done;
use crate::web::faults::Fault;
use crate::web::fields::{Choice, Field};
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::here::{Here, id_in_address};
use crate::web::pages::change::{label, shown};
use crate::web::pages::merge::{sentence, subject};
use crate::web::parts::{Tone, Weight, crumbs, link_button, message, send_button};
use crate::web::paths::{ApartPath, AssetPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

pub(super) async fn ask(path: ApartPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let (gone, plan) = plan(&state, &here, id_in_address(&path.id)?, Wish::default()).await?;
    page(&here, gone, &plan, &Sheet::default(), None)
}

pub(super) async fn part(
    path: ApartPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let gone = id_in_address(&path.id)?;
    let address = AssetPath::of(here.slug(), gone).to_string();
    if here.view().record(gone).is_some() {
        // The same form came before.
        return Ok(done(&address, "already", None));
    }
    let (gone, first) = plan(&state, &here, gone, Wish::default()).await?;
    let leave = first.returning.iter().copied().filter(|aspect| sheet.one(&format!("back-{}", aspect.name())) == "no").collect();
    let along = sheet.all("along").filter_map(|id| id.parse().ok()).collect();
    let (_, wished) = plan(&state, &here, gone.id(), Wish { leave, along }).await?;
    let again = |status: StatusCode, trouble: &str| Ok((status, page(&here, gone, &first, &sheet, Some(trouble))?).into_response());
    if seen(&here, gone, &first)? != sheet.one("seen") {
        return again(StatusCode::CONFLICT, "merge-overtaken");
    }
    match here.neighbourhood.write_async(wished.order).await {
        Ok(seq) => Ok(done(&address, "apart", Some(seq))),
        Err(Refusal::Broken(_)) => again(StatusCode::CONFLICT, "apart-broken"),
        Err(Refusal::NotKept(_)) => again(StatusCode::INSUFFICIENT_STORAGE, "problem-not-kept.next"),
        Err(refusal) => Err(refusal.into()),
    }
}

async fn plan<'a>(state: &AppState, here: &'a Here, gone: Id, wish: Wish) -> Result<(Disclosed<'a>, Apart), Problem> {
    let kept = here.view().forwarded(gone).ok_or(Problem::NotFound)?;
    let gone = here.view().joined_to(kept.id()).find(|joined| joined.id() == gone).ok_or(Problem::NotFound)?;
    let (neighbourhood, neighbourhoods, id) = (Arc::clone(&here.neighbourhood), Arc::clone(&state.neighbourhoods), gone.id());
    let by = here.visitor.actor();
    let planned = tokio::task::spawn_blocking(move || plan_apart(&neighbourhood, id, &wish, by, neighbourhoods.surroundings())).await;
    match planned.map_err(|_| Problem::OurFault)? {
        Ok(apart) => Ok((gone, apart)),
        Err(CannotPart::NotJoined) => Err(Problem::NotFound),
        Err(CannotPart::Unreadable(error)) => Err(error.into()),
    }
}

/// What the form tells back: both states and what would be lost.
fn seen(here: &Here, gone: Disclosed<'_>, plan: &Apart) -> Result<String, Problem> {
    let kept = here.view().record(plan.kept).ok_or(Problem::NotFound)?;
    let lost: Vec<_> = plan.lost.iter().chain(&plan.staying).map(|(tie, _)| tie.id.to_string()).collect();
    Ok(format!("{} {} {}", subject(kept)?.mark(), subject(gone)?.mark(), lost.join(",")))
}

/// What comes back, what stays, and what one may choose.
fn page(here: &Here, gone: Disclosed<'_>, plan: &Apart, sheet: &Sheet, trouble: Option<&str>) -> Result<Markup, Problem> {
    let (labels, words) = (here.labels(), here.words());
    let kept = here.view().record(plan.kept).ok_or(Problem::NotFound)?;
    let names = [("one", labels.name(kept).into()), ("other", labels.name(gone).into())];
    let title = words.say_with("apart-title", &names);
    let back = AssetPath::of(here.slug(), kept.id()).to_string();
    let body = html! {
        (crumbs(words, &[(&back, labels.name(kept))], &words.say("merge-apart")))
        div.page-head { h1 { (title) } p { (words.say_with("apart-what", &names)) } }
        @if let Some(trouble) = trouble { div tabindex="-1" autofocus { (message(Tone::Error, words.say(trouble), html! {})) } }
        form method="post" action=(ApartPath::of(here.slug(), gone.id())) {
            input type="hidden" name="seen" value=(seen(here, gone, plan)?);
            @for aspect in &plan.returning { (returning(here, kept, gone, plan, *aspect, sheet)?) }
            (ties(here, gone, plan, sheet))
            div.row {
                (send_button(Weight::Main, words.say("apart-do")))
                (link_button(Weight::Quiet, &back, words.say("apart-not")))
            }
        }
    };
    Ok(here.frame(&title).tab(Tab::List).page(body))
}

/// A part that was taken over when the two were joined: as it was before, or as it is.
fn returning(
    here: &Here,
    kept: Disclosed<'_>,
    gone: Disclosed<'_>,
    plan: &Apart,
    aspect: Aspect,
    sheet: &Sheet,
) -> Result<Markup, Problem> {
    let (subject, words) = (subject(kept)?, here.words());
    let name = format!("back-{}", aspect.name());
    let stays = sheet.one(&name) == "no";
    let now = subject.content();
    let from = words.say_with("apart-taken", &[("name", here.labels().name(gone).into())]);
    Ok(html! {
        fieldset.field.disputed id=(name) {
            legend { (label(here, &subject, aspect)) }
            div.versions {
                @for (value, label, content, is_chosen) in [("yes", words.say("apart-before"), &plan.before, !stays), ("no", from, &now, stays)] {
                    div.version {
                        (Choice { value, label: &label, is_chosen, kind: None, count: None }.draw("radio", &name))
                        div.text { (shown(here, &subject, content, aspect)) }
                    }
                }
            }
        }
    })
}

fn ties(here: &Here, gone: Disclosed<'_>, plan: &Apart, sheet: &Sheet) -> Markup {
    let words = here.words();
    let out_of_sight = (gone.id(), here.labels().name(gone));
    let is_open = |tie: &&Tie| here.view().tie(tie.id).is_some();
    let said = |tie: &Tie| sentence(here, tie, out_of_sight);
    let back: Vec<_> = plan.back.iter().filter(is_open).collect();
    let since: Vec<_> = plan.since.iter().filter(is_open).map(|tie| (tie.id.to_string(), said(tie))).collect();
    let is_along = |id: &str| sheet.all("along").any(|one| one == id);
    let choices: Vec<_> =
        since.iter().map(|(id, said)| Choice { value: id, label: said, is_chosen: is_along(id), kind: None, count: None }).collect();
    // What rests is in nobody's sight, so it is told by its own visibility and that of its far end.
    let seen_at_rest = |tie: &Tie| {
        let far = here.view().record(tie.other_end(gone.id())).is_some();
        far && here.view().audience().may_see(tie.visibility)
    };
    let with_why = |(tie, rule): &(Tie, Rule)| format!("{} – {}", said(tie), Fault::of_rule(words, rule, "").text);
    let staying: Vec<_> = plan.staying.iter().filter(|(tie, _)| is_open(&tie)).map(with_why).collect();
    let lost: Vec<_> = plan.lost.iter().filter(|(tie, _)| seen_at_rest(tie)).map(with_why).collect();
    html! {
        @if !back.is_empty() {
            p { (words.say_with("apart-back", &[("n", back.len().into())])) }
            ul.moved { @for tie in back { li { (said(tie)) } } }
        }
        @if !choices.is_empty() {
            (Field { name: "along", label: &words.say("apart-since"), help: Some(&words.say("apart-since.help")), error: None, is_required: false }
                .checkboxes(words, &choices))
        }
        @for (key, ties) in [("apart-staying", &staying), ("apart-lost", &lost)] {
            @if !ties.is_empty() {
                (message(Tone::Warning, words.say_with(key, &[("n", ties.len().into())]), html! { ul.lost { @for tie in ties { li { (tie) } } } }))
            }
        }
    }
}
