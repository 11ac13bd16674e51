use maud::{Markup, html};

use crate::consent::Disclosed;
use crate::web::fields::{Choice, Field};
use crate::web::here::Here;
use crate::web::pages::vocabulary::words_of_scheme;
use crate::web::parts::{Weight, send_button};
use crate::web::paths::MergeWordPath;
use crate::words::fold;

/// Asks into which word. What was typed or chosen before is kept, and what was wrong with it stands at the field.
pub(super) fn choose(here: &Here, path: &MergeWordPath, into: &str, error: Option<&str>) -> Markup {
    let (words, labels) = (here.words(), here.labels());
    let mut others: Vec<Disclosed<'_>> = words_of_scheme(here.view(), &path.scheme);
    others.retain(|word| word.text("code") != Some(path.code.as_str()));
    others.sort_by_cached_key(|word| (fold(labels.name(*word)), word.id()));
    let label = words.say("word-merge-into");
    let help = words.say("word-merge-into.help");
    let nothing = words.say("word-merge-into.none");
    let first = Choice { value: "", label: &nothing, is_chosen: into.is_empty(), kind: None, count: None };
    let choices: Vec<_> = std::iter::once(first)
        .chain(others.iter().filter_map(|word| {
            let value = word.text("code")?;
            Some(Choice { value, label: labels.name(*word), is_chosen: value == into, kind: None, count: None })
        }))
        .collect();
    html! {
        form.stack method="get" action=(path) {
            (Field { name: "into", label: &label, help: Some(&help), error, is_required: true }.select(words, &choices))
            (send_button(Weight::Main, words.say("word-merge-look")))
        }
    }
}
