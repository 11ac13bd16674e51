use std::collections::BTreeSet;

use proptest::prelude::*;

use super::people::{agreed, files_naming, person};
use super::*;
use wijkweb::store::Problem;

/// Something that happens to a store.
#[derive(Debug, Clone)]
enum Event {
    /// Groups of commits, each of writes: the place with this number gets a text of this length, or goes.
    Write(Vec<Vec<(u64, Option<usize>)>>),
    /// The person with this number is told of by so many letters, unless they were erased.
    Tell(u64, usize),
    /// The person with this number is erased.
    Erase(u64),
    /// Closed in order and opened again.
    Reopen,
    /// Broken off and opened again.
    Kill,
    /// Broken off in the middle of a write, of which these bytes arrived.
    Tear(Vec<u8>),
    /// The rows' folder is lost.
    LoseRows,
    /// A file of the rows is changed: which, where, and to what.
    SpoilRows(usize, usize, Spoil),
    /// The engine left an unfinished or a senseless snapshot.
    StraySnapshot(bool),
}

#[derive(Debug, Clone)]
enum Spoil {
    Flip(u8),
    Cut,
    Zeros(usize),
}

fn event() -> impl Strategy<Value = Event> {
    let write = (0..12_u64, proptest::option::weighted(0.7, 0..3000_usize));
    let group = proptest::collection::vec(proptest::collection::vec(write, 0..5), 1..6);
    let spoil = prop_oneof![(0..8_u8).prop_map(Spoil::Flip), Just(Spoil::Cut), (1..5000_usize).prop_map(Spoil::Zeros)];
    prop_oneof![
        8 => group.prop_map(Event::Write),
        4 => (PEOPLE, 0..3000_usize).prop_map(|(number, length)| Event::Tell(number, length)),
        2 => PEOPLE.prop_map(Event::Erase),
        1 => Just(Event::Reopen),
        3 => Just(Event::Kill),
        1 => proptest::collection::vec(any::<u8>(), 1..200).prop_map(Event::Tear),
        1 => Just(Event::LoseRows),
        2 => (any::<usize>(), any::<usize>(), spoil).prop_map(|(file, at, spoil)| Event::SpoilRows(file, at, spoil)),
        1 => any::<bool>().prop_map(Event::StraySnapshot),
    ]
}

/// The numbers of those who may be persons.
const PEOPLE: std::ops::Range<u64> = 50..56;

/// A store beside the plain map that it should be like.
struct Tried {
    folder: tempfile::TempDir,
    open: Option<(Store, Loaded)>,
    map: BTreeMap<Id, Change>,
    history: Vec<Vec<Change>>,
    erased: BTreeSet<u64>,
}

impl Tried {
    fn new() -> Self {
        let (folder, erased) = (tempfile::tempdir().unwrap(), BTreeSet::new());
        let mut tried = Self { folder, open: None, map: BTreeMap::new(), history: Vec::new(), erased };
        tried.reopen();
        tried
    }

    fn suffer(&mut self, event: Event) {
        match event {
            Event::Write(group) => self.write(group),
            Event::Tell(number, length) => self.tell(number, length),
            Event::Erase(number) => self.erase(number),
            Event::Reopen => self.stop(|_| ()),
            Event::Kill => {
                let after = tempfile::tempdir().unwrap();
                copy(self.folder.path(), after.path());
                self.open = None;
                self.folder = after;
            }
            Event::Tear(bytes) => self.stop(|folder| {
                if let Some(last) = journal_files(folder).pop() {
                    let whole = fs::read(&last).unwrap();
                    fs::write(last, [whole, bytes].concat()).unwrap();
                }
            }),
            Event::LoseRows => self.stop(|folder| fs::remove_dir_all(folder.join("sled")).unwrap()),
            Event::SpoilRows(file, at, spoil) => self.stop(|folder| spoil_rows(folder, file, at, &spoil)),
            Event::StraySnapshot(unfinished) => self.stop(|folder| {
                let name = if unfinished { "snap.00000000000A0000.generating" } else { "snap.00000000000A0000" };
                fs::write(folder.join("sled").join(name), b"half a snapshot").unwrap();
            }),
        }
        self.reopen();
    }

