use lianxin_access::{By, Done, Org, org, reach};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::Roles;

use crate::KEEP_TREE;
use crate::add_org::check_below;
use crate::rename_org::{one_row, open_org};
use crate::tree::raise_generation;

/// A place or unit that stands elsewhere from now on, with everything below it. Event `org.move` (data `from`, `to`);
/// whoever keeps reach rewrites it for what lies below `org`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub org: Id,
    pub from: Option<Id>,
    pub to: Id,
    pub at: Time,
    /// The organisation and all below it.
    pub below: Vec<Id>,
}

/// Moves an organisation under another parent, from now on. What was, stays readable as it was.
pub async fn move_org(tx: &Tx, by: &By, roles: &Roles, id: Id, revision: i64, to: Id) -> Done<Moved> {
    by.grant(roles, KEEP_TREE)?;
    let moving = open_org(tx, id, revision).await?;
    let parent = org(tx, to).await?.ok_or_else(|| Refused::field("parent", "orgs-refused-no-parent"))?;
    check_move(&moving, &parent)?;
    let below = reach::below(tx, id).await?;
    if below.contains(&to) {
        return Err(Refused::field("parent", "orgs-refused-ring").into());
    }
    reach::move_under(tx, id, to, tx.now()).await?;
    let sql = "UPDATE orgs SET parent_id = $2, revision = revision + 1 WHERE id = $1 AND revision = $3";
    one_row(tx.run(sql, values![id, to, moving.revision]).await?)?;
    raise_generation(tx).await?;
    let subject = Subject { kind: "org", id, revision: moving.revision + 1 };
    let event = Event::new("org.move", subject).id("from", moving.parent_id).id("to", to);
    append(tx, by.actor(), event.place(id)).await?;
    Ok(Moved { org: id, from: moving.parent_id, to, at: tx.now(), below })
}

fn check_move(moving: &Org, to: &Org) -> Result<(), Refused> {
    if moving.parent_id.is_none() {
        return Err(Refused::invalid("orgs-refused-root"));
    }
    if moving.parent_id == Some(to.id) || moving.id == to.id {
        return Err(Refused::field("parent", "orgs-refused-same-parent"));
    }
    check_below(&moving.kind, to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::add_org::sample;

    fn code(moving: &Org, to: &Org) -> Option<&'static str> {
        check_move(moving, to).err().map(|refused| refused.code)
    }

    #[test]
    fn a_village_moves_to_another_area_and_nowhere_else() {
        let district = sample("1", "district", "章丘区", None);
        let (here, there) =
            (sample("2", "area", "一", Some(district.id)), sample("3", "area", "二", Some(district.id)));
        let village = sample("4", "village", "柳峪村", Some(here.id));
        assert_eq!(code(&village, &there), None);
        assert_eq!(code(&village, &here), Some("orgs-refused-same-parent"));
        assert_eq!(code(&village, &district), Some("orgs-refused-level"));
        assert_eq!(code(&district, &there), Some("orgs-refused-root"));
    }
}
