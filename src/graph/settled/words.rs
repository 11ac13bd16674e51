use std::collections::BTreeMap;

/// Which settled records have a word: words in order, each with the positions of its records in order.
#[derive(Default)]
pub(super) struct Words {
    /// All words, one behind the other.
    pub(super) text: String,
    /// Where each word begins in `text`, and where the last ends.
    pub(super) starts: Vec<u32>,
    /// Where the positions of each word begin in `at`, and where the last end.
    pub(super) at_starts: Vec<u32>,
    pub(super) at: Vec<u32>,
}

impl Words {
    /// How many different words there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The word with this number.
    pub(super) fn word(&self, number: usize) -> &str {
        self.text.get(super::span(&self.starts, number)).unwrap_or_default()
    }

    /// The positions of the records that have it.
    pub(super) fn positions(&self, number: usize) -> &[u32] {
        self.at.get(super::span(&self.at_starts, number)).unwrap_or_default()
    }

    /// The words that begin with this text, by number.
    pub(super) fn begun(&self, text: &str) -> impl Iterator<Item = usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.word(middle) < text {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low..self.len()).take_while(move |number| self.word(*number).starts_with(text))
    }

    /// These words and others together. `moved` tells where a settled record stands now, if it still does.
    pub(super) fn with(&self, others: BTreeMap<String, Vec<u32>>, moved: impl Fn(u32) -> Option<u32>) -> Self {
        let mut made = Self { starts: vec![0], at_starts: vec![0], ..Self::default() };
        let mut others = others.into_iter().peekable();
        for number in 0..self.len() {
            let word = self.word(number);
            while let Some((other, at)) = others.next_if(|(other, _)| other.as_str() < word) {
                made.add(&other, &at);
            }
            let mut at: Vec<u32> = self.positions(number).iter().filter_map(|at| moved(*at)).collect();
            if let Some((_, more)) = others.next_if(|(other, _)| other == word) {
                at.extend(more);
                at.sort_unstable();
            }
            made.add(word, &at);
        }
        others.for_each(|(word, at)| made.add(&word, &at));
        made
    }

    fn add(&mut self, word: &str, at: &[u32]) {
        if at.is_empty() {
            return;
        }
        self.text.push_str(word);
        self.at.extend(at);
        self.starts.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.at_starts.push(u32::try_from(self.at.len()).unwrap_or(u32::MAX));
    }
}
