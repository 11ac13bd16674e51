use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::access::account::Account;
use crate::access::attempts::{Client, Wait};
use crate::access::doors::Access;
use crate::access::log::Deed;
use crate::access::role::Role;
use crate::access::secret::Token;
use crate::access::session::Way;
use crate::access::state::{Change, State};
use crate::access::team::CannotChange;
use crate::access::text;
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::slug::Slug;
use crate::inventory::surroundings::Surroundings;
use crate::store::Error;

/// The signs of a code: digits and capitals, without those that look like others (I, L, O, U), after Crockford.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Signs of a code that are drawn; one more is computed from them and shows slips of the pen.
const DRAWN: usize = 11;

/// The personal code on a resident's card, in three groups of four such as `7Q3K-9M2T-XW4P`.
///
/// Eleven signs of 32 are drawn: 2^55 codes. Guesses are counted for each neighbourhood (in `attempts`): one a
/// second at the most, from however many places. With 20,000 cards, guessing without a pause for a year finds one with a
/// probability of 31.6 million x 20,000 / 2^55, less than 1 in 50,000.
#[derive(Clone, PartialEq, Eq)]
pub struct CardCode([u8; DRAWN + 1]);

impl CardCode {
    /// A new one.
    pub(super) fn draw(surroundings: &Surroundings) -> Self {
        let mut signs = [0; DRAWN + 1];
        surroundings.fill(&mut signs);
        // 256 is eight times 32: each sign is as likely as any other.
        for sign in &mut signs {
            *sign %= 32;
        }
        signs[DRAWN] = check_sign(&signs[..DRAWN]);
        Self(signs)
    }

    /// The code without its groups, as it is computed with.
    pub(super) fn plain(&self) -> String {
        self.0.iter().map(|sign| char::from(SIGNS[usize::from(*sign)])).collect()
    }
}

/// The sign that makes the sum come out (Luhn's method with 32 signs): one wrong sign never passes.
fn check_sign(signs: &[u8]) -> u8 {
    let doubled = |sign: u8| sign * 2 / 32 + sign * 2 % 32;
    let sum: u32 = signs.iter().rev().enumerate().map(|(at, sign)| u32::from(if at % 2 == 0 { doubled(*sign) } else { *sign })).sum();
    u8::try_from((32 - sum % 32) % 32).unwrap_or_default()
}

impl fmt::Display for CardCode {
    /// As it stands on the card.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.plain();
        write!(f, "{}-{}-{}", &plain[..4], &plain[4..8], &plain[8..])
    }
}

impl fmt::Debug for CardCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardCode(…)")
    }
}

/// What was typed cannot be a code: it has other signs, too few or too many, or one of them is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotACard;

impl FromStr for CardCode {
    type Err = NotACard;

    /// Small letters, blanks and hyphens do not matter, nor an O for 0 or an I or L for 1.
    fn from_str(text: &str) -> Result<Self, NotACard> {
        let typed = text.chars().filter(|sign| !sign.is_whitespace() && *sign != '-').map(|sign| match sign.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        });
        let signs = typed.map(|sign| SIGNS.iter().position(|known| char::from(*known) == sign));
        let signs: Option<Vec<u8>> = signs.take(DRAWN + 2).map(|sign| u8::try_from(sign?).ok()).collect();
        let signs: [u8; DRAWN + 1] = signs.and_then(|signs| signs.try_into().ok()).ok_or(NotACard)?;
        if signs[DRAWN] == check_sign(&signs[..DRAWN]) { Ok(Self(signs)) } else { Err(NotACard) }
    }
}

/// That somebody has a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub(super) fingerprint: String,
    /// When it was made.
    #[serde(with = "text")]
    pub made: Moment,
}

/// A card did not bring anybody in.
#[derive(Debug)]
pub enum CardNotUsed {
    /// It cannot be a code: a slip.
    Slip,
    /// There is no such card, or no more.
    Unknown,
    /// Too many were tried; this long.
    Wait(Wait),
    /// It could not be kept.
    NotKept(Error),
}

impl From<Error> for CardNotUsed {
    fn from(error: Error) -> Self {
        Self::NotKept(error)
    }
}

impl Access {
    /// Makes an account for a resident, with a card. The code is told this once.
    pub fn make_card(
        &self,
        surroundings: &Surroundings,
        (slug, name): (&Slug, &str),
        by: Option<Id>,
    ) -> Result<(Id, CardCode), CannotChange> {
        let mut account = Account::new(surroundings.mint(), name.to_owned(), surroundings.now());
        account.become_member(slug, Role::Neighbour, surroundings.now());
        let (id, code) = (account.id, self.put_card(&mut account, surroundings)?);
        self.apply(vec![Change::Account(account)])?;
        self.note(surroundings, Deed::CardMade, by, Some(id), Some(slug));
        Ok((id, code))
    }

