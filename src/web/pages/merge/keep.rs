use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::act::Act;
use crate::inventory::content::Aspect;
use crate::neighbourhood::{Joining, Refusal, Surroundings, plan_joining, usually_taken};
use crate::web::done::done;
use crate::web::filled::Filled;
use crate::web::here::{Here, id_in_address};
use crate::web::pages::merge::{choose, subject};
use crate::web::paths::{AssetPath, MergePath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// What would become of two records that are one.
pub(super) struct Plan<'a> {
    pub(super) kept: Disclosed<'a>,
    pub(super) gone: Disclosed<'a>,
    /// The parts that the one that stays takes over.
    pub(super) taken: Vec<Aspect>,
    pub(super) joining: Joining,
}

/// Plans with these choices, or with the usual ones.
pub(super) async fn plan<'a>(
    here: &Here,
    kept: Disclosed<'a>,
    gone: Disclosed<'a>,
    chosen: Option<&Sheet>,
    surroundings: &Surroundings,
) -> Result<Option<Plan<'a>>, Problem> {
    let (Some(one), Some(other)) = (kept.record(), gone.record()) else { return Err(Problem::NotForYou) };
    let usual = usually_taken(one, other);
    let taken: Vec<_> = match chosen {
        None => usual,
        Some(sheet) => {
            let is_taken = |aspect: &Aspect| match sheet.one(&format!("take-{}", aspect.name())) {
                "other" => true,
                "kept" => false,
                // Not asked, or not answered.
                _ => usual.contains(aspect),
            };
            Aspect::all(one.kind.fields()).filter(is_taken).collect()
        }
    };
    let joining = plan_joining(&here.neighbourhood, kept.id(), gone.id(), &taken, here.visitor.actor(), surroundings).await?;
    Ok(joining.map(|joining| Plan { kept, gone, taken, joining }))
}

impl Plan<'_> {
    /// What the form tells back: which states were seen, and which ties will rest.
    pub(super) fn seen(&self) -> Result<String, Problem> {
        let resting: Vec<_> = self.joining.resting.iter().map(|(tie, _)| tie.id.to_string()).collect();
        Ok(format!("{} {} {}", subject(self.kept)?.mark(), subject(self.gone)?.mark(), resting.join(",")))
    }
}

/// Makes one of two, if nobody changed either since they were seen.
pub(super) async fn keep(
    path: MergePath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let kept = id_in_address(&path.id)?;
    let other = id_in_address(sheet.one("other"))?;
    let back = AssetPath::of(here.slug(), kept).to_string();
    if here.view().forwarded(other).is_some_and(|joined| joined.id() == kept) {
        // The same form came before.
        return Ok(done(&back, "already", None));
    }
    let (kept, gone) = here.view().record(kept).zip(here.view().record(other)).ok_or(Problem::NotFound)?;
    let surroundings = state.neighbourhoods.surroundings();
    let plan = plan(&here, kept, gone, Some(&sheet), surroundings).await?.ok_or(Problem::NotFound)?;
    if plan.seen()? != sheet.one("seen") {
        return Ok((StatusCode::CONFLICT, choose::page(&here, &plan, Some("merge-overtaken"))).into_response());
    }
    match here.neighbourhood.write_async(plan.joining.order.clone().to(Act::Join)).await {
        Ok(seq) => Ok(done(&back, "merged", Some(seq))),
        Err(Refusal::Broken(_)) => Ok((StatusCode::CONFLICT, choose::page(&here, &plan, Some("merge-overtaken"))).into_response()),
        Err(Refusal::NotKept(_)) => {
            Ok((StatusCode::INSUFFICIENT_STORAGE, choose::page(&here, &plan, Some("problem-not-kept.next"))).into_response())
        }
        Err(refusal) => Err(refusal.into()),
    }
}
