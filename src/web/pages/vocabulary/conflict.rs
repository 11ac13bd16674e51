use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::inventory::field::Field;
use crate::inventory::record::Record;
use crate::web::here::Here;
use crate::web::pages::vocabulary::form::{as_kept, asked, typed};
use crate::web::parts::{Tone, message};

/// What is kept now beside what was typed, field by field. What differs is marked with a word, not by colour alone.
pub(super) fn both(here: &Here, word: &Record, sheet: &Sheet) -> Markup {
    let (words, labels) = (here.words(), here.labels());
    let kept = typed(word, here);
    let rows: Vec<_> = asked(word.kind).into_iter().map(|field| (field, said(field, &kept), said(field, sheet))).collect();
    html! {
        div tabindex="-1" autofocus {
            (message(Tone::Warning, words.say("word-overtaken"), html! { p { (words.say("word-overtaken.what")) } }))
        }
        div.scrolls tabindex="0" role="region" aria-label=(words.say("word-overtaken")) {
            table {
                thead { tr {
                    td {}
                    th scope="col" { (words.say("word-overtaken.kept")) }
                    th scope="col" { (words.say("word-overtaken.typed")) }
                } }
                tbody {
                    @for (field, kept, typed) in rows.iter().filter(|(_, kept, typed)| !kept.is_empty() || !typed.is_empty()) {
                        tr {
                            th scope="row" {
                                (labels.field(word.kind.code(), field))
                                @if kept != typed { " " span.new { (words.say("question-differs")) } }
                            }
                            td { (kept) }
                            td { (typed) }
                        }
                    }
                }
            }
        }
    }
}

fn said(field: &Field, sheet: &Sheet) -> String {
    as_kept(field, sheet.clone()).one(field.name).trim().replace('|', ", ")
}
