//! Cards, second steps, recovery and passwords.

use std::time::Duration;

use crate::access::tests::{House, PASSWORD, client, other, slug};
use crate::access::{CannotChange, CardNotUsed, Key, NotAccepted, NotIn, RecoveryCodes, Role, SignedIn, Token, TooWeak, Way, second_step};

#[test]
fn a_card_makes_browsers_a_residents_until_it_is_replaced() {
    let house = House::new();
    let (resident, code) = house.access.make_card(&house.surroundings, (&slug(), "Mien"), None).unwrap();
    let use_card = |code: &str| house.access.use_card(&house.surroundings, (&slug(), code), client(1), "Chrome");
    let session = use_card(&code.to_string().to_lowercase()).unwrap();
    assert_eq!(house.signed(&session).unwrap().account.role_in(&slug()), Some(Role::Neighbour));
    assert!(matches!(house.access.use_card(&house.surroundings, (&other(), &code.to_string()), client(1), ""), Err(CardNotUsed::Unknown)));
    let renewed = house.access.replace_card(&house.surroundings, (&slug(), resident), None).unwrap();
    assert!(house.signed(&session).is_none(), "the finder of the card is out");
    assert!(matches!(use_card(&code.to_string()), Err(CardNotUsed::Unknown)));
    let session = use_card(&renewed.to_string()).unwrap();
    let kept = std::fs::read_to_string(house.folder.path().join("accounts")).unwrap();
    assert!(!kept.contains(&renewed.plain()) && !kept.contains(&renewed.to_string()));
    house.access.end_card(&house.surroundings, (&slug(), resident), None).unwrap();
    assert!(house.signed(&session).is_none());
    let kept = std::fs::read_to_string(house.folder.path().join("accounts")).unwrap();
    assert!(!kept.contains("Mien"), "nothing of the resident is left on the disk");
}

#[test]
fn the_second_step_is_asked_after_the_password_and_cannot_be_gone_round() {
    let house = House::new();
    let (id, _) = house.member(&slug(), Role::Steward, "fatma");
    let account = house.access.account(id).unwrap();
    let (secret, _) = house.access.offer_second_step(&house.surroundings, &account).unwrap();
    let code = |house: &House| second_step::code_now(&secret, house.now());
    let on = |password: &str, code: &str| {
        house.access.turn_on_second_step(&house.surroundings, &account, (&secret, code), (password, client(1)))
    };
    assert!(matches!(on("not the password", &code(&house)), Err(CannotChange::WrongPassword)));
    assert!(matches!(on(PASSWORD, "000000"), Err(CannotChange::WrongCode)));
    let RecoveryCodes(recovery) = on(PASSWORD, &code(&house)).unwrap();
    house.pass(Duration::from_secs(60));
    let Ok(SignedIn::SecondStep(Key(key))) = house.sign_in("fatma", PASSWORD) else { panic!("a second step is asked") };
    assert!(house.signed(&key).is_none(), "half in is not in");
    let step = |key: &Token, code: &str| house.access.second_step(&house.surroundings, key.as_str(), code, "");
    assert!(matches!(step(&key, "123456"), Err(NotIn::Wrong)));
    let session = step(&key, &code(&house)).unwrap();
    assert_eq!(house.signed(&session).unwrap().way, Way::SecondStep);
    assert!(matches!(step(&key, &recovery[0]), Err(NotIn::TooLate)), "the key is used up");
    let Ok(SignedIn::SecondStep(Key(key))) = house.sign_in("fatma", PASSWORD) else { panic!("a second step is asked") };
    assert!(matches!(step(&key, &code(&house)), Err(NotIn::Wrong)), "a code is good once");
    step(&key, &recovery[0]).unwrap();
    let Ok(SignedIn::SecondStep(Key(key))) = house.sign_in("fatma", PASSWORD) else { panic!("a second step is asked") };
    assert!(matches!(step(&key, &recovery[0]), Err(NotIn::Wrong)), "so is a recovery code");
    house.pass(Duration::from_secs(11 * 60));
    assert!(matches!(step(&key, &recovery[1]), Err(NotIn::TooLate)));
}

#[test]
fn codes_of_the_second_step_cannot_be_tried_often() {
    let house = House::new();
    let (id, _) = house.member(&slug(), Role::Steward, "fatma");
    let account = house.access.account(id).unwrap();
    let (secret, _) = house.access.offer_second_step(&house.surroundings, &account).unwrap();
    let code = second_step::code_now(&secret, house.now());
    house.access.turn_on_second_step(&house.surroundings, &account, (&secret, &code), (PASSWORD, client(1))).unwrap();
    let mut tried = 0;
    for _ in 0..100 {
        let Ok(SignedIn::SecondStep(Key(key))) = house.sign_in("fatma", PASSWORD) else { panic!("a second step is asked") };
        tried += usize::from(matches!(house.access.second_step(&house.surroundings, key.as_str(), "000000", ""), Err(NotIn::Wrong)));
    }
    assert_eq!(tried, 10, "a new first step brings no new tries");
}

#[test]
fn a_steward_helps_out_whoever_forgot_their_password_but_not_into_another_neighbourhood() {
    let house = House::new();
    let (steward, _) = house.member(&slug(), Role::Steward, "steward");
    let (builder, session) = house.member(&slug(), Role::Builder, "fatma");
    let link = house.access.offer_recovery(&house.surroundings, builder, Some(steward)).unwrap();
    let recover = |password| house.access.recover(&house.surroundings, link.as_str(), password, "");
    assert!(matches!(recover("kort"), Err(NotAccepted::TooWeak(TooWeak::Short))), "and the link is still good");
    let recovered = recover("een heel ander wachtwoord").unwrap();
    assert!(house.signed(&session).is_none() && house.signed(&recovered).is_some());
    assert!(matches!(recover("een heel ander wachtwoord"), Err(NotAccepted::Unknown)));
    assert!(matches!(house.sign_in("fatma", PASSWORD), Err(NotIn::Wrong)));
    let link = house.access.invite(&house.surroundings, &other(), Role::Steward, "", None).unwrap();
    house.access.join_as(&house.surroundings, link.as_str(), &house.signed(&recovered).unwrap(), &[]).unwrap();
    assert!(matches!(house.access.offer_recovery(&house.surroundings, builder, Some(steward)), Err(CannotChange::Elsewhere)));
    assert!(house.access.offer_recovery(&house.surroundings, builder, None).is_ok(), "the operator may");
}

#[test]
fn another_password_ends_all_other_browsers() {
    let house = House::new();
    let (_, here) = house.member(&slug(), Role::Builder, "fatma");
    let Ok(SignedIn::In(elsewhere)) = house.sign_in("fatma", PASSWORD) else { panic!("the password is right") };
    let signed = house.signed(&here).unwrap();
    let change = |old, new| house.access.change_password(&house.surroundings, &signed, (old, new), client(1));
    assert!(matches!(change("iets anders", "een heel ander wachtwoord"), Err(CannotChange::WrongPassword)));
    assert!(matches!(change(PASSWORD, "Fatma1234567"), Err(CannotChange::TooWeak(TooWeak::Expected))));
    change(PASSWORD, "een heel ander wachtwoord").unwrap();
    assert!(house.signed(&here).is_some() && house.signed(&elsewhere).is_none());
}
