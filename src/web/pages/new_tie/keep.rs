use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::capture::form::{read_fields, read_validity};
use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::{Origin, Provenance};
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::visibility::Visibility;
use crate::neighbourhood::{Order, Refusal, Rule};
use crate::web::done::done;
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::here::Here;
use crate::web::labels::Way;
use crate::web::pages::new_asset::{decimal_mark, visibility};
use crate::web::pages::new_tie::{Begun, choose, form};
use crate::web::paths::{AssetPath, TiesPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Keeps a new tie, or shows the form again with what is wrong and all that was typed.
pub(super) async fn keep(
    path: TiesPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let words = here.words();
    let end = |name: &str| sheet.one(name).parse().ok().and_then(|id: Id| here.view().record(id));
    let (from, to) = (end("from"), end("to"));
    // One looks from one of the two ends; an address that says otherwise is not followed.
    let at = [to, from].into_iter().flatten().find(|end| end.id().to_string() == sheet.one("at"));
    let Some(near) = at.or(from).or(to) else {
        return Err(Problem::Unclear(words.say("rule-dangling-end").into_owned()));
    };
    let refused = |key: &str| (StatusCode::UNPROCESSABLE_ENTITY, choose::page(&here, near, Some(&words.say(key)))).into_response();
    let Ok(kind) = sheet.one("tie").parse::<TieKind>() else { return Ok(refused("tie-form-no-such-tie")) };
    let (Some(from), Some(to)) = (from, to) else { return Ok(refused("rule-dangling-end")) };
    let way = if near.id() == to.id() { Way::In } else { Way::Out };
    let (begun, other) = (Begun { record: near, kind, way }, if way == Way::In { from } else { to });
    let surroundings = state.neighbourhoods.surroundings();
    let id: Id = sheet.one("id").parse().unwrap_or_else(|_| surroundings.mint());
    let again = |status: StatusCode, id: Id, faults: &[Fault]| {
        let sheet = sheet.clone().with("id", &id.to_string());
        (status, form::page(&here, begun, other, &sheet, faults)).into_response()
    };
    let tie = match read(&here, kind, (from, to), &sheet, id, surroundings.now()) {
        Ok(tie) => tie,
        Err(faults) => return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, id, &faults)),
    };
    let kept = |seq: Option<u64>| done(&AssetPath::of(here.slug(), near.id()).to_string(), "tied", seq);
    let changes = vec![Change::Tie(tie.clone())];
    let order = Order { changes, by: here.visitor.actor(), at: surroundings.now(), delivery: None };
    match here.neighbourhood.write_async(order).await {
        Ok(seq) => Ok(kept(Some(seq))),
        // The same form came before: by a second click it says the same, and all is well.
        Err(Refusal::Broken(broken)) if broken.iter().any(|one| one.rule == Rule::Overtaken) => {
            if is_kept(&here, &tie) {
                return Ok(kept(None));
            }
            Ok(again(StatusCode::CONFLICT, surroundings.mint(), &[Fault::new(words, "other", "form-sent-before")]))
        }
        Err(Refusal::Broken(broken)) => {
            let faults: Vec<_> = broken.iter().map(|one| Fault::of_rule(words, &one.rule, "other")).collect();
            Ok(again(StatusCode::UNPROCESSABLE_ENTITY, id, &faults))
        }
        Err(Refusal::NotKept(_)) => Ok(again(StatusCode::INSUFFICIENT_STORAGE, id, &[Fault::new(words, "other", "problem-not-kept.next")])),
        Err(refusal) => Err(refusal.into()),
    }
}

fn read(here: &Here, kind: TieKind, ends: (Disclosed<'_>, Disclosed<'_>), sheet: &Sheet, id: Id, now: Moment) -> Result<Tie, Vec<Fault>> {
    let words = here.words();
    let (values, of_fields) = read_fields(kind.fields().iter(), sheet, decimal_mark(words));
    let (validity, of_validity) = read_validity(sheet);
    let mut faults: Vec<_> = of_fields.iter().chain(&of_validity).map(|fault| Fault::of_answer(words, fault)).collect();
    let visibility = visibility(sheet, Visibility::Everyone);
    if visibility.is_none() {
        faults.push(Fault::new(words, "visibility", "form-wrong-choice"));
    }
    let Some(visibility) = visibility.filter(|_| faults.is_empty()) else { return Err(faults) };
    let (mut from, mut to) = (ends.0.id(), ends.1.id());
    if kind.declaration().rules.undirected && from > to {
        std::mem::swap(&mut from, &mut to);
    }
    let provenance =
        Provenance { created: now, updated: now, by: here.visitor.actor(), origin: Origin::Desk, source: None, delivery: None };
    Ok(Tie { id, kind, from, to, version: 1, visibility, validity, provenance, values })
}

/// The neighbourhood has this very tie, as it was first written.
fn is_kept(here: &Here, tie: &Tie) -> bool {
    let now = here.neighbourhood.snapshot();
    now.tie(tie.id).is_some_and(|known| Tie { provenance: known.provenance.clone(), ..tie.clone() } == *known)
}
