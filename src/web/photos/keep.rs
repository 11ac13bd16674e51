use crate::capture::form::read_fields;
use crate::capture::sheet::Sheet;
use crate::inventory::change::Change;
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::provenance::{Origin, Provenance, Stamp, Validity};
use crate::inventory::record::Record;
use crate::inventory::tie::Tie;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;
use crate::neighbourhood::Surroundings;
use crate::web::faults::Fault;
use crate::web::here::Here;
use crate::web::pages::decimal_mark;
use crate::web::photos::{ASKED, Photo, Picture};

/// What is said of photos that are about to be kept.
pub(crate) struct NewPhotos<'a> {
    /// What they show.
    pub(crate) of: Id,
    /// What is said of each.
    pub(crate) values: Values,
    /// Their pictures.
    pub(crate) pictures: &'a [Picture],
}

/// What a form says of photos, or all that is wrong with it. A photo without a name is called after what it shows.
pub(crate) fn read_sheet(here: &Here, of: &str, sheet: &Sheet) -> Result<Values, Vec<Fault>> {
    let words = here.words();
    let called = words.say_with("photo-of", &[("name", of.into())]);
    let caption = if sheet.one("caption").trim().is_empty() { called.chars().take(200).collect() } else { sheet.one("caption").to_owned() };
    let sheet = sheet.clone().with("name", &caption);
    let fields = Kind::Photo.fields().filter(|field| field.name == "name" || ASKED.contains(&field.name));
    let (values, faults) = read_fields(fields, &sheet, decimal_mark(words));
    let at_caption = |fault: Fault| if fault.at == "name" { Fault { at: "caption".to_owned(), ..fault } } else { fault };
    if faults.is_empty() { Ok(values) } else { Err(faults.iter().map(|fault| at_caption(Fault::of_answer(words, fault))).collect()) }
}

impl NewPhotos<'_> {
    /// The changes that add them. One that the record has already is not added twice, as by a second click.
    pub(crate) fn changes(&self, here: &Here, surroundings: &Surroundings) -> Vec<Change> {
        let known: Vec<_> = Photo::all_of(here.view(), self.of).into_iter().map(Photo::pictures).collect();
        let mut new: Vec<&Picture> = Vec::new();
        for picture in self.pictures {
            if !known.contains(&picture.sizes) && !new.iter().any(|other| other.sizes == picture.sizes) {
                new.push(picture);
            }
        }
        new.into_iter().flat_map(|picture| self.change(picture, here, surroundings)).collect()
    }

    fn change(&self, picture: &Picture, here: &Here, surroundings: &Surroundings) -> [Change; 2] {
        let stamp = Stamp { by: here.visitor.actor(), at: surroundings.now() };
        let provenance = Provenance::new(&stamp, Origin::Desk);
        let mut values = self.values.clone();
        values.set("width", Value::Whole(i64::from(picture.width)));
        values.set("height", Value::Whole(i64::from(picture.height)));
        values.set("sizes", Value::Codes(picture.sizes.iter().map(ToString::to_string).collect()));
        let photo = Record {
            id: surroundings.mint(),
            kind: Kind::Photo,
            version: 1,
            visibility: Kind::Photo.declaration().visibility,
            validity: Validity::default(),
            provenance: provenance.clone(),
            whereabouts: None,
            values,
            likely_same_as: None,
            merged_into: None,
        };
        let tie = Tie {
            id: surroundings.mint(),
            kind: TieKind::Depicts,
            from: photo.id,
            to: self.of,
            version: 1,
            visibility: Visibility::Everyone,
            validity: Validity::default(),
            provenance,
            values: Values::default(),
        };
        [Change::Record(photo), Change::Tie(tie)]
    }
}
