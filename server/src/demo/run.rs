//! Walks through the generated year: whose turn is next, in which transaction, and what passes by itself.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use chrono::Duration;
use lianxin_access::{By, Done, Stop};
use lianxin_base::{Id, Time};
use lianxin_cases::{Act, Case, Files, Taken, find};
use lianxin_db::{Fault, Tx};
use lianxin_playbook::{Pace, Stage};
use lianxin_web::{County, Job, Module};

use super::chance::Chance;
use super::hours::Hours;
use super::land::Land;
use super::life::{Life, Step};
use super::matters::Matters;
use super::photos::Photos;
use super::staff::Staff;

/// One transaction plays what happens in this time; then deadlines are looked at, as the server does by itself.
const SLOT: Duration = Duration::hours(3);

type Waiting = Reverse<(Time, u64, usize, Step)>;

pub struct Run<'a> {
    pub county: &'a County,
    pub land: Land,
    pub staff: Staff,
    pub hours: Hours<'a>,
    pub matters: Matters,
    pub chance: Chance,
    pub lives: Vec<Life>,
    pub photos: Photos,
    pub files: Arc<Files>,
    /// Photos whose rows wait for the commit.
    pub taken: Vec<Taken>,
    /// What the verbs refused: none, unless the generator does what nobody may.
    pub refused: Vec<String>,
    waiting: BinaryHeap<Waiting>,
    order: u64,
}

impl<'a> Run<'a> {
    pub fn new(
        county: &'a County,
        files: Arc<Files>,
        land: Land,
        staff: Staff,
        matters: Matters,
        chance: Chance,
    ) -> Self {
        Self {
            county,
            land,
            staff,
            hours: Hours(&county.playbook),
            matters,
            chance,
            lives: vec![],
            photos: Photos::default(),
            files,
            taken: vec![],
            refused: vec![],
            waiting: BinaryHeap::new(),
            order: 0,
        }
    }

    /// A new life begins at an instant.
    pub fn begin(&mut self, at: Time, life: Life) -> usize {
        self.lives.push(life);
        let no = self.lives.len() - 1;
        self.then(no, at, Step::Register);
        no
    }

    /// This step comes at that instant, unless the life is to stand still before it.
    pub fn then(&mut self, no: usize, at: Time, step: Step) {
        if self.lives[no].until.is_some_and(|until| !until.allows(step)) {
            return;
        }
        self.order += 1;
        self.waiting.push(Reverse((at, self.order, no, step)));
    }

    /// Plays everything until an instant.
    pub async fn until(&mut self, modules: &[Module], from: Time, until: Time) -> Result<(), Fault> {
        let deadlines = modules.iter().flat_map(|module| &module.jobs).find(|job| job.name == "deadlines");
        let mut slot = from;
        while slot < until {
            let end = (slot + SLOT).min(until);
            self.play(end).await?;
            self.county.store.world().clock.move_to(end);
            if let Some(deadlines) = deadlines {
                self.pass(deadlines).await?;
            }
            while lianxin_events::seal(&self.county.store).await? > 0 {}
            slot = end;
        }
        Ok(())
    }

    async fn pass(&self, deadlines: &Job) -> Result<(), Fault> {
        // What stays late is looked at again each time, so this ends when a round tells nothing more.
        const ROUNDS: usize = 20;
        for _ in 0..ROUNDS {
            if (deadlines.run)(self.county).await? == 0 {
                break;
            }
        }
        Ok(())
    }

    async fn play(&mut self, end: Time) -> Result<(), Fault> {
        if self.waiting.peek().is_none_or(|next| next.0.0 >= end) {
            return Ok(());
        }
        let mut tx = self.county.store.begin().await?;
        while let Some(Reverse((at, _, no, step))) = self.waiting.peek().copied() {
            if at >= end {
                break;
            }
            self.waiting.pop();
            self.county.store.world().clock.move_to(at);
            tx.move_to(at);
            self.try_step(&tx, at, no, step).await?;
        }
        tx.commit().await?;
        let taken = std::mem::take(&mut self.taken);
        self.files.release(&taken).await;
        Ok(())
    }

    /// A refused step leaves nothing behind, and the life rests where it is.
    async fn try_step(&mut self, tx: &Tx, at: Time, no: usize, step: Step) -> Result<(), Fault> {
        if self.lives[no].over {
            return Ok(());
        }
        tx.script("SAVEPOINT step").await?;
        match self.step(tx, at, no, step).await {
            Ok(()) => tx.script("RELEASE SAVEPOINT step").await,
            Err(Stop::Fault(fault)) => Err(fault),
            Err(Stop::Refused(refused)) => {
                tx.script("ROLLBACK TO SAVEPOINT step").await?;
                let life = &self.lives[no];
                let category = &life.said.matter.category;
                self.refused.push(format!("{step:?} of {:?}, {category}, at {at}: {refused}", life.turn));
                Ok(())
            }
        }
    }

