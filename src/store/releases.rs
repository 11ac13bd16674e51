//! How releases are kept: in one register of the data folder, a row for each part, so that little is written when somebody
//! leaves. Nothing in it names anybody: people and homes are tokens. The file is written anew after every change, so that
//! the token of whoever left is not in it any more.
//!
//! | row | holds |
//! |---|---|
//! | `SLUG/made` | when the release was made |
//! | `SLUG/known/TOPIC` | who does not help to make their square worth telling |
//! | `SLUG/part/PLACE/TOPIC` | who is told together; `PLACE` is `whole`, `100:CODE` or `500:CODE`, `TOPIC` is `people` or `group:CODE` |
//!
//! **Frozen**: rows of this form are on people's disks.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::consent::figures::{Gone, Part, Place, Release, Token, Topic};
use crate::inventory::moment::Moment;
use crate::inventory::slug::Slug;
use crate::inventory::square::{Size, Square};
use crate::store::error::Error;
use crate::store::register::Register;

/// The file of the data folder with the releases; part of a backup, because figures made from nothing could be told apart
/// from those before by subtraction.
pub const RELEASES: &str = "releases";

/// The last release of every neighbourhood, on the disk.
#[derive(Debug)]
pub struct Releases(Mutex<Register>);

#[derive(Serialize, Deserialize)]
struct PartRow {
    /// Each with their home, if it is known.
    members: Vec<(String, Option<String>)>,
    #[serde(default)]
    gone_people: usize,
    #[serde(default)]
    gone_homes: usize,
    #[serde(default)]
    withheld: bool,
}

impl Releases {
    pub fn open(folder: &Path) -> Result<Self, Error> {
        Ok(Self(Mutex::new(Register::open(&folder.join(RELEASES))?)))
    }

    /// Reads what was put in the place of the file.
    pub fn reload(&self, folder: &Path) -> Result<(), Error> {
        *self.register() = Register::open(&folder.join(RELEASES))?;
        Ok(())
    }

    /// The last release of a neighbourhood, if there is one.
    pub fn last(&self, slug: &Slug) -> Result<Option<Release>, Error> {
        let register = self.register();
        let prefix = format!("{slug}/");
        let mut release = Release { made: Moment::EPOCH, ledgers: BTreeMap::new() };
        let mut is_there = false;
        for (name, row) in register.rows().filter_map(|(name, row)| Some((name.strip_prefix(&prefix)?, row))) {
            is_there |= name == "made";
            read(&mut release, name, row).ok_or_else(|| Error::Unfit { what: format!("the row {prefix}{name} of {RELEASES}") })?;
        }
        Ok(is_there.then_some(release))
    }

    /// Keeps a release in the place of the last one. It is on the disk when this returns, and the last one is not.
    pub fn keep(&self, slug: &Slug, release: &Release) -> Result<(), Error> {
        let rows = written(slug, release).map_err(|cause| Error::Unfit { what: cause.to_string() })?;
        self.replace(slug, rows)
    }

    /// Forgets the releases of a neighbourhood.
    pub fn forget(&self, slug: &Slug) -> Result<(), Error> {
        self.replace(slug, BTreeMap::new())
    }

    fn replace(&self, slug: &Slug, mut rows: BTreeMap<String, Value>) -> Result<(), Error> {
        let mut register = self.register();
        let prefix = format!("{slug}/");
        let mut changes = Vec::new();
        for (name, row) in register.rows().filter(|(name, _)| name.starts_with(&prefix)) {
            let new = rows.remove(name);
            if new.as_ref().map(Value::to_string).as_deref() != Some(row) {
                changes.push((name.to_owned(), new));
            }
        }
        changes.extend(rows.into_iter().map(|(name, row)| (name, Some(row))));
        if changes.is_empty() {
            return Ok(());
        }
        register.put(&changes)?;
        register.rewrite()
    }

    fn register(&self) -> MutexGuard<'_, Register> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn written(slug: &Slug, release: &Release) -> Result<BTreeMap<String, Value>, serde_json::Error> {
    let mut rows = BTreeMap::from([(format!("{slug}/made"), Value::from(release.made.to_string()))]);
    for (topic, ledger) in &release.ledgers {
        let topic = topic_text(topic);
        if !ledger.known.is_empty() {
            let known: Vec<String> = ledger.known.iter().map(hex).collect();
            rows.insert(format!("{slug}/known/{topic}"), known.into());
        }
        for (place, part) in &ledger.parts {
            let row = PartRow {
                members: part.members.iter().map(|(token, home)| (hex(token), home.as_ref().map(hex))).collect(),
                gone_people: part.gone.people,
                gone_homes: part.gone.homes,
                withheld: part.withheld,
            };
            rows.insert(format!("{slug}/part/{}/{topic}", place_text(*place)), serde_json::to_value(row)?);
        }
    }
    Ok(rows)
}

