//! What somebody does who should not, too late, or in the wrong order: any verb, any person, any case.

use lianxin_access::{By, post};
use lianxin_base::Id;
use lianxin_cases::parts_of;
use lianxin_db::{Db, values};

use super::broken::Broken;
use super::live::Live;
use super::order::Verb;

impl Live<'_> {
    pub(super) async fn whim(&mut self) -> Result<(), Broken> {
        let db = self.home.county.store.reader();
        let Some(id) = self.any_case().await? else { return Ok(()) };
        let Some(case) = self.case(id).await? else { return Ok(()) };
        let verb = *self.chance.pick(&Verb::ALL).unwrap_or(&Verb::Sign);
        let by = if self.chance.percent(10) { By::nobody() } else { self.anybody(id).await? };
        let Some(target) = self.target(&db, verb, &case).await? else { return Ok(()) };
        let Some(mut order) = self.order(verb, &case, by, target) else { return Ok(()) };
        order.code = self.said.get(&id).cloned().unwrap_or_else(|| "B05".into());
        if let Some(parts) = parts_of(&db, id).await?.first() {
            order.units.push(parts.unit_id);
        }
        order.units.extend(self.department());
        self.give(&order).await
    }

    /// Mostly an open one; sometimes one that ended long ago.
    async fn any_case(&mut self) -> Result<Option<Id>, Broken> {
        if self.chance.percent(70) && !self.open.is_empty() {
            return Ok(self.chance.pick(&self.open).copied());
        }
        let all = self.home.county.store.reader();
        let ids: Vec<Id> = all.column("SELECT id FROM cases ORDER BY id", values![]).await?;
        Ok(self.chance.pick(&ids).copied())
    }

    /// Somebody in post: often one whom the case reaches.
    async fn anybody(&mut self, case: Id) -> Result<By, Broken> {
        let db = self.home.county.store.reader();
        let near = "SELECT p.id FROM posts p JOIN case_reach r ON r.unit_id = p.org_id WHERE r.case_id = $2 \
                    AND p.valid_from <= $1 AND (p.valid_to IS NULL OR p.valid_to > $1) ORDER BY p.id";
        let all = "SELECT id FROM posts WHERE valid_from <= $1 AND (valid_to IS NULL OR valid_to > $1) \
                   AND id <> $2 ORDER BY id";
        let sql = if self.chance.percent(70) { near } else { all };
        let posts: Vec<Id> = db.column(sql, values![self.now(), case]).await?;
        let Some(one) = self.chance.pick(&posts).copied() else { return Ok(By::nobody()) };
        Ok(post(&db, one, self.now()).await?.map_or_else(By::nobody, By::in_post))
    }
}
