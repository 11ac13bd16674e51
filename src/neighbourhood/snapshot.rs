use std::sync::Arc;
use std::thread;
use std::time::Duration;

use arc_swap::ArcSwap;

use crate::graph::{Graph, Step};

/// How often, and how long each time, a reader is waited for before the graph is copied. Most pages take less, and copying
/// takes longer when much is recent.
const LOOKS: u32 = 20;
const LOOK: Duration = Duration::from_micros(50);

/// Two copies of the graph that share their records: one that readers look at, and one that the writer works on. They
/// change places at each publication, so readers never wait and a change costs what it changes.
pub(super) struct Snapshots {
    front: Arc<ArcSwap<Graph>>,
    back: Arc<Graph>,
    /// What the front has and the back has not yet.
    behind: Vec<Step>,
    /// How often something was shown.
    edition: u64,
}

impl Snapshots {
    pub(super) fn of(graph: Graph) -> Self {
        let back = Arc::new(graph.clone());
        Self { front: Arc::new(ArcSwap::from_pointee(graph)), back, behind: Vec::new(), edition: 0 }
    }

    /// Where readers find the last published graph.
    pub(super) fn front(&self) -> Arc<ArcSwap<Graph>> {
        Arc::clone(&self.front)
    }

    /// The writer's copy, brought up to date. Readers who still look at it are waited for, but not for long: for a slow one
    /// it is copied whole.
    pub(super) fn working_copy(&mut self) -> &mut Graph {
        for _ in 0..LOOKS {
            if Arc::get_mut(&mut self.back).is_some() {
                break;
            }
            thread::sleep(LOOK);
        }
        let graph = Arc::make_mut(&mut self.back);
        for step in self.behind.drain(..) {
            graph.apply(&step);
        }
        graph
    }

    /// Shows readers the working copy, to which these steps were applied.
    pub(super) fn publish(&mut self, steps: Vec<Step>) {
        self.edition += 1;
        Arc::make_mut(&mut self.back).set_edition(self.edition);
        self.back = self.front.swap(Arc::clone(&self.back));
        self.behind = steps;
    }

    /// Does in both copies what else waits until somebody asks for it.
    pub(super) fn catch_up(&self) {
        self.front.load().catch_up();
        self.back.catch_up();
    }

    /// Shows readers another graph that holds all that was shown.
    pub(super) fn replace(&mut self, mut graph: Graph) {
        self.edition += 1;
        graph.set_edition(self.edition);
        self.back = Arc::new(graph.clone());
        self.front.store(Arc::new(graph));
        self.behind = Vec::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_keeps_what_it_looks_at_while_the_writer_goes_on() {
        let mut snapshots = Snapshots::of(Graph::default());
        let reading = snapshots.front().load_full();
        for _ in 0..3 {
            let _ = snapshots.working_copy();
            snapshots.publish(Vec::new());
        }
        assert_eq!(reading.size(), (0, 0));
    }
}
