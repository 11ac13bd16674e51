/// A mark for each of many positions.
#[derive(Clone, Default)]
pub(super) struct Bits {
    words: Vec<u64>,
    count: usize,
}

impl Bits {
    /// None of so many are marked.
    pub(super) fn none_of(many: u32) -> Self {
        let words = usize::try_from(many.div_ceil(64)).unwrap_or(0);
        Self { words: vec![0; words], count: 0 }
    }

    /// Marks a position.
    pub(super) fn mark(&mut self, at: u32) {
        let (word, bit) = place(at);
        if let Some(word) = self.words.get_mut(word)
            && *word & bit == 0
        {
            *word |= bit;
            self.count += 1;
        }
    }

    /// It is marked.
    pub(super) fn has(&self, at: u32) -> bool {
        let (word, bit) = place(at);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    /// How many are marked.
    pub(super) fn count(&self) -> usize {
        self.count
    }
}

fn place(at: u32) -> (usize, u64) {
    (usize::try_from(at / 64).unwrap_or(usize::MAX), 1 << (at % 64))
}
