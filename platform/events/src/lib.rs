//! The append-only log: what happened, in the transaction of the change itself.
//!
//! ```text
//! append(tx, actor, Event::new("case.accept", subject).place(id).data("due_at", time))
//! append_all(tx, actor, events)   the same for an import
//! seal(store)             gives committed events a dense number and an SM3 link
//! feed(store, consumer)   hands sealed events to a consumer, once, in order
//! verify(reader)          recomputes the whole chain
//! ```

mod append;
mod feed;
mod seal;
mod verify;

pub use append::{Actor, Event, Recorded, Subject, append, append_all, of_subject};
pub use feed::{Consumer, Taking, feed, lag};
pub use seal::{Links, seal};
pub use verify::{Broken, Verified, verify};

use lianxin_db::{Migrations, migrations_of};

pub const MIGRATIONS: Migrations = migrations_of!("events", "0001_events");
