//! What was said, before it is kept: sheets and rows as they were filled in, what their values mean, which of our fields
//! a column is, whether a thing is here already, and every snag met on the way. Promises that what was said is
//! understood or named (row, field, value, what to do), and that nothing is dropped in silence. Does not know where the
//! sheet came from (a form, a file, a phone), nor who may see the result, nor how it is kept.

mod called;
pub mod candidate;
pub mod code;
pub mod date;
pub mod describe;
pub mod draft;
pub mod foreign;
pub mod form;
pub mod identity;
pub mod likeness;
pub mod mapping;
pub mod missing;
pub mod number;
pub(crate) mod parts;
pub mod people;
pub mod photo;
pub mod reason;
pub mod say;
pub mod screen;
pub mod settle;
pub mod sheet;
pub mod snag;
pub mod spot;
pub mod understand;
pub mod vocabulary;
