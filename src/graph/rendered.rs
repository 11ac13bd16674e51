/// What a room above made of a record as everyone sees it, kept beside the record until the record changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The bytes that were made.
    pub bytes: Box<[u8]>,
    /// A number that is another when the bytes are, as good as certainly.
    pub sum: u128,
}
