//! All answers of a view, written down as text, so that two views can be compared.

use geo::{Coord, Rect};

use wijkweb::consent::{Disclosed, DisclosedTie};
use wijkweb::graph::{Filter, View};
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::moment::Day;

use super::content::WORDS;

/// What is asked, and what the view answers.
pub(crate) fn drawing(view: View<'_>, ids: &[Id]) -> Vec<(String, String)> {
    let mut answers = vec![
        ("figures".to_owned(), format!("{:?} {}", Kind::ALL.iter().map(|kind| view.count(*kind)).collect::<Vec<_>>(), view.count_assets())),
        ("extent".to_owned(), format!("{:?} {:?}", view.extent(), view.extent_of(Kind::ALL))),
        ("newest".to_owned(), list(view.newest())),
        ("profile".to_owned(), list(view.profile())),
        ("questions".to_owned(), view.questions().map(|(one, other)| record(one) + &record(other)).collect()),
    ];
    for kind in Kind::ALL {
        answers.push((format!("all of {kind}"), list(view.of_kind(*kind))));
        answers.push((format!("{kind} after one"), ids.first().map(|id| list(view.of_kind_after(*kind, *id))).unwrap_or_default()));
    }
    for id in ids {
        answers.push((format!("record {id}"), list(view.record(*id))));
        answers.push((format!("ties of {id}"), view.ties_of(*id).into_iter().map(tie).collect()));
        answers.push((format!("tie {id}"), view.tie(*id).map(tie).unwrap_or_default()));
    }
    for (what, filter) in filters() {
        answers.push((format!("matching {what}"), list(view.matching(&filter))));
        for (skip, most) in [(0, 3), (2, 50)] {
            let found = view.page(&filter, skip, most);
            answers.push((format!("page of {what} from {skip}"), format!("{} {}", found.total, list(found.records))));
        }
    }
    for scheme in ["skill", "theme", "skill_group", "place_function"] {
        answers.push((format!("words of {scheme}"), list(view.terms(scheme))));
        answers.push((format!("a word of {scheme}"), list(view.term(scheme, "koken-1"))));
    }
    answers.push(("box".to_owned(), boxes().into_iter().map(|bounds| list(view.within(bounds))).collect()));
    answers
}

/// Filters of every sort.
pub(crate) fn filters() -> Vec<(String, Filter)> {
    let mut all: Vec<_> =
        Kind::ALL.iter().map(|kind| (format!("kind {kind}"), Filter { kinds: vec![*kind], ..Filter::default() })).collect();
    let words = WORDS.iter().copied().chain(["fietzen", "koken fiets", "repareern tuin", "k", "", "  ", "ééntje"]);
    all.extend(words.map(|word| (format!("words {word:?}"), Filter { text: Some(word.to_owned()), ..Filter::default() })));
    all.extend(boxes().into_iter().map(|bounds| (format!("box {bounds:?}"), Filter { within: vec![bounds], ..Filter::default() })));
    all.push((
        "two boxes".to_owned(),
        Filter { within: boxes(), kinds: vec![Kind::Place, Kind::Thing, Kind::Address], ..Filter::default() },
    ));
    let day = Day::constant(2026, 6, 1);
    all.push(("a day".to_owned(), Filter::on(day)));
    all.push(("a day and a word".to_owned(), Filter { text: Some("tuin".to_owned()), ..Filter::on(day) }));
    all.push(("a function".to_owned(), Filter { functions: vec!["meeting".to_owned()], ..Filter::default() }));
    all.push(("tags".to_owned(), Filter { tags: vec!["koken".to_owned(), "tuin".to_owned()], ..Filter::default() }));
    for (field, value) in
        [("contact_name", "koken koken"), ("teller", "tuin tuin"), ("formal", "true"), ("population", "3"), ("starts", "2024-01-03")]
    {
        all.push((
            format!("{field} is {value}"),
            Filter { fields: vec![(field, value.to_owned())], kinds: Kind::ALL.to_vec(), ..Filter::default() },
        ));
        all.push((format!("has {field}"), Filter { has: vec![(field, true)], kinds: Kind::ALL.to_vec(), ..Filter::default() }));
        all.push((format!("lacks {field}"), Filter { has: vec![(field, false)], kinds: Kind::ALL.to_vec(), ..Filter::default() }));
    }
    all
}

/// Boxes on the grid where records are: a part, a line, everything, nothing.
pub(crate) fn boxes() -> Vec<Rect<f64>> {
    [(4.495, 51.895, 4.525, 51.925), (4.51, 51.8, 4.51, 52.0), (-180.0, -90.0, 180.0, 90.0), (5.0, 52.0, 5.1, 52.1)]
        .map(|(west, south, east, north)| Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north }))
        .into()
}

fn list<'a>(records: impl IntoIterator<Item = Disclosed<'a>>) -> String {
    records.into_iter().map(|one| record(one) + "\n").collect()
}

/// Everything a record tells. Which other it may be a copy of is told by the questions, which know whether that one may be seen.
pub(crate) fn record(one: Disclosed<'_>) -> String {
    let filled: Vec<_> = one.filled().map(|(field, value)| format!("{}={value:?}", field.name)).collect();
    let withheld: Vec<_> = one.withheld().map(|field| field.name).collect();
    format!(
        "{} {} {:?} {filled:?} {withheld:?} {:?} {:?} {} {} {} {:?} {:?} {:?}",
        one.id(),
        one.kind(),
        one.name(),
        one.whereabouts(),
        one.validity(),
        one.created(),
        one.updated(),
        one.origin(),
        one.source(),
        one.visibility(),
        one.version(),
    )
}

/// Everything a tie tells.
pub(crate) fn tie(one: DisclosedTie<'_>) -> String {
    let filled: Vec<_> = one.filled().map(|(field, value)| format!("{}={value:?}", field.name)).collect();
    format!("{} {} {filled:?} {:?} [{}] [{}]\n", one.id(), one.kind(), one.validity(), record(one.from()), record(one.to()))
}
