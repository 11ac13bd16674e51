//! The house of Wijkweb.
pub mod consent;
pub mod inventory;
pub mod words;
