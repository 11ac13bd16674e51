//! Two people changed the same thing: what each of them changed, and where they differ.

use crate::inventory::content::{Aspect, Content};

/// Both changes in one, as far as they do not touch the same part.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// What only one of the two changed is as that one made it; what both changed is as it is there now.
    pub joined: Content,
    /// The parts that both changed, each to something else.
    pub disputed: Vec<Aspect>,
    /// The parts that only they changed, who were first.
    pub theirs: Vec<Aspect>,
}

/// Joins what is there now (`theirs`) with what somebody made of an earlier state (`mine`), part by part. Without that
/// earlier state (`base`) nobody can tell who changed what: then every difference is disputed.
pub fn settle(base: Option<&Content>, mine: &Content, theirs: &Content, aspects: impl Iterator<Item = Aspect>) -> Settled {
    let mut settled = Settled { joined: theirs.clone(), disputed: Vec::new(), theirs: Vec::new() };
    for aspect in aspects.filter(|aspect| !mine.agrees(theirs, *aspect)) {
        let is_as_before = |one: &Content| base.is_some_and(|base| one.agrees(base, aspect));
        if is_as_before(mine) {
            settled.theirs.push(aspect);
        } else if is_as_before(theirs) {
            settled.joined.take(mine, aspect);
        } else {
            settled.disputed.push(aspect);
        }
    }
    settled
}

/// Two texts that came of one, as one text: what each of them added is in it, what one of them took out is not. Where both
/// changed the same words, both versions follow each other, theirs first.
pub fn weave(base: &str, mine: &str, theirs: &str) -> String {
    let [base, mine, theirs] = [base, mine, theirs].map(pieces);
    let (of_mine, of_theirs) = (matches(&base, &mine), matches(&base, &theirs));
    let mut woven: Vec<&str> = Vec::new();
    let (mut at, mut at_mine, mut at_theirs) = (0, 0, 0);
    loop {
        // The next piece that all three have.
        let anchor = (at..base.len()).find_map(|piece| Some((piece, of_mine[piece]?, of_theirs[piece]?)));
        let (end, end_mine, end_theirs) = anchor.unwrap_or((base.len(), mine.len(), theirs.len()));
        let (was, is_mine, is_theirs) = (&base[at..end], &mine[at_mine..end_mine], &theirs[at_theirs..end_theirs]);
        if is_mine == is_theirs || is_mine == was {
            woven.extend(is_theirs);
        } else if is_theirs == was {
            woven.extend(is_mine);
        } else {
            woven.extend(is_theirs);
            if woven.last().is_some_and(|last| !last.ends_with(char::is_whitespace)) {
                woven.push(" ");
            }
            woven.extend(is_mine);
        }
        if anchor.is_none() {
            return woven.concat();
        }
        woven.push(base[end]);
        (at, at_mine, at_theirs) = (end + 1, end_mine + 1, end_theirs + 1);
    }
}

/// Words with the blanks behind them; in a text of very many words, its lines.
fn pieces(text: &str) -> Vec<&str> {
    const MOST_WORDS: usize = 1_500;
    let words: Vec<_> = cut(text, char::is_whitespace);
    if words.len() <= MOST_WORDS { words } else { cut(text, |letter| letter == '\n') }
}

