use crate::consent::{Audience, Disclosed};
use crate::graph::{Graph, View};
use crate::inventory::change::{Change, Removal};
use crate::inventory::field::Shape;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::moment::Moment;
use crate::inventory::provenance::Actor;
use crate::inventory::record::Record;
use crate::inventory::surroundings::Surroundings;
use crate::inventory::tie::Tie;
use crate::inventory::value::Value;
use crate::neighbourhood::loaded::Neighbourhood;
use crate::neighbourhood::order::{Order, Refusal, Rule};
use crate::neighbourhood::vocabulary::above::above;
use crate::neighbourhood::vocabulary::act::{changed, until_yesterday};
use crate::neighbourhood::vocabulary::both::both;

/// How often a merge is planned anew because somebody wrote in between.
const ATTEMPTS: usize = 5;

/// How one word becomes another, with all that refers to it. Nothing is written yet.
#[derive(Debug)]
pub struct Merge {
    /// Records that refer to the other word afterwards.
    pub records: usize,
    /// Ties that end at the other word afterwards.
    pub ties: usize,
    /// Words that fall under the other word afterwards.
    pub words: usize,
    /// The other word, as it becomes.
    pub becomes: Record,
    /// All of it, to be written.
    pub order: Order,
}

/// Why two words are not merged. Nothing is written then.
#[derive(Debug, thiserror::Error)]
pub enum NotMerged {
    /// One of them is not there.
    #[error("a word is not there")]
    Gone,
    /// They are the same word.
    #[error("a word is not merged into itself")]
    Itself,
    /// They are words of different vocabularies.
    #[error("words of different vocabularies are not merged")]
    OtherVocabulary,
    /// One of them was merged already.
    #[error("the word was merged already")]
    Already,
    /// The other word falls under this one: the labels, in Dutch and in English, from the other word up to this one.
    #[error("the other word falls under this one")]
    FallsUnder {
        /// From the other word by its broader words to this one.
        chain: Vec<[String; 2]>,
    },
    /// One of them was changed after it was looked at.
    #[error("a word was changed in the meantime")]
    Changed,
    /// The order was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// Plans that the word `from` becomes the word `into`: its labels and synonyms become synonyms of the other, every record,
/// tie and narrower word that refers to it refers to the other. It stays known by its code, and is offered no more.
pub fn plan_merge(graph: &Graph, from: Id, into: Id, by: &Actor, surroundings: &Surroundings) -> Result<Merge, NotMerged> {
    let view = graph.seen_by(Audience::Stewards);
    let word = |id| view.record(id).and_then(|word| Some((word, word.record()?)));
    let ((from, from_record), (into, into_record)) = (word(from).ok_or(NotMerged::Gone)?, word(into).ok_or(NotMerged::Gone)?);
    let (Some(scheme), Some(old), Some(new)) = (from_record.scheme(), from_record.code(), into_record.code()) else {
        return Err(NotMerged::Gone);
    };
    if from_record.kind != into_record.kind || into_record.scheme() != Some(scheme) {
        return Err(NotMerged::OtherVocabulary);
    }
    if old == new {
        return Err(NotMerged::Itself);
    }
    if [from, into].iter().any(|word| !word.codes("merged_into").is_empty()) {
        return Err(NotMerged::Already);
    }
    falls_not_under(view, scheme, into, old)?;
    let now = surroundings.now();
    let refer = Refer { scheme, old, new, by, now };
    let mut changes: Vec<Change> = graph.users(scheme, old).filter_map(|id| graph.record(id)).map(|user| refer.record(user)).collect();
    for tie in graph.ties_of(from_record.id) {
        changes.extend(moved(graph, tie, from_record, into_record.id, by, surroundings));
    }
    let (words, of_words) = refer.words(view);
    changes.extend(of_words);
    let becomes = changed(into_record, both(from_record, into_record), by, now);
    changes.push(Change::Record(becomes.clone()));
    changes.push(Change::Record(gone(from_record, refer)));
    let order = Order { changes, by: by.clone(), at: now, delivery: None };
    // Told is what a steward may see; everything moves.
    let (records, ties) = (view.count_users(scheme, old), view.ties_of(from_record.id).len());
    Ok(Merge { records, ties, words, becomes, order })
}

/// Merges one word into another, as long as both are as they were seen in these versions. Tells the number of the commit
/// and what was done.
pub async fn merge(
    neighbourhood: &Neighbourhood,
    (from, from_version): (Id, u32),
    (into, into_version): (Id, u32),
    by: &Actor,
    surroundings: &Surroundings,
) -> Result<(u64, Merge), NotMerged> {
    let mut attempt = 1;
    loop {
        let graph = neighbourhood.snapshot();
        let is_as_seen = |id, version| graph.record(id).is_none_or(|word| word.version == version);
        let plan = plan_merge(&graph, from, into, by, surroundings)?;
        if !is_as_seen(from, from_version) || !is_as_seen(into, into_version) {
            return Err(NotMerged::Changed);
        }
        drop(graph);
        match neighbourhood.write_async(plan.order.clone()).await {
            Ok(seq) => return Ok((seq, plan)),
            // Somebody wrote while it was planned.
            Err(Refusal::Broken(broken)) if attempt < ATTEMPTS && broken.iter().any(|one| is_in_between(&one.rule)) => attempt += 1,
            Err(refusal) => return Err(refusal.into()),
        }
    }
}

fn is_in_between(rule: &Rule) -> bool {
    matches!(rule, Rule::Overtaken | Rule::Gone | Rule::DanglingEnd | Rule::SecondForPair)
}

/// A word that falls under another cannot take that one up: what was above it would come to be under it.
fn falls_not_under(view: View<'_>, scheme: &str, word: Disclosed<'_>, code: &str) -> Result<(), NotMerged> {
    let mut chain = vec![word];
    for broader in above(view, scheme, word) {
        chain.push(broader);
        if broader.text("code") == Some(code) {
            let label = |word: &Disclosed<'_>| ["label_nl", "label_en"].map(|field| word.text(field).unwrap_or_default().to_owned());
            return Err(NotMerged::FallsUnder { chain: chain.iter().map(label).collect() });
        }
    }
    Ok(())
}

/// From which code to which, by whom and when.
#[derive(Clone, Copy)]
struct Refer<'a> {
    scheme: &'a str,
    old: &'a str,
    new: &'a str,
    by: &'a Actor,
    now: Moment,
}