    fn write(&mut self, group: Vec<Vec<(u64, Option<usize>)>>) {
        let number = self.history.len();
        let change = |(place_number, length): (u64, Option<usize>)| match length {
            Some(length) => place(place_number, &format!("{number} {}", "x".repeat(length))),
            None => removal(place_number),
        };
        let group: Vec<Vec<Change>> = group.into_iter().map(|writes| writes.into_iter().map(change).collect()).collect();
        let commits: Vec<Commit> = group.iter().cloned().map(commit).collect();
        self.open.as_mut().unwrap().1.log.append(&commits).unwrap();
        for change in group.iter().flatten() {
            match change {
                Change::Remove(removal) => self.map.remove(&removal.id),
                put => self.map.insert(put.id(), put.clone()),
            };
        }
        self.history.extend(group);
    }

    fn tell(&mut self, number: u64, length: usize) {
        if self.erased.contains(&number) {
            return;
        }
        let told = Change::Record(person(number, &format!("{} {}", self.history.len(), "x".repeat(length))));
        let agreed = agreed(vec![admit(told.clone(), None).unwrap()]);
        self.open.as_mut().unwrap().1.log.append(&[agreed]).unwrap();
        self.map.insert(told.id(), told.clone());
        self.history.push(vec![told]);
    }

    fn erase(&mut self, number: u64) {
        self.open.as_mut().unwrap().1.log.erase(&[id(number)], moment()).unwrap();
        self.erased.insert(number);
        self.map.remove(&id(number));
        for commit in &mut self.history {
            commit.retain(|change| change.id() != id(number));
        }
    }

    /// Nothing of the erased is left in any file, once there was time to take it out.
    fn is_clean(&mut self) {
        assert!(self.open.as_mut().unwrap().1.log.wait_until_clean());
        self.stop(|_| ());
        for number in &self.erased {
            assert_eq!(files_naming(self.folder.path(), id(*number)), Vec::<PathBuf>::new());
        }
    }

    fn stop(&mut self, then: impl FnOnce(&Path)) {
        self.open = None;
        then(self.folder.path());
    }

    fn reopen(&mut self) {
        if self.open.is_none() {
            let (store, loaded, notices) = open(self.folder.path());
            assert!(!notices.iter().any(|notice| matches!(notice, Notice::ChangesLost { .. })), "{notices:?}");
            assert_eq!(by_id(loaded.rows.clone()), self.map);
            let history: Vec<Vec<Change>> = loaded.log.changes_since(0).unwrap().map(|kept| kept.unwrap().changes).collect();
            assert_eq!(history, self.history);
            let report = store.check().unwrap();
            let mut problems = report.neighbourhoods.iter().flat_map(|health| &health.problems);
            assert!(problems.all(|problem| matches!(problem, Problem::Unclean)), "{report:?}");
            self.open = Some((store, loaded));
        }
    }
}

fn spoil_rows(folder: &Path, file: usize, at: usize, spoil: &Spoil) {
    let files = files(&folder.join("sled"));
    let path = &files[file % files.len()];
    let mut content = fs::read(path).unwrap();
    // Most of the file is empty: aim at what is used.
    let used = content.iter().rposition(|byte| *byte != 0).unwrap_or(0) + 1;
    let at = at % used;
    match spoil {
        _ if content.is_empty() => content.push(1),
        Spoil::Flip(bit) => content[at] ^= 1 << bit,
        Spoil::Cut => content.truncate(at),
        Spoil::Zeros(length) => {
            let end = (at + length).min(content.len());
            content[at..end].fill(0);
        }
    }
    fs::write(path, content).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_store_is_a_map_whatever_happens_to_it(events in proptest::collection::vec(event(), 1..16)) {
        let mut tried = Tried::new();
        for event in events {
            tried.suffer(event);
        }
        tried.suffer(Event::Reopen);
        tried.is_clean();
    }
}
