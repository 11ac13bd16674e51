//! Between the form and what is kept of a person: what was told is read, and read back into a form.

use crate::capture::sheet::Sheet;
use crate::capture::spot::read_spot;
use crate::consent::{Disclosed, Scope};
use crate::inventory::id::Id;
use crate::inventory::kind::Kind;
use crate::inventory::tie_kind::TieKind;
use crate::inventory::value::Value;
use crate::inventory::values::Values;
use crate::inventory::visibility::Visibility;
use crate::neighbourhood::people::{Home, Location, Portrait, Tied, home_at, home_near};
use crate::web::faults::Fault;
use crate::web::here::Here;
use crate::web::pages::new_asset::place as on_earth;
use crate::web::pages::people::place::{PRECISIONS, areas};
use crate::web::pages::people::questions;
use crate::web::pages::people::rows::{LONGEST_NOTE, of_skill};
use crate::web::pages::people::things::open_groups;

/// A name has at most so many characters, as a name on a card.
const LONGEST_NAME: usize = 80;
/// A way to reach somebody has at most so many characters.
const LONGEST_CONTACT: usize = 300;
/// In their own words, so many characters.
const LONGEST_WORDS: usize = 2_000;
/// People say which talents are their best, and not that all of them are.
const MOST_BEST: usize = 3;

/// What was told, with what was told before where it was not asked now; or what is wrong with it.
///
/// `counted` says whether they agree to be counted: of who does not, nothing is kept for figures.
pub(super) fn portrait(here: &Here, sheet: &Sheet, before: Option<&Portrait>, counted: bool) -> Result<Portrait, Vec<Fault>> {
    let words = here.words();
    let mut faults = Vec::new();
    let mut line = |name: &str, longest: usize| {
        let typed = sheet.one(name).trim().to_owned();
        if typed.chars().count() > longest {
            let text = words.say_with("form-wrong-too-long", &[("most", longest.into())]).into_owned();
            faults.push(Fault { at: name.to_owned(), text });
        }
        typed
    };
    let (name, description) = (line("name", LONGEST_NAME), line("description", LONGEST_WORDS));
    let typed_contact = line("contact", LONGEST_CONTACT);
    if name.is_empty() {
        faults.push(Fault::new(words, "name", "form-wrong-missing"));
    }
    if sheet.all("best3").filter(|code| sheet.all("can").any(|can| can == *code)).count() > MOST_BEST {
        faults.push(Fault::new(words, "best3", "people-too-many-best"));
    }
    let contact = match before {
        Some(before) if typed_contact.is_empty() && sheet.one("contact_gone") != "yes" => before.contact.clone(),
        _ => typed_contact,
    };
    let location = location(here, sheet, before.map(|before| &before.location), counted, &mut faults);
    let languages = sheet.one("languages").split([',', ';']).map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect();
    let is_adult = before.map_or(sheet.one("age") == "adult", |before| before.is_adult);
    let is_connector = sheet.one("connector") == "yes";
    let ties = ties(here, sheet, before);
    let portrait = Portrait { name, description, contact, languages, location, is_adult, is_connector, ties };
    if faults.is_empty() { Ok(portrait) } else { Err(faults) }
}

