//! The house of Wijkweb.
pub mod cli;
pub mod consent;
pub mod graph;
pub mod inventory;
pub mod neighbourhood;
pub mod store;
pub mod web;
pub mod words;
