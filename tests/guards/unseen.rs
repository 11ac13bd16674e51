//! Unseen leaves no trace: what an audience is shown equals what it would be shown if the hidden records had never been.

use proptest::prelude::*;

use wijkweb::consent::Audience;
use wijkweb::inventory::id::Id;
use wijkweb::inventory::kind::Kind;
use wijkweb::inventory::record::Record;
use wijkweb::inventory::tie::Tie;
use wijkweb::inventory::tie_kind::TieKind;
use wijkweb::inventory::visibility::Visibility;

use super::content::{Content, contents, id, plain_record, plain_tie, tried};
use super::drawing::drawing;
use super::sitemap::addresses;
use super::world::{Answer, Persona, World};

/// Two neighbourhoods: one with everything, and one that never held what this audience may not see.
fn worlds(content: &Content, audience: Audience) -> (World, World, Vec<(Id, Kind)>) {
    let (full, allowed) = World::with(content);
    let bare_content = allowed.without_the_hidden(audience);
    let (bare, kept) = World::with(&bare_content);
    assert_eq!(kept.ties.len(), bare_content.ties.len(), "a tie that was allowed is allowed among fewer");
    let ids = ids(&allowed);
    (full, bare, ids)
}

fn ids(content: &Content) -> Vec<(Id, Kind)> {
    let records = content.records.iter().chain(&content.gone).map(|record| (record.id, record.kind));
    records.chain(content.ties.iter().map(|tie| (tie.id, Kind::Place))).collect()
}

/// Asks both for everything.
fn compare(content: &Content, persona: Persona, audience: Audience) -> Result<(), TestCaseError> {
    let (full, bare, ids) = worlds(content, audience);
    for address in addresses(&ids).into_iter().chain(questions_after_values(content)) {
        for accept in ["text/html", "application/geo+json"] {
            for language in ["nl", "en"].iter().take(if accept == "text/html" { 1 } else { 2 }) {
                let ask = |world: &World| {
                    world.send(persona, &axum::http::Method::GET, &address, &[("accept", accept), ("accept-language", language)], "")
                };
                let (mut one, mut other) = (ask(&full), ask(&bare));
                for answer in [&mut one, &mut other] {
                    without_numbers_of_changes(answer);
                }
                prop_assert!(one == other, "{} shows a trace to a {:?}:\n{}", address, persona, difference(&one.whole(), &other.whole()));
            }
        }
    }
    Ok(())
}

/// On the page of changes a steward undoes a change by its number, and those count what is hidden as well. That there were
/// other changes is all that they say, and stewards are told so much.
fn without_numbers_of_changes(answer: &mut Answer) {
    for before in ["/wijk/changes/", "before="] {
        let mut rest = std::mem::take(&mut answer.body);
        while let Some(at) = rest.find(before) {
            let tail = rest.split_off(at + before.len());
            answer.body.push_str(&rest);
            tail.trim_start_matches(|letter: char| letter.is_ascii_digit()).clone_into(&mut rest);
        }
        answer.body.push_str(&rest);
    }
    // Whoever takes the archive along takes everything, and is told how much that is.
    let is_of_the_archive = answer.body.contains("action=\"/wijk/archive\"");
    if is_of_the_archive {
        let (before, rest) = answer.body.split_once("<dl class=\"facts\">").unwrap();
        answer.body = format!("{before}{}", rest.split_once("</dl>").unwrap().1);
    }
    if is_of_the_archive || answer.body.contains("/wijk/changes//undo") {
        answer.headers.remove("content-length");
    }
}

