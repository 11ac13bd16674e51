use maud::{Markup, html};

use crate::consent::disclose;
use crate::inventory::field::Shape;
use crate::inventory::provenance::Validity;
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::whereabouts::Whereabouts;
use crate::neighbourhood::history::Part;
use crate::web::here::Here;
use crate::web::pages::history::difference::difference;
use crate::web::show;
use crate::words::Words;

/// What became of one part of a record or tie, in the visitor's words.
pub(crate) struct Fact {
    /// What the part is called.
    pub(crate) label: String,
    /// Which part it is.
    pub(crate) part: Part,
    before: Option<String>,
    now: Option<String>,
    is_long: bool,
}

impl Fact {
    /// From what to what.
    pub(crate) fn told(&self, words: Words) -> Markup {
        match (&self.before, &self.now) {
            (Some(before), Some(now)) if self.is_long => difference(words, before, now),
            (Some(before), Some(now)) => {
                html! { (words.say_with("history-from-to", &[("before", before.as_str().into()), ("now", now.as_str().into())])) }
            }
            (None, Some(now)) => html! { (words.say_with("history-filled", &[("now", now.as_str().into())])) },
            (Some(before), None) => html! { (words.say_with("history-emptied", &[("before", before.as_str().into())])) },
            (None, None) => html! {},
        }
    }
}

/// The parts of a record that differ, as far as this visitor may see both; nothing where one is not theirs to see.
pub(crate) fn of_record(here: &Here, before: Option<&Record>, now: &Record) -> Option<Vec<Fact>> {
    let audience = here.visitor.audience;
    let eyes = here.view().eyes();
    let shown = disclose(now, eyes)?;
    let earlier = match before {
        Some(before) => Some(disclose(before, eyes)?),
        None => None,
    };
    let labels = here.labels();
    let mut facts = Vec::new();
    for field in audience.fields_of(now.kind) {
        let (was, is) = (earlier.and_then(|earlier| earlier.value(field.name)), shown.value(field.name));
        if was != is {
            facts.push(Fact {
                label: labels.field(now.kind.code(), field).into_owned(),
                part: Part::Field(field.name),
                before: was.map(|value| show::plainly(labels, field, value)),
                now: is.map(|value| show::plainly(labels, field, value)),
                is_long: matches!(field.shape, Shape::Prose(_)),
            });
        }
    }
    let words = labels.words;
    let whereabouts = |record: &Record| record.whereabouts.as_ref().map(|place| spot(here, place));
    if before.map(|before| &before.whereabouts) != Some(&now.whereabouts) {
        facts.extend(fact(words, "whereabouts", Part::Whereabouts, before.and_then(whereabouts), whereabouts(now)));
    }
    facts.extend(of_validity(words, before.map(|before| before.validity), now.validity));
    if before.is_some_and(|before| before.visibility != now.visibility) {
        let seen = |record: &Record| Some(labels.visibility(record.visibility).into_owned());
        facts.extend(fact(words, "visibility", Part::Visibility, before.and_then(seen), seen(now)));
    }
    Some(facts)
}

/// The parts of a tie that differ.
pub(crate) fn of_tie(here: &Here, before: Option<&Tie>, now: &Tie) -> Vec<Fact> {
    let labels = here.labels();
    let fields = now.kind.fields().iter().filter(|field| here.visitor.audience.may_see(field.visibility));
    let mut facts: Vec<_> = fields
        .filter_map(|field| {
            let (was, is) = (before.and_then(|before| before.values.get(field.name)), now.values.get(field.name));
            (was != is).then(|| Fact {
                label: labels.field(now.kind.code(), field).into_owned(),
                part: Part::Field(field.name),
                before: was.map(|value| show::plainly(labels, field, value)),
                now: is.map(|value| show::plainly(labels, field, value)),
                is_long: matches!(field.shape, Shape::Prose(_)),
            })
        })
        .collect();
    facts.extend(of_validity(labels.words, before.map(|before| before.validity), now.validity));
    if before.is_some_and(|before| before.visibility != now.visibility) {
        let seen = |tie: &Tie| Some(labels.visibility(tie.visibility).into_owned());
        facts.extend(fact(labels.words, "visibility", Part::Visibility, before.and_then(seen), seen(now)));
    }
    facts
}

fn of_validity(words: Words, before: Option<Validity>, now: Validity) -> Vec<Fact> {
    let before = before.unwrap_or_default();
    let day = |day: Option<crate::inventory::moment::Day>| day.map(|day| show::day(words, day));
    let ends = [("valid_from", before.from, now.from), ("valid_to", before.to, now.to)];
    let changed = ends.into_iter().filter(|(_, was, is)| was != is);
    changed.filter_map(|(name, was, is)| fact(words, name, Part::Validity, day(was), day(is))).collect()
}

/// A fact that differs; nothing where nothing was nor is.
fn fact(words: Words, name: &str, part: Part, before: Option<String>, now: Option<String>) -> Option<Fact> {
    let label = words.say(&format!("field-{name}")).into_owned();
    (before.is_some() || now.is_some()).then_some(Fact { label, part, before, now, is_long: false })
}

/// Where something is, to about a metre; a line or surface by its middle.
fn spot(here: &Here, place: &Whereabouts) -> String {
    let middle = place.middle();
    let degrees = |number: f64| show::grouped(here.words().language(), &format!("{number:.5}"));
    let fillings = [("latitude", degrees(middle.y).into()), ("longitude", degrees(middle.x).into())];
    here.words().say_with("asset-coordinates", &fillings).into_owned()
}
