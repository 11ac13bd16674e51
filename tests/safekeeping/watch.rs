use std::io::{Read, Write};
use std::net::TcpStream;

use super::program::{Serving, begin, run, wijkweb};

#[test]
fn from_this_machine_one_sees_that_it_lives_and_what_it_does_and_nothing_of_anybody() {
    let folder = tempfile::tempdir().unwrap();
    begin(folder.path(), "geheimwijk", "Geheime Naam");
    let serving = Serving::begin(folder.path(), &[]);
    assert!(serving.get("/healthz").ends_with("ok\n"));
    let ready = serving.get("/readyz");
    assert!(ready.starts_with("HTTP/1.1 200") && ready.contains("data folder can be written: ok"), "{ready}");
    assert!(ready.contains("newest backup: ok, none yet"), "{ready}");
    assert!(serving.get("/geheimwijk?q=fiets").starts_with("HTTP/1.1 200"));
    assert!(serving.get("/geheimwijk/niets/hier").starts_with("HTTP/1.1 404"));
    assert!(run(folder.path(), &["backup"]).0);
    let metrics = serving.get("/metrics");
    for expected in [
        "content-type: text/plain; version=0.0.4",
        "wijkweb_requests_total{method=\"GET\",route=\"/{slug}\",status=\"200\"} 1\n",
        "wijkweb_requests_total{method=\"GET\",route=\"(none)\",status=\"404\"} 1\n",
        "wijkweb_neighbourhoods 1\n",
        "wijkweb_backups 1\n",
        "wijkweb_backup_failed 0\n",
        "wijkweb_write_queue 0\n",
        "process_resident_memory_bytes ",
    ] {
        assert!(metrics.contains(expected), "{expected} in:\n{metrics}");
    }
    for secret in ["geheim", "Geheime", "fiets", "niets"] {
        assert!(!metrics.contains(secret) && !ready.contains(secret), "{secret}");
    }
}

#[test]
fn through_a_proxy_there_is_nothing_to_watch_unless_the_operator_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let proxied = |serving: &Serving, path: &str| {
        let mut stream = TcpStream::connect(&serving.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: a\r\nx-forwarded-for: 192.0.2.1\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split("\r\n").next().unwrap().to_owned()
    };
    let serving = Serving::begin(folder.path(), &[]);
    assert_eq!(proxied(&serving, "/metrics"), "HTTP/1.1 404 Not Found");
    assert_eq!(proxied(&serving, "/readyz"), "HTTP/1.1 404 Not Found");
    assert_eq!(proxied(&serving, "/healthz"), "HTTP/1.1 200 OK");
    drop(serving);
    let serving = Serving::begin(folder.path(), &["--watch-from", "everywhere"]);
    assert_eq!(proxied(&serving, "/metrics"), "HTTP/1.1 200 OK");
}

#[test]
fn a_data_folder_that_cannot_be_opened_whole_is_not_ready() {
    let folder = tempfile::tempdir().unwrap();
    for slug in ["heel", "stuk"] {
        begin(folder.path(), slug, slug);
    }
    let file = folder.path().join("data/journal/stuk/000000000001.ndjson");
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, [&bytes[..], &bytes[..]].concat()).unwrap();
    let serving = Serving::begin(folder.path(), &[]);
    assert!(serving.get("/stuk").starts_with("HTTP/1.1 500"));
    let ready = serving.get("/readyz");
    assert!(ready.starts_with("HTTP/1.1 503") && ready.contains("NOT OK, 1 cannot be opened") && !ready.contains("stuk"), "{ready}");
    assert!(serving.get("/healthz").starts_with("HTTP/1.1 200"));
    assert!(serving.get("/heel").starts_with("HTTP/1.1 200"));
}

#[test]
fn the_settings_that_hold_are_told_with_where_they_were_said() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    std::fs::write(folder.path().join("data/wijkweb.toml"), "log = \"info\"\n[backup]\nat = \"03:30\"\n").unwrap();
    let output = wijkweb(folder.path()).args(["settings", "--https"]).env("WIJKWEB_LOG_FORMAT", "json").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    for expected in [
        "log = \"info\"    # from data/wijkweb.toml, line 1\n",
        "backup.at = \"03:30\"    # from data/wijkweb.toml, line 3\n",
        "https = true    # said with --https\n",
        "log_format = \"json\"    # from the environment: WIJKWEB_LOG_FORMAT\n",
        "backup.daily = 7    # when nobody says anything\n",
    ] {
        assert!(said.contains(expected), "{expected} in:\n{said}");
    }
    // And the folder with only that file in it is taken into use.
    begin(folder.path(), "wijk", "Wijk");
    std::fs::write(folder.path().join("data/wijkweb.toml"), "lisen = 1\n").unwrap();
    let (well, said) = run(folder.path(), &["serve"]);
    assert!(!well && said.contains("line 1") && said.contains("“lisen”"), "{said}");
}
