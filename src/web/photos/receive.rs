use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use tokio::sync::Semaphore;

use crate::capture::photo::{self, NotAPhoto};
use crate::capture::sheet::Sheet;
use crate::inventory::picture::PictureName;
use crate::inventory::slug::Slug;
use crate::neighbourhood::{Pictures, StoreError};
use crate::web::filled::Filled;
use crate::web::imports::plain_name;
use crate::web::problem::Problem;
use crate::web::state::AppState;

/// Most photos in one form.
const MOST_FILES: usize = 20;

/// Most bytes of all the words in one form.
const MOST_WORDS: usize = 2 * 1024 * 1024;

/// Most bytes that are listened to at all. What is too large is heard out up to here, so that the refusal is heard too.
const MOST_HEARD: usize = 1 << 30;

/// Photos that are held in memory at a time, over all visitors.
static HANDS: Semaphore = Semaphore::const_new(4);

/// Photos that are developed at a time: each may take some hundreds of MB.
static DARKROOM: Semaphore = Semaphore::const_new(1);

/// A form with photos, as it came in. The pictures are kept already; what is said of them is not.
#[derive(Default)]
pub(crate) struct Handed {
    /// The words.
    pub(crate) sheet: Sheet,
    /// The photos that can be shown, in the order in which they came.
    pub(crate) pictures: Vec<Picture>,
    /// The files that are no such photos, by name, and why.
    pub(crate) refused: Vec<(String, Refused)>,
}

/// The kept pictures of a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    /// Width of the largest in pixels.
    pub(crate) width: u32,
    /// Height of the largest in pixels.
    pub(crate) height: u32,
    /// Their names, from small to large.
    pub(crate) sizes: Vec<PictureName>,
}

/// Why a file was not taken in.
#[derive(Debug)]
pub(crate) enum Refused {
    /// It is no photo that can be shown.
    NotAPhoto(NotAPhoto),
    /// It has more bytes than this number of MB.
    TooHeavy(usize),
    /// There were enough already.
    TooMany,
    /// The pictures could not be kept.
    NotKept,
}

impl Picture {
    /// As it waits in a form that has to be filled in again: `400x300,NAME,NAME,NAME`.
    pub(crate) fn waiting(&self) -> String {
        let names: Vec<_> = self.sizes.iter().map(PictureName::as_str).collect();
        format!("{}x{},{}", self.width, self.height, names.join(","))
    }

    /// One that waited in a form, if its pictures are there.
    fn waited(text: &str, pictures: &Pictures) -> Option<Self> {
        let (size, names) = text.split_once(',')?;
        let (width, height) = size.split_once('x')?;
        let sizes: Vec<PictureName> = names.split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
        let are_there = sizes.len() == photo::LONGEST_SIDES.len() && sizes.iter().all(|name| matches!(pictures.read(name), Ok(Some(_))));
        let length = |text: &str| text.parse::<u16>().ok().filter(|side| *side > 0).map(u32::from);
        are_there.then_some(Self { width: length(width)?, height: length(height)?, sizes })
    }
}

/// Takes a form in that may have photos, or is one of words alone.
pub(crate) async fn handed_in(state: &AppState, slug: &Slug, request: Request) -> Result<Handed, Problem> {
    let content = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !content.starts_with("multipart/form-data") {
        let Filled(sheet) = Filled::from_request(request, state).await?;
        return Ok(Handed { sheet, ..Handed::default() });
    }
    let form = Multipart::from_request(request, state).await.map_err(|_| Problem::BrokenOff)?;
    receive(form, state.neighbourhoods.pictures(slug)?, state.settings.largest_upload).await
}

/// Takes a form with photos in. A photo is held whole only while it is looked at; `most` is how many bytes it may have.
pub(crate) async fn receive(mut form: Multipart, pictures: Pictures, most: usize) -> Result<Handed, Problem> {
    let (mut answers, mut words, mut heard) = (Vec::new(), 0, 0);
    let mut handed = Handed::default();
    while let Some(mut field) = form.next_field().await.map_err(|_| Problem::BrokenOff)? {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(plain_name) {
            // The field was left empty.
            Some(file) if file.is_empty() => {}
            Some(file) => {
                let is_one_too_many = handed.pictures.len() + handed.refused.len() >= MOST_FILES;
                match take_in(field, &pictures, if is_one_too_many { 0 } else { most }, &mut heard).await? {
                    Ok(picture) => handed.pictures.push(picture),
                    Err(_) if is_one_too_many => handed.refused.push((file, Refused::TooMany)),
                    Err(refused) => handed.refused.push((file, refused)),
                }
            }
            None => {
                let text = whole(&mut field, MOST_WORDS - words, &mut heard).await?.ok_or(Problem::TooLarge)?;
                words += text.len();
                answers.push((name, String::from_utf8_lossy(&text).into_owned()));
            }
        }
    }
    handed.sheet = Sheet::new(answers);
    let waited: Vec<_> = handed.sheet.all("waiting").take(MOST_FILES).map(str::to_owned).collect();
    let waited = tokio::task::spawn_blocking(move || waited.iter().filter_map(|text| Picture::waited(text, &pictures)).collect::<Vec<_>>());
    handed.pictures.splice(..0, waited.await.map_err(|_| Problem::OurFault)?);
    Ok(handed)
}

async fn take_in(mut field: Field<'_>, pictures: &Pictures, most: usize, heard: &mut usize) -> Result<Result<Picture, Refused>, Problem> {
    let _hand = HANDS.acquire().await.map_err(|_| Problem::OurFault)?;
    match whole(&mut field, most, heard).await? {
        Some(bytes) => Ok(develop(bytes, pictures.clone()).await),
        None => Ok(Err(Refused::TooHeavy(most / (1024 * 1024)))),
    }
}

/// The bytes of a part, or nothing where it has more than these; it is then heard to its end all the same.
async fn whole(field: &mut Field<'_>, most: usize, heard: &mut usize) -> Result<Option<Vec<u8>>, Problem> {
    let (mut bytes, mut is_too_heavy) = (Vec::new(), false);
    while let Some(piece) = field.chunk().await.map_err(|_| Problem::BrokenOff)? {
        *heard += piece.len();
        if *heard > MOST_HEARD {
            return Err(Problem::TooLarge);
        }
        is_too_heavy |= bytes.len() + piece.len() > most;
        if is_too_heavy {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&piece);
        }
    }
    Ok(Some(bytes).filter(|_| !is_too_heavy))
}

/// Makes the sizes and keeps them, aside from the threads that answer visitors.
async fn develop(bytes: Vec<u8>, pictures: Pictures) -> Result<Picture, Refused> {
    // Given back when the work is done, not when the visitor has gone.
    let turn = DARKROOM.acquire().await.map_err(|_| Refused::NotKept)?;
    let work = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let developed = photo::develop(&bytes).map_err(Refused::NotAPhoto)?;
        let sizes = developed.sizes.iter().map(|size| pictures.keep(size)).collect::<Result<_, _>>().map_err(|error| not_kept(&error))?;
        Ok(Picture { width: developed.width, height: developed.height, sizes })
    });
    work.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a photo could not be developed");
        Err(Refused::NotAPhoto(NotAPhoto::Damaged))
    })
}

fn not_kept(error: &StoreError) -> Refused {
    tracing::error!(%error, "a photo could not be kept");
    Refused::NotKept
}
