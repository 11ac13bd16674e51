/// Most sites that may show a neighbourhood.
const MOST_SITES: usize = 20;

/// Why a list of sites is not taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::web::pages) enum NotSites {
    /// This line is no address of a site.
    NotASite(String),
    /// There are too many.
    TooMany,
}

/// The sites in a text with one on each line, as the content policy names them: scheme, host and port, nothing more.
/// Only plain letters, digits and dots get through, for they stand in a header.
pub(in crate::web::pages) fn sites(text: &str) -> Result<Vec<String>, NotSites> {
    let mut sites = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let site = site(line).ok_or_else(|| NotSites::NotASite(line.chars().take(80).collect()))?;
        if !sites.contains(&site) {
            sites.push(site);
        }
    }
    if sites.len() > MOST_SITES { Err(NotSites::TooMany) } else { Ok(sites) }
}

fn site(line: &str) -> Option<String> {
    let site = line.to_ascii_lowercase();
    let site = site.strip_suffix('/').unwrap_or(&site);
    let (scheme, rest) = site.split_once("://")?;
    let (host, port) = rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port)));
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let host_fits = host.len() <= 253 && host.split('.').all(is_label) && (host.contains('.') || host == "localhost");
    let port_fits =
        port.is_none_or(|port| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0));
    (matches!(scheme, "https" | "http") && host_fits && port_fits).then(|| site.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_a_scheme_a_host_and_a_port() {
        let text = "https://www.buurt.example\n\n  HTTPS://Krant.example/ \nhttp://localhost:8080\nhttps://www.buurt.example/";
        assert_eq!(sites(text).unwrap(), ["https://www.buurt.example", "https://krant.example", "http://localhost:8080"]);
        assert_eq!(sites(" \n").unwrap(), Vec::<String>::new());
    }

    #[test]
    fn nothing_else_reaches_the_policy() {
        let wrong = [
            "www.buurt.example",
            "*",
            "https://*",
            "https://*.example.org",
            "'self'",
            "https://a.example/pagina",
            "https://a.example https://b.example",
            "https://a.example;script-src",
            "https://a.example, https://b.example",
            "https://gebruiker@a.example",
            "https://a.example:poort",
            "https://a.example:0",
            "https://a..example",
            "https://",
            "https://buurt",
            "data://a.example",
            "https://café.example",
        ];
        for line in wrong {
            assert_eq!(sites(&format!("https://goed.example\n{line}")), Err(NotSites::NotASite(line.to_owned())));
        }
        let many = (0..21).map(|number| format!("https://site{number}.example")).collect::<Vec<_>>().join("\n");
        assert_eq!(sites(&many), Err(NotSites::TooMany));
    }
}
