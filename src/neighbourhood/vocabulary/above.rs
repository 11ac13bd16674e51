use crate::consent::Disclosed;
use crate::graph::View;

/// The words above a word, the nearest first. Where the words lead round, it ends before the second time.
pub fn above<'a>(view: View<'a>, scheme: &str, word: Disclosed<'a>) -> Vec<Disclosed<'a>> {
    let mut chain = vec![word];
    let next = |word: Disclosed<'a>| view.term(scheme, word.codes("broader").first()?);
    while let Some(broader) = chain.last().copied().and_then(next) {
        if chain.iter().any(|known| known.text("code") == broader.text("code")) {
            break;
        }
        chain.push(broader);
    }
    chain.remove(0);
    chain
}

/// The words right under a word, in the order of their codes. What was merged into another word is not among them.
pub fn narrower<'a>(view: View<'a>, scheme: &str, code: &str) -> Vec<Disclosed<'a>> {
    let is_under = |word: &Disclosed<'a>| word.codes("broader").first().is_some_and(|broader| broader == code);
    view.terms(scheme).filter(is_under).filter(|word| word.codes("merged_into").is_empty()).collect()
}
