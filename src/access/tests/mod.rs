//! Doors of a data folder of their own, with a clock that is put on by hand.

mod keys;

use std::net::IpAddr;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;

use crate::access::{
    Access, CannotChange, CannotHelp, Client, Deed, HELPING_LASTS, Hardness, Newcomer, NotAccepted, NotAsked, NotIn, Role, Signed,
    SignedIn, Token, Way, session,
};
use crate::inventory::id::Id;
use crate::inventory::moment::Moment;
use crate::inventory::slug::Slug;
use crate::inventory::surroundings::Surroundings;

const PASSWORD: &str = "drie fietsen en een kar";

/// A data folder with its doors, and a clock that is put on by hand.
struct House {
    folder: TempDir,
    access: Access,
    clock: Arc<AtomicI64>,
    surroundings: Surroundings,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(1_700_000_000));
        let (seconds, drawn) = (Arc::clone(&clock), Mutex::new(0_u64));
        let surroundings = Surroundings::of(
            move || Moment::from_second(seconds.load(Ordering::Relaxed)).unwrap(),
            move |bytes: &mut [u8]| {
                use sha2::Digest;
                let mut drawn = drawn.lock().unwrap();
                *drawn += 1;
                for (byte, random) in bytes.iter_mut().zip(sha2::Sha256::digest(drawn.to_be_bytes()).into_iter().cycle()) {
                    *byte = random;
                }
            },
        );
        let access = open(folder.path());
        Self { folder, access, clock, surroundings }
    }

    fn pass(&self, time: Duration) {
        self.clock.fetch_add(i64::try_from(time.as_secs()).unwrap(), Ordering::Relaxed);
    }

    fn now(&self) -> Moment {
        self.surroundings.now()
    }

    fn reopened(self) -> Self {
        let Self { folder, access, clock, surroundings } = self;
        drop(access);
        let access = open(folder.path());
        Self { folder, access, clock, surroundings }
    }

    /// Somebody joins by invitation, and is in.
    fn member(&self, slug: &Slug, role: Role, sign_in: &str) -> (Id, Token) {
        let link = self.access.invite(&self.surroundings, slug, role, "", None).unwrap();
        let new = Newcomer { name: sign_in, sign_in, password: PASSWORD };
        let session = self.access.join(&self.surroundings, link.as_str(), &new, &[], "").unwrap();
        (self.signed(&session).unwrap().account.id, session)
    }

    fn signed(&self, token: &Token) -> Option<Signed> {
        self.access.signed(token.as_str(), self.now())
    }

    fn sign_in(&self, name: &str, password: &str) -> Result<SignedIn, NotIn> {
        self.access.sign_in(&self.surroundings, (name, password), client(1), "Firefox")
    }
}

fn open(folder: &Path) -> Access {
    Access::open(folder, Hardness::least()).unwrap()
}

fn client(number: u8) -> Client {
    IpAddr::from([192, 0, 2, number]).into()
}

fn slug() -> Slug {
    "wijk".parse().unwrap()
}

fn other() -> Slug {
    "buurt".parse().unwrap()
}

#[test]
fn who_was_invited_joins_once_and_signs_in_from_then_on() {
    let house = House::new();
    let link = house.access.invite(&house.surroundings, &slug(), Role::Builder, "voor Fatma", None).unwrap();
    for _ in 0..3 {
        assert_eq!(
            house.access.invitation(&house.surroundings, link.as_str(), client(1)).unwrap().note,
            "voor Fatma",
            "looking uses nothing up"
        );
    }
    let new = Newcomer { name: "Fatma", sign_in: " Fatma@Wijk.example ", password: PASSWORD };
    let join = || house.access.join(&house.surroundings, link.as_str(), &new, &[], "Firefox");
    let session = join().unwrap();
    assert!(matches!(join(), Err(NotAccepted::Unknown)), "replayed");
    assert!(house.access.invitation(&house.surroundings, link.as_str(), client(1)).is_err());
    let signed = house.signed(&session).unwrap();
    assert_eq!((signed.account.role_in(&slug()), signed.account.role_in(&other())), (Some(Role::Builder), None));
    let house = house.reopened();
    assert_eq!(house.signed(&session).unwrap().account.name, "Fatma", "sessions and accounts are kept");
    assert!(matches!(house.sign_in("FATMA@wijk.example", PASSWORD), Ok(SignedIn::In(_))));
    assert!(matches!(house.sign_in("fatma@wijk.example", "iets anders helemaal"), Err(NotIn::Wrong)));
    assert!(matches!(house.sign_in("jan@wijk.example", PASSWORD), Err(NotIn::Wrong)), "unknown and wrong are told alike");
}

