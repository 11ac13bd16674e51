//! The texts for people: whole in both languages, none missing, none left over.

use std::collections::{BTreeMap, BTreeSet};

use wijkweb::inventory::field::{Field, Shape};
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::provenance::Origin;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::visibility::Visibility;

use super::code::{parts, without_tests};
use super::{File, file, none};

/// The texts of a language: each key (`key` or `key.attribute`) with the names that are filled in.
pub(super) type Texts = BTreeMap<String, BTreeSet<String>>;

/// Reads a language file, as far as the rules need it, and names keys that are there twice.
pub(super) fn read(language_file: &File) -> (Texts, Vec<String>) {
    let (mut texts, mut complaints) = (Texts::new(), Vec::new());
    let (mut message, mut current) = (String::new(), String::new());
    for line in language_file.text.lines().filter(|line| !line.starts_with('#')) {
        let start = line.split_once('=').map(|(start, _)| start.trim_end());
        let is_key = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        let key = match start {
            Some(start) if is_key(start) => {
                start.clone_into(&mut message);
                Some(start.to_owned())
            }
            Some(start) if start.trim_start().strip_prefix('.').is_some_and(is_key) => Some(format!("{message}{}", start.trim_start())),
            _ => None,
        };
        if let Some(key) = key {
            if texts.insert(key.clone(), BTreeSet::new()).is_some() {
                complaints.push(format!("{}: `{key}` is there twice", language_file.path));
            }
            current = key;
        }
        if let Some(names) = texts.get_mut(&current) {
            names.extend(
                line.split('$')
                    .skip(1)
                    .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned()),
            );
        }
    }
    // A message with attributes alone has no text of its own.
    let bare: Vec<_> = texts.keys().filter(|key| !key.contains('.') && has_no_text(language_file, key)).cloned().collect();
    texts.retain(|key, _| !bare.contains(key));
    (texts, complaints)
}

fn has_no_text(language_file: &File, key: &str) -> bool {
    let mut lines = language_file.text.lines().skip_while(|line| line.split_once('=').is_none_or(|(start, _)| start.trim_end() != key));
    let empty = lines.next().is_some_and(|line| line.trim_end().ends_with('='));
    empty && lines.next().is_none_or(|line| line.trim_start().starts_with('.') || line.trim().is_empty())
}

/// Both languages say the same keys with the same names filled in.
pub(super) fn differences(one: &Texts, other: &Texts, names: [&str; 2]) -> Vec<String> {
    let keys: BTreeSet<_> = one.keys().chain(other.keys()).collect();
    let told = keys.into_iter().filter_map(|key| match (one.get(key), other.get(key)) {
        (Some(_), None) => Some(format!("`{key}` is missing in {}", names[1])),
        (None, Some(_)) => Some(format!("`{key}` is missing in {}", names[0])),
        (Some(here), Some(there)) if here != there => {
            Some(format!("`{key}` fills in {here:?} in {} and {there:?} in {}", names[0], names[1]))
        }
        _ => None,
    });
    told.collect()
}

/// What the declarations ask for: each entry is a list of keys of which one must be there.
pub(super) fn declared() -> Vec<Vec<String>> {
    let mut wanted = Vec::new();
    for kind in Kind::ALL {
        wanted.extend(["", ".many", ".what"].map(|end| vec![format!("kind-{kind}{end}")]));
        wanted.extend(kind.fields().flat_map(|field| of_field(kind.code(), field)));
    }
    for tie in TieKind::ALL {
        wanted.extend([".out", ".in"].map(|end| vec![format!("tie-{tie}{end}")]));
        wanted.extend(tie.fields().iter().flat_map(|field| of_field(tie.code(), field)));
    }
    // What every record has beside its fields.
    wanted.extend(["visibility", "valid_from", "valid_to", "whereabouts"].map(|name| vec![format!("field-{name}")]));
    wanted.extend(Visibility::ALL.iter().map(|visibility| vec![format!("visibility-{visibility}")]));
    wanted.extend(Origin::ALL.iter().map(|origin| vec![format!("origin-{origin}")]));
    wanted
}

fn of_field(owner: &str, field: &Field) -> Vec<Vec<String>> {
    let mut wanted = vec![vec![format!("field-{owner}-{}", field.name), format!("field-{}", field.name)]];
    if let Shape::Choice(codes) | Shape::Choices(codes) = field.shape {
        let choice = |code: &&str| vec![format!("choice-{owner}-{}-{code}", field.name), format!("choice-{}-{code}", field.name)];
        wanted.extend(codes.iter().map(choice));
    }
    wanted
}

/// Keys that are asked for and not there.
pub(super) fn missing(texts: &Texts, declared: &[Vec<String>], sources: &[File]) -> Vec<String> {
    let undeclared = declared.iter().filter(|keys| !keys.iter().any(|key| texts.contains_key(key)));
    let mut complaints: Vec<_> = undeclared.map(|keys| format!("no text for {}", keys.join(" nor "))).collect();
    for source in sources {
        let asked = asked_for(source);
        complaints.extend(asked.iter().filter(|key| !texts.contains_key(*key)).map(|key| format!("{}: no text for {key}", source.path)));
    }
    complaints
}

