use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::inventory::opening::Step;
use crate::inventory::slug::Slug;
use crate::inventory::values::Values;
use crate::neighbourhood::{Beginning, CannotBegin};
use crate::web::faults::Fault;
use crate::web::fields::{self, Choice, Field};
use crate::web::filled::Filled;
use crate::web::pages::begin::steps::Stop;
use crate::web::parts::{Weight, link_button, send_button};
use crate::web::paths::{BeginPath, NeighbourhoodsPath};
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::{Language, Words, fold};

/// Longest name of a neighbourhood, in characters; that of every name.
const LONGEST_NAME: usize = 200;

/// The first question: what is it called?
pub(super) async fn ask(_: BeginPath, visitor: Visitor) -> Result<Markup, Problem> {
    Ok(page(&visitor, &Sheet::default().with("language", visitor.words.language().code()), &[]))
}

/// Begins the neighbourhood and goes on to who answers for it, or shows the form again with what is wrong.
pub(super) async fn begin(
    _: BeginPath,
    State(state): State<AppState>,
    visitor: Visitor,
    Filled(sheet): Filled,
) -> Result<Response, Problem> {
    let again = |sheet: &Sheet, faults: &[Fault]| Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visitor, sheet, faults)).into_response());
    let known = state.neighbourhoods.slugs();
    let sheet = if sheet.one("slug").trim().is_empty() { sheet.clone().with("slug", &suggest(sheet.one("name"), &known)) } else { sheet };
    let (slug, beginning) = match read(visitor.words, &sheet, &known) {
        Ok(read) => read,
        Err(faults) => return again(&sheet, &faults),
    };
    let (neighbourhoods, of) = (Arc::clone(&state.neighbourhoods), slug.clone());
    let by = visitor.account().map(|account| account.id).ok_or(Problem::NotForYou)?;
    let begun = tokio::task::spawn_blocking(move || {
        neighbourhoods.begin(&of, &beginning)?;
        // Who begins it looks after it.
        Ok(neighbourhoods.access().make_steward(neighbourhoods.surroundings(), &of, by).is_ok())
    })
    .await;
    match begun.map_err(|_| Problem::OurFault)? {
        Ok(true) => Ok(Redirect::to(&Stop::Asked(Step::Controller).href(&slug)).into_response()),
        Err(CannotBegin::Taken) => again(&sheet, &[taken(visitor.words, &sheet, &known)]),
        Err(CannotBegin::Store(error)) => Err(error.into()),
        Err(CannotBegin::Refused(refusal)) => Err(refusal.into()),
        Ok(false) => Err(Problem::NotKept),
    }
}

fn read(words: Words, sheet: &Sheet, known: &[Slug]) -> Result<(Slug, Beginning), Vec<Fault>> {
    let mut faults = Vec::new();
    let name = sheet.one("name").split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        faults.push(Fault::new(words, "name", "form-wrong-missing"));
    } else if name.chars().count() > LONGEST_NAME {
        let text = words.say_with("form-wrong-too-long", &[("most", LONGEST_NAME.into())]).into_owned();
        faults.push(Fault { at: "name".to_owned(), text });
    }
    let slug = sheet.one("slug").trim().parse::<Slug>();
    match &slug {
        Ok(slug) if known.contains(slug) => faults.push(taken(words, sheet, known)),
        // Without a name there was nothing to make it from.
        Err(_) if !name.is_empty() || !sheet.one("slug").is_empty() => faults.push(Fault::new(words, "slug", "begin-slug-unfit")),
        _ => {}
    }
    let language = sheet.one("language").parse::<Language>();
    if language.is_err() {
        faults.push(Fault::new(words, "language", "form-wrong-choice"));
    }
    let (Ok(slug), Ok(language), true) = (slug, language, faults.is_empty()) else { return Err(faults) };
    let nothing = String::new;
    Ok((slug, Beginning { name, description: nothing(), data_source: nothing(), language, particulars: Values::default() }))
}

/// The short name is in use; one that is free is named.
fn taken(words: Words, sheet: &Sheet, known: &[Slug]) -> Fault {
    let free = suggest(sheet.one("slug"), known);
    Fault { at: "slug".to_owned(), text: words.say_with("begin-slug-taken", &[("free", free.into())]).into_owned() }
}

/// A short name made from a name, with a number behind it where it is in use; empty where nothing can be made of it.
fn suggest(name: &str, known: &[Slug]) -> String {
    const LONGEST: usize = 50;
    let plain = fold(name);
    let words = plain.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let joined: String = words.collect::<Vec<_>>().join("-").chars().take(LONGEST).collect();
    let joined = joined.trim_end_matches('-');
    let numbered = (2..=known.len() + 2).map(|number| format!("{joined}-{number}"));
    let is_free = |text: &String| text.parse::<Slug>().is_ok_and(|slug| !known.contains(&slug));
    std::iter::once(joined.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}

fn page(visitor: &Visitor, sheet: &Sheet, faults: &[Fault]) -> Markup {
    let words = visitor.words;
    let error = |at: &str| faults.iter().find(|fault| fault.at == at).map(|fault| fault.text.as_str());
    let heading = words.say("begin-new");
    let title =
        if faults.is_empty() { heading.clone() } else { words.say_with("form-title-faults", &[("title", heading.as_ref().into())]) };
    let summary: Vec<_> = faults.iter().map(|fault| (fault.at.as_str(), fault.text.as_str())).collect();
    let line = |name: &str, key: &str, is_required: bool| {
        let (label, help) = (words.say(key), words.find(&format!("{key}.help")));
        Field { name, label: &label, help: help.as_deref(), error: error(name), is_required }.line(words, "text", sheet.one(name))
    };
    visitor.frame(&title).page(html! {
        div.narrow {
            header.page-head { h1 { (heading) } p.lead { (words.say("begin-new.why")) } }
            @if !faults.is_empty() { div tabindex="-1" autofocus { (fields::faults(words, &summary)) } }
            form method="post" action=(BeginPath {}) novalidate[!faults.is_empty()] {
                (line("name", "begin-name", true))
                (line("slug", "begin-slug", false))
                (languages(words, sheet, error("language")))
                div.row {
                    (send_button(Weight::Main, words.say("begin-next")))
                    (link_button(Weight::Quiet, &NeighbourhoodsPath {}.to_string(), words.say("form-cancel")))
                }
            }
        }
    })
}

/// In which language its own texts will be.
fn languages(words: Words, sheet: &Sheet, error: Option<&str>) -> Markup {
    let labelled = Language::ALL.map(|language| (language.code(), words.say(&format!("choice-language-{}", language.code()))));
    let typed = sheet.one("language");
    let choices =
        labelled.each_ref().map(|(code, label)| Choice { value: code, label, is_chosen: *code == typed, kind: None, count: None });
    let (label, help) = (words.say("begin-language"), words.say("begin-language.help"));
    Field { name: "language", label: &label, help: Some(&help), error, is_required: true }.radios(words, &choices)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_is_made_from_the_name_and_is_free() {
        let known = ["wijk".parse().unwrap(), "wijk-2".parse().unwrap()];
        for (name, made) in
            [("Café ’t Pleintje", "cafe-t-pleintje"), ("Wijk", "wijk-3"), ("  Oud-Zuid (noord) ", "oud-zuid-noord"), ("Static", "static-2")]
        {
            assert_eq!(suggest(name, &known), made, "{name}");
        }
        assert_eq!(suggest("東京", &known), "");
        assert!(suggest(&"lang ".repeat(40), &known).parse::<Slug>().is_ok());
    }
}
