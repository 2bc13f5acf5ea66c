//! What every floor stands on: the world outside (time and chance), money, and refusals.
//!
//! Nothing here knows a database or a page.

mod fen;
mod refused;
mod world;

pub use fen::Fen;
pub use refused::{FieldError, Refused};
pub use world::{Clock, Random, World, china, day_in_china};

/// An instant: UTC, never finer than a microsecond (PostgreSQL keeps no more).
pub type Time = chrono::DateTime<chrono::Utc>;
/// The name of a row: `UUIDv7`, made by whoever asks for the change, so that a retry is the same request.
pub type Id = uuid::Uuid;