#[test]
fn a_link_that_is_forged_late_or_withdrawn_opens_nothing() {
    let house = House::new();
    let link = house.access.invite(&house.surroundings, &slug(), Role::Builder, "", None).unwrap();
    let new = Newcomer { name: "Jan", sign_in: "jan", password: PASSWORD };
    let join = |link: &str| house.access.join(&house.surroundings, link, &new, &[], "");
    for forged in ["", "x", &link.fingerprint(), &format!("{} ", link.as_str()), &link.as_str()[1..]] {
        assert!(matches!(join(forged), Err(NotAccepted::Unknown)), "{forged}");
    }
    house.pass(Duration::from_secs(7 * 24 * 3600));
    assert!(matches!(join(link.as_str()), Err(NotAccepted::Unknown)), "expired");
    let link = house.access.invite(&house.surroundings, &slug(), Role::Builder, "", None).unwrap();
    let [open] = &house.access.invitations(&slug(), house.now())[..] else { panic!("one link is open") };
    assert!(house.access.withdraw(&house.surroundings, &other(), open.id, None).is_err(), "of another neighbourhood");
    house.access.withdraw(&house.surroundings, &slug(), open.id, None).unwrap();
    assert!(matches!(join(link.as_str()), Err(NotAccepted::Unknown)), "withdrawn");
}

#[test]
fn a_session_ends_when_it_is_not_used_and_after_a_month_in_any_case() {
    let house = House::new();
    let (_, session) = house.member(&slug(), Role::Builder, "fatma");
    let day = Duration::from_secs(24 * 3600);
    house.pass(2 * day);
    assert!(house.signed(&session).is_some());
    house.pass(3 * day);
    assert!(house.signed(&session).is_none(), "idle");
    let Ok(SignedIn::In(session)) = house.sign_in("fatma", PASSWORD) else { panic!("the password is right") };
    for _ in 0..15 {
        assert!(house.signed(&session).is_some());
        house.access.keep_house(&house.surroundings).unwrap();
        house.pass(2 * day);
    }
    assert!(house.signed(&session).is_none(), "a month old");
    house.access.keep_house(&house.surroundings).unwrap();
    assert_eq!(house.access.read(|state| state.sessions().count()), 0, "nothing of them is left");
}

#[test]
fn signing_in_always_draws_a_new_secret() {
    let house = House::new();
    let (id, first) = house.member(&slug(), Role::Builder, "fatma");
    let Ok(SignedIn::In(second)) = house.sign_in("fatma", PASSWORD) else { panic!("the password is right") };
    assert_ne!(first, second);
    assert_eq!(house.access.sessions_of(id, house.now()).len(), 2);
    house.access.sign_out(&house.surroundings, first.as_str()).unwrap();
    assert!(house.signed(&first).is_none() && house.signed(&second).is_some());
}

#[test]
fn an_account_is_in_with_so_many_browsers_and_no_more() {
    let house = House::new();
    let (id, first) = house.member(&slug(), Role::Builder, "fatma");
    let begin = || house.access.begin_session(&house.surroundings, id, Way::Password, "").unwrap();
    let second = begin();
    house.pass(Duration::from_secs(60));
    assert!(house.signed(&first).is_some(), "used later than the second");
    let others: Vec<_> = (0..session::MOST_BROWSERS - 1).map(|_| begin()).collect();
    assert!(house.signed(&first).is_some() && house.signed(&second).is_none());
    assert!(others.iter().all(|token| house.signed(token).is_some()));
}

