use wijkweb::consent::{Audience, Disclosed};
use wijkweb::graph::{Filter, Graph};
use wijkweb::inventory::change::Change;
use wijkweb::inventory::content::Content;
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::provenance::Source;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::tie::Tie;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::value::Value;
use wijkweb::inventory::visibility::Visibility;

use crate::support::{Answer, House, Visitor, record, tie};

const FORM: &str = "main form[method=post]";

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn named(house: &House, kind: Kind, name: &str) -> Id {
    house.add(record(house, kind, &[("name", text(name))], None))
}

/// Two records of one shed, the second from a file, and what hangs on them.
struct Sheds {
    kept: Id,
    gone: Id,
    field: Id,
    uses: Id,
    rests: Id,
}

fn sheds(house: &House) -> Sheds {
    let kept = house.add(record(house, Kind::Place, &[("name", text("De Schuur")), ("threat", text("sloop"))], Some((5.11, 52.09))));
    let values = [("name", text("Schuur")), ("opening_hours", text("altijd")), ("threat", text("geen"))];
    let mut gone = record(house, Kind::Place, &values, Some((5.1101, 52.09)));
    gone.provenance.source = Some(Source { name: "lijst.csv".to_owned(), external_id: "7".to_owned() });
    let gone = house.add(gone);
    let (club, field) = (named(house, Kind::Association, "Club"), named(house, Kind::Place, "Veld"));
    let uses = house.join(tie(house, TieKind::Uses, club, gone));
    house.join(tie(house, TieKind::PartOf, kept, field));
    let rests = house.join(tie(house, TieKind::PartOf, gone, named(house, Kind::Place, "Plein")));
    Sheds { kept, gone, field, uses, rests }
}

fn merge(steward: &Visitor<'_>, sheds: &Sheds, choices: &[(&str, &str)]) -> Answer {
    let page = steward.get(&format!("/wijk/assets/{}/merge?other={}", sheds.kept, sheds.gone));
    steward.post_with(&format!("/wijk/assets/{}/merge", sheds.kept), &page.form(FORM), choices)
}

fn apart(steward: &Visitor<'_>, gone: Id, choices: &[(&str, &str)]) -> Answer {
    let address = format!("/wijk/assets/{gone}/apart");
    steward.post_with(&address, &steward.get(&address).form(FORM), choices)
}

fn known(house: &House, id: Id) -> Record {
    Record::clone(house.neighbourhood.snapshot().record(id).unwrap())
}

fn known_tie(house: &House, id: Id) -> Tie {
    Tie::clone(house.neighbourhood.snapshot().tie(id).unwrap())
}

#[test]
fn two_become_one_field_by_field_and_every_tie_is_kept() {
    let house = House::empty();
    let (steward, sheds) = (house.steward(), sheds(&house));
    let find = steward.get(&format!("/wijk/assets/{}/merge", sheds.kept));
    assert_eq!(find.attribute("#q", "value").unwrap(), "De Schuur");
    let found = steward.get(&format!("/wijk/assets/{}/merge?q=schuur", sheds.kept));
    assert_eq!(found.texts(".assets .name"), ["Schuur"]);
    let page = steward.get(&found.attribute(".assets a", "href").unwrap());
    assert_eq!(page.attributes("fieldset.disputed", "id"), ["take-name", "take-opening_hours", "take-threat", "take-whereabouts"]);
    assert_eq!(page.texts(".moved li"), ["Club gebruikt Schuur"]);
    assert!(page.text(".lost li").starts_with("Schuur hoort bij Plein – Er is al zo’n verbinding"), "{}", page.text(".lost li"));
    assert_eq!(house.anonymous().get(&format!("/wijk/assets/{}", sheds.gone)).status, 200, "looking changes nothing");

    let sent = merge(&steward, &sheds, &[("take-threat", "other")]);
    assert!(sent.header("location").unwrap().starts_with(&format!("/wijk/assets/{}?done=merged&change=", sheds.kept)));
    let shown = house.anonymous().get(&format!("/wijk/assets/{}", sheds.kept));
    assert_eq!(shown.texts(".connections li"), ["Veld", "Club"]);
    assert!(shown.text(".facts").contains("geen") && shown.text(".facts").contains("altijd") && shown.text("h1") == "De Schuur");
    let old = house.anonymous().get(&format!("/wijk/assets/{}", sheds.gone));
    assert_eq!((old.status, old.header("location")), (307, Some(format!("/wijk/assets/{}", sheds.kept).as_str())));
    assert_eq!(house.anonymous().get("/wijk/assets?kind=place").texts(".assets .name"), ["De Schuur", "Plein", "Veld"]);
    assert_eq!(house.anonymous().get("/wijk/assets?q=schuur").texts(".assets .name"), ["De Schuur"]);
    assert!(merge(&steward, &sheds, &[]).status == 404, "there is one left");
}

