//! Residents from a file of others, with what they agreed to and the proof that they were asked: understood, compared with
//! who is here, and only then written. Nobody is kept of whom the file does not show that they want it.

mod basis;
mod likely;
mod prepare;
mod words;
mod write;

pub use basis::{Basis, RestsOn, Wanting};
pub use prepare::{Entrant, Prepared, Warned, prepare};
pub use write::{Written, bring_in, is_of_people};
