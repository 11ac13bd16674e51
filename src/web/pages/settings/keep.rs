use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::capture::form::read_fields;
use crate::consent::Disclosed;
use crate::inventory::change::Change;
use crate::inventory::kind::Kind;
use crate::inventory::opening::{self, Lack};
use crate::inventory::provenance::Provenance;
use crate::inventory::record::Record;
use crate::inventory::value::Value;
use crate::neighbourhood::{Order, Refusal};
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::origin::Origin;
use crate::web::pages::embed::{NotSites, sites};
use crate::web::pages::map::host_of_tiles;
use crate::web::pages::new_asset::decimal_mark;
use crate::web::pages::settings::{below, form};
use crate::web::paths::SettingsPath;
use crate::web::problem::Problem;
use crate::web::refill::refill;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Words;

/// Keeps the particulars, or shows the form again with what is wrong and all that was typed.
pub(super) async fn keep(
    path: SettingsPath,
    State(state): State<AppState>,
    visitor: Visitor,
    origin: Origin,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor.clone()).await?;
    let words = here.words();
    let before = below(&state, &here).await?;
    let again =
        |status: StatusCode, faults: &[Fault]| Ok((status, form::page(&here, &sheet, faults, false, &origin, &before)).into_response());
    let refused = |faults: &[Fault]| again(StatusCode::UNPROCESSABLE_ENTITY, faults);
    let profile = here.view().profile().and_then(Disclosed::record).ok_or(Problem::NotFound)?;
    let (mut values, of_fields) = read_fields(Kind::Neighbourhood.fields(), &sheet, decimal_mark(words));
    let mut faults: Vec<_> = of_fields.iter().map(|fault| Fault::of_answer(words, fault)).collect();
    // Whether others see it is decided on a page of its own; until that is undone, what they have to be told stays told.
    if let Some(since) = opening::opened(&profile.values) {
        values.set("open_since", Value::Day(since));
    }
    if opening::is_open(&profile.values) {
        let told = |lack: &Lack| faults.iter().all(|fault| fault.at != lack.field());
        let lacks: Vec<_> = opening::lacks(&values).into_iter().filter(told).collect();
        faults.extend(lacks.into_iter().map(|lack| Fault::of_lack(words, lack)));
    }
    if values.text("tile_url").is_some_and(|url| host_of_tiles(url).is_none() || !url.contains("{z}")) {
        faults.push(Fault::new(words, "tile_url", "settings-tiles-unclear"));
    }
    faults.extend(values.text("embed_sites").and_then(|text| fault_of_sites(words, text)));
    if !faults.is_empty() {
        return refused(&faults);
    }
    let now = state.neighbourhoods.surroundings().now();
    let provenance = Provenance { updated: now, by: here.visitor.actor(), ..profile.provenance.clone() };
    // The version that was seen when the form was drawn: what changed since is not written over.
    let version = sheet.one("version").parse::<u32>().unwrap_or(0).saturating_add(1);
    let changed = Record { version, provenance, values, ..profile.clone() };
    let order = Order { changes: vec![Change::Record(changed)], by: here.visitor.actor(), at: now, delivery: None };
    match here.neighbourhood.write_async(order).await {
        Ok(_) => {
            let here = state.here(&path.slug, visitor).await?;
            let profile = here.view().profile().and_then(Disclosed::record).ok_or(Problem::NotFound)?;
            let after = below(&state, &here).await?;
            Ok(form::page(&here, &refill(profile, here.words()), &[], true, &origin, &after).into_response())
        }
        Err(Refusal::Broken(broken)) => {
            let faults: Vec<_> = broken.iter().map(|one| Fault::of_rule(words, &one.rule, "name")).collect();
            refused(&faults)
        }
        Err(Refusal::NotKept(_)) => again(StatusCode::INSUFFICIENT_STORAGE, &[Fault::new(words, "name", "problem-not-kept.next")]),
        Err(refusal) => Err(refusal.into()),
    }
}

/// What is wrong with the sites that may show the neighbourhood, at the line where it is.
fn fault_of_sites(words: Words, text: &str) -> Option<Fault> {
    let text = match sites(text) {
        Ok(_) => return None,
        Err(NotSites::TooMany) => words.say("settings-sites-too-many").into_owned(),
        Err(NotSites::NotASite(line)) => words.say_with("settings-site-unclear", &[("line", line.into())]).into_owned(),
    };
    Some(Fault { at: "embed_sites".to_owned(), text })
}
