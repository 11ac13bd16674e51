//! Two texts, and what was added to the one and left out to make the other.

use maud::{Markup, html};

use crate::words::Words;

/// A piece of text.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Same(&'a str),
    Gone(&'a str),
    Came(&'a str),
}

/// Beyond so many comparisons the middle of two texts is told as one piece gone and one come.
const MOST_COMPARED: usize = 1_000_000;
/// Of text that stayed the same so many characters are shown beside what did not.
const CONTEXT: usize = 60;

/// What was left out and what was added, in its place in the text.
pub(super) fn difference(words: Words, before: &str, now: &str) -> Markup {
    let pieces = pieces(before, now);
    let last = pieces.len().saturating_sub(1);
    html! {
        p.difference {
            @for (at, piece) in pieces.iter().enumerate() {
                @match piece {
                    Piece::Same(text) => (shortened(text, at == 0, at == last)),
                    Piece::Gone(text) => del { span.unseen { (words.say("history-gone")) " " } (text) },
                    Piece::Came(text) => ins { span.unseen { (words.say("history-came")) " " } (text) },
                }
            }
        }
    }
}

/// Text that stayed the same, without its middle, or its far end where it stands at an end.
fn shortened(text: &str, is_first: bool, is_last: bool) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= 2 * CONTEXT + 10 {
        return text.to_owned();
    }
    let head: String = if is_first { String::new() } else { letters[..CONTEXT].iter().collect() };
    let tail: String = if is_last { String::new() } else { letters[letters.len() - CONTEXT..].iter().collect() };
    format!("{head} … {tail}")
}

fn pieces<'a>(before: &'a str, now: &'a str) -> Vec<Piece<'a>> {
    let (old, new) = (split(before), split(now));
    let start = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let rest = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(one, other)| one == other).count();
    let (old_middle, new_middle) = (&old[start..old.len() - end], &new[start..new.len() - end]);
    let mut marks = vec![(Mark::Same, start)];
    if old_middle.len().saturating_mul(new_middle.len()) > MOST_COMPARED {
        marks.extend([(Mark::Gone, old_middle.len()), (Mark::Came, new_middle.len())]);
    } else {
        marks.extend(compared(old_middle, new_middle));
    }
    marks.push((Mark::Same, end));
    joined(before, now, &old, &new, &marks)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Same,
    Gone,
    Came,
}

/// Words with the blanks behind them.
fn split(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

/// The longest common run of words, kept; all else gone or come.
fn compared(old: &[&str], new: &[&str]) -> Vec<(Mark, usize)> {
    let width = new.len() + 1;
    let mut longest = vec![0_u32; (old.len() + 1) * width];
    for (row, word) in old.iter().enumerate().rev() {
        for (column, other) in new.iter().enumerate().rev() {
            longest[row * width + column] = if word == other {
                longest[(row + 1) * width + column + 1] + 1
            } else {
                longest[(row + 1) * width + column].max(longest[row * width + column + 1])
            };
        }
    }
    let (mut row, mut column, mut marks) = (0, 0, Vec::new());
    while row < old.len() || column < new.len() {
        if row < old.len() && column < new.len() && old[row] == new[column] {
            marks.push((Mark::Same, 1));
            (row, column) = (row + 1, column + 1);
        } else if column == new.len() || (row < old.len() && longest[(row + 1) * width + column] >= longest[row * width + column + 1]) {
            marks.push((Mark::Gone, 1));
            row += 1;
        } else {
            marks.push((Mark::Came, 1));
            column += 1;
        }
    }
    marks
}

/// Neighbouring marks of a sort as one piece of text.
fn joined<'a>(before: &'a str, now: &'a str, old: &[&str], new: &[&str], marks: &[(Mark, usize)]) -> Vec<Piece<'a>> {
    let length = |words: &[&str]| words.iter().map(|word| word.len()).sum::<usize>();
    let (mut in_old, mut in_new, mut old_byte, mut new_byte) = (0, 0, 0, 0);
    let mut pieces = Vec::new();
    let mut rest = marks.iter().filter(|(_, count)| *count > 0).peekable();
    while let Some((mark, count)) = rest.next() {
        let mut count = *count;
        while let Some((_, more)) = rest.next_if(|(next, _)| next == mark) {
            count += more;
        }
        match mark {
            Mark::Same => {
                let bytes = length(&new[in_new..in_new + count]);
                pieces.push(Piece::Same(&now[new_byte..new_byte + bytes]));
                (in_old, in_new, old_byte, new_byte) = (in_old + count, in_new + count, old_byte + bytes, new_byte + bytes);
            }
            Mark::Gone => {
                let bytes = length(&old[in_old..in_old + count]);
                pieces.push(Piece::Gone(&before[old_byte..old_byte + bytes]));
                (in_old, old_byte) = (in_old + count, old_byte + bytes);
            }
            Mark::Came => {
                let bytes = length(&new[in_new..in_new + count]);
                pieces.push(Piece::Came(&now[new_byte..new_byte + bytes]));
                (in_new, new_byte) = (in_new + count, new_byte + bytes);
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn only_the_words_that_changed_are_marked() {
        let found = pieces("De tuin is open op dinsdag.\nKom langs", "De tuin is open op woensdag en vrijdag.\nKom langs");
        let expected = [
            Piece::Same("De tuin is open op "),
            Piece::Gone("dinsdag.\n"),
            Piece::Came("woensdag en vrijdag.\n"),
            Piece::Same("Kom langs"),
        ];
        assert_eq!(found, expected);
        assert_eq!(pieces("", "nieuw"), [Piece::Came("nieuw")]);
        assert_eq!(pieces("oud", ""), [Piece::Gone("oud")]);
        assert_eq!(
            pieces("a b c d", "a c d e"),
            [Piece::Same("a "), Piece::Gone("b "), Piece::Same("c "), Piece::Gone("d"), Piece::Came("d e")]
        );
    }

    fn text_of<'a>(piece: &Piece<'a>) -> &'a str {
        let (Piece::Same(text) | Piece::Gone(text) | Piece::Came(text)) = piece;
        text
    }

    #[test]
    fn both_texts_can_be_read_from_the_pieces_however_long_they_are() {
        let long = |word: &str| format!("{word} ").repeat(3_000);
        for (before, now) in
            [("één twee\tdrie", "twee drie één"), ("aa bb aa bb", "bb aa bb aa"), (&long("oud"), &long("nieuw")), ("é", "è")]
        {
            let found = pieces(before, now);
            let text = |wanted: fn(&Piece<'_>) -> bool| -> String { found.iter().filter(|piece| wanted(piece)).map(text_of).collect() };
            assert_eq!(text(|piece| !matches!(piece, Piece::Came(_))), before);
            assert_eq!(text(|piece| !matches!(piece, Piece::Gone(_))), now);
        }
    }

    #[test]
    fn a_long_text_shows_what_changed_and_a_little_round_it() {
        let text = "woord ".repeat(200);
        let drawn = difference(Words::of(Language::English), &format!("{text}oud {text}"), &format!("{text}<b> {text}")).into_string();
        assert!(drawn.len() < 600 && drawn.contains("&lt;b&gt;") && drawn.contains('…'), "{drawn}");
    }
}