#[test]
fn who_leaves_is_out_everywhere_at_once_with_the_links_they_made() {
    let house = House::new();
    let (steward, _) = house.member(&slug(), Role::Steward, "steward");
    let (leaver, at_home) = house.member(&slug(), Role::Steward, "fatma");
    let Ok(SignedIn::In(on_the_phone)) = house.sign_in("fatma", PASSWORD) else { panic!("the password is right") };
    let link = house.access.invite(&house.surroundings, &slug(), Role::Steward, "", Some(leaver)).unwrap();
    house.access.switch_off(&house.surroundings, &slug(), leaver, Some(steward)).unwrap();
    assert!(house.signed(&at_home).is_none() && house.signed(&on_the_phone).is_none());
    assert!(house.access.invitation(&house.surroundings, link.as_str(), client(1)).is_err());
    assert!(matches!(house.sign_in("fatma", PASSWORD), Err(NotIn::Wrong)));
    assert_eq!(house.access.account(leaver).unwrap().name, "fatma", "what they wrote keeps its writer");
    let house = house.reopened();
    assert!(house.signed(&at_home).is_none(), "also after a start");
    assert!(matches!(house.access.switch_off(&house.surroundings, &slug(), steward, None), Err(CannotChange::LastSteward)));
    assert!(matches!(
        house.access.change_role(&house.surroundings, &slug(), steward, Role::Builder, steward),
        Err(CannotChange::LastSteward)
    ));
}

#[test]
fn a_builder_acts_for_a_resident_for_half_an_hour_at_most() {
    let house = House::new();
    let (builder, session) = house.member(&slug(), Role::Builder, "fatma");
    let (resident, _) = house.access.make_card(&house.surroundings, (&slug(), "Mien"), Some(builder)).unwrap();
    let (stranger, _) = house.access.make_card(&house.surroundings, (&other(), "Piet"), None).unwrap();
    let signed = || house.signed(&session).unwrap();
    let help = |whom| house.access.begin_helping(&house.surroundings, &signed(), &slug(), whom);
    assert!(matches!(help(stranger), Err(CannotHelp::NotYours)) && matches!(help(builder), Err(CannotHelp::NotYours)));
    help(resident).unwrap();
    assert_eq!(signed().helping.unwrap().0.name, "Mien");
    house.pass(HELPING_LASTS);
    assert!(signed().helping.is_none());
    help(resident).unwrap();
    house.access.end_helping(&house.surroundings, &signed(), &slug()).unwrap();
    assert!(signed().helping.is_none());
    help(resident).unwrap();
    house.access.replace_card(&house.surroundings, (&slug(), resident), None).unwrap();
    assert!(house.signed(&session).is_none_or(|signed| signed.helping.is_none()));
    let deeds: Vec<_> = house.access.entries(&slug()).iter().map(|entry| (entry.deed, entry.by, entry.about)).collect();
    assert!(deeds.contains(&(Deed::HelpBegun, Some(builder), Some(resident))), "{deeds:?}");
}

#[test]
fn a_request_to_join_is_kept_until_it_is_answered_or_a_month_old() {
    let house = House::new();
    let (builder, _) = house.member(&slug(), Role::Builder, "fatma");
    let ask = |name: &str, place| house.access.ask_to_join(&house.surroundings, &slug(), (name, "Kade 3, na zessen"), client(place));
    ask("Mien", 1).unwrap();
    ask("Piet", 2).unwrap();
    assert!(matches!(ask("  ", 1), Err(NotAsked::Empty)));
    let waiting = house.access.requests(&slug(), house.now());
    assert_eq!(waiting.iter().map(|request| request.name.as_str()).collect::<Vec<_>>(), ["Mien", "Piet"]);
    assert!(house.access.accept_request(&house.surroundings, &other(), waiting[0].id, builder).is_err());
    let (resident, code) = house.access.accept_request(&house.surroundings, &slug(), waiting[0].id, builder).unwrap();
    assert!(house.access.accept_request(&house.surroundings, &slug(), waiting[0].id, builder).is_err(), "once");
    let session = house.access.use_card(&house.surroundings, (&slug(), &code.to_string()), client(1), "").unwrap();
    assert_eq!(house.signed(&session).unwrap().account.id, resident);
    house.access.decline_request(&house.surroundings, &slug(), waiting[1].id, builder).unwrap();
    let kept = std::fs::read_to_string(house.folder.path().join("accounts")).unwrap();
    assert!(!kept.contains("Kade 3") && !kept.contains("Piet"));
    ask("Els", 3).unwrap();
    house.pass(Duration::from_secs(30 * 24 * 3600));
    assert!(house.access.requests(&slug(), house.now()).is_empty());
}

