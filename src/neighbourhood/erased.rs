//! What was erased for good, and so cannot come back with what is put back.

use crate::inventory::field::Shape;
use crate::inventory::picture::PictureName;
use crate::inventory::record::Record;
use crate::store::Past;

/// Pictures that the record shows were erased.
pub(super) fn is_erased(past: &Past, record: &Record) -> bool {
    let of_pictures = record.kind.fields().filter(|field| matches!(field.shape, Shape::Pictures));
    let names = of_pictures.flat_map(|field| record.values.codes(field.name));
    names.filter_map(|name| name.parse::<PictureName>().ok()).any(|name| !past.has_picture(&name))
}
