//! What visitors see on the pages.

mod asset;
mod begin;
mod change;
mod closing;
mod come_back;
mod conflict;
mod embed;
mod history;
mod home;
mod list;
mod many;
mod map;
mod merge;
mod new_asset;
mod new_tie;
mod persons_words;
mod photo_rows;
mod photos;
mod privacy;
mod problems;
mod questions;
mod settings;
mod undo;
mod vocabulary;
