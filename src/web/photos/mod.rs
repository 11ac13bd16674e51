//! Photos of records: taken in from a form, kept with their pictures first, and drawn on pages. A photo is seen only by
//! whoever may see its record, its tie and what it shows: all three are asked of the view, here and nowhere else.

mod album;
mod ask;
mod keep;
mod receive;
mod shown;

pub(crate) use album::Photo;
pub(crate) use ask::{ASKED, ask, ask_with_the_record, kept_so_far};
pub(crate) use keep::{NewPhotos, read_sheet};
pub(crate) use receive::{Handed, Picture, handed_in, receive};
pub(crate) use shown::{SIZES, figure, section, small, small_photo_of};
