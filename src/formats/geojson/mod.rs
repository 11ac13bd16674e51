//! GeoJSON (RFC 7946), read as it comes and written as it should be. Promises that a valid file is read whole, that an
//! odd one is read as far as it has a meaning, with every oddity named by feature, and that one bad feature never costs
//! another. Does not know what the properties mean.

pub mod geometry;
pub mod read;
pub mod shape;
pub mod write;
