//! Who works there: a post for every role of the casework, at every place.

use std::collections::HashMap;

use lianxin_access::{By, Done, Org, Post};
use lianxin_base::Id;
use lianxin_db::{Tx, values};
use lianxin_people::{NewPerson, NewPost, add_person, appoint_first_admin, grant_post};
use lianxin_seal::Phone;
use lianxin_web::County;

use super::chance::Chance;
use super::land::Land;
use super::names::{name, phone};

/// Everybody by organisation and role.
#[derive(Default)]
pub struct Staff(HashMap<(Id, &'static str), Vec<By>>);

const TOWN: [(&str, usize); 5] =
    [("dispatcher", 2), ("verifier", 2), ("caller", 2), ("town-officer", 3), ("town-leader", 1)];
const AREA: [(&str, usize); 4] =
    [("area-secretary", 1), ("area-deputy", 1), ("area-office", 2), ("mediator", 1)];
const VILLAGE: [(&str, usize); 2] = [("village-secretary", 1), ("village-committee-member", 1)];
const GRID: [(&str, usize); 1] = [("grid-worker", 1)];
const UNIT: [(&str, usize); 2] = [("liaison", 2), ("department-leader", 1)];
const DISTRICT: [(&str, usize); 4] =
    [("district-supervisor", 2), ("organisation-officer", 1), ("discipline-inspector", 1), ("auditor", 1)];

impl Staff {
    /// The one at this place of those with a role in an organisation; counting begins anew after the last.
    pub fn get(&self, org: Id, role: &'static str, which: usize) -> Option<&By> {
        let all = self.0.get(&(org, role))?;
        all.get(which % all.len().max(1))
    }

    pub fn all(&self, org: Id, role: &'static str) -> &[By] {
        self.0.get(&(org, role)).map_or(&[], Vec::as_slice)
    }

    fn put(&mut self, org: Id, role: &'static str, by: By) {
        self.0.entry((org, role)).or_default().push(by);
    }
}

/// The first administrator. Nobody is there yet who could make somebody known, so the row is written here.
pub async fn first_admin(tx: &Tx, county: &County, land: &Land, chance: &mut Chance) -> Done<By> {
    let person = tx.id();
    let named = name(chance);
    tx.run(
        "INSERT INTO persons (id, name, revision, made_at) VALUES ($1, $2, 1, $3)",
        values![person, named.as_str(), tx.now()],
    )
    .await?;
    let id = appoint_first_admin(tx, &By::system(), &county.playbook, tx.id(), person, land.district).await?;
    Ok(in_post(land, land.district, id, person, named, "county-admin"))
}

fn in_post(land: &Land, org: Id, id: Id, person: Id, named: String, role: &str) -> By {
    let Some(org) = land.orgs.get(&org) else { return By::nobody() };
    By::in_post(Post {
        id,
        person_id: person,
        person_name: named,
        role: role.to_owned(),
        org_id: org.id,
        org_code: org.code.clone(),
        org_kind: org.kind.clone(),
        org_zh: org.short_zh.clone(),
        org_en: org.short_en.clone(),
        stands_in_for: None,
        valid_to: None,
    })
}

/// Makes everybody known and grants their posts.
pub async fn hire(tx: &Tx, county: &County, admin: &By, land: &Land, chance: &mut Chance) -> Done<Staff> {
    let mut staff = Staff::default();
    let levels: [(&[&str], &[(&'static str, usize)]); 6] = [
        (&["district"], &DISTRICT),
        (&["town"], &TOWN),
        (&["area"], &AREA),
        (&["village"], &VILLAGE),
        (&["grid"], &GRID),
        (&["department", "body"], &UNIT),
    ];
    for (kinds, roles) in levels {
        for org in land.of_kind(kinds) {
            for (role, many) in roles {
                for _ in 0..*many {
                    let by = engage(tx, county, admin, land, chance, &org, role).await?;
                    staff.put(org.id, role, by);
                }
            }
        }
    }
    Ok(staff)
}

pub async fn engage(
    tx: &Tx,
    county: &County,
    admin: &By,
    land: &Land,
    chance: &mut Chance,
    org: &Org,
    role: &str,
) -> Done<By> {
    let named = name(chance);
    let number = phone(chance).parse::<Phone>().ok();
    let new = NewPerson {
        id: tx.id(),
        name: &named,
        phone: number.as_ref(),
        home: org.is_place().then_some(org.id),
        household: None,
    };
    let person = add_person(tx, admin, &county.playbook.roles, &county.keys, new).await?;
    seat(tx, county, admin, land, (person, named), org, role).await
}

/// Gives a post to somebody who is known.
pub async fn seat(
    tx: &Tx,
    county: &County,
    admin: &By,
    land: &Land,
    (person, named): (Id, String),
    org: &Org,
    role: &str,
) -> Done<By> {
    let post =
        NewPost { id: tx.id(), person, role, org: org.id, stands_in_for: None, from: None, until: None };
    let id = grant_post(tx, admin, &county.playbook, post).await?;
    Ok(in_post(land, org.id, id, person, named, role))
}
