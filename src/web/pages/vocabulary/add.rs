use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::inventory::change::Change;
use crate::inventory::kind::Kind;
use crate::inventory::values::Values;
use crate::neighbourhood::vocabulary::{added, new_code};
use crate::neighbourhood::{Order, Refusal, Rule};
use crate::web::faults::Fault;
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::vocabulary::form::Form;
use crate::web::pages::vocabulary::read::read;
use crate::web::pages::vocabulary::{crumbs, kind_of, words_of_scheme};
use crate::web::paths::{NewWordPath, VocabularyPath, WordPath};
use crate::web::problem::Problem;
use crate::web::saved::saved_at;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// The form for a new word.
pub(super) async fn ask(path: NewWordPath, State(state): State<AppState>, visitor: Visitor) -> Result<Markup, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    kind_of(here.view(), &path.scheme)?;
    Ok(page(&here, &path.scheme, &Sheet::default(), &[]))
}

fn page(here: &Here, scheme: &str, sheet: &Sheet, faults: &[Fault]) -> Markup {
    let title = here.words().say("word-add");
    let kind = crate::inventory::word::kind_of_scheme(scheme);
    let vocabulary = VocabularyPath::of(here.slug(), scheme).to_string();
    here.frame(&title).tab(Tab::List).page(html! {
        (crumbs(here, scheme, &title))
        div.page-head { h1 { (title) } p { (here.words().say("word-add.what")) } }
        (Form { here, scheme, kind, sheet, faults }.draw(&vocabulary, &[], &vocabulary))
    })
}

/// Keeps a new word, or shows the form again with what is wrong and all that was typed.
pub(super) async fn keep(
    path: VocabularyPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let scheme = path.scheme.as_str();
    let kind = kind_of(here.view(), scheme)?;
    let surroundings = state.neighbourhoods.surroundings();
    let again = |status: StatusCode, faults: &[Fault]| Ok((status, page(&here, scheme, &sheet, faults)).into_response());
    let values = match read(&here, (scheme, kind), &sheet, &Values::default(), None) {
        Ok(values) => values,
        Err(faults) => {
            // The same form came before, by a second click: the word is there.
            let same = same_word(&here, (scheme, kind), &sheet);
            return same.map_or_else(|| again(StatusCode::UNPROCESSABLE_ENTITY, &faults), |code| Ok(added_page(&here, scheme, code, None)));
        }
    };
    let code = new_code(here.view(), scheme, values.text("label_en").unwrap_or_default());
    let (by, now) = (here.visitor.actor(), surroundings.now());
    let word = added(surroundings.mint(), kind, scheme, &code, values, &by, now);
    let order = Order { changes: vec![Change::Record(word)], by, at: now, delivery: None };
    match here.neighbourhood.write_async(order).await {
        Ok(seq) => Ok(added_page(&here, scheme, &code, Some(seq))),
        Err(Refusal::Broken(broken)) => {
            let is_late = broken.iter().any(|one| matches!(one.rule, Rule::Overtaken | Rule::CodeTaken));
            let faults: Vec<_> = broken.iter().map(|one| Fault::of_rule(here.words(), &one.rule, "label_nl")).collect();
            again(if is_late { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY }, &faults)
        }
        // On a full disk what was typed stays in the form, to be sent again.
        Err(Refusal::NotKept(_)) => {
            again(StatusCode::INSUFFICIENT_STORAGE, &[Fault::new(here.words(), "label_nl", "problem-not-kept.next")])
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// The code of the word that was made of this very form.
fn same_word<'a>(here: &'a Here, (scheme, kind): (&str, Kind), sheet: &Sheet) -> Option<&'a str> {
    let label = sheet.one("label_en").trim();
    let word = words_of_scheme(here.view(), scheme).into_iter().find(|word| word.text("label_en") == Some(label))?.record()?;
    let mut kept = word.values.clone();
    kept.clear("code");
    kept.clear("scheme");
    let typed = read(here, (scheme, kind), sheet, &Values::default(), word.code()).ok()?;
    word.code().filter(|_| typed == kept)
}

fn added_page(here: &Here, scheme: &str, code: &str, seq: Option<u64>) -> Response {
    Redirect::to(&saved_at(WordPath::of(here.slug(), scheme, code), "added", seq)).into_response()
}
