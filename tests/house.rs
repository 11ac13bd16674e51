//! The tests that look at the house from outside, as visitors and operators do.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod figures;
mod files;
mod guards;
mod imports;
mod keys;
mod layers;
mod own;
mod pages;
mod people;
mod safekeeping;
mod serving;
mod store;
mod support;
mod tidy;
mod torture;