/// Keys that nothing asks for: neither by name, nor by a declaration, nor as a pattern such as `list-wrong-{}` filled in with
/// words that the source has as texts of their own.
pub(super) fn unused(texts: &Texts, declared: &[Vec<String>], sources: &[File]) -> Vec<String> {
    let literals: BTreeSet<String> = sources.iter().flat_map(|source| parts(without_tests(&source.text)).texts).collect();
    // Attributes that are put behind a key where the key itself is computed: `format!("{}.next", …)`. Help is there where it
    // is needed.
    let ends: Vec<&str> =
        literals.iter().filter_map(|text| text.rsplit_once('}')).map(|(_, end)| end).filter(|end| end.starts_with('.')).collect();
    let patterns: Vec<_> = literals.iter().filter_map(|text| pattern(text)).collect();
    let is_asked = |key: &str| {
        let by_pattern = || patterns.iter().any(|pieces| fits(pieces, key, &literals));
        literals.contains(key) || declared.iter().flatten().any(|wanted| wanted == key) || by_pattern()
    };
    let is_used = |key: &str| {
        let by_end = |message: &str, end: &str| is_asked(message) && (end == "help" || ends.contains(&format!(".{end}").as_str()));
        is_asked(key) || key.split_once('.').is_some_and(|(message, end)| by_end(message, end))
    };
    texts.keys().filter(|key| !is_used(key)).map(|key| format!("nothing asks for `{key}`")).collect()
}

/// The fixed pieces of `about-{}-{audience}.sees`, if it can be a pattern of keys.
fn pattern(text: &str) -> Option<Vec<&str>> {
    let pieces: Vec<_> = text
        .split('{')
        .enumerate()
        .map(|(at, piece)| if at == 0 { Some(piece) } else { Some(piece.split_once('}')?.1) })
        .collect::<Option<_>>()?;
    let is_key_like = |piece: &&str| piece.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    (pieces.len() > 1 && pieces[0].contains('-') && pieces.iter().all(is_key_like)).then_some(pieces)
}

fn fits(pieces: &[&str], key: &str, words: &BTreeSet<String>) -> bool {
    let Some((first, others)) = pieces.split_first() else { return key.is_empty() };
    let Some(rest) = key.strip_prefix(first) else { return false };
    if others.is_empty() {
        rest.is_empty()
    } else {
        (1..=rest.len()).any(|at| words.contains(&rest[..at]) && fits(others, &rest[at..], words))
    }
}

/// The keys a source asks for by name.
fn asked_for(source: &File) -> Vec<String> {
    let text = without_tests(&source.text);
    let calls = ["say(\"", "say_with(\"", "find(\"", "find_with(\"", "say(\n\"", "say_with(\n\""];
    let mut asked = Vec::new();
    // Line breaks after the opening bracket are taken out first, as they are where a call is long.
    let joined = text
        .split('(')
        .map(|piece| if piece.trim_start().starts_with('"') { piece.trim_start() } else { piece })
        .collect::<Vec<_>>()
        .join("(");
    for call in calls {
        for (at, _) in joined.match_indices(call) {
            let is_text_call = joined[..at].ends_with(['.', '_']);
            let key = joined[at + call.len()..].split('"').next().unwrap_or_default();
            let looks_like_one = key.starts_with(|c: char| c.is_ascii_lowercase()) && key.contains('-') && !key.contains([' ', '{', '/']);
            asked.extend((is_text_call && looks_like_one).then(|| key.to_owned()));
        }
    }
    asked
}

#[cfg(test)]
fn made_up(text: &str) -> Texts {
    read(&file("nl.ftl", text)).0
}

#[test]
fn a_key_said_twice_is_found() {
    assert_eq!(read(&file("nl.ftl", "a = 1\nb = 2\n    .c = 3\na = 4")).1.len(), 1);
    assert_eq!(made_up("a =\n    .b = 1\nc =\n    text\n").into_keys().collect::<Vec<_>>(), ["a.b", "c"]);
}

#[test]
fn a_key_in_one_language_only_is_found() {
    let one = made_up("a-b = { $n } x\n    .c = 1\nd = 2");
    assert_eq!(differences(&one, &made_up("a-b = { $n ->\n [one] y\n *[other] { $n } ys\n}\n"), ["nl", "en"]).len(), 2);
    assert_eq!(differences(&one, &made_up("a-b = { $m } x\n    .c = 1\nd = 2"), ["nl", "en"]).len(), 1);
    none(&differences(&one, &one, ["nl", "en"]));
}

#[test]
fn a_missing_text_is_found() {
    let source = file(
        "src/a.rs",
        "words.say(\"home-new\"); words.say_with(\n    \"home-n\", &[]); text.find(\"-\"); words.say(&format!(\"{a}.b\"))",
    );
    let texts = made_up("kind-place = Plek\nfield-name = Naam");
    assert_eq!(missing(&texts, &[vec!["field-place-name".into(), "field-name".into()]], &[]), Vec::<String>::new());
    assert_eq!(missing(&texts, &[vec!["kind-place.many".into()]], &[source]).len(), 3);
}

#[test]
fn a_text_that_nobody_asks_for_is_found() {
    let source = file(
        "src/a.rs",
        "say(\"home-new\"); format!(\"list-wrong-{name}\"), [\"kind\"], Self::Gone => \"problem-gone\", say(&format!(\"{}.next\", p.key()))",
    );
    let texts =
        made_up("home-new = a\n    .what = b\nproblem-gone = c\n    .next = d\nhome-old = e\nlist-wrong-kind = f\nlist-wrong-sort = g");
    let unused = unused(&texts, &[], &[source]);
    assert_eq!(unused, ["nothing asks for `home-new.what`", "nothing asks for `home-old`", "nothing asks for `list-wrong-sort`"]);
}
