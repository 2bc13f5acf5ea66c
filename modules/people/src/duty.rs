use lianxin_access::{By, Done, Post, post, posts_with_role};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::Roles;

use crate::grant_post::GRANT;
use crate::reaching::reaches;

/// A line of the rota.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Duty {
    pub id: Id,
    pub org_id: Id,
    pub role: String,
    pub post_id: Id,
    pub person_id: Id,
    pub person_name: String,
    pub from_at: Time,
    pub to_at: Time,
    pub revision: i64,
}

#[derive(Clone, Debug)]
pub struct NewDuty {
    pub id: Id,
    pub post: Id,
    pub from: Time,
    pub to: Time,
}

/// A leader keeps the rota of what is below; the playbook gives leaders `meeting.call`.
pub(crate) const KEEP_ROTA: [&str; 2] = [GRANT, "meeting.call"];

const LONGEST: chrono::Duration = chrono::Duration::days(31);

/// Who answers for a role of an organisation at an instant: the line of the rota, else who stands in, else the first
/// holder.
pub async fn on_duty(db: &impl Db, org: Id, role: &str, at: Time) -> Result<Option<Post>, Fault> {
    let sql = "SELECT post_id FROM duties WHERE org_id = $1 AND role = $2 AND from_at <= $3 AND to_at > $3 \
               ORDER BY made_at DESC, id DESC";
    for listed in db.column::<Id>(sql, values![org, role, at]).await? {
        if let Some(post) = post(db, listed, at).await? {
            return Ok(Some(post));
        }
    }
    let holders = posts_with_role(db, role, org, at).await?;
    Ok(first_of(holders))
}

fn first_of(mut holders: Vec<Post>) -> Option<Post> {
    let stand_in = holders.iter().position(|post| post.stands_in_for.is_some());
    if holders.is_empty() { None } else { Some(holders.swap_remove(stand_in.unwrap_or(0))) }
}

/// Puts a post on duty for its own role and organisation.
pub async fn put_on_duty(tx: &Tx, by: &By, roles: &Roles, new: NewDuty) -> Done<Id> {
    if new.to <= new.from || new.to - new.from > LONGEST {
        return Err(Refused::field("to", "people-refused-period").into());
    }
    let held = post(tx, new.post, new.from.max(tx.now())).await?;
    let held = held.ok_or_else(|| Refused::field("post", "people-refused-post-over"))?;
    may_keep(tx, by, roles, held.org_id).await?;
    let overlap =
        "SELECT COUNT(*) FROM duties WHERE org_id = $1 AND role = $2 AND from_at < $3 AND to_at > $4";
    if tx.count(overlap, values![held.org_id, held.role.as_str(), new.to, new.from]).await? > 0 {
        return Err(Refused::field("from", "people-refused-duty-overlap").into());
    }
    tx.run(
        "INSERT INTO duties (id, org_id, role, post_id, from_at, to_at, made_at, revision) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
        values![new.id, held.org_id, held.role.as_str(), new.post, new.from, new.to, tx.now()],
    )
    .await?;
    let event = Event::new("duty.put", Subject { kind: "duty", id: new.id, revision: 1 }).unit(held.org_id);
    append(tx, by.actor(), event.id("post", new.post).time("from", new.from).time("to", new.to)).await?;
    Ok(new.id)
}

/// Takes a line off the rota.
pub async fn take_off_duty(tx: &Tx, by: &By, roles: &Roles, id: Id) -> Done<()> {
    let row: Option<Duty> = tx.row(&format!("{DUTY} WHERE d.id = $1"), values![id]).await?;
    let row = row.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    may_keep(tx, by, roles, row.org_id).await?;
    if tx.run("DELETE FROM duties WHERE id = $1 AND revision = $2", values![id, row.revision]).await? == 0 {
        return Err(Refused::conflict("shell-refused-changed").into());
    }
    let subject = Subject { kind: "duty", id, revision: row.revision + 1 };
    append(tx, by.actor(), Event::new("duty.take-off", subject).unit(row.org_id)).await?;
    Ok(())
}

async fn may_keep(tx: &Tx, by: &By, roles: &Roles, org: Id) -> Done<()> {
    for capability in KEEP_ROTA {
        if let Ok(grant) = by.grant(roles, capability)
            && reaches(tx, &grant, org).await?
        {
            return Ok(());
        }
    }
    Err(Refused::forbidden("shell-refused-no-permission").into())
}

const DUTY: &str = "SELECT d.id, d.org_id, d.role, d.post_id, p.person_id, n.name AS person_name, d.from_at, d.to_at, \
                    d.revision FROM duties d JOIN posts p ON p.id = d.post_id JOIN persons n ON n.id = p.person_id";

/// The rota of an organisation from an instant on.
pub async fn duties(db: &impl Db, org: Id, from: Time) -> Result<Vec<Duty>, Fault> {
    let sql = format!("{DUTY} WHERE d.org_id = $1 AND d.to_at > $2 ORDER BY d.from_at, d.role LIMIT 200");
    db.rows(&sql, values![org, from]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(name: &str, stands_in_for: Option<Id>) -> Post {
        Post {
            id: Id::nil(),
            person_id: Id::nil(),
            person_name: name.into(),
            role: "liaison".into(),
            org_id: Id::nil(),
            org_code: "civil".into(),
            org_kind: "department".into(),
            org_zh: "区民政局".into(),
            org_en: "Civil Affairs".into(),
            stands_in_for,
            valid_to: None,
        }
    }

    #[test]
    fn the_stand_in_answers_before_the_holder_who_is_away() {
        let both = vec![held("李一鸣", None), held("周二桥", Some(Id::nil()))];
        assert_eq!(first_of(both).map(|post| post.person_name).as_deref(), Some("周二桥"));
        assert_eq!(
            first_of(vec![held("李一鸣", None)]).map(|post| post.person_name).as_deref(),
            Some("李一鸣")
        );
        assert_eq!(first_of(vec![]), None);
    }
}
