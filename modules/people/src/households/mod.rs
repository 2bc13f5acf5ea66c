//! Households as pages show them: found by place, number or name; members come, change and leave. Numbers are sealed.

mod add_member;
mod change_member;
mod leave;
mod member_routes;
mod pages;
mod read;
mod renumber;
mod reveal;
mod routes;

pub use add_member::{NewMember, RELATIONS, add_member};
pub use change_member::{MemberChange, change_member};
pub use leave::{LEFT_WHY, leave};
pub use read::{AtHome, home_of};
pub use renumber::renumber;
pub use reveal::{OPENED_WHY, Opening, Revealed, openings_of, reveal};

pub(crate) use routes::routes;

use lianxin_access::{By, Done, Scope};
use lianxin_base::{Id, Refused};
use lianxin_db::{Db, Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::Roles;

use crate::reaching::reaches;
use lianxin_web::Ask;
use read::{Home, at_home, home, of_person};

/// What lets a post look at households, and change them.
pub(crate) const SEE: &str = "household.see";
pub(crate) const EDIT: &str = "household.edit";

/// The household if the permission covers it; else it does not exist for this person. Who lives there sees it too.
pub(crate) async fn reached(db: &impl Db, by: &By, roles: &Roles, capability: &str, id: Id) -> Done<Home> {
    let absent = || Refused::absent("shell-refused-absent");
    let grant = by.grant(roles, capability)?;
    let home = home(db, id).await?.ok_or_else(absent)?;
    let inside = match grant.scope {
        Scope::Own | Scope::Household => at_home(db, grant.person_id).await? == Some(id),
        _ => reaches(db, &grant, home.org_id).await?,
    };
    if inside { Ok(home) } else { Err(absent().into()) }
}

/// Where a person lives, if the reader may see it.
pub(crate) async fn seen_by(ask: &Ask, person: Id) -> Done<Option<Home>> {
    if !ask.may(SEE) {
        return Ok(None);
    }
    let db = ask.reader();
    let Some(home) = of_person(&db, person).await? else { return Ok(None) };
    Ok(reached(&db, &ask.by, &ask.county.playbook.roles, SEE, home.id).await.ok())
}

/// Raises the revision that the person saw and writes the event; somebody else was first when it has moved on.
async fn note(
    tx: &Tx,
    by: &By,
    home: &Home,
    verb: &'static str,
    more: impl FnOnce(Event) -> Event,
) -> Done<()> {
    let sql = "UPDATE households SET revision = revision + 1 WHERE id = $1 AND revision = $2";
    if tx.run(sql, values![home.id, home.revision]).await? == 0 {
        return Err(Refused::conflict("shell-refused-changed").into());
    }
    let subject = Subject { kind: "household", id: home.id, revision: home.revision + 1 };
    append(tx, by.actor(), more(Event::new(verb, subject)).place(home.org_id)).await?;
    Ok(())
}
