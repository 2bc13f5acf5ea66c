//! Names of places, units and people for a page of rows, in one question each.

use std::collections::HashMap;

use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, Value, placeholders};

use crate::Case;

/// Short names by id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    orgs: HashMap<Id, (String, String)>,
    people: HashMap<Id, String>,
}

#[derive(FromQueryResult)]
struct OrgName {
    id: Id,
    short_zh: String,
    short_en: String,
}

#[derive(FromQueryResult)]
struct PersonName {
    id: Id,
    name: String,
}

impl Names {
    /// Of everything that these cases mention.
    pub async fn of(db: &impl Db, cases: &[Case]) -> Result<Self, Fault> {
        let mut names = Self::default();
        let orgs = cases.iter().flat_map(|case| [Some(case.place_id), case.unit_id]).flatten();
        names.add_orgs(db, orgs.collect()).await?;
        names.add_people(db, cases.iter().filter_map(|case| case.handler_id).collect()).await?;
        Ok(names)
    }

    pub async fn add_orgs(&mut self, db: &impl Db, ids: Vec<Id>) -> Result<(), Fault> {
        let Some((list, values)) = listed(ids) else { return Ok(()) };
        let sql = format!("SELECT id, short_zh, short_en FROM orgs WHERE id IN ({list})");
        let found: Vec<OrgName> = db.rows(&sql, values).await?;
        self.orgs.extend(found.into_iter().map(|org| (org.id, (org.short_zh, org.short_en))));
        Ok(())
    }

    pub async fn add_people(&mut self, db: &impl Db, ids: Vec<Id>) -> Result<(), Fault> {
        let Some((list, values)) = listed(ids) else { return Ok(()) };
        let found: Vec<PersonName> =
            db.rows(&format!("SELECT id, name FROM persons WHERE id IN ({list})"), values).await?;
        self.people.extend(found.into_iter().map(|person| (person.id, person.name)));
        Ok(())
    }

    /// Empty for one that is not known.
    pub fn org(&self, id: impl Into<Option<Id>>, zh: bool) -> &str {
        let found = id.into().and_then(|id| self.orgs.get(&id));
        found.map_or("", |(in_zh, in_en)| if zh || in_en.is_empty() { in_zh } else { in_en })
    }

    pub fn person(&self, id: impl Into<Option<Id>>) -> &str {
        id.into().and_then(|id| self.people.get(&id)).map_or("", String::as_str)
    }
}

fn listed(mut ids: Vec<Id>) -> Option<(String, Vec<Value>)> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return None;
    }
    Some((placeholders(1, ids.len()), ids.into_iter().map(Value::from).collect()))
}
