use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::inventory::moment::Moment;
use crate::inventory::provenance::Actor;

/// That a person said yes to some things and no to others: to what, when, how, and who was there.
///
/// It is kept as an entry in the person's own record, which is only ever added to. As text:
/// `2026-11-23T10:00:00Z yes=store,statistics no=show_public text=1 lang=nl by=spoken witness=operator`, with
/// `guardian=yes` before `witness` where somebody else decides for the person. **Frozen**: entries of this form are on
/// people's disks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// To what the person said yes.
    pub yes: BTreeSet<Scope>,
    /// To what the person said no, or no longer. What is in neither stays as it was.
    pub no: BTreeSet<Scope>,
    /// Which wording they were asked in.
    pub text_version: String,
    /// In which language (ISO 639-1).
    pub language: String,
    /// How.
    pub channel: Channel,
    /// Whoever decides for the person said it: a parent or guardian.
    pub by_guardian: bool,
    /// When.
    pub given: Moment,
    /// Who heard it.
    pub witness: Actor,
}

/// What a person can agree to, each apart from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// To be kept at all.
    Store,
    /// To be shown to neighbours.
    ShowNeighbours,
    /// To be shown to everyone.
    ShowPublic,
    /// To be asked for an introduction.
    ContactIntro,
    /// That ties with other persons are kept.
    Relations,
    /// To be in what a workshop takes away.
    WorkshopExport,
    /// To be counted.
    Statistics,
}

/// How a yes or no was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// Spoken at the door.
    Spoken,
    /// On paper.
    Paper,
    /// By the person, on their own page.
    Own,
    /// In a file of others, which says so.
    File,
}

impl Scope {
    /// All, in the order in which they are asked.
    pub const ALL: [Self; 7] =
        [Self::Store, Self::ShowNeighbours, Self::ShowPublic, Self::ContactIntro, Self::Relations, Self::WorkshopExport, Self::Statistics];

    /// The word in files and forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Store => "store",
            Self::ShowNeighbours => "show_neighbours",
            Self::ShowPublic => "show_public",
            Self::ContactIntro => "contact_intro",
            Self::Relations => "relations",
            Self::WorkshopExport => "workshop_export",
            Self::Statistics => "statistics",
        }
    }
}

impl Channel {
    /// All.
    pub const ALL: [Self; 4] = [Self::Spoken, Self::Paper, Self::Own, Self::File];

    /// The word in files and forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Spoken => "spoken",
            Self::Paper => "paper",
            Self::Own => "self",
            Self::File => "file",
        }
    }
}

/// The text is not one of the words it should be, or not an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a consent: {0}")]
pub struct NotAConsent(String);

impl FromStr for Scope {
    type Err = NotAConsent;

    fn from_str(text: &str) -> Result<Self, NotAConsent> {
        Self::ALL.into_iter().find(|scope| scope.code() == text).ok_or_else(|| NotAConsent(text.to_owned()))
    }
}

impl FromStr for Channel {
    type Err = NotAConsent;

    fn from_str(text: &str) -> Result<Self, NotAConsent> {
        Self::ALL.into_iter().find(|channel| channel.code() == text).ok_or_else(|| NotAConsent(text.to_owned()))
    }
}

impl fmt::Display for Consent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scopes = |scopes: &BTreeSet<Scope>| scopes.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(",");
        write!(f, "{} yes={} no={}", self.given, scopes(&self.yes), scopes(&self.no))?;
        write!(f, " text={} lang={} by={}", self.text_version, self.language, self.channel.code())?;
        if self.by_guardian {
            f.write_str(" guardian=yes")?;
        }
        write!(f, " witness={}", self.witness.0)
    }
}

impl FromStr for Consent {
    type Err = NotAConsent;

    fn from_str(text: &str) -> Result<Self, NotAConsent> {
        let wrong = || NotAConsent(text.to_owned());
        let (given, rest) = text.split_once(" yes=").ok_or_else(wrong)?;
        let (yes, rest) = rest.split_once(" no=").ok_or_else(wrong)?;
        let (no, rest) = rest.split_once(" text=").ok_or_else(wrong)?;
        let (text_version, rest) = rest.split_once(" lang=").ok_or_else(wrong)?;
        let (language, rest) = rest.split_once(" by=").ok_or_else(wrong)?;
        let (how, witness) = rest.split_once(" witness=").ok_or_else(wrong)?;
        let (channel, by_guardian) = match how.strip_suffix(" guardian=yes") {
            Some(channel) => (channel, true),
            None => (how, false),
        };
        Ok(Self {
            yes: scopes(yes)?,
            no: scopes(no)?,
            text_version: text_version.to_owned(),
            language: language.to_owned(),
            channel: channel.parse()?,
            by_guardian,
            given: given.parse().map_err(|_| wrong())?,
            witness: Actor(witness.to_owned()),
        })
    }
}

fn scopes(text: &str) -> Result<BTreeSet<Scope>, NotAConsent> {
    text.split(',').filter(|word| !word.is_empty()).map(str::parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn consent() -> Consent {
        Consent {
            yes: BTreeSet::from([Scope::Store, Scope::Statistics]),
            no: BTreeSet::from([Scope::ShowPublic]),
            text_version: "1".to_owned(),
            language: "nl".to_owned(),
            channel: Channel::Spoken,
            by_guardian: false,
            given: Moment::from_second(1_700_000_000).unwrap(),
            witness: Actor("account:a for:b".to_owned()),
        }
    }

    #[test]
    fn the_text_of_an_entry_is_frozen() {
        let text = "2023-11-14T22:13:20Z yes=store,statistics no=show_public text=1 lang=nl by=spoken witness=account:a for:b";
        assert_eq!(consent().to_string(), text);
        assert_eq!(text.parse(), Ok(consent()));
    }

    #[test]
    fn every_entry_reads_back_from_its_text() {
        for channel in Channel::ALL {
            for by_guardian in [false, true] {
                let consent = Consent { channel, by_guardian, yes: Scope::ALL.into(), no: BTreeSet::new(), ..consent() };
                assert_eq!(consent.to_string().parse(), Ok(consent));
            }
        }
    }

    #[test]
    fn what_is_not_an_entry_is_refused() {
        let text = consent().to_string();
        for wrong in ["", "yes", &text.replace("store", "stare"), &text.replace("by=spoken", "by=song"), &text.replace("2023", "last")] {
            assert!(wrong.parse::<Consent>().is_err(), "{wrong}");
        }
    }
}
