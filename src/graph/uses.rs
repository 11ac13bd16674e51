use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::consent::Disclosed;
use crate::graph::network::{Graph, Handle};
use crate::graph::settled::Settled;
use crate::graph::view::View;
use crate::inventory::field::Shape;
use crate::inventory::id::Id;
use crate::inventory::kind::{Kind, Role};
use crate::inventory::record::Record;
use crate::inventory::visibility::Visibility;

/// What one word is referred to by. Who may see a record and its field may know that it refers to the word.
type Users<T> = BTreeMap<Visibility, T>;
type Words<T> = BTreeMap<Box<str>, BTreeMap<Box<str>, Users<T>>>;

/// Which recent records refer to a word of a vocabulary in one of their fields, by how far that may be seen; and which
/// settled ones do no more. What the words of one vocabulary are to each other is not in it: that is few, and read from
/// the words themselves.
#[derive(Clone, Default)]
pub(super) struct Uses {
    came: Words<BTreeSet<Id>>,
    left: Words<BTreeSet<Id>>,
}

impl Uses {
    pub(super) fn learn(&mut self, record: &Record) {
        for (scheme, code, visibility) in referred(record) {
            put(&mut self.came, scheme, code, visibility).insert(record.id);
        }
    }

    pub(super) fn forget(&mut self, record: &Record) {
        for (scheme, code, visibility) in referred(record) {
            let recent = self.came.get_mut(scheme).and_then(|words| words.get_mut(code)).and_then(|users| users.get_mut(&visibility));
            // What did not come since is settled, and is there no more.
            if !recent.is_some_and(|ids| ids.remove(&record.id)) {
                put(&mut self.left, scheme, code, visibility).insert(record.id);
            }
        }
    }
}

fn put<'a, T: Default>(words: &'a mut Words<T>, scheme: &str, code: &str, visibility: Visibility) -> &'a mut T {
    words.entry(scheme.into()).or_default().entry(code.into()).or_default().entry(visibility).or_default()
}

