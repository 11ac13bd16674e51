use crate::capture::draft::{Drafting, candidates};
use crate::capture::foreign::{Cell, Foreign};
use crate::capture::identity::Identity;
use crate::capture::mapping::{Extra, Mapping};
use crate::capture::reason::Reason;
use crate::capture::snag::{Severity, Snag, Snags};
use crate::capture::vocabulary::{Vocabulary, Word};
use crate::consent::{Audience, Disclosed};
use crate::graph::Graph;
use crate::inventory::kind::{Kind, Role};
use crate::neighbourhood::import::plan::{Plan, plan};
use crate::words::Language;

/// What a person says of a file that is brought in.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// What the rows are; without it the file must say so itself, in a column `kind`.
    pub kind: Option<Kind>,
    /// Corrections of the guessed columns: `column=field`, or `column=` to leave one out.
    pub columns: Vec<String>,
    /// Columns that together tell one row from another; guessed where empty.
    pub identity: Vec<String>,
    /// The name of the source, under which rows are known again.
    pub source: String,
}

/// A file, understood: nothing is written yet.
#[derive(Debug)]
pub struct Prepared {
    /// What each column becomes, for each kind in the file.
    pub mappings: Vec<Mapping>,
    /// What would happen to each row.
    pub plan: Plan,
    /// Everything odd that was met, from the reading on.
    pub snags: Vec<Snag>,
    /// How many rows the file has.
    pub rows: usize,
}

impl Prepared {
    /// What becomes of how many rows: the key of the sentence that says it, and the number.
    pub fn counts(&self) -> [(&'static str, usize); 6] {
        let plan = &self.plan;
        let likely = plan.fresh.iter().filter(|fresh| fresh.likely_same_as.is_some()).count();
        let refused: u64 = self.snags.iter().filter(|snag| snag.severity == Severity::Refused).map(|snag| snag.rows.count()).sum();
        [
            ("import-count-fresh", plan.fresh.len()),
            ("import-count-likely", likely),
            ("import-count-known", plan.known.len()),
            ("import-count-different", plan.different.len()),
            ("import-count-repeated", plan.repeated.len()),
            ("import-count-refused", usize::try_from(refused).unwrap_or(usize::MAX)),
        ]
    }
}

/// Understands a file in a neighbourhood that stands as in this graph. The reasons of an error are faults in what the
/// person wished: nothing of the file is understood then.
pub fn prepare(graph: &Graph, mut foreign: Foreign, wishes: &Wishes) -> Result<Prepared, Vec<Reason>> {
    let vocabulary = vocabulary(graph);
    let mut snags = Snags::new();
    snags.join(std::mem::take(&mut foreign.snags));
    let identity = match wishes.identity.as_slice() {
        [] => Identity::choose(&foreign),
        columns => Identity::named(&foreign, columns).map_err(|reason| vec![reason])?,
    };
    let with = Drafting { vocabulary: &vocabulary, identity: &identity, source: &wishes.source, language: language(graph) };
    let (mut mappings, mut understood) = (Vec::new(), Vec::new());
    let rows = foreign.rows.len();
    for kind in kinds(&mut foreign, wishes, &mut snags)? {
        let mut mapping = Mapping::guess(&foreign, kind, &vocabulary);
        let faults = mapping.correct_all(&foreign, &wishes.columns);
        if !faults.is_empty() {
            return Err(faults);
        }
        understood.extend(candidates(&foreign, &mapping, with, &mut snags));
        mappings.push(mapping);
    }
    understood.sort_by_key(|candidate| candidate.row);
    Ok(Prepared { mappings, plan: plan(graph, understood), snags: snags.into_list(), rows })
}

/// The kinds that are brought in: the one wished, or those the file tells. Rows of others are named and taken out.
fn kinds(foreign: &mut Foreign, wishes: &Wishes, snags: &mut Snags) -> Result<Vec<Kind>, Vec<Reason>> {
    let closed = |kind: &Kind| Reason::KindNotOpen { kind: kind.code().to_owned() };
    if let Some(kind) = wishes.kind.filter(|kind| !kind.is_open_to_entry()) {
        return Err(vec![closed(&kind)]);
    }
    let shared = Mapping::guess(foreign, wishes.kind.unwrap_or(Kind::Place), &Vocabulary::default());
    let Some(column) = shared.column_of(Extra::Kind) else {
        return wishes.kind.map(|kind| vec![kind]).ok_or_else(|| vec![Reason::KindNotTold]);
    };
    let mut kinds = Vec::new();
    foreign.rows.retain(|row| match kind_of(row.cell(column).map(Cell::as_text), wishes) {
        Ok(kind) => {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
            true
        }
        Err(reason) => {
            snags.refuse(Some(row.row), Some("kind"), row.cell(column).map(Cell::as_text), reason);
            false
        }
    });
    Ok(kinds)
}

/// The kind of a row, by what the row tells and what is asked.
fn kind_of(told: Option<&str>, wishes: &Wishes) -> Result<Kind, Reason> {
    let Some(told) = told else { return wishes.kind.ok_or(Reason::KindNotTold) };
    let known = || Kind::ALL.iter().filter(|kind| kind.is_open_to_entry()).map(|kind| kind.code()).collect::<Vec<_>>().join(", ");
    let kind: Kind = told.parse().map_err(|_| Reason::KindUnknown { known: known() })?;
    let code = || kind.code().to_owned();
    match wishes.kind {
        Some(asked) if asked != kind => Err(Reason::RowOfOtherKind { kind: code() }),
        _ if !kind.is_open_to_entry() => Err(Reason::KindNotOpen { kind: code() }),
        _ => Ok(kind),
    }
}

fn language(graph: &Graph) -> Language {
    let profile = graph.seen_by(Audience::Stewards).profile();
    let code = profile.and_then(|profile| profile.codes("language").first());
    code.and_then(|code| code.parse().ok()).unwrap_or_default()
}

/// The words of the neighbourhood's vocabularies.
pub fn vocabulary(graph: &Graph) -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    let view = graph.seen_by(Audience::Stewards);
    for kind in Kind::with_role(Role::Vocabulary) {
        for record in view.of_kind(kind) {
            let text = |field: &str| Disclosed::text(record, field).unwrap_or_default();
            // A word that was merged into another is understood as that one.
            let word = Word {
                // A kind of word that names no scheme is one by itself.
                scheme: if kind.field("scheme").is_some() { text("scheme") } else { kind.code() },
                code: text("code"),
                label_nl: text("label_nl"),
                label_en: text("label_en"),
                synonyms_nl: text("synonyms_nl"),
                synonyms_en: text("synonyms_en"),
                osm: text("osm"),
            };
            match record.codes("merged_into").first() {
                Some(into) => vocabulary.learn_former(word, view.current_code(word.scheme, into)),
                None => vocabulary.learn(word),
            }
        }
    }
    vocabulary
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::foreign::{Column, ForeignRow};

