//! Returns, extensions, suspensions, whistles: what a unit cannot do alone.

use lianxin_access::{By, Done};
use lianxin_base::{Id, Time};
use lianxin_cases::{
    Blow, ask_extend, ask_return, ask_suspend, ask_whistle, blow, decide, decline_whistle, give_result, lift,
    part, parts_of, report_in, score, unit_for, whistle_asked,
};
use lianxin_db::Tx;
use lianxin_playbook::{Addressee, Stage, WhistleKind};

use super::life::Step;
use super::matters::Way;
use super::run::Run;

impl Run<'_> {
    /// Whoever signs for the unit speaks for it before anybody has signed.
    fn speaker(&self, no: usize) -> By {
        self.staff.get(self.lives[no].unit, "liaison", 0).cloned().unwrap_or_default()
    }

    /// Whoever handles, or the secretary of the village where the handler's role may not ask for this.
    pub(super) fn asker(&self, no: usize, capability: &str) -> By {
        let life = &self.lives[no];
        if life.handler.may(&self.county.playbook.roles, capability) {
            return life.handler.clone();
        }
        self.staff.get(life.unit, "village-secretary", 0).cloned().unwrap_or_default()
    }

    pub(super) async fn ask_return(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let (by, ask, life) = (self.speaker(no), tx.id(), self.lives[no].clone());
        let item = self.county.playbook.primary_item(&life.said.matter.category);
        let lead = item.map(|item| item.lead_unit.clone()).unwrap_or_default();
        let unit = unit_for(tx, &self.county.playbook, &lead, life.place).await?;
        let words = "按权责清单不归我们，牵头单位见清单，附台账";
        ask_return(self.act(tx, &by), life.case, ask, "not-ours", words, unit.map(|unit| unit.id)).await?;
        self.lives[no].returned = true;
        let next = self.hours.later(at, self.chance.between(20, 200));
        self.then(no, next, Step::DecideReturn(ask));
        Ok(())
    }

    pub(super) async fn decide_return(&mut self, tx: &Tx, at: Time, no: usize, ask: Id) -> Done<()> {
        let by = self.town(no, "dispatcher", no + 1);
        let yes = self.chance.percent(75);
        let words = if yes { "" } else { "清单写明你们配合，先去看" };
        decide(self.act(tx, &by), ask, yes, words).await?;
        if yes {
            let next = self.after(no, at, 5, 30);
            self.then(no, next, Step::Dispatch);
        } else {
            let next = self.moment(no, at, at, Stage::Sign, (0.1, 0.8));
            self.then(no, next, Step::Sign);
        }
        Ok(())
    }

    pub(super) async fn ask_extend(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let life = self.lives[no].clone();
        let rule = self.county.playbook.limits.limit(life.pace, Stage::Resolve);
        let each = rule.and_then(|rule| rule.extension.as_ref()).map(|extension| extension.each);
        let case = self.case(tx, no).await?;
        let (Some(each), true) = (each, case.promise_due.is_some_and(|due| at <= due)) else {
            return self.will_resolve(tx, at, no).await;
        };
        let ask = tx.id();
        let words = "配件要从市里调，原定时间来不及，已先做了临时处理";
        let by = self.asker(no, "case.extend-ask");
        ask_extend(self.act(tx, &by), life.case, ask, &each.to_string(), words).await?;
        let next = self.hours.later(at, self.chance.between(30, 200));
        self.then(no, next, Step::DecideExtend(ask));
        Ok(())
    }

    pub(super) async fn decide_extend(&mut self, tx: &Tx, at: Time, no: usize, ask: Id) -> Done<()> {
        let rule = self.county.playbook.limits.limit(self.lives[no].pace, Stage::Resolve);
        let decider = rule.and_then(|rule| rule.extension.as_ref()).and_then(|one| one.decided_by.first());
        let by = match decider {
            Some(Addressee::Role(role)) if role == "area-secretary" => self.area(no, "area-secretary"),
            _ => self.town(no, "town-leader", 0),
        };
        let yes = self.chance.percent(80);
        decide(self.act(tx, &by), ask, yes, if yes { "" } else { "先按原期限办" }).await?;
        self.will_resolve(tx, at, no).await
    }

    pub(super) async fn ask_suspend(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        use chrono::Datelike;
        let (life, ask) = (self.lives[no].clone(), tx.id());
        let month = lianxin_base::china(at).month();
        let (ground, words) = match month {
            6..=9 => ("weather", "暴雨红色预警第 12 号，山路封闭，施工停了"),
            12 | 1 | 2 => ("weather", "寒潮蓝色预警第 3 号，水泥不能施工"),
            _ => ("materials", "配件停产，厂家重新开模，已订货"),
        };
        let by = self.asker(no, "case.suspend-ask");
        ask_suspend(self.act(tx, &by), life.case, ask, ground, words).await?;
        let next = self.hours.later(at, self.chance.between(20, 180));
        self.then(no, next, Step::DecideSuspend(ask));
        Ok(())
    }

    pub(super) async fn decide_suspend(&mut self, tx: &Tx, at: Time, no: usize, ask: Id) -> Done<()> {
        let by = self.town(no, "town-leader", 0);
        decide(self.act(tx, &by), ask, true, "").await?;
        let next = self.hours.later(at, self.chance.between(400, 2_400));
        self.then(no, next, Step::Lift);
        Ok(())
    }

    pub(super) async fn lift(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let by = self.town(no, "town-leader", 0);
        lift(self.act(tx, &by), self.lives[no].case, "可以继续了").await?;
        self.will_resolve(tx, at, no).await
    }

    /// An officer of the town asks; the leader answers within the day.
    pub(super) async fn ask_whistle(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let Some(order) = self.whistle(tx, no).await? else { return self.will_resolve(tx, at, no).await };
        if order.kind != WhistleKind::Ordinary {
            // What cannot wait is blown at once.
            self.then(no, at, Step::Blow);
            return Ok(());
        }
        let by = self.town(no, "town-officer", 0);
        ask_whistle(self.act(tx, &by), order).await?;
        let next = self.hours.later(at, self.chance.between(30, 300));
        self.then(no, next, Step::Blow);
        Ok(())
    }

    async fn whistle(&mut self, tx: &Tx, no: usize) -> Done<Option<Blow>> {
        let life = self.lives[no].clone();
        let units = self.called(tx, no).await?;
        let item = self.county.playbook.primary_item(&life.said.matter.category);
        let listed = item.and_then(|item| item.whistle).unwrap_or(WhistleKind::Ordinary);
        let kind = if life.said.matter.turn == Way::Emergency { WhistleKind::Emergency } else { listed };
        let order = Blow {
            id: tx.id(),
            case: life.case,
            kind,
            matter: format!("请到{}现场，各带自己的人和台账", life.said.spot),
            units,
            meeting_at: None,
            meeting_place: life.said.spot.clone(),
        };
        Ok((!order.units.is_empty()).then_some(order))
    }

    pub(super) async fn blow(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let life = self.lives[no].clone();
        let by = self.town(no, "town-leader", 0);
        let asked = whistle_asked(tx, life.case).await?;
        if asked.is_some() && life.until.is_none() && self.chance.percent(12) {
            decline_whistle(self.act(tx, &by), life.case, "街道自己能办，先由城乡建设办牵头去办").await?;
            return self.will_resolve(tx, at, no).await;
        }
        let Some(mut order) = self.whistle(tx, no).await? else {
            return self.will_resolve(tx, at, no).await;
        };
        if let Some(asked) = asked {
            order.units = asked.unit_ids();
        }
        let kind = order.kind;
        blow(self.act(tx, &by), order).await?;
        if life.until.is_none() {
            for part in parts_of(tx, life.case).await?.into_iter().filter(|part| part.kind == "whistle") {
                let rule = self.county.playbook.limits.limit(kind.pace(), Stage::ReportIn);
                let due = rule.and_then(|rule| self.county.playbook.clock.deadline_by(rule, at));
                let due = due.map_or(at, |due| due.due);
                let share = if self.chance.percent(9) { 1.3 } else { 0.2 + 0.7 * self.chance.share() };
                let round = kind != WhistleKind::Ordinary;
                let next = self.hours.share(at, due, share, round);
                self.then(no, next, Step::ReportIn(part.id));
            }
            self.will_resolve(tx, at, no).await?;
        }
        Ok(())
    }

    /// Departments that the responsibility list names beside the one that has it.
    async fn called(&mut self, tx: &Tx, no: usize) -> Done<Vec<Id>> {
        let life = self.lives[no].clone();
        let playbook = &self.county.playbook;
        let Some(item) = playbook.primary_item(&life.said.matter.category) else { return Ok(vec![]) };
        let mut units = Vec::new();
        for code in std::iter::once(&item.lead_unit).chain(&item.supporting_units) {
            let unit = unit_for(tx, playbook, code, life.place).await?.map(|unit| unit.id);
            units.extend(unit.filter(|unit| *unit != life.unit && self.is_in_office(*unit)));
        }
        units.truncate(self.chance.between(1, 4) as usize);
        Ok(units)
    }

    pub(super) async fn report_in(&mut self, tx: &Tx, at: Time, no: usize, id: Id) -> Done<()> {
        let Some(own) = part(tx, id).await?.filter(|part| part.state == "dispatched") else { return Ok(()) };
        let by = self.staff.get(own.unit_id, "liaison", no).cloned().unwrap_or_default();
        report_in(self.act(tx, &by), id, None).await?;
        let next = self.hours.later(at, self.chance.between(60, 700));
        self.then(no, next, Step::GiveResult(id));
        Ok(())
    }

    pub(super) async fn give_result(&mut self, tx: &Tx, id: Id) -> Done<()> {
        let Some(own) = part(tx, id).await?.filter(|part| part.state == "signed") else { return Ok(()) };
        let by = self.staff.get(own.unit_id, "liaison", 0).cloned().unwrap_or_default();
        give_result(self.act(tx, &by), id, "我们这一块已做完，现场已交给牵头单位").await
    }

    pub(super) async fn will_score(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        for part in parts_of(tx, self.lives[no].case).await?.into_iter().filter(|part| part.kind == "whistle")
        {
            let town = self.hours.later(at, self.chance.between(30, 900));
            self.then(no, town, Step::Score(part.id, true));
            if self.chance.percent(85) {
                let unit = self.hours.later(at, self.chance.between(60, 1_000));
                self.then(no, unit, Step::Score(part.id, false));
            }
        }
        Ok(())
    }

    pub(super) async fn score(&mut self, tx: &Tx, no: usize, id: Id, town: bool) -> Done<()> {
        let Some(own) = part(tx, id).await? else { return Ok(()) };
        let by = if town {
            self.town(no, "town-leader", 0)
        } else {
            self.staff.get(own.unit_id, "department-leader", 0).cloned().unwrap_or_default()
        };
        let points =
            if self.chance.percent(80) { self.chance.between(4, 5) } else { self.chance.between(2, 3) };
        score(self.act(tx, &by), id, points, "").await
    }
}
