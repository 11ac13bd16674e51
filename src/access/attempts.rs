use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::slug::Slug;

/// From where somebody tries: an IPv4 address, or the network of an IPv6 address (the first 64 bits, which one household or
/// office has for itself).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Client(IpAddr);

impl From<IpAddr> for Client {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => Self(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into()),
            address @ IpAddr::V4(_) => Self(address),
        }
    }
}

/// So long nothing is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(pub Duration);

/// What is counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Count {
    /// Passwords tried for one name, from one place. The name is kept as a fingerprint.
    NameFrom(String, Client),
    /// Passwords tried for one name, from wherever.
    Name(String),
    /// Passwords tried from one place, for whichever name.
    PasswordsFrom(Client),
    /// Codes tried for the second step of an account.
    SecondStep(Id),
    /// Cards tried from one place.
    CardsFrom(Client),
    /// Cards tried in one neighbourhood, from wherever.
    Cards(Slug),
    /// Links tried from one place.
    LinksFrom(Client),
    /// Requests to join from one place.
    JoinsFrom(Client),
    /// Requests to join a neighbourhood, from wherever.
    Joins(Slug),
}

/// How often something may fail: so often at once, and once more after each so many seconds.
struct Pace {
    at_once: u32,
    seconds: u32,
}

impl Count {
    fn pace(&self) -> Pace {
        let pace = |at_once, seconds| Pace { at_once, seconds };
        match self {
            Self::NameFrom(..) => pace(5, 120),
            // Many places together must not keep somebody out for long either.
            Self::Name(_) => pace(30, 60),
            Self::PasswordsFrom(_) | Self::LinksFrom(_) => pace(20, 30),
            // Two of a million codes are good at a time: at this pace a year finds one with 2 in 100, the password known.
            Self::SecondStep(_) => pace(10, 3600),
            Self::CardsFrom(_) => pace(10, 60),
            Self::Cards(_) => pace(60, 1),
            Self::JoinsFrom(_) => pace(5, 3600),
            Self::Joins(_) => pace(50, 600),
        }
    }
}

/// An attempt that was counted as failed when it began, to be taken back if it succeeds: many at the same time count as many.
#[must_use]
pub(super) struct Turn(Vec<Count>);

/// What was tried lately, in memory: at a start everybody begins anew.
#[derive(Default)]
pub(super) struct Attempts(Mutex<HashMap<Count, Debt>>);

/// When all that was tried is forgotten again, in milliseconds since 1970 (the theoretical arrival time of the generic cell
/// rate algorithm, ITU-T I.371).
type Debt = i64;

/// No more than so many are counted at a time, so that trying from everywhere does not fill the memory.
const MOST: usize = 100_000;

impl Attempts {
    /// Somebody tries a password.
    pub(super) fn begin_password(&self, name: &str, client: Client, now: Moment) -> Result<Turn, Wait> {
        let name = crate::access::secret::fingerprint(name);
        self.begin(vec![Count::NameFrom(name.clone(), client), Count::Name(name), Count::PasswordsFrom(client)], now)
    }

    /// Somebody who knows the password tries a code.
    pub(super) fn begin_second_step(&self, account: Id, now: Moment) -> Result<Turn, Wait> {
        self.begin(vec![Count::SecondStep(account)], now)
    }

    /// Somebody tries a card.
    pub(super) fn begin_card(&self, slug: &Slug, client: Client, now: Moment) -> Result<Turn, Wait> {
        self.begin(vec![Count::CardsFrom(client), Count::Cards(slug.clone())], now)
    }

    /// Somebody tries a link.
    pub(super) fn begin_link(&self, client: Client, now: Moment) -> Result<Turn, Wait> {
        self.begin(vec![Count::LinksFrom(client)], now)
    }

    /// Somebody asks to join; this counts also where it succeeds.
    pub(super) fn begin_join(&self, slug: &Slug, client: Client, now: Moment) -> Result<Turn, Wait> {
        self.begin(vec![Count::JoinsFrom(client), Count::Joins(slug.clone())], now)
    }

    /// It was no guess.
    pub(super) fn succeeded(&self, turn: Turn) {
        let mut debts = self.locked();
        for count in turn.0 {
            let period = i64::from(count.pace().seconds) * 1000;
            debts.entry(count).and_modify(|debt| *debt -= period);
        }
    }

