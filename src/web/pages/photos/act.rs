use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::access::Right;
use crate::capture::form::read_fields;
use crate::capture::sheet::Sheet;
use crate::inventory::change::{Change, Removal};
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::picture::PictureName;
use crate::inventory::provenance::Provenance;
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::value::Value;
use crate::neighbourhood::{Order, Refusal};
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::here::{Here, id_in_address};
use crate::web::pages::decimal_mark;
use crate::web::pages::new_asset::visibility;
use crate::web::pages::photos::one;
use crate::web::paths::{AssetsPath, PhotoPath, PhotosPath};
use crate::web::photos::{ASKED, Photo};
use crate::web::problem::Problem;
use crate::web::saved::saved_at;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Does to a photo what is asked. To change it is for whoever may open the address; to take it away is for stewards.
pub(super) async fn act(
    path: PhotoPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let id = id_in_address(&path.id)?;
    if matches!(sheet.one("act"), "away" | "erase") && !here.may(Right::Remove) {
        return Err(Problem::NotForYou);
    }
    if sheet.one("act") == "erase" {
        return erase(&state, &here, id, &sheet).await;
    }
    let photo = Photo::with_id(here.view(), id).ok_or(Problem::NotFound)?;
    match sheet.one("act") {
        "keep" => keep(&state, &here, photo, &sheet).await,
        "first" => first(&state, &here, photo).await,
        "away" => away(&state, &here, photo, &sheet).await,
        _ => Err(Problem::Unclear(here.words().say("form-unreadable").into_owned())),
    }
}

async fn keep(state: &AppState, here: &Here, photo: Photo<'_>, sheet: &Sheet) -> Result<Response, Problem> {
    let words = here.words();
    let again = |status: StatusCode, faults: &[Fault]| Ok((status, one::page(here, photo, sheet, faults)).into_response());
    let fields = || Kind::Photo.fields().filter(|field| field.name == "name" || ASKED.contains(&field.name));
    let (values, of_fields) = read_fields(fields(), sheet, decimal_mark(words));
    let mut faults: Vec<_> = of_fields.iter().map(|fault| Fault::of_answer(words, fault)).collect();
    let visibility = visibility(sheet, Kind::Photo.declaration().visibility);
    if visibility.is_none() {
        faults.push(Fault::new(words, "visibility", "form-wrong-choice"));
    }
    let Some(visibility) = visibility.filter(|_| faults.is_empty()) else { return again(StatusCode::UNPROCESSABLE_ENTITY, &faults) };
    let before = photo.record.record().ok_or(Problem::NotFound)?;
    let mut record = before.clone();
    for field in fields() {
        match values.get(field.name) {
            Some(value) => record.values.set(field.name, value.clone()),
            None => record.values.clear(field.name),
        }
    }
    let provenance =
        Provenance { updated: state.neighbourhoods.surroundings().now(), by: here.visitor.actor(), ..before.provenance.clone() };
    // The version that was seen when the form was drawn: what changed since is not written over.
    let record = Record { version: version(sheet).saturating_add(1), visibility, provenance, ..record };
    match write(state, here, vec![Change::Record(record)]).await {
        Ok(seq) => Ok(back(here, photo.of().id(), "kept", Some(seq))),
        Err(Refusal::Broken(broken)) => {
            let faults: Vec<_> = broken.iter().map(|one| Fault::of_rule(words, &one.rule, "name")).collect();
            again(StatusCode::CONFLICT, &faults)
        }
        Err(Refusal::NotKept(_)) => again(StatusCode::INSUFFICIENT_STORAGE, &[Fault::new(words, "name", "problem-not-kept.next")]),
        Err(refusal) => Err(refusal.into()),
    }
}

/// Puts a photo before the others of what it shows.
async fn first(state: &AppState, here: &Here, photo: Photo<'_>) -> Result<Response, Problem> {
    let now = state.neighbourhoods.surroundings().now();
    let turned = |tie: &Tie, is_first: bool| {
        let mut values = tie.values.clone();
        if is_first {
            values.set("first", Value::YesNo(true));
        } else {
            values.clear("first");
        }
        let provenance = Provenance { updated: now, by: here.visitor.actor(), ..tie.provenance.clone() };
        Change::Tie(Tie { version: tie.version.saturating_add(1), values, provenance, ..tie.clone() })
    };
    let all = Photo::all_of(here.view(), photo.of().id());
    let others = all.iter().filter(|other| other.is_first() && other.record.id() != photo.record.id());
    let mut changes: Vec<_> = others.filter_map(|other| Some(turned(other.tie.tie()?, false))).collect();
    changes.extend(photo.tie.tie().filter(|_| !photo.is_first()).map(|tie| turned(tie, true)));
    let seq = if changes.is_empty() { None } else { Some(write(state, here, changes).await?) };
    Ok(back(here, photo.of().id(), "first", seq))
}

