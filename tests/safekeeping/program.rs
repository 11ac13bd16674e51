use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// The program itself, as it is handed out, in a folder of its own.
pub(crate) fn wijkweb(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wijkweb"));
    command.current_dir(folder).env_clear().env("LANG", "en_GB.UTF-8");
    command
}

/// Runs it to its end; tells whether it succeeded, and all that it said.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let Output { status, stdout, stderr } = wijkweb(folder).args(arguments).output().unwrap();
    (status.success(), format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)))
}

/// Begins a neighbourhood that says all it has to say, so that everybody sees it.
pub(crate) fn begin(folder: &Path, slug: &str, name: &str) {
    let by = ["--controller", "Stichting Wijk", "--contact", "De secretaris", "--contact-reach", "secretaris@wijk.example"];
    let (well, said) = run(folder, &[&["new", slug, "--name", name], &by[..]].concat());
    assert!(well && said.contains(&format!("Everybody can see {slug}")), "{said}");
}

/// A program that shows its neighbourhoods; it is ended with the test.
pub(crate) struct Serving {
    pub(crate) child: Child,
    pub(crate) address: String,
}

impl Serving {
    /// Starts it and waits until it says where it can be seen.
    pub(crate) fn begin(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = wijkweb(folder);
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let line = lines.find(|line| line.contains("://")).unwrap();
        let address = line.split_once("://").unwrap().1.split('/').next().unwrap().to_owned();
        // The rest is read so that it is never held up.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }
}

impl Serving {
    /// Asks for an address, and tells the whole answer.
    pub(crate) fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: wijk.example\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_neighbourhood_of_which_nobody_says_who_answers_for_it_is_shown_to_nobody_until_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let here = |arguments: &[&str]| run(folder.path(), arguments);
    let (well, said) = here(&["new", "wijk", "--name", "De Wijk"]);
    assert!(well && said.contains("cannot be seen yet"), "{said}");
    for flag in ["--controller", "--controller-kind", "--contact", "--contact-reach", "--purpose", "--area", "--languages"] {
        assert!(said.contains(&format!("{flag} ")), "{flag}: {said}");
    }
    let serving = Serving::begin(folder.path(), &[]);
    let closed = serving.get("/wijk");
    assert!(closed.starts_with("HTTP/1.1 403") && !closed.contains("De Wijk"), "{closed}");
    assert!(!serving.get("/").contains("De Wijk"));
    let (well, said) = here(&["open", "wijk", "--controller", "Gemeente Wijk", "--contact", "De griffie", "--contact-reach", "griffie"]);
    assert!(well && said.contains("--contact-reach ") && !said.contains("--controller "), "{said}");
    assert!(said.contains("a public authority is responsible"), "{said}");
    let (well, said) = here(&["open", "wijk", "--contact-reach", "griffie@wijk.example"]);
    assert!(well && said.contains("Everybody can see wijk") && said.contains("Gemeente Wijk"), "{said}");
    assert!(serving.get("/wijk").starts_with("HTTP/1.1 200") && serving.get("/").contains("De Wijk"));
    assert!(here(&["open", "wijk", "--hide"]).0);
    assert!(serving.get("/wijk").starts_with("HTTP/1.1 403"));
}

#[test]
fn while_it_serves_a_backup_and_an_archive_are_made_and_brought_back_by_command() {
    let folder = tempfile::tempdir().unwrap();
    let here = |arguments: &[&str]| run(folder.path(), arguments);
    begin(folder.path(), "wijk", "De Wijk");
    let serving = Serving::begin(folder.path(), &[]);
    for arguments in [
        &["backup", "--to", "veilig"][..],
        &["archive", "wijk", "--out", "wijk.ndjson"],
        &["restore", "wijk.ndjson", "--as", "tweede"],
        &["check"],
    ] {
        let (well, said) = here(arguments);
        assert!(well, "{arguments:?}: {said}");
    }
    assert!(serving.get("/tweede").starts_with("HTTP/1.1 200"), "what was brought back is shown at once");
    let (well, said) = here(&["restore", "wijk.ndjson"]);
    assert!(!well && said.contains("There is already a neighbourhood with the short name wijk"), "{said}");
    drop(serving);
    let backup = std::fs::read_dir(folder.path().join("veilig")).unwrap().next().unwrap().unwrap().path();
    let (well, said) = here(&["restore", backup.to_str().unwrap(), "--data", "nieuw"]);
    assert!(well && said.contains("De Wijk is restored"), "{said}");
    assert!(here(&["archive", "wijk", "--data", "nieuw", "--out", "again.ndjson"]).0);
    let bytes = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert_eq!(bytes("again.ndjson"), bytes("wijk.ndjson"));
    assert_eq!(wijkweb(folder.path()).args(["archive", "wijk"]).output().unwrap().stdout, bytes("wijk.ndjson"));
}

#[test]
fn what_cannot_be_brought_back_is_told_in_words_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    put("leeg", b"");
    put("ingepakt.gz", b"\x1f\x8b\x08\0\0\0\0\0");
    put("slot.age", b"age-encryption.org/v1\n-> X25519 abc\n");
    put("lijst.csv", b"naam;straat\nHuis;Laan\n");
    put("nieuwer.ndjson", b"{\"wijkweb\":\"archive\",\"format\":7}\n");
    let archive: &[u8] = include_bytes!("../../fixtures/archive/format-1.ndjson");
    put("half.ndjson", &archive[..archive.len() / 2]);
    let mut damaged = archive.to_vec();
    damaged[300] ^= 1;
    put("stuk.ndjson", &damaged);
    let cases = [
        ("leeg", "empty"),
        ("ingepakt.gz", "Unpack it first"),
        ("slot.age", "encrypted"),
        ("lijst.csv", "wijkweb import"),
        ("nieuwer.ndjson", "format 7"),
        ("half.ndjson", "cut off"),
        ("stuk.ndjson", "damaged at line 2"),
        ("er-niet", "not there"),
        (".", "not a backup"),
    ];
    for (name, expected) in cases {
        let (well, said) = run(folder.path(), &["restore", name, "--data", "nieuw"]);
        assert!(!well && said.contains(expected), "{name}: {said}");
    }
    let journal = folder.path().join("nieuw/journal");
    assert_eq!(std::fs::read_dir(journal).unwrap().count(), 0);
}