#[test]
fn merging_is_undone_at_once() {
    let house = House::empty();
    let (steward, sheds) = (house.steward(), sheds(&house));
    let before = [sheds.kept, sheds.gone].map(|id| Content::from(&known(&house, id)));
    let sent = merge(&steward, &sheds, &[("take-name", "other")]);
    let page = steward.get(sent.header("location").unwrap());
    let undone = steward.post_form(&page.attribute(".message.ok form", "action").unwrap(), &[]);
    assert_eq!(undone.text("h1"), "Ongedaan gemaakt", "{}", undone.text("main"));
    assert_eq!([sheds.kept, sheds.gone].map(|id| Content::from(&known(&house, id))), before);
    assert_eq!(known_tie(&house, sheds.uses).to, sheds.gone);
    assert_eq!(house.anonymous().get(&format!("/wijk/assets/{}", sheds.gone)).texts(".connections li"), ["Plein", "Club"]);
}

#[test]
fn two_that_were_one_are_two_again_also_after_other_changes() {
    let house = House::empty();
    let (steward, sheds) = (house.steward(), sheds(&house));
    let gone = Content::from(&known(&house, sheds.gone));
    merge(&steward, &sheds, &[("take-threat", "other")]);
    // The one that stayed is changed, also in a part that it took over, and gets two more ties.
    let edit = format!("/wijk/assets/{}/edit", sheds.kept);
    let form = steward.get(&edit).form("main form[method=post]:has(input[name=seen])");
    assert_eq!(steward.post_with(&edit, &form, &[("description", "Nieuw."), ("opening_hours", "soms")]).status, 303);
    let [choir, band] = ["Koor", "Fanfare"].map(|name| named(&house, Kind::Association, name));
    let stays = house.join(tie(&house, TieKind::Uses, choir, sheds.kept));
    let goes = house.join(tie(&house, TieKind::Uses, band, sheds.kept));

    let shown = steward.get(&format!("/wijk/assets/{}", sheds.kept));
    let address = format!("/wijk/assets/{}/apart", sheds.gone);
    assert!(shown.attributes("a", "href").contains(&address));
    let page = steward.get(&address);
    assert_eq!(page.attributes("fieldset.disputed", "id"), ["back-threat"], "what was changed since stays");
    assert_eq!(page.texts(".moved li"), ["Club gebruikt De Schuur"]);
    assert_eq!(page.texts("#along label"), ["Koor gebruikt De Schuur", "Fanfare gebruikt De Schuur"]);
    let sent = apart(&steward, sheds.gone, &[("along", &goes.to_string())]);
    assert!(sent.header("location").unwrap().starts_with(&format!("/wijk/assets/{}?done=apart&change=", sheds.gone)));

    let kept = known(&house, sheds.kept);
    let said = |field: &str| kept.values.text(field).map(str::to_owned);
    assert_eq!(said("threat").as_deref(), Some("sloop"), "what was taken over goes back");
    assert_eq!((said("description").as_deref(), said("opening_hours").as_deref()), (Some("Nieuw."), Some("soms")));
    let again = known(&house, sheds.gone);
    assert_eq!((Content::from(&again), again.merged_into), (gone, None));
    assert_eq!([sheds.uses, goes, stays].map(|id| known_tie(&house, id).to), [sheds.gone, sheds.gone, sheds.kept]);
    let mut ties = house.anonymous().get(&format!("/wijk/assets/{}", sheds.gone)).texts(".connections li");
    ties.sort_unstable();
    assert_eq!(ties, ["Club", "Fanfare", "Plein"]);
    assert!(apart_again(&steward, sheds.gone).ends_with("done=already"));
}

fn apart_again(steward: &Visitor<'_>, gone: Id) -> String {
    steward.post_form(&format!("/wijk/assets/{gone}/apart"), &[]).header("location").unwrap().to_owned()
}

#[test]
fn what_rests_goes_along_when_its_other_end_is_taken_away() {
    let house = House::empty();
    let (steward, sheds) = (house.steward(), sheds(&house));
    merge(&steward, &sheds, &[]);
    let plein = known_tie(&house, sheds.rests).to;
    let asked = steward.get(&format!("/wijk/assets/{plein}/remove"));
    assert!(!asked.body().contains(&sheds.gone.to_string()), "what rests is in nobody's sight");
    assert_eq!(steward.post_with(&format!("/wijk/assets/{plein}/remove"), &asked.form(FORM), &[]).status, 303);
    assert!(house.neighbourhood.snapshot().tie(sheds.rests).is_none());
    assert_eq!(apart(&steward, sheds.gone, &[]).status, 303);
    assert_eq!(house.anonymous().get(&format!("/wijk/assets/{}", sheds.gone)).texts(".connections li"), ["Club"]);
}

