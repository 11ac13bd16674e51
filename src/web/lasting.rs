use axum_extra::extract::cookie::{Cookie, SameSite};

/// A cookie that a browser keeps for as long as it keeps any, and gives to this site alone.
///
/// How long is told by `Max-Age` only: `Expires` says the same once more, by our clock, and no two answers would be alike.
pub(crate) fn lasting_cookie(name: &'static str, value: String, path: String, https: bool) -> Cookie<'static> {
    let mut cookie = Cookie::build((name, value)).path(path).http_only(true).same_site(SameSite::Lax).secure(https).permanent().build();
    cookie.unset_expires();
    cookie
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lasting_cookie_is_the_same_at_every_moment() {
        let cookie = lasting_cookie("language", "nl".to_owned(), "/".to_owned(), true).to_string();
        assert_eq!(cookie, "language=nl; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=630720000");
    }
}
