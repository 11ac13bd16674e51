use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::capture::form::read_fields;
use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::change::Change;
use crate::inventory::kind::Kind;
use crate::inventory::opening::Step;
use crate::inventory::provenance::Provenance;
use crate::inventory::record::Record;
use crate::inventory::values::Values;
use crate::neighbourhood::{Order, Refusal, Rule};
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::here::Here;
use crate::web::pages::begin::step::{fields, page};
use crate::web::pages::begin::steps::Stop;
use crate::web::pages::new_asset::decimal_mark;
use crate::web::paths::BeginStepPath;
use crate::web::problem::Problem;
use crate::web::show;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Keeps the answers of one step and goes on to the next, or shows the form again with what is wrong and all that was typed.
pub(super) async fn keep(
    path: BeginStepPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor.clone()).await?;
    let step = Step::of(&path.step).ok_or(Problem::NotFound)?;
    let again = |status: StatusCode, sheet: &Sheet, faults: &[Fault]| Ok((status, page(&here, step, sheet, faults)).into_response());
    let answers = match read(&here, step, &sheet) {
        Ok(answers) => answers,
        Err(faults) => return again(StatusCode::UNPROCESSABLE_ENTITY, &sheet, &faults),
    };
    let kept = here.view().profile().and_then(Disclosed::record).ok_or(Problem::NotFound)?;
    let now = mark(step, &kept.values);
    if now != sheet.one("seen") && now != mark(step, &answers) {
        // Sent once more it is kept: then both texts were seen.
        return again(StatusCode::CONFLICT, &sheet.clone().with("seen", &now), &[meanwhile(&here, step, kept, &answers)]);
    }
    let put = |values: &mut Values| {
        for field in fields(step) {
            match answers.get(field.name) {
                Some(value) => values.set(field.name, value.clone()),
                None => values.clear(field.name),
            }
        }
    };
    match change(&state, &path.slug, visitor, put).await? {
        Ok(()) => Ok(Redirect::to(&Stop::after(step).href(here.slug())).into_response()),
        Err(Refusal::Broken(broken)) => {
            let first = step.fields().first().copied().unwrap_or_default();
            let faults: Vec<_> = broken.iter().map(|one| Fault::of_rule(here.words(), &one.rule, first)).collect();
            again(StatusCode::UNPROCESSABLE_ENTITY, &sheet, &faults)
        }
        Err(Refusal::NotKept(_)) => {
            let first = step.fields().first().copied().unwrap_or_default();
            again(StatusCode::INSUFFICIENT_STORAGE, &sheet, &[Fault::new(here.words(), first, "problem-not-kept.next")])
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// The answers of a step, or all that is wrong with them.
fn read(here: &Here, step: Step, sheet: &Sheet) -> Result<Values, Vec<Fault>> {
    let words = here.words();
    let (answers, faults) = read_fields(fields(step), sheet, decimal_mark(words));
    let mut faults: Vec<_> = faults.iter().map(|fault| Fault::of_answer(words, fault)).collect();
    let lacks: Vec<_> = step.lacks(&answers).into_iter().filter(|lack| faults.iter().all(|fault| fault.at != lack.field())).collect();
    faults.extend(lacks.into_iter().map(|lack| Fault::of_lack(words, lack)));
    if faults.is_empty() { Ok(answers) } else { Err(faults) }
}

/// Changes the particulars as they are by then; who writes in between is not written over.
pub(super) async fn change(
    state: &AppState,
    slug: &str,
    visitor: Visitor,
    put: impl Fn(&mut Values),
) -> Result<Result<(), Refusal>, Problem> {
    for _ in 0..3 {
        let here = state.here(slug, visitor.clone()).await?;
        let profile = here.view().profile().and_then(Disclosed::record).ok_or(Problem::NotFound)?;
        let mut values = profile.values.clone();
        put(&mut values);
        if values == profile.values {
            return Ok(Ok(()));
        }
        let at = state.neighbourhoods.surroundings().now();
        let provenance = Provenance { updated: at, by: here.visitor.actor(), ..profile.provenance.clone() };
        let changed = Record { version: profile.version.saturating_add(1), provenance, values, ..profile.clone() };
        let order = Order { changes: vec![Change::Record(changed)], by: here.visitor.actor(), at, delivery: None };
        match here.neighbourhood.write_async(order).await {
            Ok(_) => return Ok(Ok(())),
            Err(Refusal::Broken(broken)) if broken.iter().any(|one| one.rule == Rule::Overtaken) => {}
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
    Err(Problem::Overtaken)
}

/// A short sign of what these fields hold, by which a form knows whether they are as it saw them.
pub(super) fn mark(step: Step, particulars: &Values) -> String {
    let held: Vec<_> = step.fields().iter().map(|field| (field, particulars.get(field))).collect();
    format!("{:08x}", crc32fast::hash(format!("{held:?}").as_bytes()))
}

/// Says what somebody else answered meanwhile, at the first question where that differs.
fn meanwhile(here: &Here, step: Step, kept: &Record, answers: &Values) -> Fault {
    let differs = fields(step).find(|field| kept.values.get(field.name) != answers.get(field.name));
    let field = differs.or_else(|| fields(step).next());
    let (labels, words) = (here.labels(), here.words());
    let said = |name: &str| {
        let (field, value) = (Kind::Neighbourhood.field(name)?, kept.values.get(name)?);
        Some(show::plainly(labels, field, value))
    };
    let name = field.map_or("name", |field| field.name);
    let theirs = said(name).unwrap_or_else(|| words.say("form-not-known").into_owned());
    Fault { at: name.to_owned(), text: words.say_with("begin-meanwhile", &[("theirs", theirs.into())]).into_owned() }
}
