use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::neighbourhood::Refusal;

/// Why a visitor does not get what was asked. The page in the visitor's language is made by [`crate::web::explain`].
#[derive(Debug, Clone)]
pub(crate) enum Problem {
    /// There is nothing here, or nothing for this visitor: both answer alike.
    NotFound,
    /// Only a steward may do this.
    NotForYou,
    /// The neighbourhood is being prepared; only its stewards see it.
    NotOpenYet,
    /// The address takes other methods.
    WrongMethod,
    /// The request cannot be understood; the text says what and how it should be.
    Unclear(String),
    /// A form came from another site.
    ForeignForm,
    /// The body is larger than allowed.
    TooLarge,
    /// A file did not come in whole.
    BrokenOff,
    /// Somebody else changed it in the meantime.
    Overtaken,
    /// It could not be kept; nothing was changed.
    NotKept,
    /// Bytes that should go are still on the disk.
    NotErased,
    /// Our fault. The log has the cause under this reference.
    OurFault,
}

impl Problem {
    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotForYou | Self::NotOpenYet | Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unclear(_) | Self::BrokenOff => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Overtaken => StatusCode::CONFLICT,
            Self::NotKept => StatusCode::INSUFFICIENT_STORAGE,
            Self::OurFault | Self::NotErased => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The key of its texts: `problem-{key}` with `.what` and `.next`.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            Self::NotFound => "problem-not-found",
            Self::NotForYou => "problem-not-for-you",
            Self::NotOpenYet => "problem-not-open-yet",
            Self::WrongMethod => "problem-wrong-method",
            Self::Unclear(_) => "problem-unclear",
            Self::ForeignForm => "problem-foreign-form",
            Self::TooLarge => "problem-too-large",
            Self::BrokenOff => "problem-broken-off",
            Self::Overtaken => "problem-overtaken",
            Self::NotKept => "problem-not-kept",
            Self::NotErased => "problem-not-erased",
            Self::OurFault => "problem-our-fault",
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        tracing::error!(%refusal, "a change was refused");
        match refusal {
            Refusal::Broken(_) => Self::Overtaken,
            Refusal::NotKept(_) => Self::NotKept,
            Refusal::Closed => Self::OurFault,
        }
    }
}

impl From<crate::neighbourhood::StoreError> for Problem {
    fn from(error: crate::neighbourhood::StoreError) -> Self {
        tracing::error!(%error, "the store could not be read");
        Self::OurFault
    }
}
