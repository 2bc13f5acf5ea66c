use chrono::Duration;
use lianxin_access::{By, Done, org};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::Playbook;

use crate::reaching::reaches;
use crate::seat::fits;
use crate::separation::broken;

/// A post that is to be granted.
#[derive(Clone, Debug)]
pub struct NewPost<'a> {
    pub id: Id,
    pub person: Id,
    pub role: &'a str,
    pub org: Id,
    /// The post whose holder is away.
    pub stands_in_for: Option<Id>,
    /// Now, if nothing is said.
    pub from: Option<Time>,
    pub until: Option<Time>,
}

/// What lets a post grant, end and hand over posts.
pub const GRANT: &str = "post.grant";

/// The role of whoever keeps posts and organisations.
const ADMIN: &str = "county-admin";

/// Grants a post. Refused when the role is unknown or sits elsewhere, when the person holds it already, when both sides
/// of a separation would come together in one organisation (roles.md, section 4), and for oneself.
pub async fn grant_post(tx: &Tx, by: &By, playbook: &Playbook, new: NewPost<'_>) -> Done<Id> {
    let grant = by.grant(&playbook.roles, GRANT)?;
    if by.person == Some(new.person) {
        return Err(Refused::forbidden("people-refused-own-post").into());
    }
    if !reaches(tx, &grant, new.org).await? {
        return Err(Refused::forbidden("shell-refused-no-permission").into());
    }
    write_post(tx, by, playbook, &new).await
}

/// Gives a new county its first administrator, while nobody there can grant posts.
pub async fn appoint_first_admin(
    tx: &Tx,
    by: &By,
    playbook: &Playbook,
    id: Id,
    person: Id,
    org: Id,
) -> Done<Id> {
    if holders_of(tx, playbook, None).await? > 0 {
        return Err(Refused::conflict("people-refused-has-admin").into());
    }
    let new = NewPost { id, person, role: ADMIN, org, stands_in_for: None, from: None, until: None };
    write_post(tx, by, playbook, &new).await
}

/// How many posts, without `except`, can grant posts now.
pub(crate) async fn holders_of(tx: &Tx, playbook: &Playbook, except: Option<Id>) -> Result<usize, Fault> {
    let roles: Vec<&str> = playbook.roles.holders(GRANT).map(|role| role.code.as_str()).collect();
    let list = lianxin_db::placeholders(2, roles.len());
    let sql = format!(
        "SELECT id FROM posts WHERE valid_from <= $1 AND (valid_to IS NULL OR valid_to > $1) AND role IN ({list})"
    );
    let mut bound = values![tx.now()];
    bound.extend(roles.into_iter().map(lianxin_db::Value::from));
    let ids: Vec<Id> = tx.column(&sql, bound).await?;
    Ok(ids.into_iter().filter(|id| Some(*id) != except).count())
}

#[derive(FromQueryResult)]
struct Held {
    role: String,
}

/// Checks and writes; whoever may do it was asked before.
pub(crate) async fn write_post(tx: &Tx, by: &By, playbook: &Playbook, new: &NewPost<'_>) -> Done<Id> {
    let known = tx.count("SELECT COUNT(*) FROM posts WHERE id = $1", values![new.id]).await?;
    if known > 0 {
        return Ok(new.id);
    }
    let from = new.from.unwrap_or(tx.now());
    if new.until.is_some_and(|until| until <= from) {
        return Err(Refused::field("until", "people-refused-period").into());
    }
    check_seat(tx, playbook, new).await?;
    // Two grants to one person wait for each other here, so that each sees the other's post.
    let locked = "UPDATE persons SET revision = revision + 1 WHERE id = $1";
    if tx.run(locked, values![new.person]).await? == 0 {
        return Err(Refused::field("person", "people-refused-no-person").into());
    }
    check_beside(tx, playbook, new, from).await?;
    check_stand_in(tx, new).await?;
    tx.run(
        "INSERT INTO posts (id, person_id, role, org_id, stands_in_for, valid_from, valid_to, revision) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
        values![new.id, new.person, new.role, new.org, new.stands_in_for, from, new.until],
    )
    .await?;
    let event = Event::new("post.grant", Subject { kind: "post", id: new.id, revision: 1 });
    let event = event.unit(new.org).id("person", new.person).data("role", new.role);
    let event = event.id("stands_in_for", new.stands_in_for).time("from", from).time("until", new.until);
    append(tx, by.actor(), event).await?;
    Ok(new.id)
}

async fn check_seat(tx: &Tx, playbook: &Playbook, new: &NewPost<'_>) -> Done<()> {
    let role =
        playbook.roles.get(new.role).ok_or_else(|| Refused::field("role", "people-refused-no-role"))?;
    let seat = org(tx, new.org).await?.filter(|seat| seat.valid_to.is_none());
    let seat = seat.ok_or_else(|| Refused::field("org", "people-refused-no-org"))?;
    let parent = match seat.parent_id {
        Some(parent) => org(tx, parent).await?.map(|parent| parent.kind).unwrap_or_default(),
        None => String::new(),
    };
    if fits(role.node_level, &seat.kind, &parent) {
        Ok(())
    } else {
        Err(Refused::field("org", "people-refused-seat").into())
    }
}

/// What the person holds in the same organisation at any time of the new post.
async fn check_beside(tx: &Tx, playbook: &Playbook, new: &NewPost<'_>, from: Time) -> Done<()> {
    let held: Vec<Held> = tx
        .rows(
            "SELECT role FROM posts WHERE person_id = $1 AND org_id = $2 AND (valid_to IS NULL OR valid_to > $3) \
             AND valid_from < $4",
            values![new.person, new.org, from, new.until.unwrap_or(from + Duration::days(36_500))],
        )
        .await?;
    if held.iter().any(|held| held.role == new.role) {
        return Err(Refused::field("role", "people-refused-post-twice").into());
    }
    let mut roles: Vec<&str> = held.iter().map(|held| held.role.as_str()).collect();
    roles.push(new.role);
    match broken(playbook, &roles).first() {
        None => Ok(()),
        Some(pair) => {
            let refused = Refused::field("role", "people-refused-separation");
            Err(refused.with("one", &pair.one).with("other", &pair.other).into())
        }
    }
}

async fn check_stand_in(tx: &Tx, new: &NewPost<'_>) -> Done<()> {
    let Some(of) = new.stands_in_for else { return Ok(()) };
    let sql = "SELECT COUNT(*) FROM posts WHERE id = $1 AND org_id = $2 AND role = $3 AND person_id <> $4 \
               AND (valid_to IS NULL OR valid_to > $5)";
    match tx.count(sql, values![of, new.org, new.role, new.person, tx.now()]).await? {
        1 => Ok(()),
        _ => Err(Refused::field("stands_in_for", "people-refused-stand-in").into()),
    }
}
