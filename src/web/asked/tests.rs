use std::net::IpAddr;

use axum::http::Request;

use super::*;

fn settings(proxies: &str, addresses: &[&str]) -> Settings {
    Settings {
        proxies: proxies.parse().unwrap(),
        addresses: addresses.iter().map(|address| address.parse().unwrap()).collect(),
        ..Settings::default()
    }
}

/// What is read of a request from this address with these headers.
fn asked(settings: &Settings, peer: &str, headers: &[(&str, &str)]) -> Result<Asked, NotHere> {
    let mut request = Request::get("/wijk").header("host", "intern.example");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (mut parts, ()) = request.body(()).unwrap().into_parts();
    parts.extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 1)));
    Asked::read(&parts, settings)
}

fn client(settings: &Settings, peer: &str, headers: &[(&str, &str)]) -> String {
    asked(settings, peer, headers).unwrap().client.address.to_string()
}

const FORGED: [(&str, &str); 5] = [
    ("x-forwarded-for", "203.0.113.9"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-host", "elders.example"),
    ("forwarded", "for=203.0.113.9;proto=https;host=elders.example"),
    ("x-real-ip", "203.0.113.9"),
];

#[test]
fn nobody_is_believed_who_is_not_trusted() {
    for (proxies, peer) in [("", "127.0.0.1"), ("", "198.51.100.7"), ("127.0.0.1", "198.51.100.7"), ("10.0.0.0/8", "127.0.0.1")] {
        let asked = asked(&settings(proxies, &[]), peer, &FORGED).unwrap();
        assert_eq!(asked.client.address.to_string(), peer);
        assert_eq!((asked.origin.as_deref(), asked.https), (Some("http://intern.example"), false));
    }
}

#[test]
fn a_trusted_proxy_tells_who_asks_and_under_which_name() {
    for headers in [&FORGED[..3], &FORGED[3..4], &FORGED[..4]] {
        let asked = asked(&settings("127.0.0.1", &[]), "127.0.0.1", headers).unwrap();
        assert_eq!(asked.client.address.to_string(), "203.0.113.9");
        assert_eq!((asked.origin.as_deref(), asked.https), (Some("https://elders.example"), true), "{headers:?}");
    }
}

#[test]
fn what_stands_before_the_first_stranger_is_made_up() {
    let settings = settings("127.0.0.1, 10.0.0.0/8, 2001:db8:aa::/48", &[]);
    let cases = [
        // Two proxies in a row: the inner one is passed over.
        ("203.0.113.9, 10.1.1.1", "203.0.113.9"),
        ("1.1.1.1, 203.0.113.9, 10.1.1.1", "203.0.113.9"),
        ("10.9.9.9, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1, 203.0.113.9", "203.0.113.9"),
        // All are ours: somebody of our own network.
        ("10.2.2.2, 10.1.1.1", "10.2.2.2"),
        // Ports, brackets, IPv6.
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::9]:4711", "2001:db8::9"),
        ("2001:db8::9", "2001:db8::9"),
        ("2001:db8::9, 2001:db8:aa::1", "2001:db8::9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        // What cannot be understood hides whoever stands before it: the last that is known holds.
        ("203.0.113.9, unknown", "127.0.0.1"),
        ("203.0.113.9, , 10.1.1.1", "10.1.1.1"),
        ("203.0.113.9,", "127.0.0.1"),
        (",,,,", "127.0.0.1"),
        ("\"203.0.113.9, 198.51.100.7", "127.0.0.1"),
        ("203.0.113.9 198.51.100.7", "127.0.0.1"),
        ("203.0.113.9:99999", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
    ];
    for (told, expected) in cases {
        assert_eq!(client(&settings, "127.0.0.1", &[("x-forwarded-for", told)]), expected, "{told}");
    }
    // Several lines are one list.
    let lines = [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "203.0.113.9"), ("x-forwarded-for", "10.1.1.1")];
    assert_eq!(client(&settings, "127.0.0.1", &lines), "203.0.113.9");
    let long = "1.1.1.1, ".repeat(1_200) + "203.0.113.9";
    assert!(long.len() > 10_000);
    assert_eq!(client(&settings, "127.0.0.1", &[("x-forwarded-for", &long)]), "203.0.113.9");
    let all_ours = "10.1.1.1, ".repeat(1_200) + "10.1.1.1";
    assert_eq!(client(&settings, "127.0.0.1", &[("x-forwarded-for", &all_ours)]), "10.1.1.1");
}

#[test]
fn the_newer_header_is_read_with_its_quotes() {
    let settings = settings("127.0.0.1, 10.0.0.0/8", &[]);
    let cases = [
        ("for=203.0.113.9", "203.0.113.9"),
        ("For=\"[2001:db8::9]:4711\";proto=http", "2001:db8::9"),
        ("for=1.1.1.1, for=203.0.113.9;by=10.1.1.1, for=10.1.1.1", "203.0.113.9"),
        ("for=203.0.113.9;host=\"a,for=1.1.1.1\"", "203.0.113.9"),
        ("for=203.0.113.9, for=_hidden", "127.0.0.1"),
        ("for=unknown", "127.0.0.1"),
        ("by=1.1.1.1", "127.0.0.1"),
        ("for=\"203.0.113.9, for=1.1.1.1", "127.0.0.1"),
    ];
    for (told, expected) in cases {
        assert_eq!(client(&settings, "127.0.0.1", &[("forwarded", told)]), expected, "{told}");
    }
}

#[test]
fn of_two_ways_of_telling_that_do_not_agree_neither_is_believed() {
    let settings = settings("127.0.0.1", &[]);
    let both = |old, new| [("x-forwarded-for", old), ("forwarded", new)];
    assert_eq!(client(&settings, "127.0.0.1", &both("203.0.113.9", "for=1.1.1.1")), "127.0.0.1");
    assert_eq!(client(&settings, "127.0.0.1", &both("203.0.113.9", "for=203.0.113.9")), "203.0.113.9");
    // And one that agrees about who asks does not bring another name in.
    let headers = [("x-forwarded-for", "203.0.113.9"), ("forwarded", "for=203.0.113.9;host=elders.example")];
    assert_eq!(asked(&settings, "127.0.0.1", &headers).unwrap().host.as_deref(), Some("intern.example"));
}

#[test]
fn the_scheme_is_that_of_the_proxy_which_the_visitor_came_to() {
    let settings = settings("127.0.0.1", &[]);
    let https =
        |told: &str, of: &str| asked(&settings, "127.0.0.1", &[("x-forwarded-for", of), ("x-forwarded-proto", told)]).unwrap().https;
    assert!(https("https", "203.0.113.9") && !https("http", "203.0.113.9"));
    assert!(!https("https, http", "203.0.113.9"), "the first was sent by the visitor");
    assert!(https("https", "203.0.113.9, 127.0.0.1"), "the outer proxy alone told it");
}

#[test]
fn a_request_names_one_host() {
    let settings = settings("", &[]);
    let read = |peer: bool, request: axum::http::request::Builder| {
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        if peer {
            parts.extensions.insert(ConnectInfo(SocketAddr::new(IpAddr::from([127, 0, 0, 1]), 1)));
        }
        Asked::read(&parts, &settings).map(|asked| asked.host)
    };
    let wijk = || Request::get("/").header("host", "Wijk.Example:8080");
    assert_eq!(read(true, wijk()), Ok(Some("wijk.example:8080".to_owned())));
    assert_eq!(read(true, wijk().header("host", "elders.example")), Err(NotHere::Unclear));
    assert_eq!(read(true, Request::get("/")), Err(NotHere::Unclear));
    assert_eq!(read(false, Request::get("/")), Ok(None), "there is no socket in tests");
    assert_eq!(read(true, Request::get("/").version(Version::HTTP_10)), Ok(None));
    for host in ["a\"><b>", "wijk.example@elders.example", "wijk.example/..", "a b", ""] {
        assert_eq!(read(true, Request::get("/").header("host", host)), Err(NotHere::Unclear), "{host}");
    }
    // A whole address counts before the header.
    assert_eq!(read(true, Request::get("http://wijk.example/").header("host", "elders.example")), Ok(Some("wijk.example".to_owned())));
}

#[test]
fn where_the_site_has_a_name_it_answers_to_no_other() {
    let settings = settings("127.0.0.1", &["https://wijk.example", "http://binnen.example:8080"]);
    let under = |host: &str, path: &str| {
        let (mut parts, ()) = Request::get(path).header("host", host).body(()).unwrap().into_parts();
        parts.extensions.insert(ConnectInfo(SocketAddr::new(IpAddr::from([192, 168, 1, 20]), 1)));
        Asked::read(&parts, &settings).map(|asked| asked.origin.unwrap())
    };
    assert_eq!(under("wijk.example", "/wijk"), Ok("https://wijk.example".to_owned()));
    assert_eq!(under("WIJK.example:443", "/wijk"), Ok("https://wijk.example".to_owned()));
    assert_eq!(under("binnen.example:8080", "/wijk"), Ok("http://binnen.example:8080".to_owned()));
    for host in ["elders.example", "wijk.example.elders.example", "wijk.example:8080", "binnen.example", "127.0.0.1:8080"] {
        assert_eq!(under(host, "/wijk"), Err(NotHere::Elsewhere), "{host}");
    }
    assert!(under("127.0.0.1:8080", "/healthz").is_ok(), "watchers ask by number");
    let forged = [("x-forwarded-host", "elders.example")];
    assert_eq!(asked(&settings, "127.0.0.1", &forged), Err(NotHere::Elsewhere), "nor by the word of a proxy");
}
