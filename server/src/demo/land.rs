//! The county's places as the generator walks them.

use std::collections::HashMap;

use lianxin_access::{Done, Org};
use lianxin_base::Id;
use lianxin_db::{Db, Tx, values};
use lianxin_orgs::{NewGrid, add_grid};
use lianxin_playbook::Roles;

use super::chance::Chance;

/// A village with all that stands above it and its grids.
#[derive(Clone, Debug)]
pub struct Village {
    pub id: Id,
    pub name: String,
    pub code: String,
    pub area: Id,
    pub town: Id,
    pub grids: Vec<Id>,
    /// How much is said here.
    pub weight: u32,
}

pub struct Land {
    pub orgs: HashMap<Id, Org>,
    pub villages: Vec<Village>,
    pub district: Id,
}

/// The area of 13 villages whose 185 micro-grids the reports count.
const MICRO: (&str, usize) = ("锦川工作区", 185);

impl Land {
    pub async fn read(db: &impl Db, chance: &mut Chance) -> Done<Self> {
        let sql = "SELECT id, code, kind, name_zh, name_en, short_zh, short_en, parent_id, lon, lat, valid_to, revision \
                   FROM orgs WHERE valid_to IS NULL ORDER BY code";
        let all: Vec<Org> = db.rows(sql, values![]).await?;
        let district = all.iter().find(|org| org.kind == "district").map(|org| org.id).unwrap_or_default();
        let mut land = Self { orgs: HashMap::new(), villages: vec![], district };
        let mut loud: HashMap<Id, u32> = HashMap::new();
        for org in &all {
            if org.kind == "town" {
                loud.insert(org.id, chance.between(2, 6) as u32);
            }
        }
        let ordered = all.clone();
        land.orgs = all.into_iter().map(|org| (org.id, org)).collect();
        for org in ordered.iter().filter(|org| org.kind == "village") {
            let (Some(area), Some(town)) = (land.above(org.id, "area"), land.above(org.id, "town")) else {
                continue;
            };
            let weight = loud.get(&town).copied().unwrap_or(3) * chance.between(1, 4) as u32;
            land.villages.push(Village {
                id: org.id,
                name: org.short_zh.clone(),
                code: org.code.clone(),
                area,
                town,
                grids: vec![],
                weight,
            });
        }
        Ok(land)
    }

    /// The nearest organisation of a kind that stands above another, itself included.
    pub fn above(&self, id: Id, kind: &str) -> Option<Id> {
        let mut at = self.orgs.get(&id)?;
        loop {
            if at.kind == kind {
                return Some(at.id);
            }
            at = self.orgs.get(&at.parent_id?)?;
        }
    }

    pub fn name(&self, id: Id) -> &str {
        self.orgs.get(&id).map_or("", |org| org.short_zh.as_str())
    }

    pub fn kind(&self, id: Id) -> &str {
        self.orgs.get(&id).map_or("", |org| org.kind.as_str())
    }

    /// The village with this code, or the first there is.
    pub fn village(&self, code: &str) -> usize {
        self.villages.iter().position(|village| village.code == code).unwrap_or(0)
    }

    pub fn of_kind(&self, kinds: &[&str]) -> Vec<Org> {
        let mut found: Vec<Org> =
            self.orgs.values().filter(|org| kinds.contains(&org.kind.as_str())).cloned().collect();
        found.sort_by(|one, other| one.code.cmp(&other.code));
        found
    }

    /// The grids that stand below each village now.
    pub fn fill_grids(&mut self) {
        let grids = self.of_kind(&["grid"]);
        for village in &mut self.villages {
            village.grids =
                grids.iter().filter(|grid| grid.parent_id == Some(village.id)).map(|grid| grid.id).collect();
        }
    }

    /// Cuts each village into one to three grids, and one area into micro-grids as well.
    pub async fn cut(
        &mut self,
        tx: &Tx,
        admin: &lianxin_access::By,
        roles: &Roles,
        chance: &mut Chance,
    ) -> Done<()> {
        let mut micro = Vec::new();
        for at in 0..self.villages.len() {
            let village = self.villages[at].clone();
            for _ in 0..chance.between(1, 3) {
                let grid = NewGrid { id: tx.id(), under: village.id, kind: "grid", names: None, point: None };
                let id = add_grid(tx, admin, roles, grid).await?;
                self.villages[at].grids.push(id);
                if let Some(org) = lianxin_access::org(tx, id).await? {
                    self.orgs.insert(id, org);
                }
                if self.name(village.area) == MICRO.0 {
                    micro.push(id);
                }
            }
        }
        for at in 0..(if micro.is_empty() { 0 } else { MICRO.1 }) {
            let under = micro[at % micro.len()];
            let grid = NewGrid { id: tx.id(), under, kind: "micro-grid", names: None, point: None };
            add_grid(tx, admin, roles, grid).await?;
        }
        Ok(())
    }
}
