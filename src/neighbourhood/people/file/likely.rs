use std::collections::HashMap;

use crate::graph::Graph;
use crate::inventory::id::Id;
use crate::neighbourhood::people::file::words::plain;

/// Who is here, or earlier in the file, by what tells that two may be one: the same name in the same street or square, or the
/// same way to reach them.
#[derive(Default)]
pub(super) struct Known {
    by_place: HashMap<(String, String), Id>,
    by_contact: HashMap<String, Id>,
}

/// Somebody, as far as it tells whether they may be here already.
pub(super) struct Seen<'a> {
    pub(super) name: &'a str,
    pub(super) contact: &'a str,
    pub(super) street: &'a str,
    pub(super) square: String,
}

impl Known {
    pub(super) fn of(graph: &Graph) -> Self {
        let mut known = Self::default();
        for person in graph.persons().filter(|person| person.merged_into.is_none()) {
            let text = |field| person.values.text(field).unwrap_or_default();
            let seen = Seen { name: person.name(), contact: text("contact"), street: text("street"), square: text("square").to_owned() };
            known.learn(&seen, person.id);
        }
        known
    }

    /// Who this may be.
    pub(super) fn likely(&self, seen: &Seen<'_>) -> Option<Id> {
        let of_place = seen.places().find_map(|place| self.by_place.get(&place));
        of_place.or_else(|| seen.contacts().find_map(|contact| self.by_contact.get(&contact))).copied()
    }

    pub(super) fn learn(&mut self, seen: &Seen<'_>, id: Id) {
        for place in seen.places() {
            self.by_place.entry(place).or_insert(id);
        }
        for contact in seen.contacts() {
            self.by_contact.entry(contact).or_insert(id);
        }
    }
}

impl Seen<'_> {
    fn places(&self) -> impl Iterator<Item = (String, String)> {
        let name = plain(self.name);
        let places = [plain(self.street), self.square.clone()].into_iter().filter(|place| !place.is_empty());
        places.map(move |place| (name.clone(), place))
    }

    /// Addresses of e-mail, and numbers of nine digits or more whichever way they are written (`06…`, `+31 6…`).
    fn contacts(&self) -> impl Iterator<Item = String> {
        self.contact.split([',', ';', '|', '\n']).filter_map(|one| {
            if one.contains('@') {
                return Some(one.trim().to_lowercase());
            }
            let digits: String = one.chars().filter(char::is_ascii_digit).collect();
            digits.len().checked_sub(9).and_then(|from| digits.get(from..)).map(str::to_owned)
        })
    }
}