/// Cuts behind each run of separators.
fn cut(text: &str, is_separator: impl Fn(char) -> bool) -> Vec<&str> {
    let (mut pieces, mut start, mut was_separator) = (Vec::new(), 0, false);
    for (at, letter) in text.char_indices() {
        let is_now = is_separator(letter);
        if was_separator && !is_now {
            pieces.push(&text[start..at]);
            start = at;
        }
        was_separator = is_now;
    }
    pieces.push(&text[start..]);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// For each piece of one text the place in the other where it comes again, in order and as many as can be; none at all
/// where finding them would take too long.
fn matches(one: &[&str], other: &[&str]) -> Vec<Option<usize>> {
    const LARGEST_TABLE: usize = 4_000_000;
    let width = other.len() + 1;
    if (one.len() + 1).saturating_mul(width) > LARGEST_TABLE {
        return vec![None; one.len()];
    }
    // The longest sequence common to what follows these two places.
    let mut common = vec![0_u32; (one.len() + 1) * width];
    for a in (0..one.len()).rev() {
        for b in (0..other.len()).rev() {
            common[a * width + b] = if one[a] == other[b] {
                common[(a + 1) * width + b + 1] + 1
            } else {
                common[(a + 1) * width + b].max(common[a * width + b + 1])
            };
        }
    }
    let (mut found, mut a, mut b) = (vec![None; one.len()], 0, 0);
    while a < one.len() && b < other.len() {
        if one[a] == other[b] {
            found[a] = Some(b);
            (a, b) = (a + 1, b + 1);
        } else if common[(a + 1) * width + b] >= common[a * width + b + 1] {
            a += 1;
        } else {
            b += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::kind::Kind;
    use crate::inventory::provenance::Validity;
    use crate::inventory::value::Value;
    use crate::inventory::visibility::Visibility;
    use crate::inventory::whereabouts::Whereabouts;
    use proptest::prelude::*;

    fn content() -> impl Strategy<Value = Content> {
        let text = || proptest::option::of("[ab]").prop_map(|text| text.map(Value::Text));
        let day = || proptest::option::of(1_i8..4).prop_map(|day| day.map(|day| jiff::civil::date(2024, 1, day)));
        let place = proptest::option::of(0..3_i32).prop_map(|x| x.map(|x| Whereabouts::point(f64::from(x), 1.0).unwrap()));
        let visibility = prop_oneof![Just(Visibility::Everyone), Just(Visibility::Stewards)];
        (text(), text(), day(), day(), place, visibility).prop_map(|(name, threat, from, to, whereabouts, visibility)| {
            let mut content = Content { values: [].into_iter().collect(), whereabouts, validity: Validity { from, to }, visibility };
            content.put("name", name);
            content.put("threat", threat);
            content
        })
    }

    fn aspects() -> impl Iterator<Item = Aspect> {
        Aspect::all(Kind::Place.fields())
    }

    proptest! {
        #[test]
        fn nothing_that_somebody_changed_is_lost(base in content(), mine in content(), theirs in content()) {
            let settled = settle(Some(&base), &mine, &theirs, aspects());
            for aspect in aspects() {
                let (by_me, by_them) = (!mine.agrees(&base, aspect), !theirs.agrees(&base, aspect));
                if settled.disputed.contains(&aspect) {
                    prop_assert!(by_me && by_them && !mine.agrees(&theirs, aspect));
                } else if by_me {
                    prop_assert!(settled.joined.agrees(&mine, aspect));
                } else {
                    prop_assert!(settled.joined.agrees(&theirs, aspect));
                }
            }
        }

        #[test]
        fn without_knowing_the_beginning_every_difference_is_asked(mine in content(), theirs in content()) {
            let settled = settle(None, &mine, &theirs, aspects());
            let differ: Vec<_> = aspects().filter(|aspect| !mine.agrees(&theirs, *aspect)).collect();
            prop_assert_eq!(settled.disputed, differ);
            prop_assert_eq!(settled.joined, theirs);
        }

        #[test]
        fn every_new_word_of_both_is_in_the_woven_text(base in "([ab] ){0,6}", mine in "([abcd] |\n){0,6}", theirs in "([abef] |\n){0,6}") {
            let woven = weave(&base, &mine, &theirs);
            let count = |text: &str, word: &str| text.split_whitespace().filter(|one| *one == word).count();
            for word in ["c", "d"] {
                prop_assert_eq!(count(&woven, word), count(&mine, word), "{}", woven);
            }
            for word in ["e", "f"] {
                prop_assert_eq!(count(&woven, word), count(&theirs, word), "{}", woven);
            }
            prop_assert_eq!(weave(&base, &base, &theirs), theirs.clone());
            prop_assert_eq!(weave(&base, &mine, &base), mine.clone());
            prop_assert_eq!(weave(&base, &mine, &mine), mine);
        }
    }

    #[test]
    fn changes_in_different_places_are_woven_together() {
        let base = "Een schuur met fietsen. Open op zaterdag.";
        let mine = "Een grote schuur met fietsen. Open op zaterdag.";
        let theirs = "Een schuur met fietsen. Open op zaterdag en zondag.";
        assert_eq!(weave(base, mine, theirs), "Een grote schuur met fietsen. Open op zaterdag en zondag.");
        assert_eq!(weave("op zaterdag", "op maandag", "op zondag"), "op zondag maandag");
    }
}
