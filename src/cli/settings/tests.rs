use std::ffi::OsString;
use std::path::Path;

use super::*;
use crate::neighbourhood::Rhythm;
use crate::words::{Language, Words};

fn nothing(_: &str) -> Option<OsString> {
    None
}

fn data(file: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("wijkweb.toml"), file).unwrap();
    folder
}

fn flags(arguments: &[&str]) -> Flags {
    use clap::{Args, Command, FromArgMatches};
    let matches = Flags::augment_args(Command::new("wijkweb")).get_matches_from(std::iter::once(&"wijkweb").chain(arguments));
    Flags::from_arg_matches(&matches).unwrap()
}

#[test]
fn without_a_word_everything_has_a_value() {
    let folder = tempfile::tempdir().unwrap();
    let chosen = Flags::default().choose(folder.path(), &nothing).unwrap();
    assert_eq!(chosen.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(chosen.backups.folder, folder.path().join("backups"));
    assert_eq!(chosen.backups.rhythm, Rhythm::Hours(24));
    assert_eq!((chosen.https, chosen.is_log_json, chosen.watch_from), (false, false, WatchedFrom::Here));
}

#[test]
fn a_flag_goes_before_the_environment_and_that_before_the_file() {
    let folder = data("listen = \"127.0.0.1:1\"\nlargest_upload = 1\n[backup]\ndaily = 1 # few\nweekly = 9\n");
    let environment = |name: &str| match name {
        "WIJKWEB_LISTEN" => Some("127.0.0.1:2".into()),
        "WIJKWEB_BACKUP_DAILY" => Some("2".into()),
        _ => None,
    };
    let flags = flags(&["--listen", "127.0.0.1:3", "--https", "--backup-folder", "elders"]);
    let chosen = flags.choose(folder.path(), &environment).unwrap();
    assert_eq!(chosen.listen.to_string(), "127.0.0.1:3");
    assert_eq!((chosen.backups.keep.daily, chosen.backups.keep.weekly, chosen.largest_upload, chosen.https), (2, 9, 1, true));
    assert_eq!(chosen.backups.folder, Path::new("elders"));
    let said = flags.gather(folder.path(), &environment).unwrap();
    let origin = |name: &str| said.iter().find(|said| said.name == name).unwrap().origin.clone();
    assert_eq!(origin("listen"), Origin::Flag("--listen".to_owned()));
    assert_eq!(origin("backup.daily"), Origin::Environment("WIJKWEB_BACKUP_DAILY".to_owned()));
    assert_eq!(origin("backup.weekly"), Origin::File { path: folder.path().join("wijkweb.toml"), line: 5 });
    assert_eq!(origin("log"), Origin::Default);
}

#[test]
fn what_is_wrong_is_named_with_its_line_and_what_is_allowed() {
    let cases = [
        ("# first\nlissen = 1\n", "line 2", "listen, https"),
        ("https = maybe\n", "line 1", "TOML"),
        ("\n\nhttps = \"maybe\"\n", "line 3", "true or false"),
        ("largest_upload = 0\n", "line 1", "1 to 4096"),
        ("[backup]\nat = \"25:00\"\n", "line 2", "03:30"),
        ("[backup]\nevery_hours = -1\n", "line 2", "0 to 8760"),
        ("[backup]\ndaily = [7]\n", "line 2", "number"),
        ("log = \"loud\"\n", "line 1", "error, warn, info"),
        ("watch_from = \"home\"\n", "line 1", "everywhere"),
        ("log_format = \"xml\"\n", "line 1", "json"),
        ("listen = \"8080\"\n", "line 1", "127.0.0.1:8080"),
        ("public_address = \"wijk.example\"\n", "line 1", "https://wijk.example"),
        ("trusted_proxies = [\"127.0.0.1\", \"localhost\"]\n", "line 1", "10.0.0.0/8"),
        ("certificate = \"site.pem\"\n", "certificate_key", "both"),
        ("certificate_key = \"site.key\"\n", "certificate", "both"),
        ("redirect_listen = \"80\"\n", "line 1", "127.0.0.1:8080"),
        ("trusted_proxies = [127]\n", "line 1", "10.0.0.0/8"),
    ];
    for (file, line, expected) in cases {
        let folder = data(file);
        let wrong = Flags::default().choose(folder.path(), &nothing).unwrap_err();
        let said = wrong.say(Words::of(Language::English));
        assert!(said.contains(line) && said.contains(expected), "{file}: {said}");
    }
}

#[test]
fn addresses_come_in_a_list_or_with_commas() {
    let folder =
        data("trusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\"]\npublic_address = \"https://wijk.example, http://binnen.example:8080\"\n");
    let chosen = Flags::default().choose(folder.path(), &nothing).unwrap();
    assert_eq!(chosen.proxies, "127.0.0.1 10.0.0.0/8".parse().unwrap());
    let addresses: Vec<_> = chosen.addresses.iter().map(ToString::to_string).collect();
    assert_eq!(addresses, ["https://wijk.example", "http://binnen.example:8080"]);
    let chosen = Flags::default().choose(Path::new("/nowhere"), &nothing).unwrap();
    assert!(chosen.proxies.is_empty() && chosen.addresses.is_empty());
}

#[test]
fn with_a_certificate_visitors_come_over_https() {
    let folder =
        data("certificate = \"certificate/server.pem\"\ncertificate_key = \"/etc/site.key\"\nredirect_listen = \"0.0.0.0:8080\"\n");
    let chosen = Flags::default().choose(folder.path(), &nothing).unwrap();
    let files = chosen.certificate.unwrap();
    assert_eq!((files.chain, files.key), (folder.path().join("certificate/server.pem"), "/etc/site.key".into()));
    assert_eq!((chosen.https, chosen.redirect_listen.unwrap().port()), (true, 8080));
}

#[test]
fn a_file_that_was_asked_for_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = flags(&["--config", "/nowhere/wijkweb.toml"]).choose(folder.path(), &nothing).unwrap_err();
    assert!(matches!(wrong, Wrong::Unreadable { .. }));
}
