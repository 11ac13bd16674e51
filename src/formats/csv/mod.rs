//! Tables in text: comma, semicolon, tab, bar or colon between the cells, with or without quotes and header.
//! Promises that every row of the file is a row here, whatever its cells. Does not know what the columns mean.

pub mod cells;
pub mod delimiter;
pub mod read;
pub mod write;
