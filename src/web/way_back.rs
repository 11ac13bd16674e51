//! The address to go back to, as a link or form told it.

/// Only an address on this site is gone back to.
pub(crate) fn local(back: Option<&str>) -> &str {
    let is_local = |address: &&str| {
        address.starts_with('/') && !address.starts_with("//") && !address.contains('\\') && !address.contains(char::is_control)
    };
    back.filter(is_local).unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_cannot_lead_to_another_site() {
        assert_eq!(local(Some("/wijk/map?kind=place")), "/wijk/map?kind=place");
        for back in ["//evil.example", "https://evil.example", "/\\evil.example", "", "javascript:alert(1)", "/\t/evil.example", "/\u{1}"] {
            assert_eq!(local(Some(back)), "/", "{back}");
        }
    }
}
