use std::sync::Arc;

use axum::extract::State;
use axum::response::Redirect;
use axum_extra::routing::TypedPath;

use crate::inventory::id::Id;
use crate::inventory::provenance::Actor;
use crate::neighbourhood::import::{Delivery, Wishes, run};
use crate::neighbourhood::{Neighbourhood, Neighbourhoods};
use crate::web::here::id_in_address;
use crate::web::imports::{Job, Outcome, Upload, discard, upload};
use crate::web::pages::import::reading::{Reading, understand, wishes};
use crate::web::paths::DeliveryPath;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Begins to write a file that was looked at. The page of the import tells how far it is.
pub(super) async fn start(path: DeliveryPath, State(state): State<AppState>, visitor: Visitor, form: String) -> Result<Redirect, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let id = id_in_address(&path.delivery)?;
    let page = Redirect::to(&DeliveryPath::of(here.slug(), id).to_uri().to_string());
    let Some(upload) = upload(state.neighbourhoods.folder(), here.slug(), id) else { return Ok(page) };
    let wishes = wishes(&form, &upload);
    let Some(job) = state.jobs.begin(id, &upload.name) else { return Ok(page) };
    let (neighbourhood, neighbourhoods) = (Arc::clone(&here.neighbourhood), Arc::clone(&state.neighbourhoods));
    let by = here.visitor.actor();
    tokio::task::spawn_blocking(move || {
        let outcome = write(&neighbourhood, &neighbourhoods, id, &upload, (&wishes, by), &job);
        job.end(outcome);
    });
    Ok(page)
}

fn write(
    neighbourhood: &Neighbourhood,
    neighbourhoods: &Neighbourhoods,
    id: Id,
    upload: &Upload,
    (wishes, by): (&Wishes, Actor),
    job: &Job,
) -> Outcome {
    let Ok(Reading { prepared, .. }) = understand(&neighbourhood.snapshot(), upload, wishes) else { return Outcome::Stopped };
    let likely = prepared.plan.fresh.iter().filter(|fresh| fresh.likely_same_as.is_some()).count();
    job.note(0, prepared.plan.fresh.len());
    let delivery = Delivery { id, by };
    match run(neighbourhood, prepared.plan.fresh, &delivery, neighbourhoods.surroundings(), &|done, total| job.note(done, total)) {
        Ok((count, left_out)) => {
            discard(neighbourhoods.folder(), neighbourhood.slug(), id);
            Outcome::Written { count, left_out, snags: prepared.snags, likely }
        }
        Err(refusal) => {
            tracing::error!(%refusal, "an import stopped");
            Outcome::Stopped
        }
    }
}
