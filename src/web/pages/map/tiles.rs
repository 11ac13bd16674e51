use crate::web::here::Here;

/// Images from outside under the map, which a steward may turn on.
pub(super) struct Tiles {
    /// Address with `{z}`, `{x}` and `{y}`.
    pub(super) url: String,
    /// Whom they are from.
    pub(super) attribution: String,
    /// The host, as the content policy names it.
    pub(super) host: String,
}

impl Tiles {
    /// What the steward chose, if it can be used.
    pub(super) fn of(here: &Here) -> Option<Self> {
        let profile = here.view().profile()?;
        let url = profile.text("tile_url")?.to_owned();
        let host = host_of_tiles(&url)?;
        Some(Self { url, attribution: profile.text("tile_attribution").unwrap_or_default().to_owned(), host })
    }
}

/// The host for the content policy; nothing but a plain host over HTTPS is let through, for it stands in a header.
pub(in crate::web::pages) fn host_of_tiles(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://")?;
    let host = rest.split_once('/')?.0;
    // Leaflet's `{s}` stands for one of several names in front.
    let host = host.strip_prefix("{s}.").map_or_else(|| host.to_owned(), |rest| format!("*.{rest}"));
    let plain = host.strip_prefix("*.").unwrap_or(&host);
    let fits = !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':'));
    fits.then(|| format!("https://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_host_reaches_the_policy() {
        assert_eq!(host_of_tiles("https://tile.example.org/{z}/{x}/{y}.png").as_deref(), Some("https://tile.example.org"));
        assert_eq!(host_of_tiles("https://{s}.tile.example.org/{z}/{x}/{y}.png").as_deref(), Some("https://*.tile.example.org"));
        for url in ["http://plain.example/x", "https://a b/x", "https://a;script-src */x", "https://'self'/x", "https:///x", "tile"] {
            assert_eq!(host_of_tiles(url), None, "{url}");
        }
    }
}
