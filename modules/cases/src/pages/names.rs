//! Names of places, units, people and posts that one page mentions, in one question each.

use std::collections::{HashMap, HashSet};

use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult};

use crate::Case;

/// Names by id, in the language of the page.
#[derive(Default)]
pub(crate) struct Names {
    orgs: HashMap<Id, String>,
    persons: HashMap<Id, String>,
    posts: HashMap<Id, PostName>,
}

struct PostName {
    org: String,
    stands_in: bool,
}

#[derive(FromQueryResult)]
struct OrgRow {
    id: Id,
    short_zh: String,
    short_en: String,
}

#[derive(FromQueryResult)]
struct PersonRow {
    id: Id,
    name: String,
}

#[derive(FromQueryResult)]
struct PostRow {
    id: Id,
    org_zh: String,
    org_en: String,
    stands_in_for: Option<Id>,
}

/// Whose names a page needs.
#[derive(Default)]
pub(crate) struct Wanted {
    orgs: HashSet<Id>,
    persons: HashSet<Id>,
    posts: HashSet<Id>,
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
    /// Its place, its unit and who handles it.
    pub fn case(&mut self, case: &Case) {
        self.org(case.place_id);
        self.org(case.unit_id);
        self.person(case.handler_id);
    }
}

async fn read<T: FromQueryResult + Send + Sync>(
    db: &impl Db,
    sql: &str,
    ids: HashSet<Id>,
) -> Result<Vec<T>, Fault> {
    let ids: Vec<Id> = ids.into_iter().collect();
    db.rows_among(&ids, |ids| format!("{sql} ({ids})")).await
}

impl Names {
    pub async fn read(db: &impl Db, wanted: Wanted, zh: bool) -> Result<Self, Fault> {
        // Who has no English name goes by the Chinese one.
        let one = |in_zh: String, in_en: String| if zh || in_en.is_empty() { in_zh } else { in_en };
        // Every village has a first grid: a grid is told with what stands above it.
        let sql = "SELECT o.id, CASE WHEN o.kind IN ('grid', 'micro-grid') THEN a.short_zh || o.short_zh ELSE o.short_zh \
                   END AS short_zh, CASE WHEN o.kind IN ('grid', 'micro-grid') THEN o.short_en || ', ' || a.short_en \
                   ELSE o.short_en END AS short_en FROM orgs o LEFT JOIN orgs a ON a.id = o.parent_id WHERE o.id IN";
        let orgs = read::<OrgRow>(db, sql, wanted.orgs).await?;
        let sql = "SELECT id, name FROM persons WHERE id IN";
        let persons = read::<PersonRow>(db, sql, wanted.persons).await?;
        let sql = "SELECT p.id, o.short_zh AS org_zh, o.short_en AS org_en, p.stands_in_for FROM posts p \
                   JOIN orgs o ON o.id = p.org_id WHERE p.id IN";
        let posts = read::<PostRow>(db, sql, wanted.posts).await?;
        let post = |row: PostRow| {
            let name = PostName { org: one(row.org_zh, row.org_en), stands_in: row.stands_in_for.is_some() };
            (row.id, name)
        };
        Ok(Self {
            orgs: orgs.into_iter().map(|row| (row.id, one(row.short_zh, row.short_en))).collect(),
            persons: persons.into_iter().map(|row| (row.id, row.name)).collect(),
            posts: posts.into_iter().map(post).collect(),
        })
    }

    /// Of everything that these cases mention.
    pub async fn of(db: &impl Db, cases: &[Case], zh: bool) -> Result<Self, Fault> {
        let mut wanted = Wanted::default();
        cases.iter().for_each(|case| wanted.case(case));
        Self::read(db, wanted, zh).await
    }

    /// Empty for one that is not known.
    pub fn org(&self, id: impl Into<Option<Id>>) -> &str {
        id.into().and_then(|id| self.orgs.get(&id)).map_or("", String::as_str)
    }

    pub fn person(&self, id: impl Into<Option<Id>>) -> &str {
        id.into().and_then(|id| self.persons.get(&id)).map_or("", String::as_str)
    }

    /// The organisation of a post, and whether it is a stand-in's.
    pub fn post(&self, id: impl Into<Option<Id>>) -> Option<(&str, bool)> {
        let post = id.into().and_then(|id| self.posts.get(&id))?;
        Some((&post.org, post.stands_in))
    }
}
