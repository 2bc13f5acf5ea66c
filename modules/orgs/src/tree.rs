use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use lianxin_access::Org;
use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_web::County;

/// All organisations that stand now, in memory: names, parents, children without a query.
#[derive(Debug, Default)]
pub struct Tree {
    orgs: HashMap<Id, Org>,
    by_code: HashMap<String, Id>,
    children: HashMap<Id, Vec<Id>>,
    root: Option<Id>,
}

impl Tree {
    /// From the open organisations in the order of their codes.
    pub fn new(orgs: Vec<Org>) -> Self {
        let mut tree = Self::default();
        for org in orgs {
            match org.parent_id {
                Some(parent) => tree.children.entry(parent).or_default().push(org.id),
                None if org.kind == "district" => tree.root = Some(org.id),
                None => {}
            }
            tree.by_code.insert(org.code.clone(), org.id);
            tree.orgs.insert(org.id, org);
        }
        tree
    }

    pub fn get(&self, id: Id) -> Option<&Org> {
        self.orgs.get(&id)
    }

    pub fn by_code(&self, code: &str) -> Option<&Org> {
        self.by_code.get(code).and_then(|id| self.get(*id))
    }

    /// The district.
    pub fn root(&self) -> Option<&Org> {
        self.root.and_then(|id| self.get(id))
    }

    pub fn parent(&self, id: Id) -> Option<&Org> {
        self.get(id)?.parent_id.and_then(|parent| self.get(parent))
    }

    /// Those directly below, by code.
    pub fn children(&self, id: Id) -> impl Iterator<Item = &Org> {
        self.children.get(&id).into_iter().flatten().filter_map(|child| self.get(*child))
    }

    /// The organisation and all above it, nearest first.
    pub fn above(&self, id: Id) -> Vec<&Org> {
        let mut chain = Vec::new();
        let mut next = self.get(id);
        while let Some(org) = next {
            // A ring in the data must not hang a page.
            if chain.len() > 16 {
                break;
            }
            chain.push(org);
            next = org.parent_id.and_then(|parent| self.get(parent));
        }
        chain
    }

    /// The organisation and all below it, parents before children, each level by code.
    pub fn below(&self, id: Id) -> Vec<&Org> {
        let mut found = Vec::new();
        let mut waiting: Vec<&Org> = self.get(id).into_iter().collect();
        while let Some(org) = waiting.pop() {
            found.push(org);
            let before = waiting.len();
            waiting.extend(self.children(org.id));
            waiting[before..].reverse();
        }
        found
    }

    /// The nearest of a kind, the organisation itself included: the town of a grid.
    pub fn nearest(&self, id: Id, kind: &str) -> Option<&Org> {
        self.above(id).into_iter().find(|org| org.kind == kind)
    }

    pub fn is_within(&self, id: Id, above: Id) -> bool {
        self.above(id).iter().any(|org| org.id == above)
    }

    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Org> {
        self.orgs.values().filter(move |org| org.kind == kind)
    }

    pub fn len(&self) -> usize {
        self.orgs.len()
    }

    pub fn is_empty(&self) -> bool {
        self.orgs.is_empty()
    }

    /// 官庄街道, or nothing for an organisation that is closed or unknown.
    pub fn short(&self, id: Id, zh: bool) -> String {
        self.get(id).map(|org| org.short(zh).to_owned()).unwrap_or_default()
    }

    /// 柳峪村·官庄街道: the place and its town. Grids name their village too: 第 2 网格·柳峪村·官庄街道.
    pub fn path(&self, id: Id, zh: bool) -> String {
        let Some(org) = self.get(id) else { return String::new() };
        let named = |above: &&Org| {
            above.id == id || above.kind == "town" || (above.kind == "village" && is_inside_village(org))
        };
        let words: Vec<&str> = self.above(id).into_iter().filter(named).map(|org| org.short(zh)).collect();
        words.join("·")
    }
}

fn is_inside_village(org: &Org) -> bool {
    matches!(org.kind.as_str(), "grid" | "micro-grid")
}

