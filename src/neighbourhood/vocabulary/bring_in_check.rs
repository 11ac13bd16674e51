//! What rows together may not do: have one code twice, or take the label of another word. Which words are above which is
//! in [`super::bring_in_above`].

use std::collections::HashMap;

use crate::capture::reason::Reason;
use crate::capture::snag::Snags;
use crate::consent::Disclosed;
use crate::neighbourhood::vocabulary::bring_in_read::{Draft, Shelf};
use crate::neighbourhood::vocabulary::new_code::new_code_beside;
use crate::words::fold;

/// The fields that hold the labels of a word.
pub(super) const LABELS: [&str; 2] = ["label_nl", "label_en"];

/// Leaves out rows without both labels, and rows whose code an earlier row has; gives codes to those without.
pub(super) fn codes<'a>(shelf: &Shelf<'a>, drafts: Vec<Draft<'a>>, snags: &mut Snags) -> Vec<Draft<'a>> {
    let mut seen: HashMap<String, u64> = HashMap::new();
    for draft in drafts.iter().filter(|draft| !draft.code.is_empty()) {
        seen.entry(draft.code.clone()).or_insert(draft.row);
    }
    let mut kept = Vec::new();
    for mut draft in drafts {
        if let Some(label) = LABELS.into_iter().find(|label| draft.values.text(label).is_none_or(|text| text.trim().is_empty())) {
            snags.refuse(Some(draft.row), Some(label), None, Reason::WordLabelMissing);
            continue;
        }
        if draft.code.is_empty() {
            let label = draft.values.text("label_en").unwrap_or_default();
            draft.code = new_code_beside(label, |code| shelf.view.term(shelf.scheme, code).is_some() || seen.contains_key(code));
            seen.insert(draft.code.clone(), draft.row);
        } else if let Some(first) = seen.get(&draft.code).copied().filter(|first| *first != draft.row) {
            snags.refuse(Some(draft.row), Some("code"), Some(&draft.code), Reason::WordCodeTwice { row: first });
            continue;
        }
        kept.push(draft);
    }
    kept
}

/// Leaves out rows that give a word a label that another word has, here or in an earlier row.
pub(super) fn labels<'a>(shelf: &Shelf<'a>, drafts: Vec<Draft<'a>>, snags: &mut Snags) -> Vec<Draft<'a>> {
    let by_code: HashMap<&str, &Draft<'_>> = drafts.iter().map(|draft| (draft.code.as_str(), draft)).collect();
    let mut taken: HashMap<(&str, String), String> = HashMap::new();
    let is_there = |word: &Disclosed<'_>| word.codes("merged_into").is_empty();
    for word in shelf.view.terms(shelf.scheme).filter(is_there) {
        let code = word.text("code").unwrap_or_default();
        // What a row says of the word goes before what is here.
        let draft = by_code.get(code);
        for label in LABELS {
            let text = word.text(label).filter(|text| draft.is_none_or(|draft| draft.values.text(label) == Some(text)));
            taken.extend(text.map(|text| ((label, fold(text)), code.to_owned())));
        }
    }
    drop(by_code);
    let mut kept = Vec::new();
    for draft in drafts {
        let mut other = None;
        for label in LABELS.into_iter().filter(|_| draft.merged_into.is_none()) {
            let Some(text) = draft.values.text(label) else { continue };
            let holder = taken.entry((label, fold(text))).or_insert_with(|| draft.code.clone());
            // A word that has its label already keeps it, whoever else has it.
            let is_new = draft.word.is_none_or(|word| word.values.text(label) != Some(text));
            if *holder != draft.code && is_new {
                other.get_or_insert((label, text.to_owned(), holder.clone()));
            }
        }
        match other {
            Some((label, text, code)) => snags.refuse(Some(draft.row), Some(label), Some(&text), Reason::WordLabelTaken { code }),
            None => kept.push(draft),
        }
    }
    kept
}
