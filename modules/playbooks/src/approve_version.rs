use chrono::NaiveDate;
use lianxin_access::{By, Done};
use lianxin_base::{Refused, day_in_china};
use lianxin_db::{Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::Roles;

use crate::APPROVE;
use crate::version::numbered;

/// On which day a version was approved, and by which document.
#[derive(Clone, Debug)]
pub struct Approval {
    pub number: i64,
    pub on: NaiveDate,
    /// 章社工〔2026〕3 号
    pub document: String,
    /// The revision that the person saw.
    pub revision: i64,
}

const LONGEST: usize = 80;

/// Notes that a version was approved, once. Whoever approves neither proposes nor applies (`separations.csv`), which the
/// posts see to. Event `playbook.approve` (data `number`, `on`); the document's name stands in the row.
pub async fn approve_version(tx: &Tx, by: &By, roles: &Roles, approval: Approval) -> Done<()> {
    by.grant(roles, APPROVE)?;
    let document = approval.document.trim();
    if document.is_empty() || document.chars().count() > LONGEST {
        return Err(Refused::field("document", "playbooks-refused-document").into());
    }
    if approval.on > day_in_china(tx.now()) {
        return Err(Refused::field("on", "playbooks-refused-day").into());
    }
    let version = numbered(tx, approval.number).await?;
    let version = version.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let sql = "UPDATE playbook_versions SET approved_on = $2, approved_by = $3, approved_post = $4, document = $5, \
               noted_at = $6, revision = revision + 1 WHERE id = $1 AND revision = $7 AND noted_at IS NULL";
    let post = by.post.as_ref().map(|post| post.id);
    let noted = values![version.id, approval.on, by.person, post, document, tx.now(), approval.revision];
    if tx.run(sql, noted).await? == 0 {
        return Err(Refused::conflict("shell-refused-changed").into());
    }
    let subject = Subject { kind: "playbook", id: version.id, revision: approval.revision + 1 };
    let event = Event::new("playbook.approve", subject)
        .data("number", version.number)
        .data("on", approval.on.to_string());
    append(tx, by.actor(), event).await?;
    Ok(())
}
