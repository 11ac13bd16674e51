use maud::{Markup, html};

use crate::capture::photo::NotAPhoto;
use crate::inventory::field::Field as Asked;
use crate::inventory::kind::Kind;
use crate::web::faults::Fault;
use crate::web::fields::Field;
use crate::web::inputs::Inputs;
use crate::web::parts::{Tone, message};
use crate::web::photos::receive::Refused;
use crate::web::photos::{Handed, Picture};
use crate::words::Words;

/// What is asked of a photo beside its name.
pub(crate) const ASKED: [&str; 4] = ["alternative", "maker", "licence", "taken_on"];

/// The forms in which a photo is taken in. A phone that keeps its photos in another form (HEIC) sends one of these when
/// it is asked for them by name.
const ACCEPTED: &str = "image/jpeg,image/png,image/webp,image/gif";

/// The questions about photos: the files, and what is to be said of them.
pub(crate) fn ask(inputs: &Inputs<'_>) -> Markup {
    html! {
        (files(inputs))
        (inputs.line("caption", "field-photo-name", "text"))
        @for field in asked() { (inputs.field(&field)) }
    }
}

/// The same where a record is added: the files, and what cannot be seen from them.
pub(crate) fn ask_with_the_record(inputs: &Inputs<'_>) -> Markup {
    let inputs = Inputs { owner: Kind::Photo.code(), ..*inputs };
    html! {
        (files(&inputs))
        @for field in asked().filter(|field| matches!(field.name, "alternative" | "maker")) { (inputs.field(&field)) }
    }
}

/// Choosing photos, or taking one; with the word about people on them.
fn files(inputs: &Inputs<'_>) -> Markup {
    let words = inputs.labels.words;
    let error = inputs.faults.iter().find(|fault| fault.at == "photo").map(|fault| fault.text.as_str());
    let (choose, take, help) = (words.say("photo-choose"), words.say("photo-take"), words.say("photo-choose.help"));
    html! {
        (message(Tone::Tip, words.say("photo-people"), html! { p { (words.say("photo-people.text")) } }))
        (Field { name: "photo", label: &choose, help: Some(&help), error, is_required: false }.photos(ACCEPTED, false))
        div.for-touch {
            (Field { name: "camera", label: &take, help: None, error: None, is_required: false }.photos(ACCEPTED, true))
        }
    }
}

/// Photos that came in with a form that has to be filled in again; they need not be chosen again.
pub(crate) fn kept_so_far(words: Words, pictures: &[Picture]) -> Markup {
    html! {
        @if !pictures.is_empty() {
            @for picture in pictures { input type="hidden" name="waiting" value=(picture.waiting()); }
            p { strong { (words.say_with("photo-waiting", &[("n", pictures.len().into())])) } }
        }
    }
}

/// What a photo is asked, from the table of fields.
fn asked() -> impl Iterator<Item = Asked> {
    Kind::Photo.fields().filter(|field| ASKED.contains(&field.name)).copied()
}

impl Handed {
    /// What is wrong with the files, each by its name.
    pub(crate) fn faults(&self, words: Words) -> Vec<Fault> {
        let told = self.refused.iter().map(|(name, refused)| (name, said(words, refused)));
        told.map(|(name, text)| Fault { at: "photo".to_owned(), text: format!("{name}: {text}") }).collect()
    }
}

fn said(words: Words, refused: &Refused) -> String {
    let key = match refused {
        Refused::TooHeavy(most) => return words.say_with("photo-too-heavy", &[("most", (*most).into())]).into_owned(),
        Refused::TooMany => "photo-too-many",
        Refused::NotKept => "problem-not-kept.next",
        Refused::NotAPhoto(NotAPhoto::Empty) => "photo-empty",
        Refused::NotAPhoto(NotAPhoto::Drawing) => "photo-drawing",
        Refused::NotAPhoto(NotAPhoto::Heic) => "photo-heic",
        Refused::NotAPhoto(NotAPhoto::Avif) => "photo-avif",
        Refused::NotAPhoto(NotAPhoto::Unknown) => "photo-unknown",
        Refused::NotAPhoto(NotAPhoto::TooManyPixels) => "photo-too-many-pixels",
        Refused::NotAPhoto(NotAPhoto::Damaged) => "photo-damaged",
    };
    words.say(key).into_owned()
}