#[test]
fn a_tie_at_rest_stands_in_nobodys_way_and_gives_way_when_it_wakes() {
    let house = House::empty();
    let steward = house.steward();
    let [one, other, field] = ["De Schuur", "Schuur", "Veld"].map(|name| named(&house, Kind::Place, name));
    // The one that stays was part of the other: that cannot be once they are one.
    let within = house.join(tie(&house, TieKind::PartOf, one, other));
    let sheds = Sheds { kept: one, gone: other, field, uses: within, rests: within };
    assert!(merge(&steward, &sheds, &[]).header("location").unwrap().contains("done=merged"));
    let now = house.join(tie(&house, TieKind::PartOf, one, sheds.field));
    let page = steward.get(&format!("/wijk/assets/{other}/apart"));
    assert!(page.text(".lost li").starts_with("De Schuur hoort bij Schuur – Er is al zo’n verbinding"), "{}", page.text("main"));
    assert_eq!(apart(&steward, other, &[]).status, 303);
    let graph = house.neighbourhood.snapshot();
    assert!(graph.tie(within).is_none() && graph.tie(now).is_some());
}

#[test]
fn what_changed_meanwhile_is_not_merged_over() {
    let house = House::empty();
    let (steward, sheds) = (house.steward(), sheds(&house));
    let address = format!("/wijk/assets/{}/merge", sheds.kept);
    let form = steward.get(&format!("{address}?other={}", sheds.gone)).form(FORM);
    let mut changed = known(&house, sheds.gone);
    changed.version += 1;
    changed.values.set("threat", text("water"));
    house.add(changed);
    let page = steward.post_with(&address, &form, &[("take-name", "other"), ("take-threat", "other")]);
    assert_eq!((page.status, page.count(".message.error")), (409, 1));
    let form = page.form(FORM);
    assert!(form.contains(&("take-name".to_owned(), "other".to_owned())), "what was chosen is still chosen");
    assert_eq!(steward.post_with(&address, &form, &[]).status, 303);
    assert_eq!((known(&house, sheds.kept).name(), known(&house, sheds.kept).values.text("threat")), ("Schuur", Some("water")));
    assert!(steward.post_with(&address, &form, &[]).header("location").unwrap().ends_with("done=already"));
}

#[test]
fn merging_shows_nobody_what_was_hidden() {
    let house = House::empty();
    let (steward, sheds) = (house.steward(), sheds(&house));
    let mut hidden = known(&house, sheds.gone);
    hidden.version += 1;
    hidden.visibility = Visibility::Stewards;
    house.add(hidden);
    assert_eq!(merge(&steward, &sheds, &[]).status, 303);
    let (kept, gone) = (format!("/wijk/assets/{}", sheds.kept), format!("/wijk/assets/{}", sheds.gone));
    assert_eq!(house.anonymous().get(&gone).status, 404, "who never saw it does not learn where it went");
    assert_eq!(steward.get(&gone).status, 307);
    let seen = house.anonymous().get(&kept);
    assert!(!["Club", "altijd", "lijst.csv"].iter().any(|hidden| seen.body().contains(hidden)));
    assert!(steward.get(&kept).body().contains("Club"));
    for address in ["apart", "merge"].map(|act| format!("{gone}/{act}")) {
        assert_eq!(house.anonymous().get(&address).status, 403);
        assert_eq!(house.anonymous().post_form(&address, &[]).status, 403);
    }
    assert_eq!(apart(&steward, sheds.gone, &[]).status, 303);
    assert_eq!(known_tie(&house, sheds.uses).visibility, Visibility::Everyone, "as open again as it was");
}

#[test]
fn ties_that_a_steward_may_not_see_move_along() {
    let house = House::empty();
    let (steward, sheds) = (house.steward(), sheds(&house));
    let mut own = tie(&house, TieKind::HoldsRight, named(&house, Kind::Association, "Eigenaar"), sheds.gone);
    own.visibility = Visibility::Own;
    own.values.set("right", Value::Codes(vec!["ownership".to_owned()]));
    let own = house.join(own);
    assert!(!steward.get(&format!("/wijk/assets/{}/merge?other={}", sheds.kept, sheds.gone)).body().contains("Eigenaar"));
    merge(&steward, &sheds, &[]);
    assert_eq!((known_tie(&house, own).to, known_tie(&house, own).visibility), (sheds.kept, Visibility::Own));
    apart(&steward, sheds.gone, &[]);
    assert_eq!(known_tie(&house, own).to, sheds.gone);
}

