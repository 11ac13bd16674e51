use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::consent::Disclosed;
use crate::graph::View;
use crate::inventory::word::parted;
use crate::neighbourhood::vocabulary::{Merge, NotMerged, merge, plan_merge};
use crate::neighbourhood::{chain_in_words, refusal_in_words};
use crate::web::filled::Filled;
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::pages::vocabulary::merge_choose::choose;
use crate::web::pages::vocabulary::{crumbs, vocabularies, word_of};
use crate::web::parts::{Weight, link_button, send_button};
use crate::web::paths::{MergeWordPath, WordPath};
use crate::web::problem::Problem;
use crate::web::saved::saved_at;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Asks into which word, or shows what would become of everything.
pub(super) async fn ask(
    path: MergeWordPath,
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let word = word_of(&here, &path.scheme, &path.code)?;
    let asked = Sheet::urlencoded(query.unwrap_or_default().as_bytes());
    let into = asked.one("into").trim();
    if into.is_empty() {
        return Ok(page(&here, &path, word, &choose(&here, &path, "", None)).into_response());
    }
    let planned = other_word(&here, &path.scheme, into).and_then(|other| {
        let graph = here.neighbourhood.snapshot();
        Ok((other, plan_merge(&graph, word.id(), other.id(), &here.visitor.actor(), state.neighbourhoods.surroundings())?))
    });
    match planned {
        Ok((other, plan)) => Ok(page(&here, &path, word, &preview(&here, &path, word, other, &plan)).into_response()),
        Err(why) => Ok(refused(&here, &path, word, into, &why)),
    }
}

/// Merges the words, or says why not; nothing is written then.
pub(super) async fn decide(
    path: MergeWordPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let here = state.here(&path.slug, visitor).await?;
    let word = word_of(&here, &path.scheme, &path.code)?;
    let into = sheet.one("into").trim();
    let version = |name: &str| sheet.one(name).parse().unwrap_or(0);
    let other = match other_word(&here, &path.scheme, into) {
        Ok(other) => other,
        Err(why) => return Ok(refused(&here, &path, word, into, &why)),
    };
    let (from, to) = ((word.id(), version("version")), (other.id(), version("into_version")));
    match merge(&here.neighbourhood, from, to, &here.visitor.actor(), state.neighbourhoods.surroundings()).await {
        Ok((seq, _)) => Ok(Redirect::to(&saved_at(WordPath::of(here.slug(), &path.scheme, into), "merged", Some(seq))).into_response()),
        Err(why) => Ok(refused(&here, &path, word, into, &why)),
    }
}

/// The word with this code in this vocabulary.
fn other_word<'a>(here: &'a Here, scheme: &str, code: &str) -> Result<Disclosed<'a>, NotMerged> {
    let view: View<'a> = here.view();
    let elsewhere = || vocabularies(view).iter().any(|(other, _)| view.term(other, code).is_some());
    view.term(scheme, code).ok_or_else(|| if elsewhere() { NotMerged::OtherVocabulary } else { NotMerged::Gone })
}

fn page(here: &Here, path: &MergeWordPath, word: Disclosed<'_>, body: &Markup) -> Markup {
    let name = here.labels().name(word);
    let title = here.words().say_with("word-merge-title", &[("word", name.to_owned().into())]);
    here.frame(&title).tab(Tab::List).page(html! {
        (crumbs(here, &path.scheme, name))
        div.page-head { h1 { (title) } p.lead { (here.words().say("word-merge-title.what")) } }
        (body)
    })
}

fn preview(here: &Here, path: &MergeWordPath, word: Disclosed<'_>, other: Disclosed<'_>, plan: &Merge) -> Markup {
    let (words, labels) = (here.words(), here.labels());
    let names = [("word", labels.name(word).to_owned().into()), ("into", labels.name(other).to_owned().into())];
    let counts = [("word-merge-records", plan.records), ("word-merge-ties", plan.ties), ("word-merge-words", plan.words)];
    let synonyms = |field: &str| plan.becomes.values.text(field).into_iter().flat_map(parted).collect::<Vec<_>>().join(", ");
    html! {
        h2 { (words.say_with("word-merge-preview", &names)) }
        ul {
            @for (key, count) in counts { li { (words.say_with(key, &[("n", count.into()), ("into", names[1].1.clone())])) } }
            @for field in ["synonyms_nl", "synonyms_en"] {
                li { (words.say(&format!("field-{field}"))) ": " (synonyms(field)) }
            }
            li { (words.say_with("word-merge-code", &[("code", path.code.as_str().into()), ("into", names[1].1.clone())])) }
        }
        form method="post" action=(path) {
            input type="hidden" name="into" value=(other.text("code").unwrap_or_default());
            input type="hidden" name="version" value=(word.version().unwrap_or_default());
            input type="hidden" name="into_version" value=(other.version().unwrap_or_default());
            div.row {
                (send_button(Weight::Main, words.say("word-merge-do")))
                (link_button(Weight::Quiet, &WordPath::of(here.slug(), &path.scheme, &path.code).to_string(), words.say("form-cancel")))
            }
        }
    }
}

fn refused(here: &Here, path: &MergeWordPath, word: Disclosed<'_>, into: &str, why: &NotMerged) -> Response {
    let words = here.words();
    let (status, text) = match why {
        NotMerged::Gone => (StatusCode::UNPROCESSABLE_ENTITY, words.say("word-merge-gone").into_owned()),
        NotMerged::Itself => (StatusCode::UNPROCESSABLE_ENTITY, words.say("word-merge-itself").into_owned()),
        NotMerged::OtherVocabulary => (StatusCode::UNPROCESSABLE_ENTITY, words.say("word-merge-elsewhere").into_owned()),
        NotMerged::Already => (StatusCode::CONFLICT, words.say("word-merge-already").into_owned()),
        NotMerged::FallsUnder { chain } => {
            let chain = chain_in_words(words, chain);
            (StatusCode::UNPROCESSABLE_ENTITY, words.say_with("word-merge-falls-under", &[("chain", chain.into())]).into_owned())
        }
        NotMerged::Changed => (StatusCode::CONFLICT, words.say("word-merge-changed").into_owned()),
        NotMerged::Refused(refusal) => (StatusCode::CONFLICT, refusal_in_words(words, refusal).into_owned()),
    };
    (status, page(here, path, word, &choose(here, path, into, Some(&text)))).into_response()
}
