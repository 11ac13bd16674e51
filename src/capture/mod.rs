//! What was said, before it is kept: the snags that a filled-in sheet or an imported row can have. Promises that
//! everything found is named (row, field, value, what to do) and nothing is dropped in silence. Does not know where
//! the sheet came from (a form, a file, a phone), nor who may see the result, nor how it is kept.

pub mod candidate;
pub mod code;
pub mod date;
pub mod form;
pub mod likeness;
pub mod number;
pub mod reason;
pub mod sheet;
pub mod snag;
pub mod spot;
