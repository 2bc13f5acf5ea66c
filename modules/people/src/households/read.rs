use lianxin_access::Done;
use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, Value, values};
use lianxin_seal::{Keys, mask_id_number};

use super::add_member::ID_NUMBER;
use crate::person::{TABLE, unreadable};

/// A household.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Home {
    pub id: Id,
    pub org_id: Id,
    pub number: String,
    pub revision: i64,
}

pub(crate) async fn home(db: &impl Db, id: Id) -> Result<Option<Home>, Fault> {
    db.row("SELECT id, org_id, number, revision FROM households WHERE id = $1", values![id]).await
}

/// Where a person lives now.
pub(crate) async fn at_home(db: &impl Db, person: Id) -> Result<Option<Id>, Fault> {
    let sql = "SELECT household_id FROM persons WHERE id = $1 AND household_id IS NOT NULL";
    db.value(sql, values![person]).await
}

pub(crate) async fn of_person(db: &impl Db, person: Id) -> Result<Option<Home>, Fault> {
    match at_home(db, person).await? {
        Some(id) => home(db, id).await,
        None => Ok(None),
    }
}

/// A line of the list.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Listed {
    pub id: Id,
    pub org_id: Id,
    pub number: String,
    pub members: i64,
    pub head: Option<String>,
}

/// The households below a place (all of the county for none) whose number or a member's name holds the words, by number.
pub(crate) async fn listed(
    db: &impl Db,
    under: Option<Id>,
    words: &str,
    after: Option<(String, Id)>,
    most: i64,
) -> Result<Vec<Listed>, Fault> {
    let mut bound: Vec<Value> = Vec::new();
    let mut bind = |value: Value| {
        bound.push(value);
        format!("${}", bound.len())
    };
    let mut sql = "SELECT h.id, h.org_id, h.number, \
        (SELECT COUNT(*) FROM persons p WHERE p.household_id = h.id) AS members, \
        (SELECT MIN(p.name) FROM persons p JOIN household_members m ON m.person_id = p.id AND m.household_id = h.id \
         WHERE p.household_id = h.id AND m.left_at IS NULL AND m.relation = 'head') AS head FROM households h"
        .to_owned();
    let mut and = " WHERE ";
    if let Some(under) = under {
        let place = bind(under.into());
        sql += " JOIN org_above a ON a.org_id = h.org_id AND a.valid_to IS NULL";
        sql += &format!("{and}a.above_id = {place}");
        and = " AND ";
    }
    if !words.is_empty() {
        let like = bind(format!("%{}%", escaped(words)).into());
        sql += &format!(
            "{and}(h.number LIKE {like} ESCAPE '!' OR EXISTS (SELECT 1 FROM persons p WHERE p.household_id = h.id \
             AND p.name LIKE {like} ESCAPE '!'))"
        );
        and = " AND ";
    }
    if let Some((number, id)) = after {
        let (number, id) = (bind(number.into()), bind(id.into()));
        sql += &format!("{and}(h.number > {number} OR (h.number = {number} AND h.id > {id}))");
    }
    let most = bind(most.into());
    sql += &format!(" ORDER BY h.number, h.id LIMIT {most}");
    db.rows(&sql, bound).await
}

fn escaped(words: &str) -> String {
    words.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// Somebody who lives there. Numbers stay sealed.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Member {
    pub id: Id,
    pub name: String,
    pub relation: Option<String>,
    pub phone_sealed: Option<Vec<u8>>,
    pub id_number_sealed: Option<Vec<u8>>,
}

/// The head, the spouse, children, parents, the rest; among them in the order in which they came.
pub(crate) async fn members(db: &impl Db, household: Id) -> Result<Vec<Member>, Fault> {
    let sql = "SELECT p.id, p.name, m.relation, p.phone_sealed, p.id_number_sealed FROM persons p \
               LEFT JOIN household_members m ON m.person_id = p.id AND m.household_id = p.household_id \
               AND m.left_at IS NULL WHERE p.household_id = $1 \
               ORDER BY CASE m.relation WHEN 'head' THEN 0 WHEN 'spouse' THEN 1 WHEN 'child' THEN 2 WHEN 'parent' THEN 3 ELSE 4 END, m.joined_at, p.made_at, p.id";
    db.rows(sql, values![household]).await
}

pub(crate) async fn member(db: &impl Db, household: Id, person: Id) -> Result<Option<Member>, Fault> {
    Ok(members(db, household).await?.into_iter().find(|one| one.id == person))
}

/// Where somebody lives, as the person concerned is told it.
#[derive(Clone, Debug)]
pub struct AtHome {
    pub org_id: Id,
    pub number: String,
    pub relation: String,
    /// Masked; empty when none is known.
    pub id_number: String,
}

/// The household of a person, and what is known of them in it.
pub async fn home_of(db: &impl Db, keys: &Keys, person: Id) -> Done<Option<AtHome>> {
    let Some(home) = of_person(db, person).await? else { return Ok(None) };
    let Some(own) = member(db, home.id, person).await? else { return Ok(None) };
    let id_number = match &own.id_number_sealed {
        Some(sealed) => mask_id_number(&keys.open(TABLE, person, ID_NUMBER, sealed).map_err(unreadable)?),
        None => String::new(),
    };
    let relation = own.relation.unwrap_or_else(|| "other".to_owned());
    Ok(Some(AtHome { org_id: home.org_id, number: home.number, relation, id_number }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_sign_that_means_anything_is_searched_as_itself() {
        assert_eq!(super::escaped("100%_!"), "100!%!_!!");
    }
}
