//! The county itself changes: villages and grids move, join and close, posts end and pass to others.

use lianxin_access::{Done, Org, Post, Stop, org, posts_with_role};
use lianxin_base::Id;
use lianxin_db::{Db, Tx, values};
use lianxin_orgs::{Names, NewGrid, add_grid, close_org, move_org, rename_org};
use lianxin_people::{NewPerson, NewPost, add_person, end_post, grant_post, hand_over};
use lianxin_web::follow_move;

use super::broken::Broken;
use super::live::Live;
use crate::demo::made_name;

impl Live<'_> {
    /// One change of the tree or of who holds what.
    pub(super) async fn upheaval(&mut self) -> Result<(), Broken> {
        let tx = self.home.county.store.begin().await?;
        let done = match self.chance.below(10) {
            0 | 1 => self.move_village(&tx).await,
            2 | 3 => self.move_grid(&tx).await,
            4 => self.new_grid(&tx).await,
            5 => self.close_grid(&tx).await,
            6 => self.rename(&tx).await,
            _ => self.change_post(&tx).await,
        };
        match done {
            Ok(()) if self.chance.percent(6) => {
                drop(tx);
                self.tally.dropped += 1;
            }
            Ok(()) => {
                tx.commit().await?;
                self.tally.moves += 1;
            }
            Err(Stop::Refused(_)) => {
                tx.rollback().await?;
                self.tally.refused += 1;
            }
            Err(Stop::Fault(fault)) => {
                return Err(Broken::new("a verb ends in an answer, not in a fault", fault.to_string()));
            }
        }
        Ok(())
    }

    async fn one_of(&mut self, db: &impl Db, kind: &str) -> Done<Option<Org>> {
        let sql = "SELECT id FROM orgs WHERE kind = $1 AND valid_to IS NULL ORDER BY code";
        let ids: Vec<Id> = db.column(sql, values![kind]).await?;
        match self.chance.pick(&ids) {
            Some(id) => Ok(org(db, *id).await?),
            None => Ok(None),
        }
    }

    async fn move_one(&mut self, tx: &Tx, what: &str, under: &str) -> Done<()> {
        let (Some(moving), Some(to)) = (self.one_of(tx, what).await?, self.one_of(tx, under).await?) else {
            return Ok(());
        };
        let roles = &self.home.county.playbook.roles;
        let moved = move_org(tx, &self.home.admin, roles, moving.id, moving.revision, to.id).await?;
        follow_move(self.modules, tx, &moved.below).await?;
        Ok(())
    }

    async fn move_village(&mut self, tx: &Tx) -> Done<()> {
        self.move_one(tx, "village", "area").await
    }

    async fn move_grid(&mut self, tx: &Tx) -> Done<()> {
        self.move_one(tx, "grid", "village").await
    }

    async fn new_grid(&mut self, tx: &Tx) -> Done<()> {
        let Some(village) = self.one_of(tx, "village").await? else { return Ok(()) };
        let new = NewGrid { id: tx.id(), under: village.id, kind: "grid", names: None, point: None };
        let grid = add_grid(tx, &self.home.admin, &self.home.county.playbook.roles, new).await?;
        let person = self.newcomer(tx).await?;
        self.grant(tx, person, "grid-worker", grid).await
    }

    /// A grid is joined with another of the county; its posts end first.
    async fn close_grid(&mut self, tx: &Tx) -> Done<()> {
        let (Some(closing), Some(next)) = (self.one_of(tx, "grid").await?, self.one_of(tx, "grid").await?)
        else {
            return Ok(());
        };
        if closing.id == next.id {
            return Ok(());
        }
        let playbook = self.home.county.playbook.clone();
        for post in posts_with_role(tx, "grid-worker", closing.id, tx.now()).await? {
            end_post(tx, &self.home.admin, &playbook, post.id).await?;
        }
        let (roles, to) = (&playbook.roles, Some(next.id));
        let moved = close_org(tx, &self.home.admin, roles, closing.id, closing.revision, to).await?;
        follow_move(self.modules, tx, &moved).await?;
        Ok(())
    }

    async fn rename(&mut self, tx: &Tx) -> Done<()> {
        let Some(village) = self.one_of(tx, "village").await? else { return Ok(()) };
        let name = format!("{}新", village.name_zh.chars().take(12).collect::<String>());
        let roles = &self.home.county.playbook.roles;
        rename_org(tx, &self.home.admin, roles, village.id, village.revision, Names::plain(name, "Renamed"))
            .await
    }

    /// Somebody leaves: the post passes to another, or ends where a colleague holds the same.
    async fn change_post(&mut self, tx: &Tx) -> Done<()> {
        let sql = "SELECT id FROM posts WHERE role <> 'county-admin' AND valid_from <= $1 \
                   AND (valid_to IS NULL OR valid_to > $1) ORDER BY id";
        let posts: Vec<Id> = tx.column(sql, values![tx.now()]).await?;
        let Some(id) = self.chance.pick(&posts).copied() else { return Ok(()) };
        let Some(leaving) = lianxin_access::post(tx, id, tx.now()).await? else { return Ok(()) };
        let beside = posts_with_role(tx, &leaving.role, leaving.org_id, tx.now()).await?;
        let playbook = self.home.county.playbook.clone();
        if beside.len() > 1 && self.chance.percent(50) {
            return end_post(tx, &self.home.admin, &playbook, id).await;
        }
        let successor = if self.chance.percent(70) {
            self.newcomer(tx).await?
        } else {
            self.somebody(tx, &leaving).await?
        };
        hand_over(tx, &self.home.admin, &playbook, id, tx.id(), successor).await.map(|_| ())
    }

    /// Somebody who already works in the county, perhaps in the same unit.
    async fn somebody(&mut self, tx: &Tx, leaving: &Post) -> Done<Id> {
        let sql = "SELECT DISTINCT person_id FROM posts WHERE person_id <> $1 AND valid_to IS NULL ORDER BY person_id";
        let people: Vec<Id> = tx.column(sql, values![leaving.person_id]).await?;
        Ok(self.chance.pick(&people).copied().unwrap_or(leaving.person_id))
    }

    async fn newcomer(&mut self, tx: &Tx) -> Done<Id> {
        let name = made_name(&mut self.chance);
        let new = NewPerson { id: tx.id(), name: &name, phone: None, home: None, household: None };
        let county = &self.home.county;
        add_person(tx, &self.home.admin, &county.playbook.roles, &county.keys, new).await
    }

    async fn grant(&self, tx: &Tx, person: Id, role: &str, org: Id) -> Done<()> {
        let new = NewPost { id: tx.id(), person, role, org, stands_in_for: None, from: None, until: None };
        grant_post(tx, &self.home.admin, &self.home.county.playbook, new).await.map(|_| ())
    }
}
