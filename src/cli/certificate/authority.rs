use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, NameConstraints, date_time_ymd,
};
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::ServerCertVerifier;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use x509_cert::der::Decode;

use super::name::Name;
use crate::inventory::moment::Moment;
use crate::web::serving::OWN_AUTHORITY;

/// Days for which the certificate of the site is valid: phones refuse what is valid for more than 825, and browsers want no
/// more than 398.
const DAYS_OF_SITE: u64 = 397;

/// Days for which the authority is: to trust another one, somebody must take every phone in hand.
const DAYS_OF_AUTHORITY: u64 = 3_650;

/// An authority of our own, which signs for a few private names and nothing else.
pub(super) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// What phones are to trust, in PEM.
    pub(super) pem: String,
}

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// The authority that is there is none, or not of ours.
    #[error("there is no authority of ours here")]
    NoAuthority,
    /// It may not sign for this name.
    #[error("the authority may not sign for {0}")]
    NotFor(Name),
    /// The library refuses.
    #[error(transparent)]
    Making(#[from] rcgen::Error),
}

/// A certificate and its private key, in PEM.
pub(super) struct Made {
    pub(super) certificate: String,
    pub(super) key: String,
}

impl Authority {
    /// A new one for these names and for the networks in which the addresses lie, with its private key in PEM.
    ///
    /// Whoever gets hold of its key can pass for these names alone, not for a bank: that is what makes it fit to be trusted by
    /// other people's phones. An address counts with its network, so that it may change within that.
    pub(super) fn make(names: &[Name], now: Moment) -> Result<(Self, String), Trouble> {
        let key = KeyPair::generate()?;
        let key_pem = key.serialize_pem();
        let first = names.first().map(ToString::to_string).unwrap_or_default();
        let mut params = params(&format!("Wijkweb {first} {}", now.day()), since_epoch(now), DAYS_OF_AUTHORITY);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.name_constraints = Some(constraints(names));
        let pem = params.self_signed(&key)?.pem();
        Ok((Self { issuer: Issuer::new(params, key), pem }, key_pem))
    }

    /// One that was made before.
    pub(super) fn read(pem: &str, key: &str) -> Result<Self, Trouble> {
        let der = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| Trouble::NoAuthority)?;
        let read = x509_cert::Certificate::from_der(&der).map_err(|_| Trouble::NoAuthority)?;
        let (subject, issuer) = (read.tbs_certificate().subject(), read.tbs_certificate().issuer());
        let name = subject.common_name().ok().flatten().ok_or(Trouble::NoAuthority)?;
        let key = KeyPair::from_pem(key).map_err(|_| Trouble::NoAuthority)?;
        let its_key = read.tbs_certificate().subject_public_key_info().subject_public_key.raw_bytes();
        if issuer != subject || !subject.to_string().contains(OWN_AUTHORITY) || its_key != key.public_key_raw() {
            return Err(Trouble::NoAuthority);
        }
        // Its name and its key are all that goes into what it signs.
        let params = params(&name.value(), Duration::ZERO, 1);
        Ok(Self { issuer: Issuer::new(params, key), pem: pem.to_owned() })
    }

    /// A certificate for these names, looked at as a browser would that trusts this authority.
    pub(super) fn sign(&self, names: &[Name], now: Moment) -> Result<Made, Trouble> {
        let made = self.signed(names, now)?;
        if names.iter().all(|name| self.is_known(&made, name, now)) {
            return Ok(made);
        }
        // One that it may not sign for spoils the others: each is tried alone.
        let fits = |name: &Name| self.signed(std::slice::from_ref(name), now).is_ok_and(|made| self.is_known(&made, name, now));
        Err(names.iter().find(|name| !fits(name)).map_or(Trouble::NoAuthority, |name| Trouble::NotFor(name.clone())))
    }

    fn signed(&self, names: &[Name], now: Moment) -> Result<Made, Trouble> {
        let key = KeyPair::generate()?;
        let first = names.first().map(ToString::to_string).unwrap_or_default();
        let mut params = params(&first, since_epoch(now), DAYS_OF_SITE);
        params.subject_alt_names = CertificateParams::new(names.iter().map(ToString::to_string).collect::<Vec<_>>())?.subject_alt_names;
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(Made { certificate: format!("{}{}", certificate.pem(), self.pem), key: key.serialize_pem() })
    }

    /// Whether a browser that trusts this authority takes the certificate for this name.
    fn is_known(&self, made: &Made, name: &Name, now: Moment) -> bool {
        let looked = || {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from_pem_slice(self.pem.as_bytes()).ok()?).ok()?;
            let browser = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::new(default_provider())).build().ok()?;
            let certificate = CertificateDer::from_pem_slice(made.certificate.as_bytes()).ok()?;
            let name = ServerName::try_from(name.to_string()).ok()?;
            let now = UnixTime::since_unix_epoch(since_epoch(now));
            browser.verify_server_cert(&certificate, &[], &name, &[], now).ok()
        };
        looked().is_some()
    }
}

fn since_epoch(moment: Moment) -> Duration {
    Duration::from_secs(u64::try_from(moment.parts().0).unwrap_or_default())
}

const DAY: u64 = 24 * 3600;

