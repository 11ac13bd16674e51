//! Every address of the site, from `src/web/paths.rs`, with questions of all sorts asked at it.

use std::collections::BTreeSet;

use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;

use super::content::WORDS;
use crate::tidy::files;

/// Patterns of addresses that are posted to, or that have effect by themselves, so that looking there is pointless.
const NOT_LOOKED_AT: &[&str] = &["/language/{code}"];

/// Vocabularies: of the beginning, of kinds, of random words, and one that there is not.
const SCHEMES: [&str; 7] = ["place_function", "association_kind", "skill_group", "skill", "theme", "koken-1", "nonsense"];

/// Codes of words: of the beginning, of random words, and one that there is not.
const CODES: [&str; 6] = ["meeting", "garden", "self_help", "health", "koken-0", "nonsense"];

/// Steps of beginning a neighbourhood, and one that there is not.
const STEPS: [&str; 4] = ["controller", "purposes", "languages", "nonsense"];

/// Documents on privacy, and one that there is not.
const DOCUMENTS: [&str; 3] = ["register", "dpia", "nonsense"];

/// The patterns in the site map.
fn patterns() -> Vec<String> {
    let paths = files("src/web", &["paths.rs"]).remove(0).text;
    let texts = paths.split('"').skip(1).step_by(2).filter(|text| text.starts_with('/'));
    texts.map(str::to_owned).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Every address with every one of these ids, and with questions. A feature is asked for in the layer of its kind, and in
/// that of places.
pub(crate) fn addresses(ids: &[(Id, Kind)]) -> Vec<String> {
    let mut all = Vec::new();
    for pattern in patterns().iter().filter(|pattern| !NOT_LOOKED_AT.contains(&pattern.as_str())) {
        let mut filled = vec![pattern.replace("{slug}", "wijk")];
        if pattern.contains("{collection}") && pattern.contains("{id}") {
            let features = ids.iter().flat_map(|(id, kind)| [*kind, Kind::Place].map(|layer| (id, layer)));
            let filled = features.map(|(id, layer)| pattern.replace("{collection}", layer.plural()).replace("{id}", &id.to_string()));
            all.extend(filled.map(|address| address.replace("{slug}", "wijk")));
            continue;
        }
        filled = fill(filled, "{collection}", || {
            Kind::ALL.iter().map(|kind| kind.plural().to_owned()).chain(["assets".to_owned(), "talents".to_owned()]).collect()
        });
        filled = fill(filled, "{scheme}", || SCHEMES.map(str::to_owned).into());
        filled = fill(filled, "{code}", || CODES.map(str::to_owned).into());
        filled = fill(filled, "{format}", || vec!["csv".to_owned(), "geojson".to_owned()]);
        filled = fill(filled, "{size}", || vec!["small.jpg".to_owned(), "print.jpg".to_owned()]);
        filled = fill(filled, "{id}", || ids.iter().map(|(id, _)| id.to_string()).collect());
        filled = fill(filled, "{delivery}", || ids.iter().take(1).map(|(id, _)| id.to_string()).collect());
        filled = fill(filled, "{step}", || STEPS.map(str::to_owned).into());
        filled = fill(filled, "{document}", || DOCUMENTS.map(str::to_owned).into());
        // Nobody has such an account, request or link; whatever is in the neighbourhood, that is answered alike.
        filled = fill(filled, "{account}", || ids.iter().take(1).map(|(id, _)| id.to_string()).collect());
        filled = fill(filled, "{request}", || ids.iter().take(1).map(|(id, _)| id.to_string()).collect());
        filled = fill(filled, "{token}", || vec!["nonsense".to_owned()]);
        filled = fill(filled, "{version}", || vec!["1".to_owned()]);
        filled = fill(filled, "{seq}", || vec!["1".to_owned(), "2".to_owned()]);
        assert!(filled.iter().all(|address| !address.contains('{')), "this test does not know how to fill in {pattern}");
        let questions = questions(pattern);
        for address in filled {
            all.extend(questions.iter().map(|question| format!("{address}?{question}")));
            all.push(address);
        }
    }
    all
}

fn fill(patterns: Vec<String>, part: &str, with: impl Fn() -> Vec<String>) -> Vec<String> {
    let filled = patterns.into_iter().flat_map(|pattern| {
        if pattern.contains(part) { with().into_iter().map(|text| pattern.replace(part, &text)).collect() } else { vec![pattern] }
    });
    filled.collect()
}

/// Questions asked at addresses of this pattern. An address that does not know one says so, which is an answer as well.
fn questions(pattern: &str) -> Vec<String> {
    match pattern {
        "/{slug}/assets" => list_questions(),
        "/{slug}/map" | "/{slug}/export/{format}" | "/{slug}/embed/map" | "/{slug}/embed/list" => {
            list_questions().into_iter().step_by(5).collect()
        }
        "/{slug}/vocabularies/{scheme}" => WORDS.iter().step_by(4).map(|word| format!("q={word}")).chain(["letter=K".to_owned()]).collect(),
        "/{slug}/vocabularies/{scheme}/words/{code}/merge" => CODES.map(|code| format!("into={code}")).into(),
        "/{slug}/people" => {
            ["q=a", "q=e", "group=health", "skill=koken-0", "skill=singing", "teach=yes", "share=free", "page=2"].map(str::to_owned).into()
        }
        "/{slug}/assets/new" => Kind::ALL.iter().map(|kind| format!("kind={kind}")).collect(),
        "/{slug}/ogc/collections/{collection}/items" => {
            let mut questions: Vec<_> =
                ["limit=1", "limit=2&offset=1", "bbox=4.495,51.895,4.525,51.915", "datetime=2025-06-01T00:00:00Z", "f=html"]
                    .map(str::to_owned)
                    .into();
            questions.extend(WORDS.iter().step_by(4).map(|word| format!("name={word}")));
            questions.extend(["contact_name", "teller", "email", "nonsense"].map(|field| format!("{field}={}", WORDS[0])));
            questions
        }
        pattern if pattern.contains("/ogc") => vec!["f=json".to_owned(), "f=html".to_owned()],
        _ => Vec::new(),
    }
}

fn list_questions() -> Vec<String> {
    let mut questions: Vec<_> = Kind::ALL.iter().map(|kind| format!("kind={kind}")).collect();
    // The last is no word of anything, but near to one.
    questions.extend(WORDS.iter().chain(&["fietzen"]).map(|word| format!("q={word}")));
    questions.extend(
        ["q=tuin&kind=place", "q=koken+fiets", "page=2&per=2", "function=meeting", "tag=koken", "place=no", "kind=nonsense"]
            .map(str::to_owned),
    );
    questions
}
