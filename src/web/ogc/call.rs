use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::http::request::Parts;

use crate::web::origin::origin;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::words::Filling;

/// A request for a layer: who asks, under which name the server is known to them, and for what.
pub(super) struct Call {
    pub(super) visitor: Visitor,
    /// The parameters, in the order given.
    pub(super) parameters: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
    /// Scheme and host, such as `https://wijk.example`; empty where the request does not name a host.
    origin: String,
}

/// In which form an answer is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// For programs.
    Json,
    /// For people.
    Html,
}

impl Form {
    /// The value of `f`.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
        }
    }
}

impl Call {
    /// The address with scheme and host.
    pub(super) fn absolute(&self, path: impl std::fmt::Display) -> String {
        format!("{}{path}", self.origin)
    }

    /// The form asked for by `f`, else by the browser or program.
    pub(super) fn form(&self) -> Result<Form, Problem> {
        match self.one("f")? {
            Some("json") => Ok(Form::Json),
            Some("html") => Ok(Form::Html),
            Some(_) => Err(self.unclear("layers-fault-form", &[])),
            None => Ok(preferred(self.headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default())),
        }
    }

    /// The form, for an address that takes no other parameter.
    pub(super) fn only_form(&self) -> Result<Form, Problem> {
        self.known(&["f"])?;
        self.form()
    }

    /// Refuses parameters that are not among these.
    pub(super) fn known(&self, known: &[&str]) -> Result<(), Problem> {
        match self.parameters.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => {
                let fillings = [("name", name.as_str().into()), ("known", known.join(", ").into())];
                Err(self.unclear("layers-fault-unknown", &fillings))
            }
            None => Ok(()),
        }
    }

    /// The value of a parameter that may be given once.
    pub(super) fn one(&self, name: &str) -> Result<Option<&str>, Problem> {
        let mut values = self.parameters.iter().filter(|(given, _)| given == name).map(|(_, value)| value.as_str());
        let first = values.next();
        if values.next().is_some() { Err(self.unclear("layers-fault-twice", &[("name", name.into())])) } else { Ok(first) }
    }

    /// The parameters as a query string, with some left out and others put behind them.
    pub(super) fn query(&self, without: &[&str], with: &[(&str, &str)]) -> String {
        let kept = self.parameters.iter().filter(|(name, _)| !without.contains(&name.as_str()));
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(kept).extend_pairs(with);
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// The request cannot be understood, in the visitor's words.
    pub(super) fn unclear(&self, key: &str, fillings: &[Filling<'_>]) -> Problem {
        Problem::Unclear(self.visitor.words.say_with(key, fillings).into_owned())
    }
}

impl FromRequestParts<AppState> for Call {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self {
            visitor: Visitor::read(parts, state),
            parameters: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            headers: parts.headers.clone(),
            origin: origin(parts, &state.settings).unwrap_or_default(),
        })
    }
}

/// HTML where it is wanted more than JSON; JSON where nothing is said.
fn preferred(accept: &str) -> Form {
    let weigh = |wanted: &[&str]| {
        let mut best = 0.0_f32;
        for range in accept.split(',').take(40) {
            let mut parts = range.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default().to_ascii_lowercase();
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
            if wanted.contains(&name.as_str()) {
                best = best.max(weight);
            }
        }
        best
    };
    let html = weigh(&["text/html", "application/xhtml+xml"]);
    let json = weigh(&["application/json", "application/geo+json", "application/vnd.oai.openapi+json", "application/schema+json"]);
    if html > json { Form::Html } else { Form::Json }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_get_pages_and_programs_get_json() {
        assert_eq!(preferred("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), Form::Html);
        assert_eq!(preferred("application/geo+json, application/json"), Form::Json);
        assert_eq!(preferred("text/html;q=0.4, application/json"), Form::Json);
        assert_eq!(preferred("*/*"), Form::Json);
        assert_eq!(preferred(""), Form::Json);
    }
}
