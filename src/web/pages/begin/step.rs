use axum::extract::State;
use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::inventory::field::{Field, Shape};
use crate::inventory::kind::Kind;
use crate::inventory::opening::{Step, is_authority};
use crate::inventory::record::Record;
use crate::inventory::values::Values;
use crate::web::faults::Fault;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::inputs::Inputs;
use crate::web::pages::begin::keep::mark;
use crate::web::pages::begin::steps::{Stop, authority_warning, progress};
use crate::web::parts::{Weight, link_button, send_button};
use crate::web::paths::BeginStepPath;
use crate::web::problem::Problem;
use crate::web::refill::refill;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Words;

/// One step: why it is asked, and what was answered before.
pub(super) async fn ask(path: BeginStepPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let step = Step::of(&path.step).ok_or(Problem::NotFound)?;
    let profile = here.view().profile().and_then(Disclosed::record).ok_or(Problem::NotFound)?;
    Ok(page(&here, step, &begun(profile, step, here.words()), &[]))
}

/// A form as it begins: what is kept, and the mark of what was seen.
fn begun(profile: &Record, step: Step, words: Words) -> Sheet {
    let sheet = refill(profile, words).with("seen", &mark(step, &profile.values));
    match step {
        // Both, unless a choice was made.
        Step::Languages if profile.values.get("page_languages").is_none() => sheet.with_all("page_languages", &every_language()),
        _ => sheet,
    }
}

fn every_language() -> Vec<&'static str> {
    match fields(Step::Languages).find(|field| field.name == "page_languages").map(|field| field.shape) {
        Some(Shape::Choices(codes)) => codes.to_vec(),
        _ => Vec::new(),
    }
}

/// The fields that are asked at a step, in its order.
pub(super) fn fields(step: Step) -> impl Iterator<Item = &'static Field> {
    step.fields().iter().filter_map(|name| Kind::Neighbourhood.field(name))
}

/// The form of a step with what was typed, and what is wrong with it.
pub(super) fn page(here: &Here, step: Step, sheet: &Sheet, faults: &[Fault]) -> Markup {
    let (labels, words) = (here.labels(), here.words());
    let none = Values::default();
    let kept = here.view().profile().and_then(Disclosed::record).map_or(&none, |profile| &profile.values);
    let inputs = Inputs { labels, owner: Kind::Neighbourhood.code(), sheet, faults };
    let heading = words.say(&format!("begin-step-{}", step.code()));
    let title =
        if faults.is_empty() { heading.clone() } else { words.say_with("form-title-faults", &[("title", heading.as_ref().into())]) };
    here.frame(&title).tab(Tab::About).page(html! {
        (progress(here, kept, Stop::Asked(step)))
        header.page-head { h1 { (heading) } p.lead { (words.say(&format!("begin-step-{}.why", step.code()))) } }
        (authority_warning(here, kept))
        (inputs.summary())
        form method="post" action=(BeginStepPath::of(here.slug(), step.code())) novalidate[!faults.is_empty()] {
            input type="hidden" name="seen" value=(sheet.one("seen"));
            @for field in fields(step) {
                @let is_needed = field.required || step.needed().contains(&field.name);
                (inputs.field(&Field { required: is_needed, ..*field }))
            }
            div.row {
                (send_button(Weight::Main, words.say("begin-next")))
                (link_button(Weight::Quiet, &Stop::Check.href(here.slug()), words.say("begin-later")))
            }
        }
        @if step == Step::Purposes { (grounds(words, kept)) }
    })
}

/// What each purpose allows, and on which legal ground.
fn grounds(words: Words, kept: &Values) -> Markup {
    let Some(Shape::Choices(purposes)) = Kind::Neighbourhood.field("purposes").map(|field| field.shape) else { return html! {} };
    html! {
        section aria-labelledby="grounds" {
            h2 #grounds { (words.say("begin-grounds")) }
            p { (words.say("begin-grounds.what")) }
            dl.facts.wordy {
                @for purpose in purposes {
                    div {
                        dt { (words.say(&format!("choice-purposes-{purpose}"))) }
                        dd {
                            p { (words.say(&format!("purpose-{purpose}.allows"))) }
                            p { strong { (words.say("begin-grounds.basis")) } " " (words.say(basis(purpose, is_authority(kept)))) }
                        }
                    }
                }
            }
        }
    }
}

/// The key of the legal ground of a purpose (AVG, article 6). Where an authority does its task, legitimate interest is no
/// ground (end of article 6(1)); then it is that task.
pub(crate) fn basis(purpose: &str, is_authority: bool) -> &'static str {
    match (purpose, is_authority) {
        ("stories" | "residents" | "talents", _) => "basis-consent",
        (_, false) => "basis-interest",
        (_, true) => "basis-task",
    }
}
