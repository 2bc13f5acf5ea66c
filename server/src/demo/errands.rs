//! An errand: the work area takes the order, comes, completes the papers, and tells the result. And what becomes of a bad
//! rating.

use lianxin_access::Done;
use lianxin_base::{Id, Time};
use lianxin_cases::{
    Appeal, FinishItem, FixRating, appeal_rating, asks_of, clocks_of, decide, finish_item, fix_rating,
    items_of, papers_complete, visit,
};
use lianxin_db::Tx;
use lianxin_playbook::{Pace, Stage};

use super::life::{Step, Turn};
use super::run::Run;

const VISITED: [&str; 4] = [
    "上门见到本人，材料一次说清了",
    "到家里看过，亮了工作证，说了要备什么",
    "老人行动不便，在床边把情况问清了",
    "约好的时间到的，家里人也在",
];

impl Run<'_> {
    /// The order stands on the work area's desk.
    pub(super) fn ordered(&mut self, no: usize, at: Time, unit: Id) {
        let life = &mut self.lives[no];
        life.pace = Pace::Errand;
        life.accepted_at = at;
        // What other units, more time or the weather have to do with, does not happen to an errand.
        if matches!(life.turn, Turn::Return | Turn::Extend | Turn::Suspend | Turn::Whistle | Turn::Press) {
            life.turn = Turn::Plain;
        }
        self.sent(no, at, unit);
    }

    pub(super) async fn visit(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let life = self.lives[no].clone();
        let words = self.chance.pick(&VISITED).copied().unwrap_or(VISITED[0]);
        visit(self.act(tx, &life.handler), life.case, words, None).await?;
        let next = self.after(no, at, 5, 90);
        self.then(no, next, Step::Papers);
        Ok(())
    }

    pub(super) async fn papers(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let life = self.lives[no].clone();
        let items = items_of(tx, life.case).await?;
        for item in items.iter().filter(|item| item.lacks_papers()) {
            papers_complete(self.act(tx, &life.handler), item.id, "材料都拍了照，齐了").await?;
        }
        let due = self.case(tx, no).await?.promise_due.unwrap_or(at);
        let next = if life.late {
            self.hours.later(due.max(at), self.chance.between(30, 900))
        } else {
            let share = 0.1 + 0.8 * self.chance.share();
            self.hours.share(at, due, share, false).max(at + chrono::Duration::minutes(9))
        };
        self.then(no, next, Step::Finish);
        Ok(())
    }

    pub(super) async fn finish(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let life = self.lives[no].clone();
        let items = items_of(tx, life.case).await?;
        for item in items.iter().filter(|item| item.is_open()) {
            let (ending, words) = match self.chance.below(100) {
                0..3 => ("not-possible", "条件不符，当面说明了原因，也留了书面答复".to_owned()),
                _ => ("done", life.said.answer.clone()),
            };
            let order = FinishItem { item: item.id, ending: ending.into(), words };
            finish_item(self.act(tx, &life.handler), order).await?;
        }
        let step = if life.turn == Turn::SendBack && !life.sent_back { Step::SendBack } else { Step::Verify };
        let next = self.moment(no, at, at, Stage::Verify, (0.1, 0.8));
        self.then(no, next, step);
        Ok(())
    }

    /// The unit deals with a bad rating within some days.
    pub(super) fn will_fix(&mut self, no: usize, at: Time, request: Id) {
        let soon = self.hours.later(at, self.chance.between(60, 2_400));
        let next = self.lives[no].asks_at.map_or(soon, |asks| asks.max(at));
        self.then(no, next, Step::Fix(request));
    }

    pub(super) async fn fix(&mut self, tx: &Tx, at: Time, no: usize, request: Id) -> Done<()> {
        let life = self.lives[no].clone();
        let clocks = clocks_of(tx, life.case).await?;
        let waits = clocks.iter().any(|clock| {
            clock.is_running() && clock.stage == "bad-rating-fix" && clock.request_id == Some(request)
        });
        // A redo has put it right meanwhile.
        if !waits {
            return Ok(());
        }
        if life.turn == Turn::Appeal {
            return self.appeal(tx, at, no, request).await;
        }
        let (how, words) = if self.chance.percent(70) {
            ("fixed", "又去了一趟，重新弄好了，当面赔了不是")
        } else {
            ("explained", "上门把政策和办理经过说清楚了，书面答复也留了")
        };
        let order = FixRating { request, how: how.into(), words: words.into() };
        fix_rating(self.act(tx, &life.handler), order).await
    }

    /// The unit holds the rating to be against the facts; the district looks within three working days.
    async fn appeal(&mut self, tx: &Tx, at: Time, no: usize, request: Id) -> Done<()> {
        self.lives[no].turn = Turn::Plain;
        let by = self.asker(no, "rating.appeal");
        let words = "当天就办好了，有前后照片，本人也签了字；评价说的是另一件没有反映过的事";
        let order = Appeal { ask: tx.id(), request, ground: "against-facts".into(), words: words.into() };
        let ask = order.ask;
        appeal_rating(self.act(tx, &by), order).await?;
        let next = self.hours.later(at, self.chance.between(90, 900));
        self.then(no, next, Step::DecideAppeal(ask, request));
        Ok(())
    }

    pub(super) async fn decide_appeal(
        &mut self,
        tx: &Tx,
        at: Time,
        no: usize,
        (ask, request): (Id, Id),
    ) -> Done<()> {
        // A redo or a later word took its place.
        if asks_of(tx, self.lives[no].case).await?.iter().any(|one| one.id == ask && one.state != "asked") {
            return Ok(());
        }
        let by = self.staff.get(self.land.district, "district-supervisor", no).cloned().unwrap_or_default();
        let yes = self.chance.percent(60);
        let words = if yes {
            "照片和签字对得上，评价不计入统计"
        } else {
            "照片只有一处，另一处没有去看，评价照常计入"
        };
        decide(self.act(tx, &by), ask, yes, words).await?;
        if !yes {
            self.will_fix(no, at, request);
        }
        Ok(())
    }
}
