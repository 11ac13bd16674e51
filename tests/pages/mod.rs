//! What visitors see on the pages about assets.

mod asset;
mod list;
