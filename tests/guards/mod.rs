//! The guards of the house: what hidden records may not do, what a writer must keep whole, and how questions must be
//! answered. They play on random neighbourhoods, small enough to be compared with a slow and obvious reckoning.

mod answers;
mod attacker;
mod consent;
mod content;
mod disclosure;
mod drawing;
mod opening;
mod sitemap;
mod unseen;
mod world;
mod writer;
