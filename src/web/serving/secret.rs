//! Secret connections (TLS): agreeing on one, and a word for those who come without.

use std::io;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_TYPE, HOST, HeaderValue, LOCATION};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, html};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::certificates::Certificates;
use crate::web::asked::{PublicAddress, host_in_order};
use crate::words::{Language, Words};

/// How a connection begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// With agreeing on a secret one.
    Secret,
    /// With plain text.
    Plain,
}

/// The first byte of a handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 22;

/// Agrees on a secret connection.
pub(super) async fn agree<T>(io: T, certificates: &Certificates, most: Duration) -> io::Result<TlsStream<T>>
where
    T: AsyncRead + AsyncWrite + Unpin,
{
    tokio::time::timeout(most, TlsAcceptor::from(certificates.config()).accept(io)).await?
}

/// Whether both sides chose HTTP/2.
pub(super) fn is_http2<T>(stream: &TlsStream<T>) -> bool {
    stream.get_ref().1.alpn_protocol() == Some(b"h2")
}

/// Looks how a connection begins, without taking anything from it.
pub(super) async fn beginning(stream: &TcpStream, most: Duration) -> io::Result<Beginning> {
    let mut first = [0];
    match tokio::time::timeout(most, stream.peek(&mut first)).await?? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ if first == [HANDSHAKE] => Ok(Beginning::Secret),
        _ => Ok(Beginning::Plain),
    }
}

/// Where the site is to be found over HTTPS, for those who ask without.
#[derive(Debug, Clone)]
pub struct Elsewhere {
    /// The port, where the site has no public address.
    pub port: u16,
    /// Its public addresses.
    pub addresses: Vec<PublicAddress>,
}

impl Elsewhere {
    /// The address of what is asked; none where the request names no host.
    fn of(&self, request: &Request) -> Option<String> {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let path = if path.starts_with('/') && !path.starts_with("//") { path } else { "/" };
        let host = request.headers().get(HOST).and_then(|host| host_in_order(host.to_str().ok()?))?;
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => &host,
        };
        let mut known = self.addresses.iter().filter(|address| address.is_https());
        // Only what the site is called: whoever asks under another name is led to the first.
        if let Some(own) = known.clone().find(|address| address.has_name(name)).or_else(|| known.next()) {
            return Some(format!("{own}{path}"));
        }
        let port = if self.port == 443 { String::new() } else { format!(":{}", self.port) };
        Some(format!("https://{name}{port}{path}"))
    }

    /// A site that tells everybody to come over HTTPS.
    pub(super) fn hint(self) -> Router {
        Router::new().fallback(move |request: Request| std::future::ready(told(self.of(&request).as_deref(), &request)))
    }

    /// A site that sends everybody on to HTTPS. What a form brings is not asked for again: it went over the line already, and
    /// would once more.
    pub fn redirect(self) -> Router {
        Router::new().fallback(move |request: Request| {
            let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
            let location = self.of(&request).filter(|_| is_safe).and_then(|address| HeaderValue::try_from(address).ok());
            std::future::ready(match location {
                Some(location) => (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, location)]).into_response(),
                None => told(self.of(&request).as_deref(), &request),
            })
        })
    }
}

fn told(address: Option<&str>, request: &Request) -> Response {
    let language = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| Language::preferred(value.to_str().ok()?));
    let words = Words::of(language.unwrap_or_default());
    let page = html! {
        (DOCTYPE)
        html lang=(words.language().code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (words.say("secret-title")) }
            }
            body {
                h1 { (words.say("secret-title")) }
                p { (words.say("secret-what")) }
                @if let Some(address) = address { p { a href=(address) { (address) } } }
            }
        }
    };
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    (StatusCode::BAD_REQUEST, headers, page.into_string()).into_response()
}
