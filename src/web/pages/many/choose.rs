use maud::{Markup, html};

use crate::capture::sheet::Sheet;
use crate::graph::Filter;
use crate::inventory::field::Shape;
use crate::inventory::visibility::Visibility;
use crate::web::faults::Fault;
use crate::web::fields::{Choice, Field};
use crate::web::frame::Tab;
use crate::web::here::Here;
use crate::web::inputs::Inputs;
use crate::web::pages::many::selection::Selection;
use crate::web::pages::many::wish::{ACTS, PLACES, term_fields};
use crate::web::parts::{Tone, Weight, crumbs, empty, link_button, message, send_button};
use crate::web::paths::{AssetsPath, ManyPath};

/// Places that are offered at once; a word narrows them down.
const OFFERED: usize = 20;

/// Nothing was ticked.
pub(super) fn nothing(here: &Here) -> Markup {
    let words = here.words();
    let title = words.say("many-nothing");
    let list = link_button(Weight::Main, &AssetsPath::of(here.slug()).to_string(), words.say("list-title"));
    here.frame(&title).tab(Tab::List).page(empty("list", &title, &words.say("many-nothing.text"), list))
}

/// What to do with them.
pub(super) fn page(here: &Here, selection: &Selection<'_>, sheet: &Sheet, faults: &[Fault]) -> Markup {
    let (labels, words) = (here.labels(), here.words());
    let inputs = Inputs { labels, owner: "", sheet, faults };
    let labelled = ACTS.map(|act| (act, words.say(&format!("many-{act}"))));
    let acts: Vec<_> = labelled
        .iter()
        .map(|(value, label)| Choice { value, label, is_chosen: sheet.one("act") == *value, kind: None, count: None })
        .collect();
    let error = |name: &str| faults.iter().find(|fault| fault.at == name).map(|fault| fault.text.as_str());
    let seen: Vec<_> =
        Visibility::ALL.into_iter().filter(|one| *one != Visibility::Own).map(|one| (one.code(), labels.visibility(one))).collect();
    let seen: Vec<_> = seen
        .iter()
        .map(|(value, label)| Choice { value, label, is_chosen: sheet.one("visibility") == *value, kind: None, count: None })
        .collect();
    let with_today = if sheet.one("valid_to").is_empty() { sheet.clone().with("valid_to", &here.today.to_string()) } else { sheet.clone() };
    let day = Inputs { sheet: &with_today, ..inputs };
    wrapped(
        here,
        selection,
        &inputs.summary(),
        &html! {
            input type="hidden" name="step" value="show";
            (Field { name: "act", label: &words.say("many-act"), help: None, error: error("act"), is_required: true }.radios(words, &acts))
            (inputs.line("tags", "many-tags", "text"))
            (terms(here, sheet, error("term")))
            (Field { name: "visibility", label: &words.say("field-visibility"), help: None, error: error("visibility"), is_required: false }.radios(words, &seen))
            (day.line("valid_to", "field-valid_to", "date"))
            (inputs.line("place_q", "many-place", "text"))
            (send_button(Weight::Main, words.say("many-show")))
        },
    )
}

/// All words of all vocabularies that fields hold, by field.
fn terms(here: &Here, sheet: &Sheet, error: Option<&str>) -> Markup {
    let (labels, words) = (here.labels(), here.words());
    let all = term_fields().into_iter().flat_map(|field| {
        let (Shape::Term(scheme) | Shape::Terms(scheme)) = field.shape else { return Vec::new() };
        let of = labels.field("", field);
        labels
            .terms(scheme, "", |_| false)
            .into_iter()
            .map(|(code, label)| (format!("{}:{code}", field.name), format!("{of}: {label}")))
            .collect()
    });
    let all: Vec<_> = all.collect();
    let none = words.say("many-term-none");
    let first = Choice { value: "", label: &none, is_chosen: sheet.one("term").is_empty(), kind: None, count: None };
    let rest = all.iter().map(|(value, label)| Choice { value, label, is_chosen: sheet.one("term") == value, kind: None, count: None });
    let choices: Vec<_> = std::iter::once(first).chain(rest).collect();
    Field { name: "term", label: &words.say("many-term"), help: None, error, is_required: false }.select(words, &choices)
}

/// Where to.
pub(super) fn place(here: &Here, selection: &Selection<'_>, sheet: &Sheet) -> Markup {
    let (labels, words) = (here.labels(), here.words());
    let typed: String = sheet.one("place_q").trim().chars().take(200).collect();
    let filter = Filter { kinds: PLACES.to_vec(), text: Some(typed.clone()).filter(|text| !text.is_empty()), ..Filter::default() };
    let found = here.view().page(&filter, 0, OFFERED);
    let places: Vec<_> = found.records.iter().map(|place| (place.id().to_string(), labels.name(*place), place.kind())).collect();
    let choices: Vec<_> = places
        .iter()
        .map(|(value, label, kind)| Choice { value, label, is_chosen: sheet.one("place") == value, kind: Some(kind.code()), count: None })
        .collect();
    let point = words.say("many-point");
    let point = Choice { value: "yes", label: &point, is_chosen: sheet.one("point") == "yes", kind: None, count: None };
    let inputs = Inputs { labels, owner: "", sheet, faults: &[] };
    wrapped(
        here,
        selection,
        &html! {},
        &html! {
            input type="hidden" name="step" value="show";
            input type="hidden" name="act" value="move";
            (inputs.line("place_q", "many-place", "text"))
            @if choices.is_empty() { (message(Tone::Warning, words.say("tie-form-nothing"), html! {})) } @else {
                (Field { name: "place", label: &words.say("many-where"), help: None, error: None, is_required: false }.radios(words, &choices))
                @if found.total > OFFERED { p { (words.say_with("tie-form-more", &[("n", found.total.into())])) } }
                (Field { name: "point", label: &words.say("field-whereabouts"), help: None, error: None, is_required: false }.checkboxes(words, &[point]))
            }
            (send_button(Weight::Main, words.say("many-show")))
        },
    )
}

/// A step: how many are chosen, and the form that carries them along.
fn wrapped(here: &Here, selection: &Selection<'_>, above: &Markup, asked: &Markup) -> Markup {
    let words = here.words();
    let title = words.say_with("many-title", &[("n", selection.records.len().into())]);
    let list = selection.list(here);
    here.frame(&title).tab(Tab::List).page(html! {
        (crumbs(words, &[(&list, &words.say("list-title"))], &title))
        h1 { (title) }
        (above)
        form method="post" action=(ManyPath::of(here.slug())) { (selection.carried()) (asked) }
        p { a href=(list) { (words.say("many-not")) } }
    })
}
