//! Somebody else looks, everybody is called, and now and then it begins again.

use chrono::Duration;
use lianxin_access::{By, Done};
use lianxin_base::{Id, Time};
use lianxin_cases::{CallBack, Heard, Solved, State, Then, call_back, rate, requests_of, send_back, verify};
use lianxin_db::Tx;
use lianxin_playbook::Stage;

use super::life::{Step, Turn};
use super::run::Run;

/// Whoever was not reached is called again on another half day, three times at most.
const HALF_A_DAY: i64 = 300;
const TRIES: u8 = 3;

impl Run<'_> {
    pub(super) async fn send_back(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let by = self.town(no, "verifier", no);
        send_back(self.act(tx, &by), self.lives[no].case, None, "去看过，还没弄利索，照片和现场不一样")
            .await?;
        self.lives[no].sent_back = true;
        let next = self.after(no, at, 60, 400);
        self.then(no, next, Step::Resolve);
        Ok(())
    }

    pub(super) async fn verify(&mut self, tx: &Tx, at: Time, no: usize) -> Done<()> {
        let by = self.town(no, "verifier", no);
        let case = self.lives[no].case;
        verify(self.act(tx, &by), case, None, "看过现场，和答复一致").await?;
        let mut nobody = true;
        for request in requests_of(tx, case).await? {
            if request.phone_sealed.is_some() || request.person_id.is_some() {
                nobody = false;
                let next = self.moment(no, at, at, Stage::CallBack, (0.05, 0.75));
                self.then(no, next, Step::Call(request.id, 0));
            }
        }
        if nobody {
            self.may_rate(no, at, self.lives[no].request, 22);
        }
        Ok(())
    }

    pub(super) async fn call(&mut self, tx: &Tx, at: Time, no: usize, request: Id, tries: u8) -> Done<()> {
        let case = self.case(tx, no).await?;
        if case.state() != State::Closed {
            return Ok(());
        }
        let by = self.town(no, "caller", no);
        let alone = requests_of(tx, case.id).await?.len() == 1;
        let again = match self.lives[no].turn {
            Turn::Redo => case.round == 1,
            Turn::RedoTwice => case.round <= 2,
            _ => false,
        };
        let appeal = self.lives[no].turn == Turn::Appeal;
        let silent = !again && !appeal && self.chance.percent(11);
        let heard = match silent {
            true => None,
            false if appeal => Some(Heard { solved: Solved::Yes, satisfaction: 1, then: Then::Rest }),
            false => Some(self.heard(alone && again)),
        };
        let way = if self.chance.percent(85) { "phone" } else { "landline" };
        let call = CallBack { id: tx.id(), request, way, heard, words: String::new() };
        call_back(self.act(tx, &by), call).await?;
        match heard {
            None if tries + 1 < TRIES => {
                let next = self.hours.later(at, HALF_A_DAY);
                self.then(no, next, Step::Call(request, tries + 1));
            }
            None => {}
            Some(heard) if heard.then == Then::Redo => {
                let unit = self.case(tx, no).await?.unit_id.unwrap_or(self.lives[no].unit);
                let life = &mut self.lives[no];
                life.rounds += 1;
                life.late = false;
                self.sent(no, at, unit);
            }
            Some(heard) if heard.satisfaction <= 2 => self.will_fix(no, at, request),
            Some(_) => self.may_rate(no, at, request, 34),
        }
        Ok(())
    }

    fn heard(&mut self, again: bool) -> Heard {
        if again {
            let solved = if self.chance.percent(50) { Solved::No } else { Solved::Partly };
            return Heard { solved, satisfaction: self.chance.between(1, 2), then: Then::Redo };
        }
        let (solved, satisfaction) = match self.chance.below(100) {
            0..3 => (Solved::No, self.chance.between(1, 2)),
            3..8 => (Solved::Partly, self.chance.between(2, 3)),
            8..20 => (Solved::Yes, 3),
            20..58 => (Solved::Yes, 4),
            _ => (Solved::Yes, 5),
        };
        Heard { solved, satisfaction, then: Then::Rest }
    }

    /// Some people rate by themselves, often in the evening.
    pub(super) fn may_rate(&mut self, no: usize, at: Time, request: Id, percent: usize) {
        if self.chance.percent(percent) {
            let next = at + Duration::minutes(self.chance.between(40, 3_000));
            self.then(no, next, Step::Rate(request));
        }
    }

    pub(super) async fn rate(&mut self, tx: &Tx, at: Time, no: usize, request: Id) -> Done<()> {
        let case = self.case(tx, no).await?;
        if !matches!(case.state(), State::Done | State::Closed | State::Ended | State::Answered) {
            return Ok(());
        }
        let level = match self.chance.below(100) {
            0..3 => 1,
            3..8 => 2,
            8..18 => 3,
            18..48 => 4,
            _ => 5,
        };
        let by = By::nobody();
        rate(self.act(tx, &by), request, level, "").await?;
        // Advice that was answered at once had no unit that could put it right.
        if level <= 2 && case.state() != State::Answered {
            self.will_fix(no, at, request);
        }
        Ok(())
    }
}
