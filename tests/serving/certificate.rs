use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::sync::Arc;

use wijkweb::inventory::moment::Moment;
use wijkweb::web::beside;
use wijkweb::web::serving::{CertificateFiles, Certificates, Elsewhere, Limits};

use super::doors::Doors;
use super::program::{Serving, run};

#[test]
fn a_certificate_of_our_own_is_made_served_trusted_and_renewed() {
    let folder = tempfile::tempdir().unwrap();
    let (well, said) = run(folder.path(), &["certificate", "wijkweb.local", "127.0.0.1"]);
    assert!(
        well && said.contains("valid for 13 months")
            && said.contains("On an iPhone")
            && said.contains("http://wijkweb.local:8080/certificate"),
        "{said}"
    );
    let path = |name: &str| folder.path().join("data/certificate").join(name);
    for key in ["authority.key", "server.key"] {
        assert_eq!(std::fs::metadata(path(key)).unwrap().permissions().mode() & 0o777, 0o600, "{key}");
    }
    let read = |name: &str| std::fs::read_to_string(path(name)).unwrap();
    let [authority, first] = ["authority.pem", "server.pem"].map(read);
    assert!(!first.contains("PRIVATE") && first.ends_with(&authority));
    let files = ["--certificate", "data/certificate/server.pem", "--certificate-key", "data/certificate/server.key"];
    let serving = Serving::begin(folder.path(), &files);
    // What a browser does, by a program that knows nothing of ours.
    let fetch = |address: &str| {
        let mut curl = Command::new("curl");
        let url = format!("https://{address}/healthz");
        curl.args(["--silent", "--show-error", "--cacert"]).arg(path("authority.pem")).args([
            "--resolve",
            &format!("{address}:127.0.0.1"),
            &url,
        ]);
        curl.output().map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let port = serving.address.rsplit(':').next().unwrap();
    if let Ok(answer) = fetch(&format!("wijkweb.local:{port}")) {
        assert_eq!(answer, "ok\n");
        assert_eq!(fetch(&format!("127.0.0.1:{port}")).unwrap(), "ok\n");
        assert_eq!(fetch(&format!("elders.local:{port}")).unwrap(), "", "it is for these names alone");
    }
    // Renewed, for the same names, by the same authority.
    let (well, said) = run(folder.path(), &["certificate"]);
    assert!(well && said.contains("phones need do nothing") && said.contains("wijkweb.local, 127.0.0.1"), "{said}");
    assert!(read("authority.pem") == authority && read("server.pem") != first);
    let (well, said) = run(folder.path(), &["certificate", "elders.local"]);
    assert!(!well && said.contains("may not sign for elders.local"), "{said}");
    std::fs::remove_file(path("authority.key")).unwrap();
    let (well, said) = run(folder.path(), &["certificate"]);
    assert!(!well && said.contains("no whole authority"), "{said}");
    assert!(run(folder.path(), &["certificate", "--new-authority"]).0 && read("authority.pem") != authority);
    let (well, said) = run(tempfile::tempdir().unwrap().path(), &["certificate"]);
    assert!(!well && said.contains("Name the names"), "{said}");
}

#[test]
fn phones_find_the_steps_and_the_authority_and_never_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let (_, said) = run(folder.path(), &["certificate", "wijkweb.local"]);
    let path = |name: &str| folder.path().join("data/certificate").join(name);
    let files = CertificateFiles { chain: path("server.pem"), key: path("server.key") };
    let (certificates, about) = Certificates::read(files, Moment::read_clock()).unwrap();
    assert!(about.is_self_made);
    let elsewhere = || Elsewhere { port: 8443, addresses: Vec::new() };
    let doors = Doors::before(beside(elsewhere(), Some(Arc::new(certificates))), Limits::default());
    let ask = |path: &str| {
        doors.say(format!("GET {path} HTTP/1.1\r\nhost: wijkweb.local:8080\r\naccept-language: en\r\nconnection: close\r\n\r\n"))
    };
    let page = ask("/certificate");
    assert!(
        page.starts_with("HTTP/1.1 200 ") && page.contains("On an Android phone") && page.contains("content-security-policy: "),
        "{page}"
    );
    let shown = page.split("<pre>").nth(1).unwrap().split("</pre>").next().unwrap();
    assert!(said.contains(shown) && shown.len() == 95, "the computer and the page show the same: {shown}");
    assert!(ask("/certificate?language=nl").contains("Op een Android-telefoon"));
    let file = ask("/certificate/wijkweb.crt");
    assert!(file.contains("content-type: application/x-x509-ca-cert\r\n") && file.contains("filename=\"wijkweb.crt\""), "{file}");
    for address in ["/certificate/server.key", "/certificate/authority.key", "/certificate/../certificate/authority.key", "/", "/wijk"] {
        let answer = ask(address);
        assert!(answer.starts_with("HTTP/1.1 307 ") && answer.contains("location: https://wijkweb.local:8443/"), "{address}: {answer}");
    }
    assert!(![page, file].concat().contains("PRIVATE"));
    // Where the certificate is of others there is nothing to trust.
    let none = Doors::before(beside(elsewhere(), None), Limits::default());
    let answer = none.say("GET /certificate HTTP/1.1\r\nhost: wijkweb.local\r\nconnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 307 "), "{answer}");
}
