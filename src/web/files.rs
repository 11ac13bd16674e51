//! The files that a browser needs beside the pages, carried in the binary: style, scripts, drawings, Leaflet.
//!
//! All addresses hold one fingerprint of all files together (`/static/{fingerprint}/css/base.css`). So files may be kept
//! by browsers for ever, and what refers to its neighbour by a relative address (Leaflet's style to its images, a script
//! to the next) still finds it.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{Embed, EmbeddedFile};
use sha2::{Digest, Sha256};

/// The route that [`serve`] answers.
pub const ROUTE: &str = "/static/{fingerprint}/{*path}";

const LEAFLET: &str = "node_modules/leaflet/dist/";
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

#[derive(Embed)]
#[folder = "static/"]
#[include = "css/*.css"]
#[include = "map/*.js"]
#[include = "keys/*.js"]
#[include = "drawings/*.svg"]
#[include = "node_modules/leaflet/dist/leaflet.js"]
#[include = "node_modules/leaflet/dist/leaflet.css"]
#[include = "node_modules/leaflet/dist/images/*.png"]
#[include = "node_modules/leaflet.markercluster/dist/leaflet.markercluster.js"]
#[include = "node_modules/leaflet.markercluster/dist/MarkerCluster.css"]
struct Files;

static FINGERPRINT: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort_unstable();
    let mut hasher = Sha256::new();
    for name in names {
        hasher.update(name.as_bytes());
        if let Some(file) = Files::get(&name) {
            hasher.update(file.metadata.sha256_hash());
        }
    }
    hex(&hasher.finalize()[..8])
});

/// The address of the file at `path` below `static/`, for example `css/base.css`.
pub fn address(path: &str) -> String {
    format!("/static/{}/{path}", *FINGERPRINT)
}

/// The address of a file of Leaflet's own, for example `leaflet.js`.
pub fn leaflet(path: &str) -> String {
    address(&format!("{LEAFLET}{path}"))
}

/// Whether there is a drawing with this name in the sheet of icons, `drawings/icons.svg`.
pub fn has_icon(name: &str) -> bool {
    static ICONS: LazyLock<Option<EmbeddedFile>> = LazyLock::new(|| Files::get("drawings/icons.svg"));
    ICONS.as_ref().and_then(|file| str::from_utf8(&file.data).ok()).is_some_and(|sheet| sheet.contains(&format!("id=\"{name}\"")))
}

/// One file, or 404 when there is none or the address is of another version of the program.
pub async fn serve(Path((fingerprint, path)): Path<(String, String)>, headers: HeaderMap) -> Response {
    if fingerprint != *FINGERPRINT {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Some(file) = Files::get(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", hex(&file.metadata.sha256_hash()[..16]));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = if known.is_some_and(|tags| names_tag(tags, &tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut found = Body::from(file.data).into_response();
        found.headers_mut().insert(header::CONTENT_TYPE, media_type(&path));
        found
    };
    response.headers_mut().insert(header::CACHE_CONTROL, FOREVER);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// `If-None-Match` is a list; a compressing layer may have marked a tag as weak.
pub(crate) fn names_tag(tags: &str, tag: &str) -> bool {
    tags.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

fn media_type(path: &str) -> HeaderValue {
    HeaderValue::from_static(match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "application/octet-stream",
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt as _;

    async fn fetch(fingerprint: &str, path: &str, known: Option<&str>) -> Response {
        let mut headers = HeaderMap::new();
        if let Some(tag) = known {
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_str(tag).unwrap());
        }
        serve(Path((fingerprint.to_owned(), path.to_owned())), headers).await
    }

    #[tokio::test]
    async fn a_file_is_kept_for_ever_and_asked_for_once() {
        let first = fetch(&FINGERPRINT, "css/base.css", None).await;
        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(first.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
        assert!(first.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        assert!(!first.into_body().collect().await.unwrap().to_bytes().is_empty());

        let again = fetch(&FINGERPRINT, "css/base.css", Some(&format!("W/{tag}, \"other\""))).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn leaflet_finds_its_images_beside_its_style() {
        for path in ["leaflet.js", "leaflet.css", "images/layers.png", "images/marker-icon.png"] {
            let response = fetch(&FINGERPRINT, &format!("{LEAFLET}{path}"), None).await;
            assert_eq!(response.status(), StatusCode::OK, "{path}");
        }
    }

    #[tokio::test]
    async fn what_is_not_carried_is_not_found() {
        for path in ["package.json", "words/nl.ftl", "css/../../Cargo.toml", "", "node_modules/leaflet/dist/leaflet-src.js"] {
            assert_eq!(fetch(&FINGERPRINT, path, None).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(fetch("0000000000000000", "css/base.css", None).await.status(), StatusCode::NOT_FOUND);
    }
}
