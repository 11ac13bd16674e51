//! Formats of others, read and written side by side: CSV, GeoJSON, JSON of kartevonmorgen. Promises that any bytes at
//! all give either rows or a plain reason why not, never a panic; that every odd row is named by row and column and
//! none is lost in silence; and that the same view is written as the same bytes. Does not know the kinds of the
//! inventory while reading (a file gives columns and rows; mapping them is another step), nor how rows are kept.

pub mod coordinates;
pub mod csv;
pub mod export;
pub mod geojson;
pub mod json;
pub mod json_table;
pub mod place_columns;
pub mod projection;
pub mod read;
pub mod talents;
pub mod text;
pub mod vocabulary;
pub use export::{About, Export, Format, export};