/// Takes a photo off the page. Its picture stays, so that it can be brought back.
async fn away(state: &AppState, here: &Here, photo: Photo<'_>, sheet: &Sheet) -> Result<Response, Problem> {
    let (id, of) = (photo.record.id(), photo.of().id());
    let seq = write(state, here, vec![Change::Remove(Removal { id, version: version(sheet) })]).await?;
    let told = saved_at(PhotosPath::of(here.slug(), of), "away", Some(seq));
    Ok(Redirect::to(&format!("{told}&photo={id}")).into_response())
}

/// Erases the pictures of a photo, whether it is there or was taken away before, and takes away every photo that shows
/// the same ones. The records go first: no page is left with a picture that is not there.
async fn erase(state: &AppState, here: &Here, id: Id, sheet: &Sheet) -> Result<Response, Problem> {
    if sheet.one("sure") != "yes" {
        return Err(Problem::Unclear(here.words().say("photo-erase-unsure").into_owned()));
    }
    let names = names_of(here, id).await?;
    let same: Vec<_> =
        here.view().of_kind(Kind::Photo).filter(|photo| last(photo.codes("sizes")) == names.last().map(PictureName::as_str)).collect();
    let removals: Vec<_> =
        same.iter().filter_map(|photo| Some(Change::Remove(Removal { id: photo.id(), version: photo.version()? }))).collect();
    if !removals.is_empty() {
        write(state, here, removals).await?;
    }
    let pictures = state.neighbourhoods.pictures(here.slug())?;
    let kept = here.view().of_kind(Kind::Photo).filter(|photo| same.iter().all(|gone| gone.id() != photo.id()));
    // A picture that another photo shows as well, such as two that are alike when they are small.
    let shown: BTreeSet<PictureName> = kept.flat_map(|photo| photo.codes("sizes")).filter_map(|name| name.parse().ok()).collect();
    let gone = names.into_iter().filter(move |name| !shown.contains(name));
    let erased = tokio::task::spawn_blocking(move || gone.map(|name| pictures.erase(&name)).collect::<Result<Vec<_>, _>>()).await;
    erased.map_err(|_| Problem::OurFault)?.map_err(|error| {
        tracing::error!(%error, "a picture could not be erased");
        Problem::NotErased
    })?;
    let of = sheet.one("of").parse().ok().filter(|of| here.view().record(*of).is_some());
    Ok(of.map_or_else(|| Redirect::to(&AssetsPath::of(here.slug()).to_string()).into_response(), |of| back(here, of, "erased", None)))
}

/// The pictures of a photo that is there, or that was there at any time.
async fn names_of(here: &Here, id: Id) -> Result<Vec<PictureName>, Problem> {
    let past = here.neighbourhood.past().clone();
    let commits = tokio::task::spawn_blocking(move || past.of(id)).await.map_err(|_| Problem::OurFault)??;
    let records = commits.into_iter().flat_map(|kept| kept.changes).filter_map(|change| match change {
        Change::Record(record) if record.kind == Kind::Photo => Some(record),
        _ => None,
    });
    // What a photo shows does not change, but an earlier one under the same id would have to go as well.
    let mut names: Vec<PictureName> = Vec::new();
    for name in records.flat_map(|record| record.values.codes("sizes").to_vec()).filter_map(|name| name.parse().ok()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() { Err(Problem::NotFound) } else { Ok(names) }
}

fn last(names: &[String]) -> Option<&str> {
    names.last().map(String::as_str)
}

fn version(sheet: &Sheet) -> u32 {
    sheet.one("version").parse().unwrap_or(0)
}

/// Writes the changes and tells the number of the commit, by which they can be undone.
async fn write(state: &AppState, here: &Here, changes: Vec<Change>) -> Result<u64, Refusal> {
    let at = state.neighbourhoods.surroundings().now();
    let order = Order { changes, by: here.visitor.actor(), at, delivery: None };
    here.neighbourhood.write_async(order).await
}

fn back(here: &Here, of: Id, done: &str, seq: Option<u64>) -> Response {
    Redirect::to(&saved_at(PhotosPath::of(here.slug(), of), done, seq)).into_response()
}