/// The tree and the generation of the table from which it was read.
#[derive(Default)]
struct Kept(Mutex<Option<(i64, Arc<Tree>)>>);

/// The tree of a county as it is now. One short query when nothing changed.
pub async fn tree(county: &County) -> Result<Arc<Tree>, Fault> {
    let kept = county.shelf.get_or_insert(Kept::default);
    let reader = county.store.reader();
    // Read before the rows: a change in between makes the copy look old, never new.
    let generation = generation(&reader).await?;
    let known = kept.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((_, tree)) = known.filter(|(own, _)| *own == generation) {
        return Ok(tree);
    }
    let tree = Arc::new(load_tree(&reader).await?);
    *kept.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((generation, tree.clone()));
    Ok(tree)
}

async fn generation(db: &impl Db) -> Result<i64, Fault> {
    Ok(db.value("SELECT generation FROM orgs_generation WHERE id = 1", values![]).await?.unwrap_or(0))
}

/// Says that the tree changed; part of the transaction that changes it.
pub(crate) async fn raise_generation(tx: &Tx) -> Result<(), Fault> {
    tx.run("UPDATE orgs_generation SET generation = generation + 1 WHERE id = 1", values![]).await.map(|_| ())
}

#[derive(FromQueryResult)]
struct Row {
    id: Id,
    code: String,
    kind: String,
    name_zh: String,
    name_en: String,
    short_zh: String,
    short_en: String,
    parent_id: Option<Id>,
    lon: Option<f64>,
    lat: Option<f64>,
    revision: i64,
}

/// Reads the whole tree; inside a transaction it shows what the transaction has done.
pub async fn load_tree(db: &impl Db) -> Result<Tree, Fault> {
    let sql = "SELECT id, code, kind, name_zh, name_en, short_zh, short_en, parent_id, lon, lat, revision FROM orgs \
               WHERE valid_to IS NULL ORDER BY code";
    let rows: Vec<Row> = db.rows(sql, values![]).await?;
    Ok(Tree::new(rows.into_iter().map(Row::org).collect()))
}

impl Row {
    fn org(self) -> Org {
        Org {
            id: self.id,
            code: self.code,
            kind: self.kind,
            name_zh: self.name_zh,
            name_en: self.name_en,
            short_zh: self.short_zh,
            short_en: self.short_en,
            parent_id: self.parent_id,
            lon: self.lon,
            lat: self.lat,
            valid_to: None,
            revision: self.revision,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::add_org::sample;

    #[test]
    fn a_grid_is_printed_with_its_village_and_town() {
        let (district, town, area, village, grid) = (sample("1", "district", "章丘区", None), 1, 2, 3, 4);
        let mut orgs = vec![district];
        for (at, kind, name) in [
            (town, "town", "官庄街道"),
            (area, "area", "柳峪工作区"),
            (village, "village", "柳峪村"),
            (grid, "grid", "第 2 网格"),
        ] {
            let parent = orgs[at - 1].id;
            orgs.push(sample(&format!("1{at}"), kind, name, Some(parent)));
        }
        let ids: Vec<Id> = orgs.iter().map(|org| org.id).collect();
        let tree = Tree::new(orgs);
        assert_eq!(tree.path(ids[grid], true), "第 2 网格·柳峪村·官庄街道");
        assert_eq!(tree.path(ids[village], true), "柳峪村·官庄街道");
        assert_eq!(tree.path(ids[town], true), "官庄街道");
        assert_eq!(tree.path(ids[0], true), "章丘区");
        assert_eq!(tree.nearest(ids[grid], "area").map(|org| org.id), Some(ids[area]));
        assert!(tree.is_within(ids[grid], ids[town]) && !tree.is_within(ids[town], ids[grid]));
        assert_eq!(tree.below(ids[town]).len(), 4);
        assert_eq!(tree.path(Id::nil(), true), "", "an unknown place has no name, and no panic");
    }
}
