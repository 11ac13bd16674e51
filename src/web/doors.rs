//! What stands before every address: the right it asks for.
//!
//! An address is declared with its rights in [`paths`](crate::web::paths). A handler is put behind it by the functions here,
//! which do not compile for an address, or a way of asking, that has none.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum_extra::routing::{SecondElementIs, TypedPath};
use futures_util::future::Either;

use crate::access::Right;
use crate::web::problem::Problem;
use crate::web::state::AppState;
use crate::web::visitor::Visitor;

/// An address that can be looked at.
pub(crate) trait Shown: TypedPath {
    /// The right to do so.
    const TO_LOOK: Right;
}

/// An address that can be posted to.
pub(crate) trait Posted: TypedPath {
    /// The right to do so.
    const TO_POST: Right;
}

/// One line of the site map with its rights.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The pattern of the address.
    pub pattern: &'static str,
    /// The right to look, where it can be looked at.
    pub to_look: Option<Right>,
    /// The right to post, where it can be posted to.
    pub to_post: Option<Right>,
}

/// Puts handlers at their addresses, each behind the right it asks for.
pub(crate) trait Doors {
    /// Shows this at its address.
    fn show<H, T, P>(self, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: SecondElementIs<P> + 'static,
        P: Shown;

    /// Does this when its address is posted to.
    fn act<H, T, P>(self, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: SecondElementIs<P> + 'static,
        P: Posted;
}

impl Doors for Router<AppState> {
    fn show<H, T, P>(self, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: SecondElementIs<P> + 'static,
        P: Shown,
    {
        self.route(P::PATH, get(Behind { right: P::TO_LOOK, handler, arguments: PhantomData }))
    }

    fn act<H, T, P>(self, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: SecondElementIs<P> + 'static,
        P: Posted,
    {
        self.route(P::PATH, post(Behind { right: P::TO_POST, handler, arguments: PhantomData }))
    }
}

/// A handler behind the right that its address asks for.
struct Behind<H, T> {
    right: Right,
    handler: H,
    arguments: PhantomData<fn() -> T>,
}

impl<H: Clone, T> Clone for Behind<H, T> {
    fn clone(&self) -> Self {
        Self { right: self.right, handler: self.handler.clone(), arguments: PhantomData }
    }
}

impl<H, T> Handler<T, AppState> for Behind<H, T>
where
    H: Handler<T, AppState>,
    T: 'static,
{
    type Future = Either<H::Future, Ready<Response>>;

    fn call(self, request: Request, state: AppState) -> Self::Future {
        // Without a visitor nobody looked who it is.
        if request.extensions().get::<Visitor>().is_some_and(|visitor| visitor.may(self.right)) {
            Either::Left(self.handler.call(request, state))
        } else {
            Either::Right(ready(Problem::NotForYou.into_response()))
        }
    }
}
