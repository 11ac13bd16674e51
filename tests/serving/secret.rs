use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use axum::routing::get;
use axum::{Router, body};
use hyper::body::Incoming;
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{CertificateParams, KeyPair};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use wijkweb::inventory::moment::Moment;
use wijkweb::web::Settings;
use wijkweb::web::serving::{CertificateFiles, Certificates, Elsewhere, Limits, Way};

use super::doors::{Doors, rest, seconds, site};
use crate::support::House;

const NAME: &str = "wijk.example";

/// A site over HTTPS, with what its visitors trust.
struct Secret {
    doors: Doors,
    trusted: CertificateDer<'static>,
    _folder: TempDir,
}

impl Secret {
    fn before(site: Router, limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = CertificateFiles { chain: folder.path().join("site.pem"), key: folder.path().join("site.key") };
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![NAME.to_owned()]).unwrap().self_signed(&key).unwrap();
        std::fs::write(&files.chain, certificate.pem()).unwrap();
        std::fs::write(&files.key, key.serialize_pem()).unwrap();
        let (certificates, _) = Certificates::read(files, Moment::from_second(1_700_000_000).unwrap()).unwrap();
        let way = Way::Secret(Arc::new(certificates), Elsewhere { port: 8443, addresses: Vec::new() });
        Self { doors: Doors::by(way, site, limits), trusted: certificate.der().clone(), _folder: folder }
    }

    fn of(house: &House) -> Self {
        Self::before(site(house, Settings { https: true, ..Settings::default() }), Limits::default())
    }

    /// Somebody who speaks these, the first if the site does.
    async fn connect(&self, speaks: &[&[u8]]) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(self.trusted.clone()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = speaks.iter().map(|name| name.to_vec()).collect();
        let stream = self.doors.connect().await;
        TlsConnector::from(Arc::new(config)).connect(NAME.try_into().unwrap(), stream).await.unwrap()
    }

    async fn http2(&self) -> SendRequest<Body> {
        let stream = self.connect(&[b"h2", b"http/1.1"]).await;
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let (send, connection) = handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        send
    }

    async fn answers_others(&self) -> bool {
        let mut stream = self.connect(&[b"http/1.1"]).await;
        stream.write_all(format!("GET /healthz HTTP/1.1\r\nhost: {NAME}\r\nconnection: close\r\n\r\n").as_bytes()).await.unwrap();
        rest(&mut stream).await.starts_with("HTTP/1.1 200")
    }
}

fn request(path: &str) -> Request<Body> {
    Request::get(format!("https://{NAME}{path}")).header("accept", "text/html").body(Body::empty()).unwrap()
}

async fn text(answer: Response<Incoming>) -> String {
    String::from_utf8(body::to_bytes(Body::new(answer.into_body()), usize::MAX).await.unwrap().to_vec()).unwrap()
}

#[test]
fn over_https_the_site_is_the_same_and_browsers_are_told_to_come_back_so() {
    let house = House::empty();
    let secret = Secret::of(&house);
    secret.doors.during(async {
        let mut stream = secret.connect(&[b"http/1.1"]).await;
        let head = format!("host: {NAME}\r\nconnection: close\r\n");
        stream.write_all(format!("GET /wijk/ogc?f=json HTTP/1.1\r\n{head}\r\n").as_bytes()).await.unwrap();
        let answer = rest(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("https://wijk.example/wijk/ogc/collections"), "{answer}");
        assert!(answer.contains("strict-transport-security: max-age=15768000\r\n"), "{answer}");
        let mut send = secret.http2().await;
        let answer = send.send_request(request("/wijk")).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(text(answer).await.contains("De Wijk"));
        let answer = send.send_request(request("/language/en")).await.unwrap();
        assert!(answer.headers()["set-cookie"].to_str().unwrap().contains("; Secure"));
        // A form is known by the name that stands in the address: there is no `Host`.
        for (origin, expected) in
            [("https://wijk.example", StatusCode::METHOD_NOT_ALLOWED), ("https://elders.example", StatusCode::FORBIDDEN)]
        {
            let form = Request::post(format!("https://{NAME}/healthz")).header("origin", origin).body(Body::empty()).unwrap();
            assert_eq!(send.send_request(form).await.unwrap().status(), expected);
        }
    });
}

#[test]
fn with_a_certificate_of_our_own_or_under_a_private_name_the_way_back_stays_open() {
    let house = House::empty();
    for (is_self_made, host, expected) in
        [(false, NAME, true), (true, NAME, false), (false, "wijkweb.local", false), (false, "192.0.2.1", false)]
    {
        let doors = Doors::before(site(&house, Settings { https: true, is_self_made, ..Settings::default() }), Limits::default());
        let answer = doors.say(format!("GET /healthz HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"));
        assert_eq!(answer.contains("strict-transport-security"), expected, "{host}: {answer}");
    }
    assert!(
        !Doors::of(&house, Limits::default())
            .say(format!("GET / HTTP/1.1\r\nhost: {NAME}\r\nconnection: close\r\n\r\n"))
            .contains("strict-transport")
    );
}

#[test]
fn who_comes_without_https_is_told_where_to_go() {
    let secret = Secret::of(&House::empty());
    let head = "host: wijk.example:8443\r\naccept-language: en\r\nconnection: close\r\n\r\n";
    let answer = secret.doors.say(format!("GET /wijk?q=a HTTP/1.1\r\n{head}"));
    assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("Put https:// before the address"), "{answer}");
    assert!(answer.contains("href=\"https://wijk.example:8443/wijk?q=a\""), "{answer}");
    let answer = secret.doors.say("GET //elders.example/ HTTP/1.1\r\nhost: a\"><b>\r\nconnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 400 ") && !answer.contains("href") && !answer.contains("elders"), "{answer}");
}

