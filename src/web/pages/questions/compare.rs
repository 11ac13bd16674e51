use maud::{Markup, html};

use crate::consent::Disclosed;
use crate::inventory::field::Field;
use crate::web::here::Here;
use crate::web::pages::questions::Question;
use crate::web::paths::AssetPath;
use crate::web::show;

/// Both records in a table: what is said of each, field by field. What differs is marked with a word, not by colour alone.
pub(super) fn table(here: &Here, question: Question<'_>) -> Markup {
    let labels = here.labels();
    let (words, older, newer) = (labels.words, question.older(), question.newer());
    let shown = |field: &Field, record: Disclosed<'_>| record.value(field.name).map(|value| show::plainly(labels, field, value));
    let mut fields: Vec<&Field> = older.kind().fields().collect();
    fields.extend(newer.kind().fields().filter(|field| older.kind().field(field.name).is_none()));
    let rows =
        fields.into_iter().map(|field| (labels.field(older.kind().code(), field).into_owned(), shown(field, older), shown(field, newer)));
    let rows: Vec<_> = rows.filter(|(_, one, other)| one.is_some() || other.is_some()).chain(about(here, question)).collect();
    html! {
        div.scrolls tabindex="0" role="region" aria-label=(words.say("question-table")) {
            table {
                thead {
                    tr {
                        td {}
                        @for (record, key) in [(older, "question-first"), (newer, "question-later")] {
                            th scope="col" { (words.say(key)) ": " a href=(AssetPath::of(here.slug(), record.id())) { (labels.name(record)) } }
                        }
                    }
                }
                tbody {
                    @for (label, one, other) in &rows {
                        tr {
                            th scope="row" {
                                (label)
                                @if one != other { " " span.new { (words.say("question-differs")) } }
                            }
                            td { (one.as_deref().unwrap_or("–")) }
                            td { (other.as_deref().unwrap_or("–")) }
                        }
                    }
                }
            }
        }
    }
}

type Row = (String, Option<String>, Option<String>);

/// What is not in the table of fields: what it is, where it comes from, how it hangs together, who sees it.
fn about(here: &Here, question: Question<'_>) -> Vec<Row> {
    let labels = here.labels();
    let words = labels.words;
    let both = |told: &dyn Fn(Disclosed<'_>) -> Option<String>| (told(question.older()), told(question.newer()));
    let mut rows = Vec::new();
    let mut row = |key: &str, told: &dyn Fn(Disclosed<'_>) -> Option<String>| {
        let (one, other) = both(told);
        rows.push((words.say(key).into_owned(), one, other));
    };
    row("list-kinds", &|record| Some(labels.kind(record.kind()).into_owned()));
    row("asset-source", &|record| record.source().map(|source| source.name.clone()));
    row("asset-created", &|record| Some(show::day(words, record.created().day())));
    row("asset-connections", &|record| Some(here.view().ties_of(record.id()).len().to_string()));
    row("field-visibility", &|record| record.visibility().map(|visibility| labels.visibility(visibility).into_owned()));
    rows
}

/// How far they lie apart.
pub(super) fn distance(here: &Here, question: Question<'_>) -> Option<String> {
    let metres = question.older().whereabouts()?.metres_to(question.newer().whereabouts()?);
    let shown = show::grouped(here.words().language(), &format!("{metres:.0}"));
    Some(here.words().say_with("question-distance", &[("metres", shown.into())]).into_owned())
}
