use axum::response::{IntoResponse, Response};
use http::StatusCode;
use lianxin_access::Stop;
use lianxin_base::Refused;
use lianxin_db::Fault;
use std::sync::Arc;

/// What a handler gives back.
pub type Answer = Result<Response, Failed>;

/// A refusal or a fault on its way out. The guard around each route words it: a page in the reader's language, or a
/// problem document.
#[derive(Clone, Debug)]
pub struct Failed(pub Arc<Stop>);

impl<E: Into<Stop>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(Arc::new(error.into()))
    }
}

impl Failed {
    pub fn refused(&self) -> Option<&Refused> {
        match &*self.0 {
            Stop::Refused(refused) => Some(refused),
            Stop::Fault(_) => None,
        }
    }

    pub fn status(&self) -> StatusCode {
        match &*self.0 {
            Stop::Refused(refused) => StatusCode::from_u16(refused.status).unwrap_or(StatusCode::BAD_REQUEST),
            Stop::Fault(fault) if fault.is_contention() => StatusCode::SERVICE_UNAVAILABLE,
            Stop::Fault(Fault::Sql(_) | Fault::Open { .. }) => StatusCode::SERVICE_UNAVAILABLE,
            Stop::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
