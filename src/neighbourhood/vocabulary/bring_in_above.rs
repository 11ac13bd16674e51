//! Which word of a file falls under which: found by code or label, never leading round, and in an order in which they can
//! be written.

use std::collections::{HashMap, HashSet};

use crate::capture::reason::Reason;
use crate::capture::snag::Snags;
use crate::inventory::value::Value;
use crate::neighbourhood::vocabulary::bring_in_check::LABELS;
use crate::neighbourhood::vocabulary::bring_in_read::{Draft, Shelf};
use crate::words::fold;

/// Finds the broader word of each row, and leaves out rows whose broader word is not there or that would lead round.
pub(super) fn broader<'a>(shelf: &Shelf<'a>, mut drafts: Vec<Draft<'a>>, snags: &mut Snags) -> Vec<Draft<'a>> {
    loop {
        // What is left out may have been the broader word of another row: so until nothing more goes.
        let before = drafts.len();
        let words = Words::of(shelf, &drafts);
        drafts.retain(|draft| words.are_known(draft, snags));
        if drafts.len() == before {
            let words = Words::of(shelf, &drafts);
            let above = words.above(&drafts);
            drafts.retain(|draft| words.lead_on(draft, &above, snags));
        }
        if drafts.len() == before {
            break;
        }
    }
    let words = Words::of(shelf, &drafts);
    let found: Vec<_> = drafts.iter().map(|draft| [&draft.broader, &draft.merged_into].map(|said| words.find(said.as_deref()?))).collect();
    for (draft, [broader, into]) in drafts.iter_mut().zip(found) {
        match broader {
            Some(code) => draft.values.set("broader", Value::Codes(vec![code])),
            None if draft.broader.is_some() => draft.values.clear("broader"),
            None => {}
        }
        if let Some(into) = into {
            draft.values.set("merged_into", Value::Codes(vec![into]));
        }
    }
    drafts
}

/// The words of here and of the file, to be found by code or label.
struct Words<'s, 'a> {
    shelf: &'s Shelf<'a>,
    codes: HashMap<String, String>,
    labels: HashMap<String, String>,
}

impl<'s, 'a> Words<'s, 'a> {
    fn of(shelf: &'s Shelf<'a>, drafts: &[Draft<'_>]) -> Self {
        let (mut codes, mut labels) = (HashMap::new(), HashMap::new());
        let here = shelf.view.terms(shelf.scheme).filter_map(|word| Some((word.text("code")?, LABELS.map(|label| word.text(label)))));
        let of_file = drafts.iter().map(|draft| (draft.code.as_str(), LABELS.map(|label| draft.values.text(label))));
        for (code, called) in here.chain(of_file) {
            codes.insert(code.to_owned(), called[0].unwrap_or(code).to_owned());
            for label in called.into_iter().flatten() {
                labels.insert(fold(label), code.to_owned());
            }
        }
        Self { shelf, codes, labels }
    }

    /// The code that is meant by a code or a label; of a word that was merged, the code of the other.
    fn find(&self, said: &str) -> Option<String> {
        let code = if self.codes.contains_key(said) { said } else { self.labels.get(&fold(said))? };
        Some(self.shelf.view.current_code(self.shelf.scheme, code).to_owned())
    }

    fn are_known(&self, draft: &Draft<'_>, snags: &mut Snags) -> bool {
        let said = [("broader", &draft.broader), ("merged_into", &draft.merged_into)];
        let unknown = said.into_iter().find_map(|(column, said)| {
            let said = said.as_deref().filter(|said| !said.is_empty() && self.find(said).is_none())?;
            Some((column, said))
        });
        if let Some((column, said)) = unknown {
            snags.refuse(Some(draft.row), Some(column), Some(said), Reason::WordBroaderUnknown);
        }
        unknown.is_none()
    }

    /// Each word with the one above it, as it would be.
    fn above(&self, drafts: &[Draft<'_>]) -> HashMap<String, String> {
        let here = self.shelf.view.terms(self.shelf.scheme);
        let here = here.filter_map(|word| Some((word.text("code")?.to_owned(), word.codes("broader").first()?.clone())));
        let mut above: HashMap<String, String> = here.collect();
        for draft in drafts {
            let Some(said) = &draft.broader else { continue };
            match self.find(said) {
                Some(broader) => above.insert(draft.code.clone(), broader),
                None => above.remove(&draft.code),
            };
        }
        above
    }

    /// The row does not lead back to itself.
    fn lead_on(&self, draft: &Draft<'_>, above: &HashMap<String, String>, snags: &mut Snags) -> bool {
        let label = |code: &str| self.codes.get(code).map_or_else(|| code.to_owned(), Clone::clone);
        let (mut chain, mut seen) = (vec![label(&draft.code)], HashSet::new());
        let mut next = above.get(&draft.code);
        // Another ring is told by its own rows.
        while let Some(code) = next.filter(|code| seen.insert(code.as_str())) {
            chain.push(label(code));
            if *code == draft.code {
                let reason = Reason::WordUnderItself { chain: chain.join(" → ") };
                snags.refuse(Some(draft.row), Some("broader"), draft.broader.as_deref(), reason);
                return false;
            }
            next = above.get(code);
        }
        true
    }
}

/// The rows in an order in which each comes after its broader word, if that is in the file too.
pub(super) fn parents_first(drafts: Vec<Draft<'_>>) -> Vec<Draft<'_>> {
    let above: HashMap<String, Vec<String>> = drafts
        .iter()
        .map(|draft| (draft.code.clone(), ["broader", "merged_into"].iter().flat_map(|field| draft.values.codes(field).to_vec()).collect()))
        .collect();
    let mut placed: HashSet<String> = HashSet::new();
    let (mut waiting, mut ordered) = (drafts, Vec::new());
    // They do not lead round, so each round places at least one; should they do so all the same, the writer says it.
    while !waiting.is_empty() {
        let is_ready = |draft: &Draft<'_>| above[&draft.code].iter().all(|one| placed.contains(one) || !above.contains_key(one));
        let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
        if ready.is_empty() {
            ordered.extend(rest);
            break;
        }
        placed.extend(ready.iter().map(|draft| draft.code.clone()));
        ordered.extend(ready);
        waiting = rest;
    }
    ordered
}