#[test]
fn leave_to_see_homes_ends_by_itself() {
    let house = House::new();
    let (steward, _) = house.member(&slug(), Role::Steward, "steward");
    let (builder, _) = house.member(&slug(), Role::Builder, "fatma");
    let sees = |id| house.access.account(id).unwrap().membership(&slug()).unwrap().sees_homes(house.now());
    assert!(sees(steward) && !sees(builder));
    let hour = Duration::from_secs(3600);
    for senseless in [Duration::ZERO, 100 * 24 * hour] {
        assert!(matches!(house.access.grant(&house.surroundings, &slug(), builder, senseless, steward), Err(CannotChange::NoTime)));
    }
    house.access.grant(&house.surroundings, &slug(), builder, 3 * hour, steward).unwrap();
    assert!(sees(builder));
    house.pass(3 * hour);
    assert!(!sees(builder));
    house.access.grant(&house.surroundings, &slug(), builder, 3 * hour, steward).unwrap();
    house.access.end_grants(&house.surroundings, &slug(), builder, steward).unwrap();
    assert!(!sees(builder));
}

#[test]
fn accounts_from_a_backup_bring_no_sessions_and_no_open_links() {
    let house = House::new();
    let (_, session) = house.member(&slug(), Role::Steward, "fatma");
    let link = house.access.invite(&house.surroundings, &slug(), Role::Steward, "", None).unwrap();
    let restored = tempfile::tempdir().unwrap();
    std::fs::copy(house.folder.path().join("accounts"), restored.path().join("accounts")).unwrap();
    let access = open(restored.path());
    assert!(access.signed(session.as_str(), house.now()).is_none());
    assert!(access.invitation(&house.surroundings, link.as_str(), client(1)).is_err());
    assert!(matches!(access.sign_in(&house.surroundings, ("fatma", PASSWORD), client(1), ""), Ok(SignedIn::In(_))));
}

#[test]
fn a_new_neighbourhood_has_none_of_the_people_of_a_former_one_with_its_name() {
    let house = House::new();
    let (here, session) = house.member(&slug(), Role::Steward, "fatma");
    let (both, stays) = house.member(&slug(), Role::Steward, "jan");
    house.access.make_steward(&house.surroundings, &other(), both).unwrap();
    house.access.forget_neighbourhood(&house.surroundings, &slug()).unwrap();
    assert!(house.signed(&session).is_none() && house.access.account(here).is_none());
    let jan = house.signed(&stays).unwrap().account;
    assert_eq!((jan.role_in(&slug()), jan.role_in(&other())), (None, Some(Role::Steward)));
    assert!(house.access.entries(&slug()).is_empty());
}

#[test]
fn a_link_is_used_once_however_many_press_at_the_same_time() {
    let house = House::new();
    let link = house.access.invite(&house.surroundings, &slug(), Role::Steward, "", None).unwrap();
    let joined = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..8)
            .map(|number| {
                let (house, link) = (&house, &link);
                scope.spawn(move || {
                    let sign_in = format!("steward{number}");
                    let new = Newcomer { name: "x", sign_in: &sign_in, password: PASSWORD };
                    house.access.join(&house.surroundings, link.as_str(), &new, &[], "").is_ok()
                })
            })
            .collect();
        tries.into_iter().map(|thread| usize::from(thread.join().unwrap())).sum::<usize>()
    });
    assert_eq!((joined, house.access.members(&slug()).len()), (1, 1));
}