/// Asks a process to stop, as `systemctl stop` does.
fn terminate(child: &Child) {
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
}

#[test]
fn asked_to_stop_it_ends_well_finishes_what_is_going_on_and_leaves_the_folder_free() {
    let folder = tempfile::tempdir().unwrap();
    begin(folder.path(), "wijk", "De Wijk");
    let mut serving = Serving::begin(folder.path(), &[]);
    // A form of which half has come in.
    let mut stream = TcpStream::connect(&serving.address).unwrap();
    let head = "POST /sign-in HTTP/1.1\r\nhost: wijk.example\r\ncontent-type: application/x-www-form-urlencoded";
    write!(stream, "{head}\r\ncontent-length: 8\r\n\r\nkin").unwrap();
    assert!(serving.get("/wijk").starts_with("HTTP/1.1 200"));
    terminate(&serving.child);
    while TcpStream::connect(&serving.address).is_ok() {
        std::thread::yield_now();
    }
    write!(stream, "d=place").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 422"), "nobody is called so, but it is answered: {answer}");
    assert_eq!(serving.child.wait().unwrap().code(), Some(0));
    assert!(TcpStream::connect(&serving.address).is_err());
    assert!(!folder.path().join("data/wijkweb.socket").exists());
    let (well, said) = run(folder.path(), &["check"]);
    assert!(well, "{said}");
}

#[test]
fn asked_a_second_time_it_ends_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut serving = Serving::begin(folder.path(), &[]);
    // A visitor whose request never ends holds up the first stop.
    let mut stream = TcpStream::connect(&serving.address).unwrap();
    let head = "host: wijk.example\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 1000";
    write!(stream, "POST /sign-in HTTP/1.1\r\n{head}\r\n\r\nhalf").unwrap();
    assert!(serving.get("/").starts_with("HTTP/1.1 200"));
    terminate(&serving.child);
    while TcpStream::connect(&serving.address).is_ok() {
        std::thread::yield_now();
    }
    terminate(&serving.child);
    assert_eq!(serving.child.wait().unwrap().code(), Some(130));
}

#[test]
fn a_damaged_journal_is_made_whole_with_a_backup_and_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let here = |arguments: &[&str]| run(folder.path(), arguments);
    std::fs::write(folder.path().join("wijk.ndjson"), include_bytes!("../../fixtures/archive/format-1.ndjson")).unwrap();
    assert!(here(&["restore", "wijk.ndjson"]).0 && here(&["backup"]).0);
    let file = folder.path().join("data/journal/kanaalwijk/000000000001.ndjson");
    let good = std::fs::read(&file).unwrap();
    let mut damaged = good.clone();
    damaged[200] ^= 1;
    std::fs::write(&file, &damaged).unwrap();
    let (well, said) = here(&["check"]);
    assert!(!well && said.contains("check --repair") && std::fs::read(&file).unwrap() == damaged, "{said}");
    let (well, said) = here(&["check", "--repair"]);
    assert!(!well && said.contains("--from") && std::fs::read(&file).unwrap() == damaged, "{said}");
    let backup = std::fs::read_dir(folder.path().join("data/backups")).unwrap().next().unwrap().unwrap().path();
    let (well, said) = here(&["check", "--repair", "--from", backup.to_str().unwrap()]);
    assert!(well && said.contains("whole again"), "{said}");
    assert_eq!(std::fs::read(&file).unwrap(), good);
    assert!(here(&["check"]).0);
}

#[test]
fn a_closed_neighbourhood_is_shown_to_nobody_and_opens_again_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let here = |arguments: &[&str]| run(folder.path(), arguments);
    begin(folder.path(), "wijk", "De Wijk");
    let serving = Serving::begin(folder.path(), &[]);
    assert!(serving.get("/wijk").starts_with("HTTP/1.1 200"));
    let (well, said) = here(&["close", "wijk", "--archive", "laatste.ndjson"]);
    assert!(well && said.contains("30 days") && said.contains("Earlier backups"), "{said}");
    for path in ["/wijk", "/wijk/assets", "/wijk/ogc/collections/places/items"] {
        assert!(serving.get(path).starts_with("HTTP/1.1 404"), "{path}");
    }
    assert!(!serving.get("/").contains("De Wijk"));
    assert!(here(&["close", "wijk", "--reopen"]).0);
    assert!(serving.get("/wijk").starts_with("HTTP/1.1 200"));
    assert!(here(&["archive", "wijk", "--out", "weer.ndjson"]).0);
    let bytes = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert_eq!(bytes("weer.ndjson"), bytes("laatste.ndjson"));
    let (well, said) = here(&["operating"]);
    assert!(well && said.contains("[Service]") && said.contains("reverse_proxy"), "{said}");
}