#[test]
fn three_become_one_step_by_step_and_come_apart_in_turn() {
    let house = House::empty();
    let (steward, sheds) = (house.steward(), sheds(&house));
    let third = named(&house, Kind::Thing, "Schuurtje");
    merge(&steward, &sheds, &[]);
    let further = Sheds { kept: third, gone: sheds.kept, ..sheds };
    assert!(merge(&steward, &further, &[]).header("location").unwrap().contains("done=merged"));
    assert_eq!(steward.get(&format!("/wijk/assets/{}", sheds.gone)).header("location"), Some(format!("/wijk/assets/{third}").as_str()));
    assert_eq!(steward.get(&format!("/wijk/assets/{}/apart", sheds.gone)).status, 404, "first the last one");
    assert_eq!(known_tie(&house, sheds.uses).to, third);
    assert_eq!(apart(&steward, sheds.kept, &[]).status, 303);
    assert_eq!(apart(&steward, sheds.gone, &[]).status, 303);
    assert_eq!(known_tie(&house, sheds.uses).to, sheds.gone);
    assert_eq!(house.anonymous().get("/wijk/assets?q=schuur").count(".assets li"), 3);
}

#[test]
fn what_was_joined_to_something_goes_and_comes_back_with_it() {
    let house = House::empty();
    let (steward, sheds) = (house.steward(), sheds(&house));
    merge(&steward, &sheds, &[]);
    let address = format!("/wijk/assets/{}/remove", sheds.kept);
    let asked = steward.get(&address);
    assert!(asked.texts(".lost li").contains(&"Schuur (is hiermee samengevoegd)".to_owned()));
    let gone = steward.post_with(&address, &asked.form(FORM), &[]);
    assert!(house.neighbourhood.snapshot().record(sheds.gone).is_none());
    let list = steward.get(gone.header("location").unwrap());
    let undone = steward.post_form(&list.attribute(".message.ok form", "action").unwrap(), &[]);
    assert_eq!(undone.text("h1"), "Ongedaan gemaakt", "{}", undone.text("main"));
    assert_eq!(known(&house, sheds.gone).merged_into, Some(sheds.kept));
    assert_eq!(apart(&steward, sheds.gone, &[]).status, 303);
    assert_eq!(house.anonymous().get(&format!("/wijk/assets/{}", sheds.gone)).count(".connections li"), 2);
}

#[test]
fn what_was_joined_stays_joined_when_all_is_packed() {
    let house = House::empty();
    let sheds = sheds(&house);
    merge(&house.steward(), &sheds, &[]);
    let packed = house.neighbourhood.snapshot().settle();
    let packed = Graph::from_pieces(packed.to_pieces()).unwrap();
    let view = packed.seen_by(Audience::Stewards);
    assert_eq!((view.count(Kind::Place), view.of_kind(Kind::Place).count()), (3, 3));
    let asked = Filter { text: Some("schuur".to_owned()), ..Filter::default() };
    assert_eq!(view.page(&asked, 0, 10).records.into_iter().map(Disclosed::id).collect::<Vec<_>>(), [sheds.kept]);
    assert_eq!(view.forwarded(sheds.gone).map(Disclosed::id), Some(sheds.kept));
    assert_eq!(view.joined_to(sheds.kept).map(Disclosed::id).collect::<Vec<_>>(), [sheds.gone]);
    let source = Source { name: "lijst.csv".to_owned(), external_id: "7".to_owned() };
    assert_eq!(packed.record_of_source(&source).map(|record| record.id), Some(sheds.gone), "the file knows its record again");
}

#[test]
fn nothing_points_at_itself_or_at_what_is_not_there() {
    let house = House::empty();
    let sheds = sheds(&house);
    merge(&house.steward(), &sheds, &[]);
    let pointed = |from: Id, to: Id| {
        let record = known(&house, from);
        house.write(vec![Change::Record(Record { version: record.version + 1, merged_into: Some(to), ..record })])
    };
    assert!(pointed(sheds.kept, sheds.gone).is_err() && pointed(sheds.kept, sheds.kept).is_err());
    assert!(pointed(sheds.kept, house.surroundings().mint()).is_err());
    let moved = known_tie(&house, sheds.uses);
    let astray = Tie { version: moved.version + 1, to: sheds.field, ..moved };
    assert!(house.write(vec![Change::Tie(astray)]).is_err(), "a tie goes nowhere by itself");
}
