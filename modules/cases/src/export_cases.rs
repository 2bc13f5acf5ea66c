//! A list as a spreadsheet: bounded, masked, marked with who took it and when, and written down.

use lianxin_access::Done;
use lianxin_events::{Event, Subject, append};

use crate::Act;

/// The most rows of one export.
pub const MOST_EXPORTED: usize = 10_000;

/// Writes down that somebody takes a list away. What the list says leaves the building with them.
pub async fn export_cases(act: Act<'_>, rows: usize, format: &'static str) -> Done<()> {
    act.grant("export.lists")?;
    let subject = Subject { kind: "export", id: act.tx.id(), revision: 1 };
    let event = Event::new("case.export", subject).data("rows", rows).data("format", format);
    append(act.tx, act.by.actor(), event).await?;
    Ok(())
}
