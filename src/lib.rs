//! The house of Wijkweb.
pub mod consent;
pub mod graph;
pub mod inventory;
pub mod words;
