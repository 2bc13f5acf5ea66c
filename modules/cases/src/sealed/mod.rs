//! What is handed over sealed (`roles.md` 4, rule 4): accusations and gang leads go to the body that the category names,
//! with all their words; the county keeps a number, a place and a time. A matter that the petition body has goes there as
//! a copy. Only that body opens it, with a reason, and every opening is an event.

mod answer;
mod hand_over;
mod note;
mod open;

pub use answer::answer_sealed;
pub use hand_over::{HandOver, hand_over};
pub use note::{Matter, SealedNote, note_of, sealed_for, sealed_note, words_said};
pub use open::{Unsealed, open_sealed, opened_lately};

pub(crate) use hand_over::copy_to_petitions;
pub(crate) use note::{add, unopened};

/// What stands in place of the words.
pub const HANDED_OVER: &str = "已封存移交 · Handed over sealed";
/// The ending of a case whose words went with it.
pub const ENDING: &str = "sealed";