/// Where they live: what was filled in becomes a square at once. Where nothing was filled in, what is known stays.
fn location(here: &Here, sheet: &Sheet, before: Option<&Location>, counted: bool, faults: &mut Vec<Fault>) -> Location {
    let words = here.words();
    let precision = sheet.one("precision").to_owned();
    if !PRECISIONS.contains(&precision.as_str()) {
        faults.push(Fault::new(words, "precision", "people-place-missing"));
    }
    let (street, number) = (sheet.one("street").trim(), sheet.one("number").trim());
    let spot = read_spot(sheet.one("longitude"), sheet.one("latitude")).and_then(|spot| spot.map(on_earth).transpose());
    let told = areas(here).into_iter().map(Disclosed::id).find(|area| area.to_string() == sheet.one("area"));
    let home = match spot {
        Err(fault) => {
            faults.push(Fault::of_spot(words, fault));
            Home::default()
        }
        Ok(Some((spot, _))) => home_near(&here.neighbourhood, spot.middle()),
        Ok(None) if !street.is_empty() && !number.is_empty() => home_at(&here.neighbourhood, street, number),
        // They did not move: all is as it was.
        Ok(None) => {
            let stays = before.filter(|before| street.is_empty() || street == before.street);
            let unseen = |before: &Location| before.area.filter(|area| here.view().record(*area).is_none());
            stays.map_or_else(Home::default, |before| Home {
                square: before.square,
                token: before.home.clone(),
                area: told.or_else(|| unseen(before)),
            })
        }
    };
    let area = home.area.or(told);
    match precision.as_str() {
        "cell" if home.square.is_none() => faults.push(Fault::new(words, "number", "people-place-unknown")),
        "street" if street.is_empty() => faults.push(Fault::new(words, "street", "form-wrong-missing")),
        "area" if area.is_none() => faults.push(Fault::new(words, "area", "people-area-missing")),
        _ => {}
    }
    // What is neither shown nor counted is not kept.
    let is_needed = counted || matches!(precision.as_str(), "cell" | "street");
    let (square, token) = if is_needed { (home.square, home.token) } else { (None, String::new()) };
    Location { precision, street: street.to_owned(), square, home: token, area }
}

/// The ties that were told. Those that the form did not show stay as they were.
fn ties(here: &Here, sheet: &Sheet, before: Option<&Portrait>) -> Vec<Tied> {
    let view = here.view();
    let known = |kind: TieKind, to: Id| before.and_then(|before| before.ties.iter().find(|tied| tied.kind == kind && tied.to == to));
    let plain = |kind: TieKind, to: Id| {
        let values = known(kind, to).map(|tied| tied.values.clone()).unwrap_or_default();
        let visibility = known(kind, to).map_or(Visibility::Everyone, |tied| tied.visibility);
        Tied { kind, to, values, visibility }
    };
    let shown: Vec<Id> = ticked(sheet, "shown").filter(|id| view.record(*id).is_some()).collect();
    let groups: Vec<Id> = open_groups(here).map(Disclosed::id).collect();
    let is_word = |to: Id| view.record(to).is_some_and(|record| record.text("code").is_some());
    let was_shown = |tied: &Tied| {
        view.audience().may_see(tied.visibility)
            && match tied.kind {
                TieKind::MemberOf | TieKind::Offers => shown.contains(&tied.to),
                TieKind::WishesFor => shown.contains(&tied.to) || view.record(tied.to).is_some_and(|record| record.kind() == Kind::Skill),
                _ => is_word(tied.to),
            }
    };
    // First what nobody was asked about: it stays as it was.
    let mut told: Vec<Tied> = before.into_iter().flat_map(|before| &before.ties).filter(|tied| !was_shown(tied)).cloned().collect();
    for (name, kind) in [("can", TieKind::HasTalent), ("learn", TieKind::WantsToLearn), ("wish", TieKind::WishesFor)] {
        let skills = sheet.all(name).filter_map(|code| Some((code, view.term("skill", code)?.id())));
        told.extend(
            skills.map(|(code, to)| if kind == TieKind::HasTalent { talent(sheet, code, plain(kind, to)) } else { plain(kind, to) }),
        );
    }
    told.extend(sheet.all("cares").filter_map(|code| Some(plain(TieKind::CaresAbout, view.term("theme", code)?.id()))));
    told.extend(ticked(sheet, "member").filter(|id| groups.contains(id)).map(|to| plain(TieKind::MemberOf, to)));
    for (name, kind) in [("offers", TieKind::Offers), ("wishes", TieKind::WishesFor)] {
        told.extend(ticked(sheet, name).filter(|id| shown.contains(id)).map(|to| plain(kind, to)));
    }
    without_doubles(told)
}

fn ticked<'a>(sheet: &'a Sheet, name: &'a str) -> impl Iterator<Item = Id> + 'a {
    sheet.all(name).filter_map(|id| id.parse().ok())
}

/// One tie of a kind to each: a page can show the same box twice.
fn without_doubles(told: Vec<Tied>) -> Vec<Tied> {
    let mut once: Vec<Tied> = Vec::new();
    for tied in told {
        if !once.iter().any(|other| other.kind == tied.kind && other.to == tied.to) {
            once.push(tied);
        }
    }
    once
}

