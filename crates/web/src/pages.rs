//! What a door of pages offers: paths without language, each with what is done there.

use std::sync::Arc;

use axum::routing::MethodRouter;

use crate::site::Site;

/// Mounted below every language by `doors.rs`.
pub(crate) type Pages = Vec<(&'static str, MethodRouter<Arc<Site>>)>;
