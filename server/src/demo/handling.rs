//! What a unit does with an order, from its signature to its answer.

use chrono::Duration;
use lianxin_access::{By, Done};
use lianxin_base::{Id, Time};
use lianxin_cases::{
    AttachedTo, ClockRow, Resolve, answer_press, arrive, assign, attach, clocks_of, contact, plan, press,
    progress, resolve, sign,
};
use lianxin_db::Tx;
use lianxin_playbook::{Pace, Stage};

use super::life::{Lead, Step, Turn};
use super::run::Run;

const CONTACT: [&str; 6] = [
    "电话联系了，约好上门时间",
    "到家里看过，说明了怎么办、什么时候办完",
    "通了电话，问清了具体位置",
    "上门见到本人，把进度说了",
    "打通电话，本人同意白天来人",
    "和本人在现场碰了面",
];
const PROGRESS: [&str; 8] = [
    "现场看过，需要领料，明天施工",
    "已和有关单位定好时间",
    "查了台账，找到负责人",
    "施工队已进场",
    "材料已到，正在做",
    "做了一半，天黑收工",
    "和周边几户也说了，避免再问",
    "拍了照片，报给领导定方案",
];

impl Run<'_> {
    /// Who may sign for a unit, in their order.
    fn signers(&self, unit: Id) -> Vec<By> {
        let (org, roles): (Id, &[&'static str]) = match self.land.kind(unit) {
            "village" => (unit, &["village-secretary", "village-committee-member"]),
            "area" => (unit, &["area-deputy", "area-office"]),
            "town" => (unit, &["town-officer"]),
            "office" => match self.land.above(unit, "area") {
                Some(area) => (area, &["area-office", "area-deputy"]),
                None => (self.land.above(unit, "town").unwrap_or(unit), &["town-officer"]),
            },
            _ => (unit, &["liaison"]),
        };
        roles.iter().flat_map(|role| self.staff.all(org, role)).cloned().collect()
    }

    pub(super) async fn sign(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let life = self.lives[no].clone();
        let signers: Vec<By> = self
            .signers(life.unit)
            .into_iter()
            .filter(|by| by.person.is_none_or(|person| !life.handlers.contains(&person)))
            .collect();
        // A picture of today waits for the one who can sign in.
        let by = if life.until.is_some() { signers.first() } else { self.chance.pick(&signers) };
        let Some(by) = by.cloned() else { return Ok(()) };
        sign(self.act(tx, &by), life.case, None).await?;
        self.lives[no].handlers.extend(by.person);
        self.lives[no].handler = by;
        let in_grid = self.land.kind(life.place) == "grid" && self.land.kind(life.unit) == "village";
        let wanted = life.lead == Lead::Village || self.chance.percent(60);
        if in_grid && wanted && life.rounds == 0 {
            let next = self.after(no, at, 5, 60);
            self.then(no, next, Step::Assign);
        } else {
            self.go_there(no, at);
        }
        Ok(())
    }

    pub(super) async fn assign(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let life = self.lives[no].clone();
        if let Some(worker) = self.staff.get(life.place, "grid-worker", 0).cloned()
            && let Some(person) = worker.person
        {
            assign(self.act(tx, &life.handler), life.case, person, &[], "你离得近，先去看看").await?;
            self.lives[no].handlers.push(person);
            self.lives[no].handler = worker;
        }
        self.go_there(no, at);
        Ok(())
    }

    fn go_there(&mut self, no: usize, at: Time) {
        let life = &self.lives[no];
        if life.is_errand() {
            let next = self.moment(no, at, at, Stage::Visit, (0.1, 0.9));
            self.then(no, next, Step::Visit);
        } else if life.is_urgent() && life.rounds == 0 {
            let next = self.moment(no, at, at, Stage::Arrive, (0.1, 0.7));
            self.then(no, next, Step::Arrive);
        } else {
            self.speak(no, at);
        }
    }

    pub(super) async fn arrive(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let life = self.lives[no].clone();
        arrive(self.act(tx, &life.handler), life.case, "到现场了，先围起来").await?;
        self.speak(no, at);
        Ok(())
    }

    fn speak(&mut self, no: usize, at: Time) {
        let life = &self.lives[no];
        if life.can_be_called() && life.rounds == 0 {
            let next = self.moment(no, at, at, Stage::Contact, (0.05, 0.6));
            self.then(no, next, Step::Contact);
        } else {
            let next = self.after(no, at, 20, 240);
            self.then(no, next, Step::Progress);
        }
    }

    pub(super) async fn contact(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let life = self.lives[no].clone();
        let words = self.chance.pick(&CONTACT).copied().unwrap_or(CONTACT[0]);
        contact(self.act(tx, &life.handler), life.case, words).await?;
        let step = if life.pace == Pace::Long { Step::Plan } else { Step::Progress };
        let next = self.after(no, at, 30, 300);
        self.then(no, next, step);
        Ok(())
    }

    pub(super) async fn plan(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let life = self.lives[no].clone();
        let words = "先勘察定方案，再招施工队，最后验收；每一步做完都会告诉您";
        plan(self.act(tx, &life.handler), life.case, words).await?;
        let next = self.after(no, at, 60, 600);
        self.then(no, next, Step::Progress);
        Ok(())
    }

    pub(super) async fn progress(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let life = self.lives[no].clone();
        let words = self.chance.pick(&PROGRESS).copied().unwrap_or(PROGRESS[0]);
        progress(self.act(tx, &life.handler), life.case, words, true).await?;
        let turn = if life.asked { Turn::Plain } else { life.turn };
        let step = match turn {
            Turn::Extend => Step::AskExtend,
            Turn::Suspend => Step::AskSuspend,
            Turn::Whistle => Step::AskWhistle,
            Turn::Press => Step::Press,
            _ => return self.will_resolve(tx, at, no).await,
        };
        self.lives[no].asked = true;
        let soon = self.after(no, at, 15, 90);
        let next = self.lives[no].asks_at.map_or(soon, |asks| asks.max(soon));
        self.then(no, next, step);
        Ok(())
    }

    /// The answer comes before the promise runs out, or late.
    pub(super) async fn will_resolve(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let case = self.case(tx, no).await?;
        let soon = self.after(no, at, 20, 120);
        let life = &self.lives[no];
        let (late, urgent) = (life.late, life.is_urgent());
        let next = match case.promise_due {
            _ if life.quick.is_some() => soon,
            Some(due) if late => self.hours.later(due.max(at), self.chance.between(30, 1_400)),
            Some(due) if due > at => {
                let share = 0.15 + 0.8 * self.chance.share();
                self.hours.share(at, due, share, urgent).max(at + Duration::minutes(9))
            }
            _ => soon,
        };
        self.then(no, next, Step::Resolve);
        Ok(())
    }

    pub(super) async fn press(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let by = if self.chance.percent(50) {
            self.staff.get(self.land.district, "district-supervisor", no).cloned().unwrap_or_default()
        } else {
            self.town(no, "town-leader", 0)
        };
        press(self.act(tx, &by), self.lives[no].case, "群众又问了，办到哪一步了").await?;
        let next = self.after(no, at, 40, 300);
        self.then(no, next, Step::AnswerPress);
        Ok(())
    }

    pub(super) async fn answer_press(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let life = self.lives[no].clone();
        answer_press(self.act(tx, &life.handler), life.case, "材料已到，按期办完，已告诉本人").await?;
        self.will_resolve(tx, at, no).await
    }

    pub(super) async fn resolve(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        if self.lives[no].is_errand() {
            return self.finish(tx, at, no).await;
        }
        let life = self.lives[no].clone();
        let waits = |clock: &ClockRow| clock.is_running() && clock.stage == Stage::Contact.code();
        if clocks_of(tx, life.case).await?.iter().any(waits) {
            // A neighbour who joined in later left a number.
            contact(self.act(tx, &life.handler), life.case, CONTACT[0]).await?;
        }
        let photo = life.photo || self.chance.percent(2);
        if photo {
            let taken = self.picture(&life.said.matter.category, true).await?;
            let to = AttachedTo { case: life.case, request: None, event: None, phase: "after" };
            attach(self.act(tx, &life.handler), to, &taken).await?;
            self.taken.extend(taken);
        }
        let ending = match (life.said.matter.kind.as_str(), self.chance.below(100)) {
            ("advice" | "suggestion", _) | (_, 0..6) => "explained",
            (_, 6..9) => "not-possible",
            (_, 9) => "out-of-duty",
            _ => "solved",
        };
        let answer = match ending {
            "not-possible" => "按现行政策暂时办不了，已当面说明原因和以后的打算".to_owned(),
            "out-of-duty" => "不在我们职责内，已联系有关单位并告诉本人怎么找".to_owned(),
            _ => life.said.answer.clone(),
        };
        let order = Resolve {
            case: life.case,
            revision: None,
            ending: ending.into(),
            answer,
            no_photo: if photo { String::new() } else { "现场已当面确认，核查时补拍".into() },
        };
        resolve(self.act(tx, &life.handler), order).await?;
        if life.turn == Turn::Whistle {
            self.will_score(tx, at, no).await?;
        }
        let step = if life.turn == Turn::SendBack && !life.sent_back { Step::SendBack } else { Step::Verify };
        let next = self.moment(no, at, at, Stage::Verify, (0.1, 0.8));
        self.then(no, next, step);
        Ok(())
    }
}
