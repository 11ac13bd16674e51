/// Placeholder
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    Look,
}