    fn foreign(names: &[&str], rows: &[&[&str]]) -> Foreign {
        let columns = names.iter().map(|name| Column { name: (*name).to_owned(), gives_place: false }).collect();
        let row = |(at, cells): (usize, &&[&str])| {
            let cells = cells.iter().enumerate().filter_map(|(at, text)| Some((at, Cell::text(text)?))).collect();
            ForeignRow::new(at as u64 + 2, cells)
        };
        Foreign { columns, rows: rows.iter().enumerate().map(row).collect(), ..Foreign::default() }
    }

    #[test]
    fn a_kind_that_there_is_not_costs_its_row_alone() {
        let file = foreign(
            &["kind", "naam"],
            &[&["place", "Kas"], &["unicorn", "Eenhoorn"], &["person", "Iemand"], &["thing", "Ladder"], &["", "Niets"]],
        );
        let prepared = prepare(&Graph::default(), file, &wishes(None, &[])).unwrap();
        assert_eq!(prepared.plan.fresh.iter().map(|fresh| fresh.candidate.row).collect::<Vec<_>>(), [2, 5]);
        let refused: Vec<_> = prepared.snags.iter().filter(|snag| snag.severity == Severity::Refused).collect();
        assert_eq!(
            refused.iter().map(|snag| snag.reason.key()).collect::<Vec<_>>(),
            ["snag-kind-unknown", "snag-kind-not-open", "snag-kind-not-told"]
        );
    }

    fn wishes(kind: Option<Kind>, columns: &[&str]) -> Wishes {
        let columns = columns.iter().map(|one| (*one).to_owned()).collect();
        Wishes { kind, columns, source: "lijst".to_owned(), ..Wishes::default() }
    }

    #[test]
    fn persons_do_not_come_from_a_file() {
        let file = foreign(&["naam"], &[&["Noor"]]);
        let refused = prepare(&Graph::default(), file, &wishes(Some(Kind::Person), &[])).unwrap_err();
        assert_eq!(refused, [Reason::KindNotOpen { kind: "person".to_owned() }]);
    }

    #[test]
    fn a_file_that_tells_its_kinds_needs_no_other_word() {
        let file = || foreign(&["id", "kind", "name"], &[&["1", "place", "Kas"], &["2", "thing", "Ladder"], &["3", "person", "Noor"]]);
        let prepared = prepare(&Graph::default(), file(), &wishes(None, &[])).unwrap();
        assert_eq!(prepared.plan.fresh.iter().map(|fresh| fresh.candidate.kind).collect::<Vec<_>>(), [Kind::Place, Kind::Thing]);
        let only_things = prepare(&Graph::default(), file(), &wishes(Some(Kind::Thing), &[])).unwrap();
        let told: Vec<_> = only_things.snags.iter().map(|snag| format!("{} {}", snag.reason.key(), snag.rows)).collect();
        assert_eq!(told, ["snag-row-of-other-kind 2", "snag-row-of-other-kind 4"]);
    }

    #[test]
    fn without_a_kind_and_with_a_wrong_column_the_person_is_told() {
        let file = || foreign(&["naam"], &[&["Kas"]]);
        assert_eq!(prepare(&Graph::default(), file(), &wishes(None, &[])).unwrap_err(), [Reason::KindNotTold]);
        let refused = prepare(&Graph::default(), file(), &wishes(Some(Kind::Place), &["titel=name"])).unwrap_err();
        assert!(matches!(refused.as_slice(), [Reason::MapColumnUnknown { .. }]));
    }
}
