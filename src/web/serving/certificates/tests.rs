use std::os::unix::fs::PermissionsExt as _;

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use tempfile::TempDir;

use super::*;

fn now() -> Moment {
    Moment::from_second(1_700_000_000).unwrap()
}

/// A certificate and its key, in PEM, valid in these years.
fn made(from: i32, until: i32) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["wijkweb.local".to_owned()]).unwrap();
    (params.not_before, params.not_after) = (date_time_ymd(from, 1, 1), date_time_ymd(until, 1, 1));
    (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
}

fn kept(chain: &str, key: &str) -> (TempDir, CertificateFiles) {
    let folder = tempfile::tempdir().unwrap();
    let files = CertificateFiles { chain: folder.path().join("site.pem"), key: folder.path().join("site.key") };
    std::fs::write(&files.chain, chain).unwrap();
    std::fs::write(&files.key, key).unwrap();
    std::fs::set_permissions(&files.key, std::fs::Permissions::from_mode(0o600)).unwrap();
    (folder, files)
}

fn flaw(chain: &str, key: &str) -> String {
    let (_folder, files) = kept(chain, key);
    Certificates::read(files, now()).unwrap_err().to_string()
}

#[test]
fn what_is_wrong_with_a_certificate_is_named() {
    let (chain, key) = made(2020, 2030);
    let (_, other) = made(2020, 2030);
    assert!(flaw(&chain, &other).contains("belongs to another certificate"));
    assert!(flaw("", &key).contains("site.pem holds no certificate"));
    assert!(flaw(&key, &key).contains("site.pem holds no certificate"));
    assert!(flaw("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", &key).contains("holds no certificate"));
    assert!(flaw(&chain, "").contains("site.key holds no private key"));
    assert!(flaw(&chain, &chain).contains("site.key holds no private key"));
    let (over, its_key) = made(2010, 2020);
    assert!(flaw(&over, &its_key).contains("was valid until"));
    let (not_yet, its_key) = made(2028, 2030);
    assert!(flaw(&not_yet, &its_key).contains("is valid from"));
    let nowhere = CertificateFiles { chain: "/nowhere/site.pem".into(), key: "/nowhere/site.key".into() };
    assert!(Certificates::read(nowhere, now()).unwrap_err().to_string().contains("/nowhere/site.pem cannot be read"));
}

#[test]
fn a_key_that_everybody_can_read_is_told() {
    let (chain, key) = made(2020, 2030);
    let (_folder, files) = kept(&chain, &key);
    let (_, about) = Certificates::read(files.clone(), now()).unwrap();
    assert_eq!((about.is_key_open, about.is_self_made), (false, true));
    std::fs::set_permissions(&files.key, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(Certificates::read(files, now()).unwrap().1.is_key_open);
}

#[test]
fn a_new_certificate_is_shown_as_soon_as_it_is_whole_and_until_then_the_one_before() {
    let (chain, key) = made(2020, 2030);
    let (_folder, files) = kept(&chain, &key);
    let (certificates, _) = Certificates::read(files.clone(), now()).unwrap();
    let shown = || certificates.shown.key.load().cert[0].clone();
    let first = shown();
    assert!(certificates.look_again(now()).unwrap().is_none(), "nothing changed");
    // As a renewal does it: one file after the other.
    let (chain, key) = made(2021, 2031);
    std::fs::write(&files.chain, format!("{chain}\n")).unwrap();
    assert!(certificates.look_again(now()).is_err());
    assert_eq!(shown(), first);
    assert!(certificates.look_again(now()).unwrap().is_none(), "told once");
    std::fs::write(&files.key, format!("{key}\n")).unwrap();
    assert_eq!(certificates.look_again(now()).unwrap().unwrap().until, Moment::from_second(1_924_992_000).unwrap());
    assert_ne!(shown(), first);
    std::fs::remove_file(&files.key).unwrap();
    assert!(certificates.look_again(now()).is_err());
    assert_ne!(shown(), first);
}
