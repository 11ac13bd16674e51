use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::web::explain::{explain_problem, wants_page};
use crate::web::problem::Problem;
use crate::web::security::{is_foreign_form, protect};
use crate::web::state::AppState;
use crate::web::visitor::Visitor;
use crate::web::watch::Begun;

/// What is done round every request: who asks is read once, forms of other sites are turned away, problems are explained,
/// the guards' headers are put on the answer, and it is counted.
///
/// It is one layer, because each costs every request a copy of the way to its handler.
pub(super) async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let begun = Begun::now(&parts);
    let visitor = Visitor::read(&parts, &state);
    let wants_page = wants_page(&parts);
    let is_for_one = visitor.signed.is_some() && !parts.uri.path().starts_with("/static/");
    let response = if is_foreign_form(&parts) {
        Problem::ForeignForm.into_response()
    } else {
        parts.extensions.insert(visitor.clone());
        next.run(Request::from_parts(parts, body)).await
    };
    let mut response = explain_problem(response, wants_page, &visitor, &state).await;
    protect(&mut response, is_for_one);
    begun.answered(&state.measures, response.status().as_u16());
    response
}