fn read(release: &mut Release, name: &str, row: &str) -> Option<()> {
    let (kind, rest) = name.split_once('/').unwrap_or((name, ""));
    match kind {
        "made" => release.made = serde_json::from_str::<String>(row).ok()?.parse().ok()?,
        "known" => {
            let known: Vec<String> = serde_json::from_str(row).ok()?;
            let known: Option<_> = known.iter().map(|text| token(text)).collect();
            release.ledgers.entry(topic(rest)?).or_default().known = known?;
        }
        "part" => {
            let (place_text, topic_text) = rest.split_once('/')?;
            let row: PartRow = serde_json::from_str(row).ok()?;
            let member = |(one, home): &(String, Option<String>)| {
                let home = home.as_deref().map(token);
                if home == Some(None) { None } else { Some((token(one)?, home.flatten())) }
            };
            let members: Option<_> = row.members.iter().map(member).collect();
            let gone = Gone { people: row.gone_people, homes: row.gone_homes };
            let part = Part { members: members?, gone, withheld: row.withheld };
            release.ledgers.entry(topic(topic_text)?).or_default().parts.insert(place(place_text)?, part);
        }
        _ => return None,
    }
    Some(())
}

fn topic_text(topic: &Topic) -> String {
    match topic {
        Topic::People => "people".to_owned(),
        Topic::Group(group) => format!("group:{group}"),
    }
}

fn topic(text: &str) -> Option<Topic> {
    if text == "people" { Some(Topic::People) } else { text.strip_prefix("group:").map(|group| Topic::Group(group.to_owned())) }
}

fn place_text(place: Place) -> String {
    match place {
        Place::Square(square) => format!("{}:{square}", square.size().metres()),
        Place::Whole => "whole".to_owned(),
    }
}

fn place(text: &str) -> Option<Place> {
    if text == "whole" {
        return Some(Place::Whole);
    }
    let (metres, code) = text.split_once(':')?;
    let size = [Size::Hundred, Size::FiveHundred].into_iter().find(|size| size.metres().to_string() == metres)?;
    Square::with_code(size, code).ok().map(Place::Square)
}

fn hex(token: &Token) -> String {
    format!("{:032x}", u128::from_be_bytes(token.0))
}

fn token(text: &str) -> Option<Token> {
    let is_hex = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    u128::from_str_radix(text, 16).ok().filter(|_| is_hex).map(|number| Token(number.to_be_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::figures::{Contributor, Living};

    fn living(people: u8) -> Living {
        let square: Square = "E0923N4365".parse().unwrap();
        let one = |number: u8| {
            let groups = ["food".to_owned(), "a/b".to_owned()].into();
            (Token([number; 16]), Contributor { home: Some(Token([100 + number; 16])), square: Some(square), groups })
        };
        (0..people).map(one).collect()
    }

    #[test]
    fn a_release_comes_back_as_it_was_kept_and_whoever_left_is_not_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let (slug, other): (Slug, Slug) = ("wijk".parse().unwrap(), "wijk-2".parse().unwrap());
        let releases = Releases::open(folder.path()).unwrap();
        let mut release = Release::first(&living(9), Moment::EPOCH).unwrap();
        releases.keep(&other, &release).unwrap();
        releases.keep(&slug, &release).unwrap();
        let bytes = || String::from_utf8(std::fs::read(folder.path().join(RELEASES)).unwrap()).unwrap();
        assert!(bytes().contains(&hex(&Token([8; 16]))));
        assert!(release.notice(&living(8)));
        releases.keep(&slug, &release).unwrap();
        releases.forget(&other).unwrap();
        assert!(!bytes().contains(&hex(&Token([8; 16]))));
        let again = Releases::open(folder.path()).unwrap();
        assert_eq!(again.last(&slug).unwrap(), Some(release));
        assert_eq!(again.last(&other).unwrap(), None);
    }

    #[test]
    fn a_row_that_cannot_be_read_is_an_error_and_no_figure() {
        let folder = tempfile::tempdir().unwrap();
        let slug: Slug = "wijk".parse().unwrap();
        let releases = Releases::open(folder.path()).unwrap();
        for name in ["wijk/part/whole/groups", "wijk/part/100:E0923N43/people", "wijk/else"] {
            releases.register().put(&[(name.to_owned(), Some(serde_json::json!({ "members": [] })))]).unwrap();
            assert!(releases.last(&slug).is_err(), "{name}");
            releases.register().put(&[(name.to_owned(), None)]).unwrap();
        }
    }
}
