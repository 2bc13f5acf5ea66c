//! Where a request belongs, by the names of towns and villages in what the sheet says.

use std::collections::HashMap;

use lianxin_access::root;
use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, values};

/// Towns and villages by every name that they go by, and what stands above each.
pub(crate) struct Places {
    names: HashMap<String, Vec<Id>>,
    above: HashMap<Id, Vec<Id>>,
    towns: HashMap<Id, Id>,
    /// Lengths of names in characters, the longest first.
    lengths: Vec<usize>,
    root: Id,
}

#[derive(FromQueryResult)]
struct Named {
    id: Id,
    kind: String,
    code: String,
    name_zh: String,
    short_zh: String,
}

#[derive(FromQueryResult)]
struct Above {
    org_id: Id,
    above_id: Id,
}

impl Places {
    pub async fn read(db: &impl Db) -> Result<Self, Fault> {
        let sql = "SELECT id, kind, code, name_zh, short_zh FROM orgs WHERE valid_to IS NULL AND kind IN ('town', 'village')";
        let named: Vec<Named> = db.rows(sql, values![]).await?;
        let sql = "SELECT a.org_id, a.above_id FROM org_above a JOIN orgs o ON o.id = a.org_id \
                   WHERE a.valid_to IS NULL AND o.kind IN ('district', 'town', 'village') ORDER BY a.org_id, a.depth";
        let mut above: HashMap<Id, Vec<Id>> = HashMap::new();
        for row in db.rows::<Above>(sql, values![]).await? {
            above.entry(row.org_id).or_default().push(row.above_id);
        }
        let is_town: Vec<Id> = named.iter().filter(|one| one.kind == "town").map(|one| one.id).collect();
        let mut places = Self {
            names: HashMap::new(),
            towns: HashMap::new(),
            lengths: vec![],
            root: root(db).await?.map(|root| root.id).unwrap_or_default(),
            above,
        };
        for one in &named {
            let town = places.above(one.id).iter().find(|id| is_town.contains(id)).copied();
            places.towns.extend(town.map(|town| (one.id, town)));
            for name in [&one.name_zh, &one.short_zh, &one.code] {
                places.put(name, one.id);
            }
        }
        let mut lengths: Vec<usize> = places.names.keys().map(|name| name.chars().count()).collect();
        lengths.sort_unstable_by(|one, other| other.cmp(one));
        lengths.dedup();
        places.lengths = lengths;
        Ok(places)
    }

    fn put(&mut self, name: &str, id: Id) {
        // Two characters are found in too many words that mean something else.
        if name.chars().count() >= 3 {
            let ids = self.names.entry(name.to_owned()).or_default();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }

    /// A place and all above it, nearest first.
    pub fn above(&self, id: Id) -> &[Id] {
        self.above.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The village named, else the town, else the district. A name that several villages bear counts where their town is
    /// named as well.
    pub fn find(&self, texts: &[&str]) -> Id {
        let found: Vec<&Vec<Id>> = texts.iter().flat_map(|text| self.named_in(text)).collect();
        let towns: Vec<Id> =
            found.iter().flat_map(|ids| ids.iter()).filter(|id| self.is_town(**id)).copied().collect();
        for ids in &found {
            let villages: Vec<Id> = ids.iter().filter(|id| !self.is_town(**id)).copied().collect();
            let fitting = |id: &&Id| self.towns.get(id).is_some_and(|town| towns.contains(town));
            match (&villages[..], villages.iter().find(fitting)) {
                (_, Some(fitting)) => return *fitting,
                ([only], None) if towns.is_empty() => return *only,
                _ => {}
            }
        }
        towns.first().copied().unwrap_or(self.root)
    }

    fn is_town(&self, id: Id) -> bool {
        self.towns.get(&id) == Some(&id)
    }

    /// The longest names first from each character on.
    fn named_in<'a>(&'a self, text: &str) -> Vec<&'a Vec<Id>> {
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at + 1 < ends.len() {
            let longest = self.lengths.iter().find_map(|length| {
                let end = *ends.get(at + length)?;
                self.names.get(&text[ends[at]..end]).map(|ids| (ids, *length))
            });
            match longest {
                Some((ids, length)) => {
                    found.push(ids);
                    at += length;
                }
                None => at += 1,
            }
        }
        found
    }
}
