//! Copies what an auditor asks about out of the log. Fed twice, it writes once.

use lianxin_base::Id;
use lianxin_db::{Tx, values};
use lianxin_events::{Consumer, Recorded, Taking};

use crate::kind_of;

/// The consumer.
pub struct AuditLines;

impl Consumer for AuditLines {
    fn name(&self) -> &'static str {
        "audit"
    }

    fn take<'a>(&'a self, tx: &'a Tx, events: &'a [Recorded]) -> Taking<'a> {
        Box::pin(async move {
            let mut rows = Vec::new();
            for event in events {
                let Some(kind) = kind_of(&event.verb) else { continue };
                rows.extend(values![
                    event.id,
                    event.at,
                    kind,
                    event.verb.as_str(),
                    event.person,
                    event.post,
                    event.subject_kind.as_str(),
                    event.subject_id,
                    about(event),
                    event.json().get("rows").and_then(|many| many.as_i64())
                ]);
            }
            let head = "INSERT INTO audit_lines (event_id, at, kind, verb, person, post, subject_kind, subject_id, about, many)";
            tx.insert_all(head, 10, rows, "ON CONFLICT (event_id) DO NOTHING").await
        })
    }
}

fn about(event: &Recorded) -> Option<Id> {
    event.id_of("person").or_else(|| event.id_of("to")).or(event.unit).or(event.place)
}
