use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::record::Record;
use crate::neighbourhood::import::{Described, likely_the_same};
use crate::neighbourhood::{Order, Refusal, Rule};
use crate::web::done::done;
use crate::web::faults::Fault;
use crate::web::here::Here;
use crate::web::pages::new_asset::read::{Read, read};
use crate::web::pages::new_asset::{choose, form, open_kind};
use crate::web::paths::{AssetPath, AssetsPath};
use crate::web::photos::{Handed, NewPhotos, handed_in, read_sheet};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Keeps a new record, or shows the form again with what is wrong and all that was typed.
pub(super) async fn keep(path: AssetsPath, State(state): State<AppState>, visitor: Visitor, request: Request) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let handed = handed_in(&state, here.slug(), request).await?;
    let Handed { sheet, pictures, .. } = &handed;
    let Some(kind) = open_kind(sheet) else {
        let (_, page) = choose::page(&here, sheet.one("kind"));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let surroundings = state.neighbourhoods.surroundings();
    let id: Id = sheet.one("id").parse().unwrap_or_else(|_| surroundings.mint());
    let again = |status: StatusCode, id: Id, faults: &[Fault]| {
        let sheet = sheet.clone().with("id", &id.to_string());
        Ok((status, form::page(&here, kind, &sheet, pictures, faults)).into_response())
    };
    let of_files = handed.faults(here.words());
    let read = read(&here, kind, sheet, id, surroundings.now());
    let said = read.as_ref().map_or_else(|_| read_sheet(&here, "", sheet), |read| read_sheet(&here, read.record.name(), sheet));
    let (Read { mut record, was_swapped }, values) = match (read, said) {
        (Ok(read), Ok(values)) if of_files.is_empty() => (read, values),
        (read, values) => {
            let faults = [read.err().unwrap_or_default(), values.err().unwrap_or_default(), of_files].concat();
            return again(StatusCode::UNPROCESSABLE_ENTITY, id, &faults);
        }
    };
    record.likely_same_as = likely_same_as(&here, &record);
    let photos = NewPhotos { of: id, values, pictures }.changes(&here, surroundings);
    let code = if was_swapped { "swapped" } else { "added" };
    let order = Order {
        changes: std::iter::once(Change::Record(record.clone())).chain(photos).collect(),

        by: here.visitor.actor(),
        at: surroundings.now(),
        delivery: None,
    };
    match here.neighbourhood.write_async(order).await {
        Ok(seq) => Ok(kept(&here, id, code, Some(seq))),
        Err(Refusal::Broken(broken)) if broken.iter().all(|one| one.rule == Rule::Overtaken) => {
            // The same form came before: by a second click it says the same, and all is well.
            if is_kept(&here, &record) {
                return Ok(kept(&here, id, code, None));
            }
            let fault = Fault::new(here.words(), "name", "form-sent-before");
            again(StatusCode::CONFLICT, surroundings.mint(), &[fault])
        }
        Err(Refusal::Broken(broken)) => {
            let faults: Vec<_> = broken.iter().map(|one| Fault::of_rule(here.words(), &one.rule, "name")).collect();
            again(StatusCode::UNPROCESSABLE_ENTITY, id, &faults)
        }
        // On a full disk what was typed stays in the form, to be sent again.
        Err(Refusal::NotKept(_)) => {
            again(StatusCode::INSUFFICIENT_STORAGE, id, &[Fault::new(here.words(), "name", "problem-not-kept.next")])
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn kept(here: &Here, id: Id, code: &str, seq: Option<u64>) -> Response {
    done(&AssetPath::of(here.slug(), id).to_string(), code, seq)
}

/// Another record that this one may be a second copy of; the page of the new one puts it to the steward.
fn likely_same_as(here: &Here, record: &Record) -> Option<Id> {
    let described = Described { kind: record.kind, name: record.name(), whereabouts: record.whereabouts.as_ref(), source: None };
    likely_the_same(&here.neighbourhood.snapshot(), &described).filter(|other| *other != record.id)
}

/// The neighbourhood has this very record, as it was first written. Whether it looked like another is no part of that.
fn is_kept(here: &Here, record: &Record) -> bool {
    let now = here.neighbourhood.snapshot();
    now.record(record.id).is_some_and(|known| {
        Record { provenance: known.provenance.clone(), likely_same_as: known.likely_same_as, ..record.clone() } == *known
    })
}