/// What is the same for both. They begin a day early, for clocks that run behind.
fn params(name: &str, now: Duration, days: u64) -> CertificateParams {
    let epoch = date_time_ymd(1970, 1, 1);
    let begin = now.saturating_sub(Duration::from_secs(DAY));
    let mut params = CertificateParams::default();
    params.not_before = epoch + begin;
    params.not_after = epoch + begin + Duration::from_secs(days * DAY);
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, OWN_AUTHORITY);
    params.distinguished_name.push(DnType::CommonName, name);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params
}

/// These names and networks, and of each sort that is not among them none at all.
fn constraints(names: &[Name]) -> NameConstraints {
    let mut permitted: Vec<GeneralSubtree> = Vec::new();
    for name in names {
        let subtree = match name {
            Name::Dns(name) => GeneralSubtree::DnsName(name.clone()),
            Name::Address(address) => GeneralSubtree::IpAddress(network(*address)),
        };
        if !permitted.contains(&subtree) {
            permitted.push(subtree);
        }
    }
    let has = |is: &dyn Fn(&Name) -> bool| names.iter().any(is);
    let mut excluded = Vec::new();
    if !has(&|name| matches!(name, Name::Dns(_))) {
        excluded.push(GeneralSubtree::DnsName(String::new()));
    }
    if !has(&|name| matches!(name, Name::Address(IpAddr::V4(_)))) {
        excluded.push(GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix([0; 4], 0)));
    }
    if !has(&|name| matches!(name, Name::Address(IpAddr::V6(_)))) {
        excluded.push(GeneralSubtree::IpAddress(CidrSubnet::from_v6_prefix([0; 16], 0)));
    }
    NameConstraints { permitted_subtrees: permitted, excluded_subtrees: excluded }
}

/// The network of a house or a hall: a /24, in IPv6 a /64.
fn network(address: IpAddr) -> CidrSubnet {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            CidrSubnet::from_v4_prefix([a, b, c, 0], 24)
        }
        IpAddr::V6(address) => {
            let mut octets = address.octets();
            octets[8..].fill(0);
            CidrSubnet::from_v6_prefix(octets, 64)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Moment {
        Moment::from_second(1_700_000_000).unwrap()
    }

    fn names(names: &[&str]) -> Vec<Name> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    #[test]
    fn an_authority_signs_for_its_names_and_network_and_for_nobody_else() {
        let (authority, _) = Authority::make(&names(&["wijkweb.local", "192.168.1.10"]), now()).unwrap();
        for fits in [&["wijkweb.local"][..], &["192.168.1.10"], &["wijkweb.local", "192.168.1.200", "kaart.wijkweb.local"]] {
            assert!(authority.sign(&names(fits), now()).is_ok(), "{fits:?}");
        }
        for alien in ["bank.example", "notwijkweb.local", "local", "192.168.2.10", "10.0.0.1", "fd00::1"] {
            let refused = authority.sign(&names(&["wijkweb.local", alien]), now());
            assert!(matches!(&refused, Err(Trouble::NotFor(name)) if name.to_string() == alien), "{alien}");
        }
        let (authority, _) = Authority::make(&names(&["192.168.1.10"]), now()).unwrap();
        assert!(authority.sign(&names(&["wijkweb.local"]), now()).is_err(), "without a name, no name");
        let (authority, _) = Authority::make(&names(&["wijkweb.local"]), now()).unwrap();
        assert!(authority.sign(&names(&["192.168.1.10"]), now()).is_err(), "without an address, no address");
        let (authority, _) = Authority::make(&names(&["fd00:1:2:3::10"]), now()).unwrap();
        assert!(authority.sign(&names(&["fd00:1:2:3::20"]), now()).is_ok());
        assert!(authority.sign(&names(&["fd00:1:2:4::10"]), now()).is_err());
    }

    #[test]
    fn the_same_authority_signs_again_when_a_certificate_runs_out() {
        let own = names(&["wijkweb.local"]);
        let (made, key) = Authority::make(&own, now()).unwrap();
        let first = made.sign(&own, now()).unwrap();
        let year_later = now().after(Duration::from_secs(398 * DAY));
        assert!(made.is_known(&first, &own[0], now()) && !made.is_known(&first, &own[0], year_later));
        let again = Authority::read(&made.pem, &key).unwrap();
        assert_eq!(again.pem, made.pem, "phones need not be told");
        let second = again.sign(&own, year_later).unwrap();
        assert!(second.certificate != first.certificate && second.key != first.key);
        assert!(made.is_known(&second, &own[0], year_later));
        let (other, other_key) = Authority::make(&own, now()).unwrap();
        assert!(!other.is_known(&second, &own[0], year_later));
        assert!(Authority::read(&made.pem, &other_key).is_err(), "the key of another authority");
        assert!(Authority::read(&first.certificate, &first.key).is_err() && Authority::read("", "").is_err());
    }

    #[test]
    fn phones_take_how_long_it_is_valid() {
        let own = names(&["wijkweb.local"]);
        let (authority, _) = Authority::make(&own, now()).unwrap();
        let der = CertificateDer::from_pem_slice(authority.sign(&own, now()).unwrap().certificate.as_bytes()).unwrap();
        let read = x509_cert::Certificate::from_der(&der).unwrap();
        let validity = read.tbs_certificate().validity();
        let days = (validity.not_after.to_unix_duration().as_secs() - validity.not_before.to_unix_duration().as_secs()) / DAY;
        assert!((300..=398).contains(&days), "{days}");
    }
}
