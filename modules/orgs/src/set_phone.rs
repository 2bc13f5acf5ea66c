use lianxin_access::{By, Done, org};
use lianxin_base::{Id, Refused};
use lianxin_db::{Db, Fault, Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::Roles;

use crate::KEEP_TREE;
use crate::rename_org::one_row;

/// Sets the number that posters of this organisation show; an empty one takes it away.
pub async fn set_phone(tx: &Tx, by: &By, roles: &Roles, id: Id, phone: &str) -> Done<()> {
    by.grant(roles, KEEP_TREE)?;
    let phone = checked(phone)?;
    let org = org(tx, id).await?.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    tx.run("DELETE FROM org_phones WHERE org_id = $1", values![id]).await?;
    if !phone.is_empty() {
        tx.run("INSERT INTO org_phones (org_id, phone) VALUES ($1, $2)", values![id, phone]).await?;
    }
    let sql = "UPDATE orgs SET revision = revision + 1 WHERE id = $1 AND revision = $2";
    one_row(tx.run(sql, values![id, org.revision]).await?)?;
    crate::tree::raise_generation(tx).await?;
    let subject = Subject { kind: "org", id, revision: org.revision + 1 };
    append(tx, by.actor(), Event::new("org.set-phone", subject)).await?;
    Ok(())
}

fn checked(phone: &str) -> Result<String, Refused> {
    let phone = phone.trim();
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let known = phone.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '+'));
    if phone.is_empty() || (known && (3..=15).contains(&digits)) {
        return Ok(phone.to_owned());
    }
    Err(Refused::field("phone", "orgs-refused-phone"))
}

/// The number of the organisation, or of the nearest one above it that has one.
pub async fn phone_near(db: &impl Db, org: Id) -> Result<Option<String>, Fault> {
    let sql = "SELECT p.phone FROM org_above a JOIN org_phones p ON p.org_id = a.above_id \
               WHERE a.org_id = $1 AND a.valid_to IS NULL ORDER BY a.depth LIMIT 1";
    db.value(sql, values![org]).await
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn a_number_is_a_number() {
        assert_eq!(checked(" 0531-8321 0001 ").unwrap_or_default(), "0531-8321 0001");
        assert_eq!(checked("").unwrap_or_default(), "");
        assert!(checked("请打电话").is_err() && checked("12").is_err());
    }
}