impl Refer<'_> {
    /// The record with the new code in the place of the old one, once.
    fn record(self, record: &Record) -> Change {
        let mut record = next(record, self.by, self.now);
        let fields: Vec<_> = record.kind.fields().collect();
        for field in fields {
            if matches!(field.shape, Shape::Term(scheme) | Shape::Terms(scheme) if scheme == self.scheme) {
                self.field(&mut record, field.name);
            }
        }
        Change::Record(record)
    }

    fn field(self, record: &mut Record, field: &'static str) {
        let codes = record.values.codes(field);
        if !codes.iter().any(|code| code == self.old) {
            return;
        }
        let mut renewed: Vec<String> = Vec::with_capacity(codes.len());
        for code in codes.iter().map(|code| if code == self.old { self.new } else { code.as_str() }) {
            if !renewed.iter().any(|known| known == code) {
                renewed.push(code.to_owned());
            }
        }
        record.values.set(field, Value::Codes(renewed));
    }

    /// The words that fell under the old word or were merged into it, under or into the new one; and how many fell under it.
    fn words(self, view: View<'_>) -> (usize, Vec<Change>) {
        let (mut narrower, mut changes) = (0, Vec::new());
        for word in view.terms(self.scheme) {
            let refers = |field: &str| word.codes(field).iter().any(|code| code == self.old);
            let Some(record) = word.record().filter(|_| refers("broader") || refers("merged_into")) else { continue };
            narrower += usize::from(refers("broader"));
            let mut record = next(record, self.by, self.now);
            self.field(&mut record, "broader");
            self.field(&mut record, "merged_into");
            changes.push(Change::Record(record));
        }
        (narrower, changes)
    }
}

/// The word that became another: known by its code for ever, offered no more.
fn gone(word: &Record, refer: Refer<'_>) -> Record {
    let mut values = word.values.clone();
    values.clear("broader");
    values.set("merged_into", Value::Codes(vec![refer.new.to_owned()]));
    Record { validity: until_yesterday(word.validity, refer.now.day()), ..changed(word, values, refer.by, refer.now) }
}

/// The tie with the other word at its end. A tie never changes its ends, so it is a new one; where the other word has such
/// a tie already and there may be one only, that one takes over what it has not; but nothing that fewer might see than see
/// that one.
///
/// A tie of a person says afterwards what it said, and shows it to nobody more: to that the person agreed. So nothing is
/// taken over there.
fn moved(graph: &Graph, tie: &Tie, word: &Record, into: Id, by: &Actor, surroundings: &Surroundings) -> Vec<Change> {
    let mut changes = vec![Change::Remove(Removal { id: tie.id, version: tie.version })];
    let (from, other) = (word.id, tie.other_end(word.id));
    let is_of_person = graph.record(other).is_some_and(|other| other.kind == Kind::Person);
    let is_same = |known: &&&Tie| known.kind == tie.kind && known.other_end(into) == other && known.validity.overlaps(tie.validity);
    let there = graph.ties_of(into).into_iter().filter(|_| tie.kind.declaration().rules.unique_per_pair);
    let there: Vec<_> = there.collect();
    let provenance =
        |tie: &Tie| crate::inventory::provenance::Provenance { updated: surroundings.now(), by: by.clone(), ..tie.provenance.clone() };
    if let Some(known) = there.iter().find(is_same) {
        let mut fuller = Tie { version: known.version.saturating_add(1), provenance: provenance(known), ..Tie::clone(known) };
        if !is_of_person && known.visibility >= tie.visibility {
            for (field, value) in tie.values.iter().filter(|(field, _)| known.values.get(field).is_none()) {
                fuller.values.set(field, value.clone());
            }
        }
        if fuller.values != known.values {
            changes.push(Change::Tie(fuller));
        }
        return changes;
    }
    let end = |id: Id| if id == from { into } else { id };
    let (from, to, id) = (end(tie.from), end(tie.to), surroundings.mint());
    let visibility = if is_of_person { tie.visibility.max(word.visibility) } else { tie.visibility };
    changes.push(Change::Tie(Tie { id, from, to, version: 1, visibility, provenance: provenance(tie), ..tie.clone() }));
    changes
}

fn next(record: &Record, by: &Actor, now: Moment) -> Record {
    let provenance = crate::inventory::provenance::Provenance { updated: now, by: by.clone(), ..record.provenance.clone() };
    Record { version: record.version.saturating_add(1), provenance, ..record.clone() }
}
