//! Why a request is not answered with what it asked for. Outsiders are told this and no more: no path, no key, no internals. Pages tell
//! it in words (`web-refusal-…`), the API as problem+json (RFC 9457).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Why not. The words and the problem's type belong to [`Refusal::id`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The request is no proper one (RFC 9112, multipart, parameters).
    BadRequest,
    /// No mail came with it.
    NoMail,
    /// Nothing is there.
    NotFound,
    /// Not by this method.
    Method,
    /// It took too long to come.
    TooSlow,
    /// Larger than is taken.
    TooLarge,
    /// Not a form or a mail.
    MediaType,
    /// Read, and of no use: an Outlook file without the bytes that were signed, say.
    NoOriginal,
    /// More than one client may ask in a minute.
    TooMany,
    /// All places are taken.
    Busy,
    /// Ours.
    Internal,
}

impl Refusal {
    pub(crate) const ALL: [Self; 11] = [
        Self::BadRequest,
        Self::NoMail,
        Self::NotFound,
        Self::Method,
        Self::TooSlow,
        Self::TooLarge,
        Self::MediaType,
        Self::NoOriginal,
        Self::TooMany,
        Self::Busy,
        Self::Internal,
    ];

    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::BadRequest | Self::NoMail => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NoOriginal => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Stable; the end of the problem's type and of the sentences' names.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::BadRequest => "bad-request",
            Self::NoMail => "no-mail",
            Self::NotFound => "not-found",
            Self::Method => "method",
            Self::TooSlow => "too-slow",
            Self::TooLarge => "too-large",
            Self::MediaType => "media-type",
            Self::NoOriginal => "no-original",
            Self::TooMany => "too-many",
            Self::Busy => "busy",
            Self::Internal => "internal",
        }
    }

    /// What an answer that somebody else made (the router, an extractor) means.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let same = Self::ALL.iter().find(|one| one.status() == status && **one != Self::NoMail);
        *same.unwrap_or(if status.is_client_error() { &Self::BadRequest } else { &Self::Internal })
    }

    /// Seconds after which it may be worth to come again.
    pub(crate) const fn retry_after(self) -> Option<u32> {
        match self {
            Self::TooMany => Some(60),
            Self::Busy => Some(10),
            _ => None,
        }
    }
}

/// Without a body: `guard` writes it, in the language and the form that fit the address.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_of_ours_leads_back() {
        for refusal in Refusal::ALL.into_iter().filter(|one| *one != Refusal::NoMail) {
            assert_eq!(Refusal::of_status(refusal.status()), refusal);
        }
        assert_eq!(Refusal::of_status(StatusCode::IM_A_TEAPOT), Refusal::BadRequest);
        assert_eq!(Refusal::of_status(StatusCode::BAD_GATEWAY), Refusal::Internal);
    }
}