/// Two places that may be one, tied to a neighbour's own garden as well as to a club, and two residents that may be one.
fn likely_the_same() -> Content {
    let record = |number, kind, visibility| Record { visibility, ..plain_record(kind, id(number, 7), u64::MAX) };
    let mut content = Content {
        records: vec![
            record(0, Kind::Place, Visibility::Everyone),
            record(1, Kind::Place, Visibility::Everyone),
            record(2, Kind::Thing, Visibility::Own),
            record(3, Kind::Association, Visibility::Everyone),
            record(4, Kind::Person, Visibility::Builders),
            record(5, Kind::Person, Visibility::Builders),
        ],
        ..Content::default()
    };
    content.records[1].likely_same_as = Some(content.records[0].id);
    content.records[5].likely_same_as = Some(content.records[4].id);
    content.records[4].values = content.records[4]
        .values
        .iter()
        .filter(|(field, _)| matches!(*field, "name" | "consents" | "adult16"))
        .map(|(field, value)| (field, value.clone()))
        .collect();
    let tie = |number, kind, (from, to), visibility| Tie { visibility, ..plain_tie(kind, id(number, 8), from, to, 0) };
    // And one that was found to be the club, hidden to some, with a neighbour's own garden among what moved or rests.
    let mut joined = record(6, Kind::Association, Visibility::Neighbours);
    joined.merged_into = Some(content.records[3].id);
    content.records.push(joined);
    let mut own = record(7, Kind::Association, Visibility::Own);
    own.merged_into = Some(content.records[3].id);
    content.records.push(own);
    let ends = |from: usize, to: usize| (content.records[from].id, content.records[to].id);
    content.ties = vec![
        tie(4, TieKind::Uses, ends(6, 2), Visibility::Everyone),
        tie(5, TieKind::Uses, ends(6, 1), Visibility::Own),
        tie(6, TieKind::Uses, ends(7, 1), Visibility::Everyone),
        tie(0, TieKind::PartOf, ends(2, 1), Visibility::Everyone),
        tie(1, TieKind::Uses, ends(3, 1), Visibility::Own),
        tie(2, TieKind::Uses, ends(3, 1), Visibility::Everyone),
        tie(3, TieKind::MemberOf, ends(5, 3), Visibility::Own),
    ];
    content
}

#[test]
fn what_becomes_of_two_that_are_one_is_told_without_the_hidden() {
    for persona in Persona::ALL {
        compare(&likely_the_same(), persona, persona.audience()).unwrap();
    }
}

/// Layers asked for exactly what a field holds, seen or hidden.
fn questions_after_values(content: &Content) -> Vec<String> {
    let texts = content.records.iter().flat_map(|record| {
        let texts = record.values.iter().filter_map(|(field, value)| Some((field, value.text()?)));
        texts.map(|(field, text)| (record.kind, field, form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()))
    });
    texts.map(|(kind, field, text)| format!("/wijk/ogc/collections/{}/items?{field}={text}", kind.plural())).collect()
}

/// The first place where two answers differ.
fn difference(one: &str, other: &str) -> String {
    let at = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let near = |text: &str| text.chars().skip(at.saturating_sub(120)).take(400).collect::<String>();
    format!("with the hidden: …{}…\nwithout: …{}…", near(one), near(other))
}

proptest! {
    #![proptest_config(tried(6))]

    #[test]
    fn a_visitor_is_shown_a_neighbourhood_without_the_hidden(content in contents(14)) {
        compare(&content, Persona::Visitor, Audience::Everyone)?;
    }

    #[test]
    fn a_steward_is_shown_a_neighbourhood_without_what_is_a_persons_own(content in contents(14)) {
        compare(&content, Persona::Steward, Audience::Stewards)?;
    }
}

proptest! {
    #![proptest_config(tried(2))]

    #[test]
    fn a_neighbour_is_shown_a_neighbourhood_without_what_is_for_the_team(content in contents(14)) {
        compare(&content, Persona::Neighbour, Audience::Neighbours)?;
    }

    #[test]
    fn a_builder_is_shown_a_neighbourhood_without_homes_and_what_is_for_stewards(content in contents(14)) {
        compare(&content, Persona::Builder, Audience::Builders)?;
    }
}

proptest! {
    #![proptest_config(tried(64))]

    #[test]
    fn every_audience_draws_a_neighbourhood_without_the_hidden(content in contents(24), audience in 0usize..5) {
        let audience = Audience::ALL[audience];
        let (full, bare) = (content.graph(), content.without_the_hidden(audience).graph());
        let ids: Vec<_> = ids(&content).into_iter().map(|(id, _)| id).collect();
        for ((what, one), (_, other)) in drawing(full.seen_by(audience), &ids).into_iter().zip(drawing(bare.seen_by(audience), &ids)) {
            prop_assert_eq!(one, other, "{} differs for {}", what, audience);
        }
    }
}