fn users_in<'a, T>(words: &'a Words<T>, scheme: &str, code: &str) -> impl Iterator<Item = (Visibility, &'a T)> + use<'a, T> {
    words.get(scheme).and_then(|words| words.get(code)).into_iter().flatten().map(|(visibility, users)| (*visibility, users))
}

/// Which settled records refer to a word, by their positions. It is read from all of them when it is first asked for.
#[derive(Default)]
pub(super) struct SettledUses(Words<Vec<u32>>);

impl SettledUses {
    fn of(settled: &Settled) -> Self {
        let refers = |kind: &Kind| kind.fields().any(|field| matches!(field.shape, Shape::Term(_) | Shape::Terms(_)));
        let mut words = Words::default();
        for kind in Kind::ALL.iter().copied().filter(refers) {
            for (at, record) in settled.read_through(kind) {
                for (scheme, code, visibility) in referred(&record) {
                    put::<Vec<u32>>(&mut words, scheme, code, visibility).push(at);
                }
            }
        }
        Self(words)
    }
}

/// The words that a record refers to, each once, with how far that may be seen: by whom may see both the record and the
/// widest of its fields that refers to it.
fn referred(record: &Record) -> impl Iterator<Item = (&str, &str, Visibility)> {
    let mut words: BTreeMap<(&str, &str), Visibility> = BTreeMap::new();
    for field in record.kind.fields() {
        let (Shape::Term(scheme) | Shape::Terms(scheme)) = field.shape else { continue };
        let visibility = field.visibility.max(record.visibility);
        for code in record.values.codes(field.name) {
            let widest = words.entry((scheme, code.as_str())).or_insert(visibility);
            *widest = visibility.min(*widest);
        }
    }
    words.into_iter().map(|((scheme, code), visibility)| (scheme, code, visibility))
}

impl Graph {
    fn settled_uses(&self) -> &Words<Vec<u32>> {
        &self.settled_uses.get_or_init(|| SettledUses::of(&self.settled)).0
    }

    /// The records that refer to a word in one of their fields, for whoever writes; in the order of their ids.
    pub fn users(&self, scheme: &str, code: &str) -> impl Iterator<Item = Id> + use<> {
        self.users_seen(scheme, code, |_| true).into_iter()
    }

    fn users_seen(&self, scheme: &str, code: &str, may_see: impl Fn(Visibility) -> bool) -> BTreeSet<Id> {
        let settled = users_in(self.settled_uses(), scheme, code).filter(|(visibility, _)| may_see(*visibility)).flat_map(|(_, at)| at);
        let settled = settled.filter(|at| !self.gone.has(**at)).map(|at| self.settled.id(*at));
        let recent = users_in(&self.indexes().uses.came, scheme, code).filter(|(visibility, _)| may_see(*visibility));
        settled.chain(recent.flat_map(|(_, ids)| ids.iter().copied())).collect()
    }
}

impl<'a> View<'a> {
    /// How many records refer to a word in one of their fields.
    pub fn count_users(self, scheme: &str, code: &str) -> usize {
        let (graph, uses) = (self.graph(), &self.graph().indexes().uses);
        let seen = |visibility: Visibility| self.audience().may_see(visibility);
        let settled: usize =
            users_in(graph.settled_uses(), scheme, code).filter(|(visibility, _)| seen(*visibility)).map(|(_, at)| at.len()).sum();
        let changed = |words: &Words<BTreeSet<Id>>| -> usize {
            users_in(words, scheme, code).filter(|(visibility, _)| seen(*visibility)).map(|(_, ids)| ids.len()).sum()
        };
        (settled + changed(&uses.came)).saturating_sub(changed(&uses.left))
    }

    /// The records that refer to a word in one of their fields, in the order of their ids.
    pub fn users(self, scheme: &str, code: &str) -> impl Iterator<Item = Disclosed<'a>> + use<'a> {
        let ids = self.graph().users_seen(scheme, code, |visibility| self.audience().may_see(visibility));
        ids.into_iter().filter_map(move |id| self.record(id))
    }

    /// Records that have every word of a question, with points for how well. A record has what the words of vocabularies
    /// that it refers to are called, in either language, and their synonyms; this audience must see all of it.
    pub(super) fn hits(self, question: &str) -> HashMap<Handle, u32> {
        self.graph().with_words(question, |hits| self.with_users(hits))
    }

    /// Adds who refers to the words of vocabularies that were found.
    fn with_users(self, hits: &mut HashMap<Handle, u32>) {
        let graph = self.graph();
        let words = Kind::with_role(Role::Vocabulary).flat_map(|kind| graph.of_kind(kind));
        let found: Vec<_> = words.filter(|handle| hits.contains_key(handle)).filter_map(|handle| self.at(handle)).collect();
        for word in found {
            let scheme = if word.kind().field("scheme").is_some() { word.text("scheme") } else { Some(word.kind().code()) };
            let refer =
                scheme.zip(word.text("code")).map(|(scheme, code)| graph.users_seen(scheme, code, |one| self.audience().may_see(one)));
            let tied = self.ties_of(word.id()).into_iter().flat_map(|tie| [tie.from().id(), tie.to().id()]);
            for handle in refer.into_iter().flatten().chain(tied).filter_map(|id| graph.handle(id)) {
                hits.entry(handle).or_insert(1);
            }
        }
    }

    /// The code that stands for a word now: of the word it was merged into, and so on; its own where it was not.
    pub fn current_code<'b>(self, scheme: &str, code: &'b str) -> &'b str
    where
        'a: 'b,
    {
        let mut current = code;
        // A chain of merges is as long as it is deep; a damaged one that leads round ends here.
        for _ in 0..64 {
            let into = self.term(scheme, current).and_then(|word| word.codes("merged_into").first());
            match into {
                Some(into) => current = into,
                None => return current,
            }
        }
        code
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::Audience;
    use crate::graph::Step;
    use crate::inventory::change::Change;
    use crate::inventory::moment::Moment;
    use crate::inventory::provenance::{Actor, Origin, Provenance, Validity};
    use crate::inventory::tie_kind::TieKind;
    use crate::inventory::value::Value;

    fn place(number: u8, functions: &[&str], visibility: Visibility) -> Record {
        let at = Moment::EPOCH;
        let codes = functions.iter().map(ToString::to_string).collect();
        Record {
            id: Id::mint(at, [number; 10]),
            kind: Kind::Place,
            version: 1,
            visibility,
            validity: Validity::default(),
            provenance: Provenance { created: at, updated: at, by: Actor::operator(), origin: Origin::Desk, source: None, delivery: None },
            whereabouts: None,
            values: [("functions", Value::Codes(codes))].into_iter().collect(),
            likely_same_as: None,
            merged_into: None,
        }
    }

    #[test]
    fn a_word_is_counted_as_far_as_an_audience_sees_who_uses_it() {
        for is_settled in [false, true] {
            counts_are_right(is_settled);
        }
    }

    fn counts_are_right(is_settled: bool) {
        let put = |graph: &mut Graph, record: Record| graph.apply(&Step::from(Change::Record(record)));
        let mut graph = Graph::default();
        put(&mut graph, place(1, &["meeting", "garden"], Visibility::Everyone));
        put(&mut graph, place(2, &["meeting"], Visibility::Builders));
        put(&mut graph, place(3, &["meeting"], Visibility::Own));
        if is_settled {
            graph = graph.settle();
        }
        let count = |audience| graph.seen_by(audience).count_users("place_function", "meeting");
        assert_eq!(Audience::ALL.map(count), [1, 1, 2, 2, 2]);
        assert_eq!(graph.users("place_function", "meeting").count(), 3);
        assert_eq!(graph.seen_by(Audience::Builders).users("place_function", "meeting").count(), 2);
        put(&mut graph, place(2, &["garden"], Visibility::Everyone));
        put(&mut graph, place(4, &["garden"], Visibility::Everyone));
        graph.apply(&Step::Remove(Id::mint(Moment::EPOCH, [4; 10])));
        let count = |code| graph.seen_by(Audience::Everyone).count_users("place_function", code);
        assert_eq!((count("meeting"), count("garden"), count("nothing")), (1, 2, 0));
    }

    #[test]
    fn no_field_of_a_tie_refers_to_a_vocabulary_so_that_records_are_all_there_is_to_count() {
        let mut fields = TieKind::ALL.iter().flat_map(|tie| tie.fields());
        assert!(fields.all(|field| !matches!(field.shape, Shape::Term(_) | Shape::Terms(_) | Shape::OwnTerm)));
    }
}
