//! How a phone comes to trust the authority of our own that made the site's certificate.
//!
//! It promises that nothing but the public certificate is ever handed out. It is asked without HTTPS, as it must be before the
//! phone trusts it; so it says that what came over the line has to be compared with what the computer showed.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum_extra::routing::{RouterExt, TypedPath};
use maud::{DOCTYPE, Markup, html};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::web::files;
use crate::web::problem::Problem;
use crate::web::security::protect;
use crate::web::serving::{Certificates, Elsewhere};
use crate::words::{Language, Words};

/// The page with the steps.
#[derive(Debug, Clone, Copy, Deserialize, TypedPath)]
#[typed_path("/certificate")]
struct StepsPath;

/// The certificate itself.
#[derive(Debug, Clone, Copy, Deserialize, TypedPath)]
#[typed_path("/certificate/wijkweb.crt")]
struct AuthorityPath;

/// For each sort of phone: the key of its title, and those of its steps.
pub const PHONE_STEPS: [(&str, &[&str]); 2] = [
    ("authority-android", &["authority-android-1", "authority-android-2", "authority-android-3", "authority-android-4"]),
    ("authority-iphone", &["authority-iphone-1", "authority-iphone-2", "authority-iphone-3", "authority-iphone-4"]),
];

/// What a certificate is known by: its SHA-256 in pairs, as phones show it.
pub fn fingerprint(certificate: &[u8]) -> String {
    Sha256::digest(certificate).iter().enumerate().fold(String::new(), |mut text, (at, byte)| {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "{}{byte:02X}",
            if at == 0 {
                ""
            } else if at % 8 == 0 {
                "\n"
            } else {
                " "
            }
        );
        text
    })
}

/// The site that is shown without HTTPS: it sends everybody on, but for who comes for the authority, where it is of our own.
pub fn beside(elsewhere: Elsewhere, certificates: Option<Arc<Certificates>>) -> Router {
    let Some(certificates) = certificates else { return elsewhere.redirect() };
    let of = Arc::clone(&certificates);
    Router::new()
        .typed_get(move |_: StepsPath, language: Query<Asked>, headers: HeaderMap| {
            std::future::ready(
                certificates.own_authority().map_or_else(gone, |der| steps(words(&language.language, &headers), &der).into_response()),
            )
        })
        .typed_get(move |_: AuthorityPath| {
            let as_download = [(CONTENT_TYPE, "application/x-x509-ca-cert"), (CONTENT_DISPOSITION, "attachment; filename=\"wijkweb.crt\"")];
            std::future::ready(of.own_authority().map_or_else(gone, |der| (as_download, der).into_response()))
        })
        .route(files::ROUTE, get(files::serve))
        .layer(map_response(|mut response: Response| async {
            protect(&mut response, false);
            response
        }))
        .merge(elsewhere.redirect())
}

/// The language that the page is asked in.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    language: String,
}

fn words(asked: &str, headers: &HeaderMap) -> Words {
    let accepted = || headers.get(ACCEPT_LANGUAGE).and_then(|value| Language::preferred(value.to_str().ok()?));
    Words::of(asked.parse().ok().or_else(accepted).unwrap_or_default())
}

fn gone() -> Response {
    Problem::NotFound.status().into_response()
}

const STYLES: [&str; 4] = ["css/tokens.css", "css/base.css", "css/layout.css", "css/parts.css"];

fn steps(words: Words, der: &[u8]) -> Markup {
    let other = match words.language() {
        Language::Dutch => Language::English,
        Language::English => Language::Dutch,
    };
    html! {
        (DOCTYPE)
        html lang=(words.language().code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (words.say("authority-title")) }
                @for style in STYLES { link rel="stylesheet" href=(files::address(style)); }
            }
            body {
                main #main {
                    div.narrow {
                        h1 { (words.say("authority-title")) }
                        p.lead { (words.say("authority-why")) }
                        p { a.button href=(AuthorityPath) { (words.say("authority-download")) } }
                        @for (title, steps) in PHONE_STEPS {
                            h2 { (words.say(title)) }
                            ol { @for step in steps { li { (words.say(step)) } } }
                        }
                        h2 { (words.say("authority-compare")) }
                        p { (words.say("authority-compare-why")) }
                        pre { (fingerprint(der)) }
                        p { a href={ (StepsPath) "?language=" (other.code()) } lang=(other.code()) hreflang=(other.code()) { (Words::of(other).say("authority-language")) } }
                    }
                }
            }
        }
    }
}