fn talent(sheet: &Sheet, code: &str, tied: Tied) -> Tied {
    let mut values: Values = tied.values;
    for name in ["best3", "teach"] {
        values.clear(name);
        if let Some(field) = TieKind::HasTalent.field(name).filter(|_| sheet.all(name).any(|ticked| ticked == code)) {
            values.set(field.name, Value::YesNo(true));
        }
    }
    for field in ["gift", "share_how"].into_iter().filter_map(|name| TieKind::HasTalent.field(name)) {
        let chosen = sheet.one(&of_skill(field.name, code)).to_owned();
        values.clear(field.name);
        if let crate::inventory::field::Shape::Choice(codes) = field.shape
            && codes.contains(&chosen.as_str())
        {
            values.set(field.name, Value::Codes(vec![chosen]));
        }
    }
    values.clear("note");
    let note: String = sheet.one(&of_skill("note", code)).trim().chars().take(LONGEST_NOTE).collect();
    if let Some(field) = TieKind::HasTalent.field("note").filter(|_| !note.is_empty()) {
        values.set(field.name, Value::Text(note));
    }
    let is_for_team = sheet.all("team").any(|ticked| ticked == code);
    Tied { values, visibility: if is_for_team { Visibility::Builders } else { Visibility::Everyone }, ..tied }
}

/// The form of somebody who is here, filled in with what they told as far as this audience sees it; without how to reach
/// them and without their home.
pub(super) fn sheet_of(here: &Here, portrait: &Portrait) -> Sheet {
    let view = here.view();
    let mut answers: Vec<(String, String)> = vec![
        ("name".into(), portrait.name.clone()),
        ("description".into(), portrait.description.clone()),
        ("languages".into(), portrait.languages.join(", ")),
        ("precision".into(), if portrait.location.precision.is_empty() { "none".into() } else { portrait.location.precision.clone() }),
        ("street".into(), portrait.location.street.clone()),
        ("area".into(), portrait.location.area.map(|area| area.to_string()).unwrap_or_default()),
        ("connector".into(), if portrait.is_connector { "yes".into() } else { String::new() }),
    ];
    for tied in portrait.ties.iter().filter(|tied| view.audience().may_see(tied.visibility)) {
        let Some(record) = view.record(tied.to) else { continue };
        let mut tick = |name: &str, value: &str| answers.push((name.to_owned(), value.to_owned()));
        let id = tied.to.to_string();
        match (tied.kind, record.text("code")) {
            (TieKind::HasTalent, Some(code)) => {
                tick("can", code);
                for name in ["best3", "teach"] {
                    if tied.values.get(name) == Some(&Value::YesNo(true)) {
                        tick(name, code);
                    }
                }
                for name in ["gift", "share_how"] {
                    tick(&of_skill(name, code), tied.values.codes(name).first().map_or("", String::as_str));
                }
                tick(&of_skill("note", code), tied.values.text("note").unwrap_or_default());
                if tied.visibility >= Visibility::Builders {
                    tick("team", code);
                }
            }
            (TieKind::WantsToLearn, Some(code)) => tick("learn", code),
            (TieKind::WishesFor, Some(code)) => tick("wish", code),
            (TieKind::CaresAbout, Some(code)) => tick("cares", code),
            (TieKind::MemberOf, _) => tick("member", &id),
            (TieKind::Offers, _) => tick("offers", &id),
            (TieKind::WishesFor, _) => tick("wishes", &id),
            _ => {}
        }
    }
    Sheet::new(answers)
}

/// What is wrong with the answers about agreeing: without a yes to the first question nothing may be kept.
pub(super) fn consent_faults(here: &Here, sheet: &Sheet) -> Vec<Fault> {
    let words = here.words();
    let mut faults = Vec::new();
    if !matches!(sheet.one("age"), "adult" | "guardian") {
        faults.push(Fault::new(words, "age", "people-age-missing"));
    }
    let store = questions::name(Scope::Store.code());
    if sheet.one(&store) != "yes" {
        faults.push(Fault::new(words, &store, "people-store-missing"));
    }
    faults
}