    fn begin(&self, counts: Vec<Count>, now: Moment) -> Result<Turn, Wait> {
        let now = now.millisecond();
        let mut debts = self.locked();
        let waits = counts.iter().filter_map(|count| {
            let Pace { at_once, seconds } = count.pace();
            let period = i64::from(seconds) * 1000;
            let due = debts.get(count).copied().unwrap_or(now).max(now);
            let wait = due + period - now - period * i64::from(at_once);
            u64::try_from(wait).ok().filter(|wait| *wait > 0)
        });
        if let Some(wait) = waits.max() {
            return Err(Wait(Duration::from_millis(wait)));
        }
        if debts.len() + counts.len() > MOST {
            forget(&mut debts, now);
        }
        for count in &counts {
            let period = i64::from(count.pace().seconds) * 1000;
            let debt = debts.entry(count.clone()).or_insert(now);
            *debt = (*debt).max(now) + period;
        }
        Ok(Turn(counts))
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<Count, Debt>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets what is past, and if that is not enough those who owe least: who tries hardest is remembered longest.
fn forget(debts: &mut HashMap<Count, Debt>, now: i64) {
    debts.retain(|_, debt| *debt > now);
    if debts.len() > MOST / 2 {
        let mut all: Vec<Debt> = debts.values().copied().collect();
        all.sort_unstable();
        let middle = all[all.len() / 2];
        // What a whole neighbourhood or account is counted by stays.
        debts.retain(|count, debt| *debt > middle || matches!(count, Count::Cards(_) | Count::Joins(_) | Count::SecondStep(_)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(second: i64) -> Moment {
        Moment::from_second(1_700_000_000 + second).unwrap()
    }

    fn client(number: u32) -> Client {
        IpAddr::from(number.to_be_bytes()).into()
    }

    fn slug() -> Slug {
        "wijk".parse().unwrap()
    }

    #[test]
    fn after_a_few_failures_one_has_to_wait_and_then_may_again() {
        let attempts = Attempts::default();
        for _ in 0..5 {
            let _ = attempts.begin_password("fatma", client(1), moment(0)).unwrap();
        }
        assert_eq!(attempts.begin_password("fatma", client(1), moment(0)).err(), Some(Wait(Duration::from_secs(120))));
        let _ = attempts.begin_password("jan", client(1), moment(0)).unwrap();
        let _ = attempts.begin_password("fatma", client(2), moment(0)).unwrap();
        let _ = attempts.begin_password("fatma", client(1), moment(120)).unwrap();
        assert!(attempts.begin_password("fatma", client(1), moment(121)).is_err());
    }

    #[test]
    fn success_costs_nothing() {
        let attempts = Attempts::default();
        for second in 0..1_000 {
            let turn = attempts.begin_password("fatma", client(1), moment(second / 100)).unwrap();
            attempts.succeeded(turn);
        }
    }

    #[test]
    fn one_place_cannot_try_one_password_on_everybody() {
        let attempts = Attempts::default();
        let tried = (0..10_000).filter(|number| attempts.begin_password(&number.to_string(), client(1), moment(0)).is_ok()).count();
        assert_eq!(tried, 20);
    }

    #[test]
    fn guessing_cards_without_a_pause_for_a_year_from_everywhere_is_hopeless() {
        let attempts = Attempts::default();
        // A day by the second, from a new place each time and at any pace; each other day is like it but for the first burst.
        let day = |first: i64| {
            let tries = (0..24 * 3600).flat_map(|second| [second; 3]);
            let answered = tries.enumerate().filter(|(number, second)| {
                let place = client(u32::try_from(*number).unwrap());
                attempts.begin_card(&slug(), place, moment(first + second)).is_ok()
            });
            answered.count()
        };
        assert_eq!((day(0), day(24 * 3600)), (24 * 3600 + 59, 24 * 3600));
        let a_year = 365.25 * 24.0 * 3600.0 + 59.0;
        let (cards, codes) = (20_000.0, 2_f64.powi(55));
        assert!(a_year * cards / codes < 1.0 / 50_000.0);
    }

    #[test]
    fn trying_from_everywhere_does_not_fill_the_memory_nor_wipe_out_the_count_of_a_neighbourhood() {
        let attempts = Attempts::default();
        for number in 0..3 * u32::try_from(MOST).unwrap() {
            let _ = attempts.begin_link(client(number), moment(0)).unwrap();
            let _ = attempts.begin_card(&slug(), client(number), moment(0));
        }
        assert!(attempts.locked().len() <= MOST);
        assert!(attempts.begin_card(&slug(), client(u32::MAX), moment(0)).is_err());
    }

    #[test]
    fn a_household_is_one_place() {
        let address = |text: &str| Client::from(text.parse::<IpAddr>().unwrap());
        assert_eq!(address("2001:db8:1:2::1"), address("2001:db8:1:2:ffff::9"));
        assert_ne!(address("2001:db8:1:2::1"), address("2001:db8:1:3::1"));
        assert_eq!(address("::ffff:192.0.2.7"), address("192.0.2.7"));
        assert_ne!(address("192.0.2.7"), address("192.0.2.8"));
    }
}
