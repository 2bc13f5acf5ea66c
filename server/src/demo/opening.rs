//! How a request comes in and is sent to somebody.

use chrono::Duration;
use lianxin_access::{By, Done};
use lianxin_base::{Id, Time};
use lianxin_cases::{
    Accept, AttachedTo, Channel, Dispatch, HandOver, Register, State, accept, answer_at_once, attach,
    dispatch, find, hand_over, merge, refuse, register, tell_channel, unit_for, withdraw,
};
use lianxin_db::Tx;
use lianxin_playbook::{Limit, Pace, Stage, TimeUnit};

use super::life::{Lead, Life, Step, Turn};
use super::matters::Way;
use super::run::Run;

impl Run<'_> {
    pub(super) async fn register(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let life = self.lives[no].clone();
        let mut new = Register::new(tx.id(), life.channel, life.place, life.said.words.as_str());
        new.place_words.clone_from(&life.said.spot);
        new.anonymous = life.anonymous;
        new.proxy = life.channel == Channel::Proxy;
        new.person_id = life.person;
        if !life.anonymous {
            new.name.clone_from(&life.name);
            new.phone.clone_from(&life.phone);
        }
        if !life.service.is_empty() {
            new.service.clone_from(&life.service);
            new.category.clone_from(&life.said.matter.category);
        }
        if life.channel == Channel::Hotline {
            let due = self.county.playbook.clock.deadline(at, Limit::new(5, TimeUnit::WorkingDays), None).due;
            new.hotline = Some((format!("JN{}{no:05}", at.format("%y%m%d")), Some(due)));
        }
        let act = self.act(tx, &life.writer);
        let done = register(act, new).await?;
        let alarm = done.accept_due.is_some_and(|due| due - at <= Duration::minutes(20));
        if life.photo {
            let taken = self.picture(&life.said.matter.category, false).await?;
            let to = AttachedTo {
                case: done.case_id,
                request: Some(done.request_id),
                event: None,
                phase: "raised",
            };
            attach(self.act(tx, &life.writer), to, &taken).await?;
            self.taken.extend(taken);
        }
        let own = &mut self.lives[no];
        own.case = done.case_id;
        own.request = done.request_id;
        own.pace = if alarm { Pace::Urgent } else { Pace::Any };
        if !life.service.is_empty()
            && let Some(unit) = self.case(tx, no).await?.unit_id
        {
            self.ordered(no, at, unit);
            return Ok(());
        }
        let step = match (life.turn, life.said.matter.turn) {
            (Turn::RepeatOf(_), _) => Step::Merge,
            (_, Way::Petition | Way::Court) => Step::Refuse,
            (_, Way::Sealed) => Step::HandOver,
            (_, Way::Advice) => Step::Answer,
            _ => Step::Accept,
        };
        let next = self.moment(no, at, at, Stage::Accept, (0.1, 0.8));
        self.then(no, next, step);
        Ok(())
    }

    pub(super) async fn accept(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let life = self.lives[no].clone();
        let village = self.land.villages[life.village].id;
        let matter = &life.said.matter;
        let order = Accept {
            case: life.case,
            revision: None,
            category: matter.category.clone(),
            kind: matter.kind.clone(),
            item: String::new(),
            title: String::new(),
            accused: (matter.category == "T04").then_some(village),
        };
        let by = self.town(no, "dispatcher", no);
        accept(self.act(tx, &by), order).await?;
        let case = self.case(tx, no).await?;
        let own = &mut self.lives[no];
        own.pace = Pace::parse(&case.pace).unwrap_or(Pace::Normal);
        own.accepted_at = at;
        if let Turn::Repeats(many) = life.turn {
            self.neighbours(no, at, many);
        }
        let next = self.moment(no, at, at, Stage::Dispatch, (0.05, 0.7));
        self.then(no, next, Step::Dispatch);
        Ok(())
    }

    /// The same matter, said by others of the village within some hours.
    fn neighbours(&mut self, master: usize, at: Time, many: i64) {
        for _ in 0..many {
            let like = &self.lives[master];
            let mut life = Life::new(like.village, like.place, like.said.clone());
            life.until = None;
            life.turn = Turn::RepeatOf(master);
            life.name = super::names::name(&mut self.chance);
            life.phone = super::names::phone(&mut self.chance);
            let words =
                ["我家这边也是：", "同样的问题，", "我也说一下，", "不光他一家，", "跟邻居说的一样，"];
            let before = self.chance.pick(&words).copied().unwrap_or("");
            life.said.words = format!("{before}{}", life.said.words);
            let at = at + Duration::minutes(self.chance.between(4, 150));
            self.begin(at, life);
        }
    }

    pub(super) async fn merge(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let Turn::RepeatOf(master) = self.lives[no].turn else { return self.accept(tx, at, no).await };
        let into = find(tx, self.lives[master].case).await?;
        let fits = into
            .is_some_and(|case| matches!(case.state(), State::Accepted | State::Dispatched | State::Signed));
        if !fits {
            self.lives[no].turn = Turn::Plain;
            return self.accept(tx, at, no).await;
        }
        let by = self.town(no, "dispatcher", no);
        merge(self.act(tx, &by), self.lives[master].case, &[self.lives[no].case]).await?;
        Ok(())
    }

    pub(super) async fn refuse(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let by = self.town(no, "dispatcher", no);
        let (ground, directions) = match self.lives[no].said.matter.turn {
            Way::Court => ("court", "这件事法院或仲裁正在办，请按通知的时间参加，法律援助可打12348"),
            _ => ("petition", "这件事信访部门已经受理，请按告知书上的电话询问进度，我们已转告"),
        };
        refuse(self.act(tx, &by), self.lives[no].case, None, ground, directions).await?;
        let next = self.hours.later(at, 200);
        self.then(no, next, Step::TellChannel);
        Ok(())
    }

    pub(super) async fn hand_over(&mut self, tx: &Tx, no: usize) -> Done<()> {
        let by = self.town(no, "dispatcher", no);
        let life = &self.lives[no];
        let order = HandOver {
            id: tx.id(),
            case: life.case,
            revision: None,
            category: life.said.matter.category.clone(),
            words: "已封存移交有权处理的单位，由他们直接答复您，可凭查询码查看".into(),
        };
        hand_over(self.act(tx, &by), order).await
    }

    pub(super) async fn tell_channel(&mut self, tx: &Tx, no: usize) -> Done<()> {
        let by = self.town(no, "dispatcher", no);
        tell_channel(self.act(tx, &by), self.lives[no].case, "已电话告知去哪里问、带什么").await
    }

    pub(super) async fn answer(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let by = self.town(no, "dispatcher", no);
        let life = self.lives[no].clone();
        let said = &life.said;
        answer_at_once(self.act(tx, &by), life.case, &said.matter.category, &said.answer).await?;
        self.may_rate(no, at, life.request, 30);
        Ok(())
    }

    pub(super) async fn withdraw(&mut self, tx: &Tx, no: usize) -> Done<()> {
        let mut case = self.case(tx, no).await?;
        if !matches!(case.state(), State::Accepted | State::Dispatched | State::Signed) {
            return Ok(());
        }
        let by = By::nobody();
        withdraw(self.act(tx, &by), &mut case, "自己解决了，不用来了").await?;
        self.lives[no].over = true;
        Ok(())
    }

    pub(super) async fn dispatch(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let unit = self.choose(tx, no).await?;
        let by = self.town(no, "dispatcher", no);
        let order = Dispatch {
            case: self.lives[no].case,
            revision: None,
            part: tx.id(),
            unit,
            supports: vec![],
            item: String::new(),
            words: String::new(),
            suggestion: if self.chance.percent(80) { "accepted" } else { "changed" },
        };
        dispatch(self.act(tx, &by), order).await?;
        self.sent(no, at, unit);
        Ok(())
    }

    /// A unit has the order now: it signs, or says that it is not its own.
    pub(super) fn sent(&mut self, no: usize, at: Time, unit: Id) {
        self.lives[no].unit = unit;
        let life = &self.lives[no];
        if life.turn == Turn::Withdraw {
            let next = self.hours.later(at, 90);
            self.then(no, next, Step::Withdraw);
        }
        if self.lives[no].turn == Turn::Return && !self.lives[no].returned {
            let next = self.after(no, at, 20, 180).min(self.hours.later(at, 200));
            self.then(no, next, Step::AskReturn);
            return;
        }
        let next = self.moment(no, at, at, Stage::Sign, (0.1, 0.9));
        self.then(no, next, Step::Sign);
    }

    async fn choose(&mut self, tx: &Tx, no: usize) -> Done<Id> {
        let life = self.lives[no].clone();
        let village = self.land.villages[life.village].clone();
        match life.lead {
            Lead::Village => return Ok(village.id),
            Lead::Area => return Ok(village.area),
            Lead::Listed => {}
        }
        let playbook = &self.county.playbook;
        let Some(item) = playbook.primary_item(&life.said.matter.category) else { return Ok(village.area) };
        if life.turn == Turn::Return && !life.returned {
            for code in &item.supporting_units {
                let unit = unit_for(tx, playbook, code, life.place).await?;
                if let Some(unit) = unit.filter(|unit| self.is_in_office(unit.id)) {
                    return Ok(unit.id);
                }
            }
            self.lives[no].turn = Turn::Plain;
        }
        if item.lead_unit == "town" {
            let own = [(village.area, 55), (village.id, 27), (village.town, 18)];
            // Whoever is complained about does not get it.
            let own = if life.said.matter.category == "T04" { &own[2..] } else { &own[..] };
            let weights: Vec<u32> = own.iter().map(|(_, weight)| *weight).collect();
            return Ok(own[self.chance.weighted(&weights)].0);
        }
        let unit = unit_for(tx, playbook, &item.lead_unit, life.place).await?;
        Ok(unit.map_or(village.area, |unit| unit.id))
    }
}
