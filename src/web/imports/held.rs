use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::slug::Slug;

/// How long a file with residents is held.
const HELD_FOR: Duration = Duration::from_secs(60 * 60);

/// Most files that are held at once; the one handed in first makes room.
const MOST_HELD: usize = 8;

/// Largest file that is held, in bytes: more residents than live in any neighbourhood.
pub(crate) const LARGEST_HELD: usize = 16 * 1024 * 1024;

/// Files with residents, of which it is not clear yet who agreed to be kept. They are nowhere but here, and gone when the
/// program stops.
#[derive(Default)]
pub(crate) struct Held(Mutex<BTreeMap<Id, Arc<HeldFile>>>);

/// A file with residents.
pub(crate) struct HeldFile {
    /// The name it had with whoever handed it in.
    pub(crate) name: String,
    /// What is in it.
    pub(crate) bytes: Vec<u8>,
    /// The neighbourhood it is for.
    pub(crate) slug: Slug,
    /// When it was handed in.
    pub(crate) since: Moment,
}

impl Held {
    /// Holds a file under this id. Ids sort by the moment they were minted, so the first is the oldest.
    pub(crate) fn hold(&self, id: Id, file: HeldFile) {
        let mut held = self.fresh(file.since);
        while held.len() >= MOST_HELD {
            held.pop_first();
        }
        held.insert(id, Arc::new(file));
    }

    /// The file with this id, if it is of this neighbourhood and still held.
    pub(crate) fn find(&self, id: Id, slug: &Slug, now: Moment) -> Option<Arc<HeldFile>> {
        self.fresh(now).get(&id).filter(|file| file.slug == *slug).map(Arc::clone)
    }

    /// Forgets a file.
    pub(crate) fn forget(&self, id: Id) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    /// Those that are not held too long.
    fn fresh(&self, now: Moment) -> MutexGuard<'_, BTreeMap<Id, Arc<HeldFile>>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, file| now.since(file.since) <= HELD_FOR);
        held
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_held_for_an_hour_for_its_own_neighbourhood() {
        let (held, since) = (Held::default(), Moment::from_second(1_700_000_000).unwrap());
        let (slug, id): (Slug, _) = ("kade".parse().unwrap(), Id::mint(since, [1; 10]));
        held.hold(id, HeldFile { name: "a.csv".to_owned(), bytes: Vec::new(), slug: slug.clone(), since });
        assert!(held.find(id, &slug, since.after(HELD_FOR)).is_some());
        assert!(held.find(id, &"elders".parse().unwrap(), since).is_none());
        assert!(held.find(id, &slug, since.after(HELD_FOR + Duration::from_secs(1))).is_none());
        assert!(held.find(id, &slug, since).is_none(), "it is forgotten, not only out of reach");
        for number in 0..20 {
            let id = Id::mint(since.after(Duration::from_secs(number)), [1; 10]);
            held.hold(id, HeldFile { name: String::new(), bytes: Vec::new(), slug: slug.clone(), since });
        }
        assert_eq!(held.0.lock().unwrap().len(), MOST_HELD);
    }
}
