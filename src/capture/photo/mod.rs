//! Photos as they are handed in. What leaves this room is a picture and nothing else: made anew from its dots, upright,
//! in the sizes that pages show, without where and when and by which camera it was taken. Anything that is no photo, or
//! too large to be looked at safely, is refused by name. It does not know who handed it in or where it is kept.

mod develop;
mod sort;
#[cfg(test)]
mod tests;

pub use develop::{Developed, LONGEST_SIDES, MOST_PIXELS, develop, scaled};

/// Why a file is not taken in as a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPhoto {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A drawing of lines, which may hold a program.
    #[error("a drawing (SVG), not a photo")]
    Drawing,
    /// A photo as iPhones keep it, which cannot be read here.
    #[error("a HEIC photo, which cannot be read here")]
    Heic,
    /// A photo in AVIF, which cannot be read here.
    #[error("an AVIF photo, which cannot be read here")]
    Avif,
    /// Whatever its name says: its bytes are not those of a photo.
    #[error("not a JPEG, PNG, WebP or GIF")]
    Unknown,
    /// More dots than can be looked at safely.
    #[error("too many pixels")]
    TooManyPixels,
    /// It stops before its end, or its middle is damaged.
    #[error("damaged or broken off")]
    Damaged,
}
