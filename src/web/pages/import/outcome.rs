use maud::{Markup, html};

use crate::inventory::id::Id;
use crate::neighbourhood::import::{Different, Prepared};
use crate::neighbourhood::{Rule, rule_in_words};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::imports::{Job, Outcome};
use crate::web::parts::{Tone, Weight, link_button, message, send_button};
use crate::web::paths::{AssetPath, AssetsPath, QuestionsPath, UndoDeliveryPath};
use crate::web::problem::Problem;
use crate::web::snags::snag_list;

/// How far an import is, or how it ended.
pub(super) fn page(here: &Here, id: Id, job: &Job) -> Markup {
    let words = here.words();
    let title = words.say_with("import-of", &[("file", job.file.as_str().into())]);
    let body = match job.outcome() {
        None => progress(here, job),
        Some(Outcome::Stopped) => html! {
            (message(Tone::Error, words.say("import-stopped"), words.say("import-stopped.next")))
            (take_back(here, id))
        },
        Some(Outcome::Written { count, left_out, snags, likely }) => html! {
            (message(Tone::Ok, words.say_with("import-written", &[("n", (*count).into())]), words.say("import-written.next")))
            p.row {
                (link_button(Weight::Quiet, &AssetsPath::of(here.slug()).to_string(), words.say("import-to-list")))
                @if *likely > 0 { (link_button(Weight::Quiet, &QuestionsPath::of(here.slug()).to_string(), words.say_with("import-to-questions", &[("n", (*likely).into())]))) }
            }
            (broken(here, left_out))
            (snag_list(words, snags))
            (take_back(here, id))
        },
    };
    // Without script the page asks again by itself, until it is done.
    let again = job.outcome().is_none().then(|| html! { meta http-equiv="refresh" content="2"; });
    let frame = here.frame(&title).tab(Tab::Add);
    let frame = if let Some(again) = again { frame.head(again) } else { frame };
    frame.page(html! { h1 { (title) } (body) })
}

/// An import of before the last start of the program: what it brought, and the way to take it back.
pub(super) fn page_of_earlier(here: &Here, id: Id) -> Result<Markup, Problem> {
    let words = here.words();
    let delivery = here.view().deliveries().into_iter().find(|delivery| delivery.id == id).ok_or(Problem::NotFound)?;
    let title = words.say_with("import-of", &[("file", delivery.source.into())]);
    Ok(here.frame(&title).tab(Tab::Add).page(html! {
        h1 { (title) }
        p { (words.say_with("import-brought", &[("n", delivery.records.into())])) }
        (take_back(here, id))
    }))
}

fn progress(here: &Here, job: &Job) -> Markup {
    let (done, total) = job.progress();
    let words = here.words();
    html! {
        p role="status" { (words.say_with("import-progress", &[("done", done.into()), ("total", total.into())])) }
        progress max=(total.max(1)) value=(done) aria-label=(words.say("import-progress.label")) {}
    }
}

fn take_back(here: &Here, id: Id) -> Markup {
    let words = here.words();
    html! {
        h2 { (words.say("import-undo")) }
        p { (words.say("import-undo.what")) }
        form method="post" action=(UndoDeliveryPath::of(here.slug(), id)) { (send_button(Weight::Quiet, words.say("import-undo.do"))) }
    }
}

fn broken(here: &Here, left_out: &[(u64, Rule)]) -> Markup {
    let words = here.words();
    html! {
        @if !left_out.is_empty() {
            h2 { (words.say_with("import-left-out", &[("n", left_out.len().into())])) }
            ul { @for (row, rule) in left_out { li { (words.say_with("snag-row", &[("rows", row.to_string().into())])) ": " (rule_in_words(words, rule)) } } }
        }
    }
}

/// What becomes of how many rows.
pub(super) fn counts(here: &Here, prepared: &Prepared) -> Markup {
    let words = here.words();
    html! {
        ul.counts {
            @for (key, count) in prepared.counts().into_iter().filter(|(key, count)| *count > 0 || *key == "import-count-fresh") {
                li { (words.say_with(key, &[("n", count.into())])) }
            }
        }
    }
}

/// Rows that say something else than the record they are known as.
pub(super) fn different(here: &Here, different: &[Different]) -> Markup {
    const SHOWN: usize = 200;
    let (words, labels, view) = (here.words(), here.labels(), here.view());
    html! {
        @if !different.is_empty() {
            h2 { (words.say("import-different")) }
            p { (words.say("import-different.what")) }
            ul {
                @for Different { row, id, fields } in different.iter().take(SHOWN) {
                    @if let Some(record) = view.record(*id) {
                        li {
                            (words.say_with("snag-row", &[("rows", row.to_string().into())])) ": "
                            a href=(AssetPath::of(here.slug(), *id)) { (labels.name(record)) }
                            " (" (labels.fields(record.kind(), fields)) ")"
                        }
                    }
                }
            }
            @if different.len() > SHOWN { p { (words.say_with("import-more", &[("n", (different.len() - SHOWN).into())])) } }
        }
    }
}