    /// Replaces a card that was lost: the old code opens nothing from now on, and no browser is the resident's any more.
    pub fn replace_card(&self, surroundings: &Surroundings, (slug, id): (&Slug, Id), by: Option<Id>) -> Result<CardCode, CannotChange> {
        let mut card = Account::new(id, String::new(), surroundings.now());
        let code = self.put_card(&mut card, surroundings)?;
        self.change(|state| {
            let mut account = resident(state, slug, id)?;
            account.card = card.card;
            Ok::<_, CannotChange>(state.without_sessions_of(id).chain([Change::Account(account)]).collect())
        })?;
        self.note(surroundings, Deed::CardReplaced, by, Some(id), Some(slug));
        Ok(code)
    }

    /// Takes a resident's card and account away, name and all.
    pub fn end_card(&self, surroundings: &Surroundings, (slug, id): (&Slug, Id), by: Option<Id>) -> Result<(), CannotChange> {
        self.change(|state| {
            resident(state, slug, id)?;
            Ok::<_, CannotChange>(state.without_sessions_of(id).chain([Change::NoAccount(id)]).collect())
        })?;
        self.forget_the_past();
        self.note(surroundings, Deed::CardEnded, by, Some(id), Some(slug));
        Ok(())
    }

    /// Makes a browser the resident's to whom the card belongs.
    pub fn use_card(
        &self,
        surroundings: &Surroundings,
        (slug, code): (&Slug, &str),
        client: Client,
        browser: &str,
    ) -> Result<Token, CardNotUsed> {
        // A slip is told at once: who knows how codes are made could do that alone.
        let code: CardCode = code.parse().map_err(|NotACard| CardNotUsed::Slip)?;
        let turn = self.attempts().begin_card(slug, client, surroundings.now()).map_err(CardNotUsed::Wait)?;
        let fingerprint = self.hardness().fingerprint(&code.plain(), &self.card_salt(surroundings)?);
        let account = fingerprint.and_then(|fingerprint| self.read(|state| state.by_card(slug, &fingerprint).map(|account| account.id)));
        let Some(id) = account else {
            self.note_failure(surroundings, Deed::CardUnknown, None, Some(slug));
            return Err(CardNotUsed::Unknown);
        };
        self.attempts().succeeded(turn);
        let token = self.begin_session(surroundings, id, Way::Card, browser)?;
        self.note(surroundings, Deed::CardUsed, Some(id), None, Some(slug));
        Ok(token)
    }

    pub(super) fn put_card(&self, account: &mut Account, surroundings: &Surroundings) -> Result<CardCode, CannotChange> {
        let code = CardCode::draw(surroundings);
        let fingerprint = self.hardness().fingerprint(&code.plain(), &self.card_salt(surroundings)?).ok_or(CannotChange::NotComputed)?;
        account.card = Some(Card { fingerprint, made: surroundings.now() });
        Ok(code)
    }
}

/// A copy of the account of a resident here, to be changed.
fn resident(state: &State, slug: &Slug, id: Id) -> Result<Account, CannotChange> {
    let account = state.account(id).filter(|account| account.role_in(slug) == Some(Role::Neighbour) && !account.is_team());
    account.map(|account| Account::clone(account)).ok_or(CannotChange::NotThere)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_however_it_is_typed() {
        let code = CardCode::draw(&Surroundings::real());
        let text = code.to_string();
        assert_eq!(text.len(), 14);
        for typed in [text.clone(), text.to_lowercase(), text.replace('-', ""), text.replace('-', " "), format!(" {text} ")] {
            assert_eq!(typed.parse(), Ok(code.clone()), "{typed}");
        }
        assert_eq!(text.replace('0', "o").replace('1', "l").parse(), Ok(code));
    }

    #[test]
    fn one_wrong_sign_is_always_noticed() {
        let code = CardCode::draw(&Surroundings::real()).plain();
        for at in 0..code.len() {
            for sign in SIGNS.iter().map(|sign| char::from(*sign)).filter(|sign| !code[at..].starts_with(*sign)) {
                let slip = format!("{}{sign}{}", &code[..at], &code[at + 1..]);
                assert_eq!(slip.parse::<CardCode>(), Err(NotACard), "{slip}");
            }
        }
        for text in ["", "7Q3K", "7Q3K-9M2T-XW4P-7", "!!!!-!!!!-!!!!", "é"] {
            assert_eq!(text.parse::<CardCode>(), Err(NotACard), "{text}");
        }
    }
}
