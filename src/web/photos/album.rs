use crate::capture::photo::{LONGEST_SIDES, scaled};
use crate::consent::{Disclosed, DisclosedTie};
use crate::graph::View;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::picture::PictureName;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;

/// A photo as this visitor may see it, with what it shows.
#[derive(Clone, Copy)]
pub(crate) struct Photo<'a> {
    /// What is said of it.
    pub(crate) record: Disclosed<'a>,
    /// That it shows something.
    pub(crate) tie: DisclosedTie<'a>,
}

impl<'a> Photo<'a> {
    /// The photos of a record: the one that a steward put first, then in the order in which they came.
    pub(crate) fn all_of(view: View<'a>, asset: Id) -> Vec<Self> {
        let mut photos: Vec<_> = Self::of_asset(view, asset).collect();
        photos.sort_by_key(|photo| photo.place());
        photos
    }

    /// The first photo of a record.
    pub(crate) fn first_of(view: View<'a>, asset: Id) -> Option<Self> {
        Self::of_asset(view, asset).min_by_key(|photo| photo.place())
    }

    fn of_asset(view: View<'a>, asset: Id) -> impl Iterator<Item = Self> {
        view.ties_to(asset, TieKind::Depicts).map(|tie| Self { record: tie.from(), tie })
    }

    /// Where it stands among the others.
    fn place(self) -> (bool, Id) {
        (!self.is_first(), self.record.id())
    }

    /// The photo with this id, if there is something it shows that this visitor may see too.
    pub(crate) fn with_id(view: View<'a>, id: Id) -> Option<Self> {
        let record = view.record(id).filter(|record| record.kind() == Kind::Photo)?;
        let tie = view.ties_of(id).into_iter().find(|tie| tie.kind() == TieKind::Depicts)?;
        Some(Self { record, tie })
    }

    /// What it shows.
    pub(crate) fn of(self) -> Disclosed<'a> {
        self.tie.to()
    }

    /// A steward put it before the others.
    pub(crate) fn is_first(self) -> bool {
        self.tie.filled().any(|(field, value)| field.name == "first" && *value == Value::YesNo(true))
    }

    /// What somebody who cannot see it is told.
    pub(crate) fn told(self) -> &'a str {
        self.record.text("alternative").unwrap_or_else(|| self.record.name())
    }

    /// The names of its pictures, from small to large.
    pub(crate) fn pictures(self) -> Vec<PictureName> {
        self.record.codes("sizes").iter().filter_map(|name| name.parse().ok()).collect()
    }

    /// Width and height in pixels of each size.
    pub(crate) fn dimensions(self) -> [(u32, u32); 3] {
        let pixels = |field: &str| match self.record.value(field) {
            Some(Value::Whole(pixels)) => u32::try_from(*pixels).unwrap_or(1),
            _ => 1,
        };
        LONGEST_SIDES.map(|longest| scaled(pixels("width"), pixels("height"), longest))
    }
}
