//! A county in one file: packed, sealed, proved; and taken in again. See `docs/adr/0002-backup.md`.
//!
//! ```text
//! file    sealed stream (platform/seal/src/stream.rs) of zstd of tar:
//!   manifest.json             which county, engine, program, migrations, tables
//!   store.sqlite              SQLite: the whole store of one instant
//!   tables/NAME/0000001       PostgreSQL: rows as text of COPY, in pieces
//!   playbook/FILE             the county's own playbook, if it has one
//!   files/KEPT/..             photos and recordings
//!   counts.json               rows, last link of the chain, files: what must come out again
//! ```
//!
//! Keys are not in it: without the county's `keys.toml`, of which a copy lies apart, it opens nothing.

mod draft;
mod manifest;
mod pack;
mod prove;
mod settle;
mod unpack;

pub use draft::Draft;
pub use manifest::{Counts, Manifest};
pub use pack::pack;
pub use prove::{compare, prove};
pub use settle::{refuse_what_is_there, settle};
pub use unpack::{Opened, open, unpack};

use std::io;
use std::path::Path;

use lianxin_seal::StreamError;

use crate::fail::Fail;

/// What the disk or the stream said, with what to do.
pub fn told(file: &Path, error: &io::Error) -> Fail {
    let name = file.display();
    match StreamError::of(error) {
        Some(reason @ StreamError::OtherKey { .. }) => {
            Fail::new(format!("{name}: {reason}"), "give the keys.toml of its county with --keys")
        }
        Some(reason @ StreamError::NotOne) => {
            Fail::new(format!("{name}: {reason}"), "give a file of `lianxin backup`")
        }
        Some(reason) => Fail::new(format!("{name}: {reason}"), "take another backup; nothing was restored"),
        None => Fail::new(
            format!("{name}: {error}"),
            "free some space or mend the rights; nothing half-written was kept",
        ),
    }
}
