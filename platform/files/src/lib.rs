//! Files from outside and for outside: photos, voice recordings, spreadsheets; and where they are kept.
//!
//! Everything here takes bytes from people who may mean harm: sizes are checked before memory is taken, kinds
//! are told by content and never by name, and each refusal has a stable code.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod audio;
mod columns;
mod field;
mod file_key;
mod images;
mod intake;
mod sealed_file;
mod sheets;
mod sheets_out;
mod store;

pub use audio::{AudioError, AudioKind, AudioLimits, check_audio};
pub use columns::{Columns, Mapping, MappingError};
pub use field::Field;
pub use file_key::{FileKey, FileKind};
pub use images::{CleanImage, ImageError, ImageGate, ImageLimits, clean_image};
pub use intake::{Intake, Spool, TooLarge};
pub use sheets::{Row, Rows, SheetError, SheetFile, SheetLimits, parse_time};
pub use sheets_out::{Cell, CsvOut, Heading, SheetOut, SheetOutError, XlsxOut};
pub use store::{FileStore, StoreError, Stored};
