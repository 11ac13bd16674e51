use axum::body::to_bytes;
use axum::extract::{FromRef, FromRequest, Request};
use axum::http::header::CONTENT_TYPE;

use crate::capture::sheet::Sheet;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// Largest form without a file, in bytes: room for every field of a kind at its longest.
const LARGEST_FORM: usize = 2 * 1024 * 1024;

/// A form as the visitor filled it in.
pub(crate) struct Filled(pub(crate) Sheet);

impl<S> FromRequest<S> for Filled
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let content = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !content.starts_with("application/x-www-form-urlencoded") {
            let visitor = Visitor::read(&parts, &AppState::from_ref(state));
            return Err(Problem::Unclear(visitor.words.say("form-unreadable").into_owned()));
        }
        let body = to_bytes(body, LARGEST_FORM).await.map_err(|_| Problem::TooLarge)?;
        Ok(Self(Sheet::urlencoded(&body)))
    }
}
