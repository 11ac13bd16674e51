//! The cookie of a session, and what the browser is called.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use axum_extra::extract::cookie::{Cookie, SameSite};

use crate::access::{Client, Token, Way};
use crate::web::asked;
use crate::web::state::AppState;

/// The name of the cookie. Over HTTPS no other site of the same domain can set one of this name, nor anybody in between.
pub(crate) fn session_cookie(https: bool) -> &'static str {
    if https { "__Host-session" } else { "session" }
}

/// The cookie that makes a browser somebody's, for as long as the session can last.
pub(crate) fn opening_cookie(token: &Token, way: Way, https: bool) -> Cookie<'static> {
    let seconds = i64::try_from(way.longest().as_secs()).unwrap_or(i64::MAX);
    let cookie = Cookie::build((session_cookie(https), token.as_str().to_owned())).path("/").http_only(true).same_site(SameSite::Lax);
    cookie.secure(https).max_age(time::Duration::seconds(seconds)).build()
}

/// The cookie by which a browser forgets the session.
pub(crate) fn closing_cookie(https: bool) -> Cookie<'static> {
    Cookie::build((session_cookie(https), "")).path("/").http_only(true).secure(https).max_age(time::Duration::ZERO).build()
}

/// From where and with what somebody asks.
pub(crate) struct Asker {
    /// From where, for counting attempts.
    pub(crate) client: Client,
    /// The browser and the kind of device, in a few words.
    pub(crate) browser: String,
}

impl<S> FromRequestParts<S> for Asker
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let client = asked::Client::read(parts, &AppState::from_ref(state));
        let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        Ok(Self { client: client.address.into(), browser: browser(agent) })
    }
}

/// What people would call a browser that names itself so (RFC 9110, 10.1.5): the first of these that fits.
fn browser(agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| known.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name);
    let browser = first(&[
        ("Firefox/", "Firefox"),
        ("Edg", "Edge"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("OPR/", "Opera"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let device = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ]);
    [browser, device].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_what_people_call_it() {
        let phone = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36";
        assert_eq!(browser(phone), "Chrome · Android");
        assert_eq!(
            browser("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"),
            "Safari · iPhone"
        );
        assert_eq!(browser("<script>alert(1)</script>"), "");
    }

    #[test]
    fn the_cookie_is_for_this_site_alone_and_no_script() {
        let cookie = |https| opening_cookie(&Token::of("secret"), Way::Password, https).to_string();
        assert_eq!(cookie(true), "__Host-session=secret; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=2592000");
        assert_eq!(cookie(false), "session=secret; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000");
    }
}
