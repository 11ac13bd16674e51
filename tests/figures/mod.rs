//! The published figures about people, as visitors and stewards find them: the page, the layer, the table, the map.

mod keeping;
mod layer;
mod page;
mod residents;