#[test]
fn a_port_without_https_sends_on_to_the_site_and_nowhere_else() {
    let redirect = |addresses: &[&str]| {
        let addresses = addresses.iter().map(|address| address.parse().unwrap()).collect();
        Doors::before(Elsewhere { port: 8443, addresses }.redirect(), Limits::default())
    };
    let ask = |doors: &Doors, method: &str, path: &str, host: &str| {
        let answer = doors.say(format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"));
        let location = answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_default().to_owned();
        format!("{} {location}", &answer[9..12])
    };
    let (any, known) = (redirect(&[]), redirect(&["https://wijk.example", "https://192.0.2.1:8443"]));
    assert_eq!(ask(&any, "GET", "/wijk?q=a", "wijk.example:8080"), "307 https://wijk.example:8443/wijk?q=a");
    assert_eq!(ask(&any, "GET", "/", "[fd00::1]:8080"), "307 https://[fd00::1]:8443/");
    assert_eq!(ask(&any, "GET", "//elders.example/", "wijk.example"), "307 https://wijk.example:8443/");
    assert_eq!(ask(&any, "GET", "http://elders.example/a", "wijk.example"), "307 https://wijk.example:8443/a");
    assert_eq!(ask(&any, "GET", "/", "a@b"), "400 ");
    assert_eq!(ask(&any, "POST", "/steward/geheim", "wijk.example"), "400 ");
    assert_eq!(ask(&known, "GET", "/a", "elders.example"), "307 https://wijk.example/a");
    assert_eq!(ask(&known, "GET", "/a", "192.0.2.1:8080"), "307 https://192.0.2.1:8443/a");
}

#[test]
fn a_handshake_that_does_not_go_on_is_not_waited_for() {
    let secret = Secret::of(&House::empty());
    secret.doors.during(async {
        for beginning in [&b""[..], b"\x16", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"] {
            let mut half = secret.doors.connect().await;
            half.write_all(beginning).await.unwrap();
            assert!(secret.answers_others().await);
            let since = Instant::now();
            rest(&mut half).await;
            assert!(since.elapsed().as_secs() <= 20, "{:?}", since.elapsed());
        }
    });
}

#[test]
fn who_asks_and_takes_back_over_and_over_is_not_listened_to_any_longer() {
    let site = Router::new().route("/slow", get(|| async { seconds(60).await })).route("/healthz", get(|| async { "ok" }));
    let secret = Secret::before(site, Limits::default());
    secret.doors.during(async {
        let mut send = secret.http2().await;
        let mut made = 0;
        while made < 5_000 && send.ready().await.is_ok() {
            let answer = send.send_request(request("/slow"));
            // It has reached the server, and is taken back before it is answered.
            let _ = tokio::time::timeout(std::time::Duration::from_secs(1), answer).await;
            made += 1;
        }
        assert!(made < 300, "{made} requests were taken");
        assert!(secret.answers_others().await);
    });
}

#[test]
fn one_answer_that_is_left_lying_beside_others_is_not_kept_for_ever() {
    let large = || async { vec![0_u8; 16 << 20] };
    let site = Router::new().route("/large", get(large)).route("/healthz", get(|| async { "ok" }));
    let secret = Secret::before(site, Limits::default());
    secret.doors.during(async {
        let mut send = secret.http2().await;
        let lying = send.send_request(request("/large")).await.unwrap();
        let since = Instant::now();
        // Meanwhile others are asked for and taken.
        while since.elapsed().as_secs() < 3_600 && send.ready().await.is_ok() && send.send_request(request("/healthz")).await.is_ok() {
            seconds(5).await;
        }
        assert!((120..200).contains(&since.elapsed().as_secs()), "{:?}", since.elapsed());
        drop(lying);
        let mut send = secret.http2().await;
        let taken = send.send_request(request("/large")).await.unwrap();
        assert_eq!(body::to_bytes(Body::new(taken.into_body()), usize::MAX).await.unwrap().len(), 16 << 20);
    });
}

#[test]
fn in_http2_too_a_head_has_its_measure_and_silence_its_end() {
    let secret = Secret::of(&House::empty());
    secret.doors.during(async {
        let mut send = secret.http2().await;
        let large = Request::get(format!("https://{NAME}/healthz")).header("a", "b".repeat(15_000)).body(Body::empty()).unwrap();
        assert_eq!(send.send_request(large).await.unwrap().status(), StatusCode::OK);
        let many = (0..10).fold(Request::get(format!("https://{NAME}/healthz")), |request, _| request.header("a", "b".repeat(10_000)));
        let answer = send.send_request(many.body(Body::empty()).unwrap()).await;
        assert!(answer.is_err() || answer.is_ok_and(|answer| answer.status() == StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE));
        let mut early = secret.connect(&[b"http/1.1"]).await;
        let mut send = secret.http2().await;
        for _ in 0..3 {
            seconds(60).await;
            assert_eq!(send.send_request(request("/healthz")).await.unwrap().status(), StatusCode::OK, "a minute of silence is no reason");
            early.write_all(format!("GET /healthz HTTP/1.1\r\nhost: {NAME}\r\n\r\n").as_bytes()).await.unwrap();
            let mut answer = [0; 4_096];
            let read = early.read(&mut answer).await.unwrap();
            assert!(answer[..read].starts_with(b"HTTP/1.1 200 "), "nor for who came before asking");
        }
        seconds(200).await;
        assert!(send.ready().await.is_err() || send.send_request(request("/healthz")).await.is_err());
    });
}
