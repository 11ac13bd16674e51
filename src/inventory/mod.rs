//! The words of ABCD and of the WijkBV: kinds of records and of ties, their fields, ids, whereabouts and time. Everything
//! that leaves this room is valid by itself; whether somebody agreed to it, whether it is kept and who may see it are
//! questions for the rooms above, which this one does not know.

pub mod act;
pub mod change;
pub mod code;
pub mod content;
pub mod date_line;
pub mod field;
pub mod id;
pub mod kind;
pub mod kinds;
pub mod moment;
pub mod opening;
pub mod picture;
pub mod provenance;
pub mod rd_new;
pub mod record;
pub mod slug;
pub mod square;
pub mod surroundings;
pub mod tie;
pub mod tie_kind;
pub mod tie_kinds;
pub mod value;
pub mod values;
pub mod visibility;
pub mod whereabouts;
pub mod word;
