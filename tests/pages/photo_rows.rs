//! Small photos beside names in lists.

use wijkweb::inventory::change::{Change, Removal};
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;

use super::photos::{add, garden};
use crate::support::{House, Visitor, record};

const PAGES: [&str; 3] = ["/wijk", "/wijk/assets", "/wijk/assets?q=tuin"];

fn small(photo: Id) -> String {
    format!("/wijk/photos/{photo}/small.jpg")
}

fn shown(visitor: &Visitor<'_>, page: &str) -> Vec<String> {
    visitor.get(page).attributes(".assets img", "src")
}

#[test]
fn the_first_photo_stands_small_beside_the_name_and_holds_its_place_before_it_came() {
    let house = House::empty();
    let garden = garden(&house);
    house.add(record(&house, Kind::Place, &[("name", Value::Text("Tuinhek zonder foto".to_owned()))], None));
    let first = add(&house, garden, 10, &[]);
    let second = add(&house, garden, 200, &[]);
    for page in PAGES {
        for visitor in [house.anonymous(), house.steward()] {
            let answer = visitor.get(page);
            assert_eq!((answer.attributes(".assets img", "src"), answer.count(".assets .name")), (vec![small(first)], 2), "{page}");
            for (attribute, value) in [("alt", ""), ("width", "320"), ("height", "213"), ("loading", "lazy")] {
                assert_eq!(answer.attribute(".assets img", attribute).as_deref(), Some(value), "{page} {attribute}");
            }
        }
    }
    assert_eq!(house.anonymous().get(&small(first)).status, 200);
    assert_eq!(house.steward().post_form(&format!("/wijk/photos/{second}"), &[("act", "first")]).status, 303);
    assert_eq!(shown(&house.anonymous(), "/wijk/assets"), [small(second)]);
}

#[test]
fn a_photo_that_a_visitor_may_not_see_leaves_no_trace_in_a_list() {
    let house = House::empty();
    let garden = garden(&house);
    let without = PAGES.map(|page| house.anonymous().get(page).text(".assets"));
    let (hidden, other) = (add(&house, garden, 10, &[]), add(&house, garden, 200, &[]));
    let of = |id: Id| Record::clone(house.neighbourhood.snapshot().record(id).unwrap());
    house.add(Record { version: 2, visibility: Visibility::Stewards, ..of(hidden) });
    for page in PAGES {
        assert_eq!(shown(&house.anonymous(), page), [small(other)], "the next one that may be seen: {page}");
        assert_eq!(shown(&house.steward(), page), [small(hidden)]);
    }
    house.write(vec![Change::Remove(Removal { id: other, version: 1 })]).unwrap();
    for (page, without) in PAGES.into_iter().zip(without) {
        let now = house.anonymous().get(page);
        assert_eq!((now.count(".assets img"), now.text(".assets")), (0, without), "{page}");
    }
}
