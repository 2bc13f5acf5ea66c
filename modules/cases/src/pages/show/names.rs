//! Names of people, posts and organisations that one page mentions, read at once.

use std::collections::{HashMap, HashSet};

use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, values};

#[derive(Default)]
pub(crate) struct Names {
    zh: bool,
    orgs: HashMap<Id, Org>,
    persons: HashMap<Id, String>,
    posts: HashMap<Id, PostName>,
}

#[derive(Clone, FromQueryResult)]
struct Org {
    id: Id,
    short_zh: String,
    short_en: String,
}

#[derive(FromQueryResult)]
struct Person {
    id: Id,
    name: String,
}

#[derive(FromQueryResult)]
struct PostName {
    id: Id,
    org_zh: String,
    org_en: String,
    stands_in_for: Option<Id>,
}

/// Whose names a page needs.
#[derive(Default)]
pub(crate) struct Wanted {
    pub orgs: HashSet<Id>,
    pub persons: HashSet<Id>,
    pub posts: HashSet<Id>,
}

impl Wanted {
    pub fn org(&mut self, id: impl Into<Option<Id>>) {
        self.orgs.extend(id.into());
    }
    pub fn person(&mut self, id: impl Into<Option<Id>>) {
        self.persons.extend(id.into());
    }
    pub fn post(&mut self, id: impl Into<Option<Id>>) {
        self.posts.extend(id.into());
    }
}

async fn read<T: FromQueryResult + Send + Sync>(
    db: &impl Db,
    sql: &str,
    ids: HashSet<Id>,
) -> Result<Vec<T>, Fault> {
    let ids: Vec<Id> = ids.into_iter().collect();
    let mut rows = Vec::new();
    for some in ids.chunks(500) {
        let places: Vec<String> = (1..=some.len()).map(|at| format!("${at}")).collect();
        let sql = format!("{sql} ({})", places.join(", "));
        rows.extend(db.rows::<T>(&sql, some.iter().flat_map(|id| values![*id]).collect()).await?);
    }
    Ok(rows)
}

impl Names {
    pub async fn read(db: &impl Db, wanted: Wanted, zh: bool) -> Result<Self, Fault> {
        let sql = "SELECT id, short_zh, short_en FROM orgs WHERE id IN";
        let orgs = read::<Org>(db, sql, wanted.orgs).await?;
        let persons = read::<Person>(db, "SELECT id, name FROM persons WHERE id IN", wanted.persons).await?;
        let sql = "SELECT p.id, o.short_zh AS org_zh, o.short_en AS org_en, p.stands_in_for FROM posts p \
                   JOIN orgs o ON o.id = p.org_id WHERE p.id IN";
        let posts = read::<PostName>(db, sql, wanted.posts).await?;
        Ok(Self {
            zh,
            orgs: orgs.into_iter().map(|org| (org.id, org)).collect(),
            persons: persons.into_iter().map(|person| (person.id, person.name)).collect(),
            posts: posts.into_iter().map(|post| (post.id, post)).collect(),
        })
    }

    pub fn org(&self, id: impl Into<Option<Id>>) -> String {
        let org = id.into().and_then(|id| self.orgs.get(&id));
        org.map(|org| if self.zh { &org.short_zh } else { &org.short_en }).cloned().unwrap_or_default()
    }

    pub fn person(&self, id: impl Into<Option<Id>>) -> String {
        id.into().and_then(|id| self.persons.get(&id)).cloned().unwrap_or_default()
    }

    /// The organisation of a post, and whether it is a stand-in's.
    pub fn post(&self, id: impl Into<Option<Id>>) -> Option<(&str, bool)> {
        let post = id.into().and_then(|id| self.posts.get(&id))?;
        Some((if self.zh { &post.org_zh } else { &post.org_en }, post.stands_in_for.is_some()))
    }
}
