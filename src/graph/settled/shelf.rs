use std::borrow::Cow;
use std::sync::OnceLock;

use crate::inventory::id::Id;

/// Many of one sort in the order of their ids, each as few bytes until somebody looks at it.
pub(super) struct Shelf<T> {
    pub(super) ids: Vec<Id>,
    /// Where each begins in `bytes`, and where the last ends.
    pub(super) starts: Vec<u64>,
    pub(super) bytes: Vec<u8>,
    /// Those that somebody looked at; there is no place for any before the first is.
    read: OnceLock<Box<[Slot<T>]>>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self::of(Vec::new(), vec![0], Vec::new())
    }
}

impl<T> Shelf<T> {
    pub(super) fn of(ids: Vec<Id>, starts: Vec<u64>, bytes: Vec<u8>) -> Self {
        Self { ids, starts, bytes, read: OnceLock::new() }
    }

    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.ids.len()).unwrap_or(u32::MAX)
    }

    /// Where the one with this id stands.
    pub(super) fn find(&self, id: Id) -> Option<u32> {
        self.ids.binary_search(&id).ok().and_then(|at| u32::try_from(at).ok())
    }

    /// The id of the one that stands here.
    pub(super) fn id(&self, at: u32) -> Id {
        self.ids[index(at)]
    }

    /// The bytes of the one that stands here.
    pub(super) fn bytes_of(&self, at: u32) -> &[u8] {
        let ends = self.starts.get(index(at)).zip(self.starts.get(index(at) + 1));
        let range = ends.and_then(|(from, to)| Some(usize::try_from(*from).ok()?..usize::try_from(*to).ok()?));
        range.and_then(|range| self.bytes.get(range)).unwrap_or_default()
    }

    /// The one that stands here, without keeping it in mind.
    pub(super) fn once(&self, at: u32, read: impl FnOnce(Id, &[u8]) -> Option<T>) -> Option<Cow<'_, T>>
    where
        T: Clone,
    {
        match self.read.get().and_then(|slots| slots.get(index(at))?.get()) {
            Some(kept) => kept.as_deref().map(Cow::Borrowed),
            None => read(self.id(at), self.bytes_of(at)).map(Cow::Owned),
        }
    }

    /// The one that stands here, read from its bytes the first time.
    pub(super) fn get(&self, at: u32, read: impl FnOnce(Id, &[u8]) -> Option<T>) -> Option<&T> {
        let slots = self.read.get_or_init(|| std::iter::repeat_with(OnceLock::new).take(self.ids.len()).collect());
        let slot = slots.get(index(at))?;
        let one = slot.get_or_init(|| {
            let one = read(self.id(at), self.bytes_of(at)).map(Box::new);
            if one.is_none() {
                // Their checksum was right, so this is our fault; the journal has the truth.
                tracing::error!("something settled cannot be read back");
            }
            one
        });
        one.as_deref()
    }
}

/// One that is read when somebody looks at it; nothing where its bytes make no sense.
type Slot<T> = OnceLock<Option<Box<T>>>;

/// A position as an index.
pub(super) fn index(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}
