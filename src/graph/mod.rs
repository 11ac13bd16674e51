//! The neighbourhood as a graph in memory, with its indexes of space and words, and the [`View`] through which every
//! question is asked. Answers concern only what one audience may see. It is derived from what is kept and may be thrown
//! away; it does not know disks, pages or who writes. Most of it is settled: packed once and shared. What changed since is
//! recent: small, and in maps and a petgraph of its own. Every answer is that of both.

mod bits;
mod extents;
mod filter;
mod find;
mod indexes;
mod network;
mod places;
mod recent;
mod rendered;
mod search;
mod settled;
mod space;
mod text;
mod uses;
mod view;

pub use filter::{Filter, Period};
pub use network::{Graph, Step};
pub use places::Place;
pub use recent::Recent;
pub use rendered::Rendered;
pub use view::{Delivered, Found, Tally, View};
