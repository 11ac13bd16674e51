/// What a room above made of a record as everyone sees it, kept beside the record until the record changes.
///
/// It is one piece of memory, for thousands are read at a time: a number that is another when the bytes are, as good as
/// certainly, and behind it the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered(Box<[u8]>);

const SUM_BYTES: usize = size_of::<u128>();

impl Rendered {
    /// From the bytes that were made, and their number.
    pub fn of(bytes: &[u8], sum: u128) -> Self {
        Self([&sum.to_le_bytes(), bytes].concat().into_boxed_slice())
    }

    /// The number, and the bytes that were made.
    pub fn parts(&self) -> (u128, &[u8]) {
        self.0.split_first_chunk::<SUM_BYTES>().map_or((0, &[]), |(sum, bytes)| (u128::from_le_bytes(*sum), bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_comes_back_with_its_number() {
        assert_eq!(Rendered::of(b"{}", u128::MAX - 7).parts(), (u128::MAX - 7, b"{}".as_slice()));
        assert_eq!(Rendered::of(b"", 5).parts(), (5, b"".as_slice()));
    }
}
