use lianxin_access::{By, Done, org};
use lianxin_base::{Id, Refused};
use lianxin_db::{Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::Roles;

use crate::reaching::reaches;

/// A household of a grid (a village without grids holds them itself).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Household {
    pub id: Id,
    pub org_id: Id,
    pub number: String,
}

#[derive(Clone, Debug)]
pub struct NewHousehold<'a> {
    pub id: Id,
    pub org: Id,
    /// The number of the door or of the list; unique in the grid.
    pub number: &'a str,
}

pub async fn add_household(tx: &Tx, by: &By, roles: &Roles, new: NewHousehold<'_>) -> Done<Household> {
    let grant = by.grant(roles, "household.edit")?;
    let number = new.number.trim();
    if number.is_empty() || number.chars().count() > 40 {
        return Err(Refused::field("number", "people-refused-household-number").into());
    }
    let place = org(tx, new.org).await?.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    if !matches!(place.kind.as_str(), "grid" | "micro-grid" | "village") || place.valid_to.is_some() {
        return Err(Refused::field("org", "people-refused-household-place").into());
    }
    if !reaches(tx, &grant, place.id).await? {
        return Err(Refused::forbidden("shell-refused-no-permission").into());
    }
    let insert = "INSERT INTO households (id, org_id, number, made_at, revision) VALUES ($1, $2, $3, $4, 1)";
    let written = tx.run(insert, values![new.id, new.org, number, tx.now()]).await;
    if let Err(fault) = written {
        let twice = fault.constraint().is_some_and(|name| name.contains("households"));
        return Err(if twice {
            Refused::field("number", "people-refused-household-twice").into()
        } else {
            fault.into()
        });
    }
    let event = Event::new("household.add", Subject { kind: "household", id: new.id, revision: 1 });
    append(tx, by.actor(), event.place(new.org)).await?;
    Ok(Household { id: new.id, org_id: new.org, number: number.to_owned() })
}
