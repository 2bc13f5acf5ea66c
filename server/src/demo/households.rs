//! Who lives in the first grid of the village where one can sign in.

use lianxin_access::{By, Done};
use lianxin_base::Id;
use lianxin_db::Tx;
use lianxin_people::{NewHousehold, NewMember, add_household, add_member};
use lianxin_seal::Phone;
use lianxin_web::County;

use super::chance::Chance;
use super::names::{name, phone};

const HOUSEHOLDS: u32 = 24;
const DOORS_A_LANE: u32 = 8;

/// Somebody who lives there.
pub struct Neighbour {
    pub id: Id,
    pub name: String,
}

/// Writes the households down as a village secretary does on a visit. Answers the head of the first.
pub async fn settle_in(
    tx: &Tx,
    county: &County,
    by: &By,
    grid: Id,
    chance: &mut Chance,
) -> Done<Option<Neighbour>> {
    let mut first = None;
    for door in 0..HOUSEHOLDS {
        let number = format!("{}-{}", door / DOORS_A_LANE + 1, door % DOORS_A_LANE + 1);
        let new = NewHousehold { id: tx.id(), org: grid, number: &number };
        let household = add_household(tx, by, &county.playbook.roles, new).await?.id;
        for (relation, named) in family(chance) {
            let own = phone(chance).parse::<Phone>().ok().filter(|_| relation != "child");
            let member = NewMember {
                household,
                person: tx.id(),
                name: &named,
                relation,
                phone: own.as_ref(),
                id_number: None,
            };
            let id = add_member(tx, by, &county.playbook.roles, &county.keys, member).await?;
            first.get_or_insert(Neighbour { id, name: named });
        }
    }
    Ok(first)
}

/// The head first; children have the family's name.
fn family(chance: &mut Chance) -> Vec<(&'static str, String)> {
    let head = name(chance);
    let of_the_family = |chance: &mut Chance| {
        let given: String = name(chance).chars().skip(1).collect();
        head.chars().take(1).chain(given.chars()).collect::<String>()
    };
    let mut members = Vec::new();
    if chance.percent(80) {
        members.push(("spouse", name(chance)));
    }
    for _ in 0..chance.below(3) {
        members.push(("child", of_the_family(chance)));
    }
    if chance.percent(30) {
        members.push(("parent", of_the_family(chance)));
    }
    members.insert(0, ("head", head));
    members
}
