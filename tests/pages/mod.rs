//! What visitors see on the pages.

mod asset;
mod home;
mod list;
mod map;
mod new_asset;
mod new_tie;
mod photos;
mod problems;
mod questions;
mod settings;
mod undo;
