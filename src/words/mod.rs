//! The texts for people, in Dutch and English, from `static/words/*.ftl`. It knows sentences by their keys and fills in
//! numbers and names; it does not know pages, kinds or who reads.

mod fold;
mod language;
pub mod wording;

pub use fold::{fold, words_of};
pub use language::{Language, NotALanguage};

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

/// The texts of one language.
#[derive(Clone, Copy)]
pub struct Words {
    language: Language,
}

/// What is filled into a sentence: a name in the sentence and its number or text.
pub type Filling<'a> = (&'a str, FluentValue<'a>);

impl Words {
    /// The texts of this language.
    pub fn of(language: Language) -> Self {
        Self { language }
    }

    /// The language.
    pub fn language(self) -> Language {
        self.language
    }

    /// The text under this key (`key` or `key.attribute`). A missing text shows its key, so that it is found.
    pub fn say(self, key: &str) -> Cow<'static, str> {
        self.say_with(key, &[])
    }

    /// The text under this key, with numbers and names filled in.
    pub fn say_with(self, key: &str, fillings: &[Filling<'_>]) -> Cow<'static, str> {
        self.find_with(key, fillings).unwrap_or_else(|| {
            tracing::error!(key, language = self.language.code(), "a text is missing");
            Cow::Owned(key.to_owned())
        })
    }

    /// The text under this key, if there is one.
    pub fn find(self, key: &str) -> Option<Cow<'static, str>> {
        self.find_with(key, &[])
    }

    fn find_with(self, key: &str, fillings: &[Filling<'_>]) -> Option<Cow<'static, str>> {
        let bundle = bundle(self.language);
        let (message, attribute) = key.split_once('.').map_or((key, None), |(message, attribute)| (message, Some(attribute)));
        let message = bundle.get_message(message)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let arguments: FluentArgs<'_> = fillings.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(key, ?errors, "a text could not be filled in");
        }
        Some(Cow::Owned(text))
    }
}

type Bundle = FluentBundle<FluentResource>;

fn bundle(language: Language) -> &'static Bundle {
    static DUTCH: LazyLock<Bundle> = LazyLock::new(|| read(Language::Dutch));
    static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| read(Language::English));
    match language {
        Language::Dutch => &DUTCH,
        Language::English => &ENGLISH,
    }
}

fn read(language: Language) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
    // The marks round filled-in texts that Fluent puts for mixed writing directions show up in copied text and titles.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(language.file().to_owned()).unwrap_or_else(|(resource, errors)| {
        tracing::error!(?errors, language = language.code(), "a language file has faults");
        resource
    });
    if let Err(errors) = bundle.add_resource(resource) {
        tracing::error!(?errors, language = language.code(), "a language file says something twice");
    }
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_and_its_attributes_are_said_in_both_languages() {
        assert_eq!(Words::of(Language::Dutch).say("kind-place.many"), "Plekken");
        assert_eq!(Words::of(Language::English).say("kind-place"), "Place");
        assert_eq!(Words::of(Language::English).find("no-such-text"), None);
    }
}
