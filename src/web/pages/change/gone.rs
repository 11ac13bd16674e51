use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::inventory::kind::Kind;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::change::read::names_of;
use crate::web::pages::change::subject::{Subject, Target};
use crate::web::parts::{Tone, Weight, link_button, message, send_button};
use crate::web::paths::{AssetPath, AssetsPath, NewTiePath};
use crate::web::problem::Problem;

/// What was changed is not there any more: it says so, and what was typed can be added again.
pub(super) async fn answer(here: &Here, target: Target, sheet: &Sheet) -> Result<Response, Problem> {
    let last = target.past(here).await.pop().ok_or(Problem::NotFound)?;
    let words = here.words();
    let title = words.say("gone-title");
    let joined_to = here.view().forwarded(target.id());
    let body = html! {
        div.narrow {
            h1 { (title) }
            @if let Some(other) = joined_to {
                (message(Tone::Warning, words.say("gone-joined"), html! {
                    p { a href=(AssetPath::of(here.slug(), other.id())) { (here.labels().name(other)) } }
                }))
            } @else {
                (message(Tone::Warning, words.say(if last.is_tie() { "gone-tie" } else { "gone-record" }), html! {}))
            }
            (typed(here, &last, sheet))
            @match &last {
                Subject::Record(record) if record.kind.is_open_to_entry() => { (add_again(here, record.kind, sheet)) }
                Subject::Tie(tie) => {
                    @if here.view().record(tie.from).is_some() {
                        @let address = NewTiePath::of(here.slug(), tie.from).to_string();
                        (link_button(Weight::Main, &address, words.say("asset-add-tie")))
                    }
                }
                Subject::Record(_) => {}
            }
            p { a href=(AssetsPath::of(here.slug())) { (words.say("list-title")) } }
        }
    };
    Ok((StatusCode::CONFLICT, here.frame(&title).tab(Tab::List).page(body)).into_response())
}

/// What was typed, to read or to copy.
fn typed(here: &Here, last: &Subject, sheet: &Sheet) -> Markup {
    let labels = here.labels();
    let said = last.fields().into_iter().filter(|field| !sheet.one(field.name).is_empty());
    let said: Vec<_> =
        said.map(|field| (labels.field(last.owner(), field), sheet.all(field.name).collect::<Vec<_>>().join(", "))).collect();
    html! {
        @if !said.is_empty() {
            section.card {
                h2 { (labels.words.say("gone-typed")) }
                dl.facts { @for (label, text) in &said { div { dt { (label) } dd { (crate::web::show::prose(text)) } } } }
            }
        }
    }
}

/// Adds what was typed as a new record, by the form for adding: it looks at the answers once more.
fn add_again(here: &Here, kind: Kind, sheet: &Sheet) -> Markup {
    let is_answer = |name: &str| {
        let mut aspects = crate::inventory::content::Aspect::all(kind.fields());
        aspects.any(|aspect| names_of(aspect).contains(&name))
    };
    html! {
        form method="post" action=(AssetsPath::of(here.slug())) {
            input type="hidden" name="kind" value=(kind.code());
            @for (name, answer) in sheet.iter().filter(|(name, _)| is_answer(name)) {
                input type="hidden" name=(name) value=(answer);
            }
            (send_button(Weight::Main, here.words().say("gone-add")))
        }
    }
}
