//! What proxies tell about who asked them: `Forwarded` (RFC 7239) and the older `X-Forwarded-For`, `-Proto` and `-Host`.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName};

use super::proxies::Proxies;

/// What is believed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) client: IpAddr,
    pub(super) https: bool,
    pub(super) host: Option<String>,
}

/// More proxies in a row than anybody has.
const MOST_HOPS: usize = 16;

/// One proxy's word about who asked it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Hop {
    of: Option<IpAddr>,
    https: Option<bool>,
    host: Option<String>,
}

/// Reads what `peer`, a trusted proxy, tells.
///
/// Each proxy puts its word behind what it was told, so the words are read from the end: those of trusted proxies are passed
/// over, and the first address that is no trusted proxy is the client's. What stands before it, and before anything that
/// cannot be understood, may be made up. A proxy knows one of the two ways of telling and lets the other through as it came: where
/// both are there and do not agree, somebody made one up, and neither is believed.
pub(super) fn read(headers: &HeaderMap, peer: IpAddr, proxies: &Proxies) -> Told {
    let new = in_new_way(headers);
    let old = in_old_way(headers);
    let (new_client, new_hop) = believed(&new, peer, proxies);
    let (old_client, old_hop) = believed(&old, peer, proxies);
    let (client, hop) = match (new.is_empty(), old.iter().any(|hop| hop.of.is_some())) {
        (true, _) => (old_client, old_hop),
        (false, false) => (new_client, new_hop),
        (false, true) if new_client == old_client => {
            let host = new_hop.host.filter(|host| old_hop.host.as_ref() == Some(host));
            (new_client, Hop { host, https: new_hop.https.or(old_hop.https), ..old_hop })
        }
        (false, true) => (peer, Hop::default()),
    };
    Told { client, https: hop.https.unwrap_or(false), host: hop.host }
}

/// The client, and the word of the proxy that it came to. The hops are from the last to the first.
fn believed(hops: &[Hop], peer: IpAddr, proxies: &Proxies) -> (IpAddr, Hop) {
    let mut client = peer;
    let mut word = hops.first().cloned().unwrap_or_default();
    for hop in hops {
        let Some(of) = hop.of else { break };
        client = of;
        word = hop.clone();
        if !proxies.trust(of) {
            break;
        }
    }
    (client, word)
}

/// The parts of a header that may come in several lines, from the last to the first; a comma between quotes parts nothing.
fn parts_from_end<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Vec<&'a str> {
    let mut parts = Vec::new();
    for line in headers.get_all(name) {
        // A line that is no text is a word that cannot be understood.
        let line = line.to_str().unwrap_or("?");
        let mut is_quoted = false;
        parts.extend(line.split(|letter| {
            is_quoted ^= letter == '"';
            letter == ',' && !is_quoted
        }));
    }
    parts.into_iter().rev().map(str::trim).take(MOST_HOPS).collect()
}

fn in_old_way(headers: &HeaderMap) -> Vec<Hop> {
    let named = |name: &'static str| parts_from_end(headers, &HeaderName::from_static(name));
    let (addresses, schemes, hosts) = (named("x-forwarded-for"), named("x-forwarded-proto"), named("x-forwarded-host"));
    // Not every proxy tells everything: without a word of its own the nearest that told holds.
    let at = |told: &[&str], hop: usize| told.get(hop).or(told.last()).map(|text| (*text).trim_matches('"').to_owned());
    let count = addresses.len().max(usize::from(!schemes.is_empty() || !hosts.is_empty()));
    let hop = |hop| Hop {
        of: addresses.get(hop).and_then(|text: &&str| address(text)),
        https: at(&schemes, hop).map(|scheme| scheme.eq_ignore_ascii_case("https")),
        host: at(&hosts, hop),
    };
    (0..count).map(hop).collect()
}

fn in_new_way(headers: &HeaderMap) -> Vec<Hop> {
    let hops = parts_from_end(headers, &HeaderName::from_static("forwarded"));
    hops.into_iter()
        .map(|text| {
            let mut hop = Hop::default();
            for (name, value) in text.split(';').filter_map(|pair| pair.split_once('=')) {
                let value = value.trim().trim_matches('"');
                match name.trim().to_ascii_lowercase().as_str() {
                    "for" => hop.of = address(value),
                    "proto" => hop.https = Some(value.eq_ignore_ascii_case("https")),
                    "host" => hop.host = Some(value.to_owned()),
                    _ => {}
                }
            }
            hop
        })
        .collect()
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim_matches('"');
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    bare.parse::<IpAddr>().ok().or_else(with_port).map(|address| address.to_canonical())
}
