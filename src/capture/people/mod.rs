//! Residents as a file of others tells of them: which column is what, what a row says in its own words, and which columns
//! are nobody's business and so are not read at all. Promises that every column is either understood or named with the
//! reason why it is not kept, and that what is left out by law or by agreement is gone before anything else looks at the row.
//! It does not know who agreed to what in law, which words the neighbourhood has, nor who is here already.

mod column;
mod private;
mod row;

pub use column::{Column, Columns, List};
pub use private::Private;
pub use row::{Told, parts_of_address, tell};
