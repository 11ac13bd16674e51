use crate::consent::{Audience, Disclosed};
use crate::graph::{Graph, View};
use crate::inventory::id::Id;
use crate::inventory::record::Record;
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;
use crate::neighbourhood::order::Rule;
use crate::neighbourhood::vocabulary::above::narrower;

/// The rules of words that a record breaks if it becomes this. Nothing for what is no word.
pub(in crate::neighbourhood) fn of_word(graph: &Graph, record: &Record, before: Option<&Record>) -> Vec<Rule> {
    let (Some(scheme), Some(code)) = (record.scheme(), record.code()) else { return Vec::new() };
    let view = graph.seen_by(Audience::Stewards);
    let mut rules = Vec::new();
    match before {
        Some(before) if (before.scheme(), before.code()) != (Some(scheme), Some(code)) => rules.push(Rule::CodeStays),
        // A word that nobody can see takes no code away: its being there would show.
        None if record.visibility != Visibility::Own && view.term(scheme, code).is_some() => rules.push(Rule::CodeTaken),
        _ => {}
    }
    rules.extend(under_itself(view, scheme, record).map(|chain| Rule::UnderItself { chain }));
    let merged_into = |values: &Values| values.codes("merged_into").first().cloned();
    if let Some(into) = merged_into(&record.values) {
        if into == code || view.current_code(scheme, &into) == code {
            rules.push(Rule::Loop);
        }
        // Whoever merged it saw all that referred to it; what came in between is for another look.
        let is_new = before.is_some() && before.and_then(|before| merged_into(&before.values)).is_none();
        if is_new && users(graph, scheme, code, record.id) + narrower(view, scheme, code).len() > 0 {
            rules.push(Rule::Overtaken);
        }
    }
    rules
}

/// The word by its broader words back to itself, if they lead there.
fn under_itself(view: View<'_>, scheme: &str, record: &Record) -> Option<Vec<[String; 2]>> {
    let code = record.code()?;
    let label = |text: &dyn Fn(&str) -> Option<String>| ["label_nl", "label_en"].map(|field| text(field).unwrap_or_default());
    let own = label(&|field| record.values.text(field).map(str::to_owned));
    let (mut chain, mut seen) = (vec![own.clone()], Vec::new());
    let mut next = record.values.codes("broader").first();
    while let Some(broader) = next {
        if broader == code {
            chain.push(own);
            return Some(chain);
        }
        let word = view.term(scheme, broader)?;
        // Others that lead round do not lead to this one.
        if seen.contains(&broader) {
            return None;
        }
        seen.push(broader);
        chain.push(label(&|field| word.text(field).map(str::to_owned)));
        next = word.codes("broader").first();
    }
    None
}

/// Why a word may not be taken away: something refers to it. Nothing for what is no word.
pub(in crate::neighbourhood) fn of_word_that_goes(graph: &Graph, id: Id) -> Option<Rule> {
    let record = graph.record(id)?;
    let (scheme, code) = (record.scheme()?, record.code()?);
    let view = graph.seen_by(Audience::Stewards);
    let is_another = |word: &Disclosed<'_>| word.id() != id && word.text("code") == Some(code);
    if view.terms(scheme).any(|word| is_another(&word)) {
        return None;
    }
    let relatives = view.terms(scheme).filter(|word| word.id() != id).filter(|word| {
        let refers = |field: &str| word.codes(field).iter().any(|one| one == code);
        refers("broader") || refers("merged_into")
    });
    let users = users(graph, scheme, code, id) + relatives.count();
    (users > 0).then_some(Rule::InUse { users })
}

/// How many records refer to a word, by a field or by a tie.
fn users(graph: &Graph, scheme: &str, code: &str, id: Id) -> usize {
    graph.users(scheme, code).count() + graph.ties_of(id).len()
}
