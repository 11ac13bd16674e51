//! The vocabularies: every word that fields refer to, what it is called, what uses it; and for stewards the forms to add,
//! change, merge, retire and bring in words.

mod add;
mod all;
mod conflict;
mod edit;
mod end;
mod export;
mod form;
mod import;
mod import_preview;
mod letters;
mod merge;
mod merge_choose;
mod one;
mod read;
mod word;

use crate::web::doors::Doors;
use axum::Router;

use crate::consent::Disclosed;
use crate::graph::View;
use crate::inventory::kind::Kind;
use crate::inventory::record::Record;
use crate::inventory::word::{kind_of_scheme, schemes};
use crate::web::here::Here;
use crate::web::paths::{HomePath, VocabulariesPath, VocabularyPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .show(all::show)
        .show(one::show)
        .show(add::ask)
        .act(add::keep)
        .show(word::show)
        .show(edit::ask)
        .act(edit::keep)
        .show(merge::ask)
        .act(merge::decide)
        .act(end::end)
        .show(export::hand_out)
        .merge(import::router())
}

/// The vocabularies here: those that fields refer to, then others that have words, each with the kind of its words.
fn vocabularies(view: View<'_>) -> Vec<(String, Kind)> {
    let mut found: Vec<(String, Kind)> = schemes().into_iter().map(|(scheme, kind)| (scheme.to_owned(), kind)).collect();
    for word in view.of_kind(Kind::Term) {
        if let Some(scheme) = word.text("scheme")
            && found.iter().all(|(known, _)| known != scheme)
        {
            found.push((scheme.to_owned(), Kind::Term));
        }
    }
    found
}

/// The kind of the words of a vocabulary, if there is one of this name.
fn kind_of(view: View<'_>, scheme: &str) -> Result<Kind, Problem> {
    let is_there = schemes().iter().any(|(known, _)| *known == scheme) || view.terms(scheme).next().is_some();
    if is_there { Ok(kind_of_scheme(scheme)) } else { Err(Problem::NotFound) }
}

/// The word with this code.
fn word_of<'a>(here: &'a Here, scheme: &str, code: &str) -> Result<Disclosed<'a>, Problem> {
    here.view().term(scheme, code).ok_or(Problem::NotFound)
}

/// The same as a record, for a steward to change.
fn record_of<'a>(here: &'a Here, scheme: &str, code: &str) -> Result<&'a Record, Problem> {
    word_of(here, scheme, code)?.record().ok_or(Problem::NotFound)
}

/// The words of a vocabulary that stand for something by themselves: what was merged into another is not among them.
fn words_of_scheme<'a>(view: View<'a>, scheme: &str) -> Vec<Disclosed<'a>> {
    view.terms(scheme).filter(|word| word.codes("merged_into").is_empty()).collect()
}

/// How many records and ties refer to a word.
fn count_uses(view: View<'_>, scheme: &str, word: Disclosed<'_>) -> usize {
    view.count_users(scheme, word.text("code").unwrap_or_default()) + view.ties_of(word.id()).len()
}

/// What a vocabulary is called: by the language files, else by its own name.
fn name_of(here: &Here, scheme: &str) -> String {
    here.words().find(&format!("vocabulary-{scheme}")).map_or_else(|| scheme.to_owned(), std::borrow::Cow::into_owned)
}

/// The ways from the neighbourhood to a vocabulary.
fn above(here: &Here, scheme: &str) -> [(String, String); 3] {
    [
        (HomePath::of(here.slug()).to_string(), here.name().to_owned()),
        (VocabulariesPath::of(here.slug()).to_string(), here.words().say("vocabularies-title").into_owned()),
        (VocabularyPath::of(here.slug(), scheme).to_string(), name_of(here, scheme)),
    ]
}

/// The same, as links above a page.
fn crumbs(here: &Here, scheme: &str, last: &str) -> maud::Markup {
    let above = above(here, scheme);
    crate::web::parts::crumbs(here.words(), &above.each_ref().map(|(href, label)| (href.as_str(), label.as_str())), last)
}
