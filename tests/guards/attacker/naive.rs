//! The build that suggests itself: counts at this moment, hidden where they are below five.

use std::collections::BTreeMap;

use wijkweb::consent::figures::{K, Living, Topic};

use super::deduce::{Shown, Told};

/// What it shows.
pub(super) fn figures(living: &Living) -> Shown {
    let mut counts: BTreeMap<(Told, Topic), usize> = BTreeMap::new();
    for one in living.values() {
        let topics = one.groups.iter().map(|group| Topic::Group(group.clone())).chain([Topic::People]);
        for topic in topics {
            *counts.entry((Told::Whole, topic.clone())).or_default() += 1;
            if let Some(square) = one.square {
                *counts.entry((Told::Square(square), topic.clone())).or_default() += 1;
                *counts.entry((Told::Square(square.five_hundred()), topic)).or_default() += 1;
            }
        }
    }
    // The line that looks as if it were enough.
    let shown = counts.into_iter().filter(|(_, n)| *n >= K).map(|(what, n)| (what, (n, n))).collect();
    Shown { figures: shown, parts_are_apart: false }
}
