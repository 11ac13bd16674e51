//! Rows and their summary as they stand in the engine, sealed with checksums. **Frozen** within a format of the data
//! folder; but as rows can always be made again from the journal, a change only costs one slow start.

/// The identity of a record, as its bytes.
pub(in crate::store) type Key = [u8; 16];

/// Where the summary of a neighbourhood stands: before all rows.
pub(super) const SUMMARY_KEY: [u8; 1] = [0];

const ROW_PREFIX: u8 = 1;

/// What all rows of a neighbourhood together must come to. Written in one batch with the rows, so that a row that was
/// lost, left behind or brought back by the engine is noticed at the next reading.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Summary {
    /// The number of the last commit that is in the rows.
    pub(super) applied: u64,
    /// How many rows there are.
    pub(super) count: u64,
    /// The sum of the checksums of all rows, modulo 2^64.
    pub(super) sum: u64,
}

impl Summary {
    pub(super) fn add(&mut self, checksum: u32) {
        self.count = self.count.wrapping_add(1);
        self.sum = self.sum.wrapping_add(u64::from(checksum));
    }

    pub(super) fn take_away(&mut self, checksum: u32) {
        self.count = self.count.wrapping_sub(1);
        self.sum = self.sum.wrapping_sub(u64::from(checksum));
    }

    pub(super) fn to_bytes(self) -> Vec<u8> {
        let numbers = [self.applied.to_be_bytes(), self.count.to_be_bytes(), self.sum.to_be_bytes()].concat();
        [&crc32fast::hash(&numbers).to_be_bytes()[..], &numbers].concat()
    }

    /// `None` if the bytes are not those of a summary.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (checksum, numbers) = bytes.split_first_chunk()?;
        if u32::from_be_bytes(*checksum) != crc32fast::hash(numbers) {
            return None;
        }
        let (applied, rest) = numbers.split_first_chunk()?;
        let (count, rest) = rest.split_first_chunk()?;
        let sum = rest.try_into().ok()?;
        let [applied, count, sum] = [applied, count, sum].map(|bytes| u64::from_be_bytes(*bytes));
        Some(Self { applied, count, sum })
    }
}

/// The key under which a row stands.
pub(super) fn row_key(key: &Key) -> [u8; 17] {
    let mut full = [ROW_PREFIX; 17];
    full[1..].copy_from_slice(key);
    full
}

/// The identity of the record whose row stands under `key`.
pub(super) fn record_of(key: &[u8]) -> Option<Key> {
    key.strip_prefix(&[ROW_PREFIX])?.try_into().ok()
}

/// A row with its checksum, which covers its key as well.
pub(super) fn seal(key: &Key, row: &[u8]) -> (u32, Vec<u8>) {
    let checksum = checksum(key, row);
    (checksum, [&checksum.to_be_bytes(), row].concat())
}

/// The checksum that a sealed row says it has.
pub(super) fn stated_checksum(sealed: &[u8]) -> Option<u32> {
    sealed.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}

/// The row and its checksum, if they fit each other and the key.
pub(super) fn unseal<'a>(key: &Key, sealed: &'a [u8]) -> Option<(u32, &'a [u8])> {
    let (stated, row) = sealed.split_first_chunk()?;
    let stated = u32::from_be_bytes(*stated);
    (stated == checksum(key, row)).then_some((stated, row))
}

fn checksum(key: &Key, row: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(key);
    hasher.update(row);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_comes_back_and_a_changed_one_does_not() {
        let summary = Summary { applied: 7, count: 3, sum: u64::MAX };
        let bytes = summary.to_bytes();
        assert_eq!(Summary::from_bytes(&bytes), Some(summary));
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x10;
            assert_eq!(Summary::from_bytes(&changed), None);
            assert_eq!(Summary::from_bytes(&bytes[..at]), None);
        }
    }

    #[test]
    fn a_row_is_sealed_to_its_key() {
        let (key, other) = ([1; 16], [2; 16]);
        let (checksum, sealed) = seal(&key, b"row");
        assert_eq!(unseal(&key, &sealed), Some((checksum, &b"row"[..])));
        assert_eq!(unseal(&other, &sealed), None);
        assert_eq!(unseal(&key, &sealed[..6]), None);
        assert_eq!(unseal(&key, b"abc"), None);
        assert_eq!(record_of(&row_key(&other)), Some(other));
        assert_eq!(record_of(&SUMMARY_KEY), None);
    }
}
