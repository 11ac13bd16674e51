use std::collections::VecDeque;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use arc_swap::ArcSwap;

use crate::graph::{Graph, Step};

/// How often, and how long each time, a reader is waited for before the graph is copied. Most pages take less, and copying
/// takes longer when much is recent.
const LOOKS: u32 = 20;
const LOOK: Duration = Duration::from_micros(50);

/// Copies that may be left to slow readers, to be used again when these are done.
const MOST_LEFT: usize = 3;

/// Two copies of the graph that share their records: one that readers look at, and one that the writer works on. They
/// change places at each publication, so readers never wait and a change costs what it changes. Where slow readers still
/// look at what was shown before, there are a few copies more, until it is quiet.
pub(super) struct Snapshots {
    front: Arc<ArcSwap<Graph>>,
    back: Copy,
    /// Copies that slow readers look at, or did.
    left: Vec<Copy>,
    /// What was shown lately: all that some copy does not know yet.
    shown: VecDeque<Step>,
    /// How many steps were ever shown.
    steps: usize,
    /// How often something was shown.
    edition: u64,
}

/// A copy, and how many of the steps that were ever shown it knows.
struct Copy {
    graph: Arc<Graph>,
    knows: usize,
}

impl Copy {
    fn is_free(&mut self) -> bool {
        Arc::get_mut(&mut self.graph).is_some()
    }
}

impl Snapshots {
    pub(super) fn of(graph: Graph) -> Self {
        let back = Copy { graph: Arc::new(graph.clone()), knows: 0 };
        let (left, shown) = (Vec::new(), VecDeque::new());
        Self { front: Arc::new(ArcSwap::from_pointee(graph)), back, left, shown, steps: 0, edition: 0 }
    }

    /// Where readers find the last published graph.
    pub(super) fn front(&self) -> Arc<ArcSwap<Graph>> {
        Arc::clone(&self.front)
    }

    /// The writer's copy, brought up to date. Readers who still look at it are waited for, but not for long: slow ones keep
    /// it, and another is taken or made.
    pub(super) fn working_copy(&mut self) -> &mut Graph {
        self.take_a_free_one();
        self.bring_up_to_date();
        Arc::make_mut(&mut self.back.graph)
    }

    /// Brings the writer's copy up to date beforehand, if no reader looks at it: after the answers, nobody waits for that.
    pub(super) fn get_ready(&mut self) {
        if self.back.is_free() {
            self.bring_up_to_date();
        }
    }

    fn bring_up_to_date(&mut self) {
        let missed = self.shown.len() - (self.steps - self.back.knows);
        let graph = Arc::make_mut(&mut self.back.graph);
        for step in self.shown.range(missed..) {
            graph.apply(step);
        }
        self.back.knows = self.steps;
        self.forget_what_all_know();
    }

    fn take_a_free_one(&mut self) {
        for _ in 0..LOOKS {
            if self.back.is_free() {
                return;
            }
            // Of those the one that knows most.
            if let Some(at) = (0..self.left.len()).rev().find(|at| self.left[*at].is_free()) {
                std::mem::swap(&mut self.back, &mut self.left[at]);
                self.left.sort_by_key(|copy| copy.knows);
                return;
            }
            thread::sleep(LOOK);
        }
        let fresh = Copy { graph: Arc::new(Graph::clone(&self.front.load())), knows: self.steps };
        self.left.push(std::mem::replace(&mut self.back, fresh));
        self.left.sort_by_key(|copy| copy.knows);
        if self.left.len() > MOST_LEFT {
            self.left.remove(0);
        }
    }

    fn forget_what_all_know(&mut self) {
        let least = self.left.iter().map(|copy| copy.knows).chain([self.back.knows]).min().unwrap_or(self.steps);
        self.shown.drain(..self.shown.len() - (self.steps - least));
    }

    /// Shows readers the working copy, to which these steps were applied.
    pub(super) fn publish(&mut self, steps: Vec<Step>) {
        self.edition += 1;
        Arc::make_mut(&mut self.back.graph).set_edition(self.edition);
        let knew = self.steps;
        self.steps += steps.len();
        self.shown.extend(steps);
        self.back = Copy { graph: self.front.swap(Arc::clone(&self.back.graph)), knows: knew };
        // One that is far behind is copied sooner than brought up to date.
        let (steps, far) = (self.steps, self.front.load().unsettled().0);
        self.left.retain(|copy| steps - copy.knows <= far);
    }

    /// Does in both copies what else waits until somebody asks for it, and keeps no more copies.
    pub(super) fn catch_up(&mut self) {
        self.left.clear();
        self.front.load().catch_up();
        self.back.graph.catch_up();
    }

    /// Shows readers another graph that holds all that was shown.
    pub(super) fn replace(&mut self, mut graph: Graph) {
        self.edition += 1;
        graph.set_edition(self.edition);
        self.back = Copy { graph: Arc::new(graph.clone()), knows: self.steps };
        self.front.store(Arc::new(graph));
        self.left.clear();
        self.shown.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::change::Change;
    use crate::inventory::id::Id;
    use crate::inventory::kind::Kind;
    use crate::inventory::moment::Moment;
    use crate::inventory::provenance::{Actor, Origin, Provenance, Validity};
    use crate::inventory::record::Record;
    use crate::inventory::values::Values;
    use crate::inventory::visibility::Visibility;

    fn step(number: u8) -> Step {
        let now = Moment::from_second(1_700_000_000).unwrap();
        Step::from(Change::Record(Record {
            id: Id::mint(now, [number; 10]),
            kind: Kind::Place,
            version: 1,
            visibility: Visibility::Everyone,
            validity: Validity::default(),
            provenance: Provenance {
                created: now,
                updated: now,
                by: Actor("steward".to_owned()),
                origin: Origin::Desk,
                source: None,
                delivery: None,
            },
            whereabouts: None,
            values: Values::default(),
            likely_same_as: None,
            merged_into: None,
        }))
    }

    fn show(snapshots: &mut Snapshots, number: u8) -> Arc<Graph> {
        snapshots.working_copy().apply(&step(number));
        snapshots.publish(vec![step(number)]);
        snapshots.front().load_full()
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

        #[test]
        fn readers_keep_what_they_look_at_while_the_writer_goes_on(keeps in proptest::collection::vec((0usize..12, proptest::bool::ANY), 1..25)) {
            let mut snapshots = Snapshots::of(Graph::default());
            let mut looked_at = Vec::new();
            for (number, (done, is_quiet)) in (1..).zip(keeps) {
                let seen = show(&mut snapshots, number);
                proptest::prop_assert_eq!(seen.size().0, usize::from(number));
                looked_at.push((usize::from(number), seen));
                // Some readers are done now, others stay.
                if done < looked_at.len() {
                    looked_at.remove(done);
                }
                if is_quiet && done > 9 {
                    snapshots.catch_up();
                }
                for (size, seen) in &looked_at {
                    proptest::prop_assert_eq!(seen.size().0, *size);
                }
                proptest::prop_assert!(snapshots.left.len() <= MOST_LEFT && snapshots.shown.len() <= usize::from(number));
            }
        }
    }

    #[test]
    fn without_slow_readers_two_copies_do_and_nothing_is_remembered() {
        let mut snapshots = Snapshots::of(Graph::default());
        for number in 1..50 {
            drop(show(&mut snapshots, number));
        }
        assert_eq!((snapshots.left.len(), snapshots.shown.len()), (0, 1));
        snapshots.get_ready();
        assert_eq!((snapshots.back.graph.size().0, snapshots.shown.len()), (49, 0));
    }
}