    async fn step(&mut self, tx: &Tx, at: Time, no: usize, step: Step) -> Done<()> {
        match step {
            Step::Register => self.register(tx, at, no).await,
            Step::Accept => self.accept(tx, at, no).await,
            Step::HandOver => self.hand_over(tx, no).await,
            Step::Refuse => self.refuse(tx, at, no).await,
            Step::TellChannel => self.tell_channel(tx, no).await,
            Step::Answer => self.answer(tx, at, no).await,
            Step::Merge => self.merge(tx, at, no).await,
            Step::Withdraw => self.withdraw(tx, no).await,
            Step::Dispatch => self.dispatch(tx, at, no).await,
            Step::AskReturn => self.ask_return(tx, at, no).await,
            Step::DecideReturn(ask) => self.decide_return(tx, at, no, ask).await,
            Step::Sign => self.sign(tx, at, no).await,
            Step::Assign => self.assign(tx, at, no).await,
            Step::Arrive => self.arrive(tx, at, no).await,
            Step::Contact => self.contact(tx, at, no).await,
            Step::Plan => self.plan(tx, at, no).await,
            Step::Progress => self.progress(tx, at, no).await,
            Step::Press => self.press(tx, at, no).await,
            Step::AnswerPress => self.answer_press(tx, at, no).await,
            Step::AskExtend => self.ask_extend(tx, at, no).await,
            Step::DecideExtend(ask) => self.decide_extend(tx, at, no, ask).await,
            Step::AskSuspend => self.ask_suspend(tx, at, no).await,
            Step::DecideSuspend(ask) => self.decide_suspend(tx, at, no, ask).await,
            Step::Lift => self.lift(tx, at, no).await,
            Step::AskWhistle => self.ask_whistle(tx, at, no).await,
            Step::Blow => self.blow(tx, at, no).await,
            Step::ReportIn(part) => self.report_in(tx, at, no, part).await,
            Step::GiveResult(part) => self.give_result(tx, part).await,
            Step::Score(part, town) => self.score(tx, no, part, town).await,
            Step::Resolve => self.resolve(tx, at, no).await,
            Step::SendBack => self.send_back(tx, at, no).await,
            Step::Verify => self.verify(tx, at, no).await,
            Step::Call(request, tries) => self.call(tx, at, no, request, tries).await,
            Step::Rate(request) => self.rate(tx, at, no, request).await,
            Step::Fix(request) => self.fix(tx, at, no, request).await,
            Step::DecideAppeal(ask, request) => self.decide_appeal(tx, at, no, (ask, request)).await,
            Step::Visit => self.visit(tx, at, no).await,
            Step::Papers => self.papers(tx, at, no).await,
            Step::Finish => self.finish(tx, at, no).await,
        }
    }

    pub fn act<'b>(&self, tx: &'b Tx, by: &'b By) -> Act<'b>
    where
        'a: 'b,
    {
        Act { tx, county: self.county, by }
    }

    pub async fn case(&self, tx: &Tx, no: usize) -> Done<Case> {
        let absent = || lianxin_base::Refused::absent("cases-refused-absent");
        Ok(find(tx, self.lives[no].case).await?.ok_or_else(absent)?)
    }

    /// The holder of a role in the town of a life's place.
    pub fn town(&self, no: usize, role: &'static str, which: usize) -> By {
        let town = self.land.villages[self.lives[no].village].town;
        self.staff.get(town, role, which).cloned().unwrap_or_default()
    }

    pub fn area(&self, no: usize, role: &'static str) -> By {
        let area = self.land.villages[self.lives[no].village].area;
        self.staff.get(area, role, 0).cloned().unwrap_or_default()
    }

    /// When somebody acts inside the limit of a stage that began at `start`: between two shares of it. Pictures of
    /// today are quick instead.
    pub fn moment(&mut self, no: usize, at: Time, start: Time, stage: Stage, shares: (f64, f64)) -> Time {
        let life = &self.lives[no];
        if let Some(quick) = life.quick {
            return self.hours.later(at, quick);
        }
        let (pace, urgent) = (life.pace, life.is_urgent());
        let limits = &self.county.playbook.limits;
        let rule = limits.limit(pace, stage).or_else(|| limits.limit(Pace::Any, stage));
        let due = rule.and_then(|rule| self.county.playbook.clock.deadline_by(rule, start));
        let Some(due) = due.map(|due| due.due) else { return self.hours.later(at, 30) };
        let mut share = shares.0 + (shares.1 - shares.0) * self.chance.share();
        // Those who are late are late at one stage or another, not at all.
        if self.lives[no].late && self.chance.percent(18) {
            share = 1.1 + self.chance.share();
        }
        self.hours
            .share(start, due, share, urgent && due - start < Duration::days(2))
            .max(at + Duration::minutes(2))
    }

    /// So many office minutes later; an urgent matter does not wait for the office to open.
    pub fn after(&mut self, no: usize, at: Time, from: i64, to: i64) -> Time {
        let life = &self.lives[no];
        if let Some(quick) = life.quick {
            return self.hours.later(at, quick);
        }
        let urgent = life.is_urgent();
        let minutes = self.chance.between(from, to);
        if urgent { at + Duration::minutes(minutes) } else { self.hours.later(at, minutes) }
    }

    pub fn is_in_office(&self, org: Id) -> bool {
        matches!(self.land.kind(org), "department" | "body")
    }
}
