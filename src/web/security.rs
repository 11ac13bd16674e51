use axum::http::Method;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::response::Response;

use crate::web::asked::Asked;

/// Nothing from elsewhere, nothing inline.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// The part of the policy by which no other site shows our pages as its own.
const NOT_FRAMED: &str = "frame-ancestors 'none'";

const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("permissions-policy"), HeaderValue::from_static("geolocation=(self), camera=(), microphone=(), payment=()")),
];

/// The same policy, with images from one host more: outside tiles under the map, where a steward turned them on.
pub(crate) fn policy_with_images_from(host: &str) -> String {
    POLICY.replace("img-src 'self' data:", &format!("img-src 'self' data: {host}"))
}

/// Marks an answer that these sites, each `https://host` with a port where it has one, may show in a frame.
#[derive(Debug, Clone)]
pub(crate) struct MayBeFramedBy(pub(crate) Vec<String>);

impl MayBeFramedBy {
    /// The content policy that says so. The answer may be of another policy already, such as one with outside tiles.
    fn policy(&self, before: Option<&HeaderValue>) -> Option<HeaderValue> {
        let before = before.and_then(|policy| policy.to_str().ok()).unwrap_or(POLICY);
        HeaderValue::from_str(&before.replace(NOT_FRAMED, &format!("frame-ancestors {}", self.0.join(" ")))).ok()
    }
}

/// Puts the guards' headers on an answer. What a steward sees is never kept in a cache (`is_for_steward`), and neither is
/// an answer that does not say how long it may be kept.
pub(crate) fn protect(response: &mut Response, is_for_steward: bool) {
    let framed = response.extensions_mut().remove::<MayBeFramedBy>();
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        // A page may bring a policy of its own, such as the map with a steward's outside tiles.
        headers.entry(name).or_insert(value);
    }
    if let Some(policy) = framed.as_ref().and_then(|sites| sites.policy(headers.get(CONTENT_SECURITY_POLICY))) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
        // It knows only none, the same site, or all; the policy above is asked by every browser that knows it.
        headers.remove(X_FRAME_OPTIONS);
    }
    // What may be framed is what everyone sees, whoever looks.
    if is_for_steward && framed.is_none() {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    } else {
        headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    }
}

/// A form that another site sends in a visitor's name.
pub(crate) fn is_foreign_form(request: &Parts) -> bool {
    let is_safe = matches!(request.method, Method::GET | Method::HEAD | Method::OPTIONS);
    !is_safe && !comes_from_here(request)
}

fn comes_from_here(request: &Parts) -> bool {
    let text = |name: HeaderName| request.headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    // A proxy may ask under another name than the visitor did, and in HTTP/2 the name is no header.
    let asked = request.extensions.get::<Asked>();
    let host = asked.map_or_else(|| text(HOST), |asked| asked.host.as_deref());
    // Whoever stands between can write pages of the same name without a secret, and send forms from there.
    let is_secret = |scheme: &str| scheme == "https" || !asked.is_some_and(|asked| asked.https);
    match (text(ORIGIN), host) {
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(scheme, of)| of.eq_ignore_ascii_case(host) && is_secret(scheme))
        }
        // No browser leaves both headers out of a form since 2020, and one that did would keep a cookie that is `SameSite=Lax`
        // to itself when another site sends the form: who says neither is a program that holds the secret itself.
        (None, _) => true,
        (Some(_), None) => false,
    }
}
