//! The words of the vocabularies: what may be done with them, adding, changing and retiring them, merging one into another
//! with all that refers to it, and bringing a whole vocabulary in. A code stays for ever; a word that is in use does not
//! go. Knows the rules of words; it does not know pages or how a file is written.

mod above;
mod act;
mod both;
mod bring_in;
mod bring_in_above;
mod bring_in_check;
mod bring_in_read;
mod merge;
mod new_code;
mod rules;

pub use above::{above, narrower};
pub use act::{added, changed, retired, revived};
pub use bring_in::{ChangedWord, WordPlan, plan_words};
pub use merge::{Merge, NotMerged, merge, plan_merge};
pub use new_code::new_code;
pub(super) use rules::{of_word, of_word_that_goes};
