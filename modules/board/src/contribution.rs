//! What one case adds to the figures, by the counting rules (`casework-data.md` 2, `casework.md` rates). Pure: the same
//! rows give the same figures, whoever counts and when.

mod left_out;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use lianxin_base::{Id, Time, day_in_china};
use lianxin_cases::{Life, LifeCallBack, LifeClock, LifePart, SEALED, State};

use crate::name;

/// Where a figure counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub name: &'static str,
    pub day: NaiveDate,
    pub place: Id,
    /// Nil where no unit answers for it.
    pub unit: Id,
    pub category: String,
}

/// How many of `total` were so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub value: i64,
    pub total: i64,
}

impl Sum {
    pub fn add(&mut self, other: Self) {
        self.value += other.value;
        self.total += other.total;
    }
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self { value: self.value - other.value, total: self.total - other.total }
    }
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// The day of figures that are so now.
pub fn always() -> NaiveDate {
    NaiveDate::default()
}

pub type Contributions = BTreeMap<Key, Sum>;

/// Everything that a case adds. What was handed over sealed adds nothing: a count of one would tell a village that
/// somebody accused it.
pub fn contributions_of(life: &Life) -> Contributions {
    let mut sheet = Sheet { life, sums: BTreeMap::new() };
    if life.case.ending == SEALED {
        return sheet.sums;
    }
    sheet.coming_in();
    sheet.response();
    sheet.promises();
    sheet.verdict();
    sheet.calls();
    sheet.orders();
    sheet.asks();
    sheet.whistles();
    sheet.left_out();
    sheet.now();
    sheet.sums
}

struct Sheet<'a> {
    life: &'a Life,
    sums: Contributions,
}

/// Ran out or was met; a dropped clock and one that still runs say nothing.
fn outcome(clock: &LifeClock) -> Option<(bool, Time)> {
    match (clock.result.as_str(), clock.ended_at) {
        ("met", Some(at)) => Some((true, at)),
        ("late", Some(at)) => Some((false, at)),
        ("", _) if clock.red_told => Some((false, clock.due_at)),
        _ => None,
    }
}

fn is_promise(clock: &LifeClock) -> bool {
    matches!(clock.stage.as_str(), "resolve" | "reopen-1" | "reopen-2")
}

fn is_valid(call: &LifeCallBack) -> bool {
    call.reached && !call.solved.is_empty()
}

/// Best level first in the list of names.
fn level(names: [&'static str; 5], level: i64) -> Option<&'static str> {
    usize::try_from(5 - level).ok().and_then(|at| names.get(at)).copied()
}

impl<'a> Sheet<'a> {
    fn state(&self) -> State {
        State::parse(&self.life.case.state)
    }

    /// A case of ours: accepted, and not gone on elsewhere.
    fn counts(&self) -> bool {
        self.life.case.accepted_at.is_some()
            && !matches!(self.state(), State::Merged | State::Answered | State::Refused)
    }

    fn is_withdrawn(&self) -> bool {
        self.life.case.ending == "withdrawn"
    }

    /// Out of duty, as the unit says and the verifier confirms.
    fn is_out_of_duty(&self) -> bool {
        self.life.case.ending == "out-of-duty" && self.life.case.closed_at.is_some()
    }

    fn can_be_reached(&self) -> bool {
        self.life.requests.iter().any(|request| request.reachable == 1)
    }

    fn add(&mut self, name: &'static str, at: Time, value: i64, total: i64) {
        let unit = self.life.case.unit_id;
        self.add_for(name, at, unit, value, total);
    }

    fn add_for(&mut self, name: &'static str, at: Time, unit: Option<Id>, value: i64, total: i64) {
        self.put(name, day_in_china(at), unit, Sum { value, total });
    }

    fn put(&mut self, name: &'static str, day: NaiveDate, unit: Option<Id>, sum: Sum) {
        let case = &self.life.case;
        let (place, category) = (case.place_id, case.category.clone());
        let key = Key { name, day, place, unit: unit.unwrap_or_default(), category };
        self.sums.entry(key).or_default().add(sum);
    }

    fn one(&mut self, name: &'static str, at: Option<Time>) {
        if let Some(at) = at {
            self.add(name, at, 1, 1);
        }
    }

    fn part(&self, id: Option<Id>) -> Option<&'a LifePart> {
        self.life.parts.iter().find(|part| Some(part.id) == id)
    }

    fn coming_in(&mut self) {
        let life = self.life;
        let case = &life.case;
        self.one(name::REQUESTS, life.requested_at);
        if self.counts() {
            self.one(name::ACCEPTED, case.accepted_at);
            self.one(name::CLOSED, case.closed_at);
        }
        if self.state() == State::Refused {
            self.one(name::REFUSED, case.ended_at);
        }
        for clock in life.clocks.iter().filter(|clock| clock.stage == "channel-told") {
            if let Some((met, at)) = outcome(clock) {
                self.add(name::TOLD, at, i64::from(met), 1);
            }
        }
    }

    /// Left out: anonymous, nobody to call, passed on as an emergency, taken back, merged, answered at once.
    fn response(&mut self) {
        let life = self.life;
        let case = &life.case;
        if !self.counts() || case.emergency || self.is_withdrawn() || !self.can_be_reached() {
            return;
        }
        let outcomes: Vec<_> =
            life.clocks.iter().filter(|clock| clock.stage == "contact").filter_map(outcome).collect();
        let missed = outcomes.iter().find(|(met, _)| !met);
        if let Some((met, at)) = missed.or(outcomes.first()) {
            self.add(name::RESPONSE, *at, i64::from(*met), 1);
        } else if life.clocks.iter().all(|clock| clock.stage != "contact" || clock.result == "dropped") {
            // Spoken with before any deadline ran: a case that was split off by the call-back itself.
            self.one(name::RESPONSE, case.contacted_at);
        }
    }

    /// Each round is a promise of its own; it counts when the round was verified.
    fn promises(&mut self) {
        let life = self.life;
        let case = &life.case;
        if !self.counts() {
            return;
        }
        for clock in life.clocks.iter().filter(|clock| is_promise(clock)) {
            let over = clock.round < case.round || case.closed_at.is_some();
            let (true, Some(done)) =
                (over && matches!(clock.result.as_str(), "met" | "late"), clock.ended_at)
            else {
                continue;
            };
            let at = self.verified_at(clock.round).unwrap_or(done);
            let unit = self.leader(clock.round);
            self.add_for(name::IN_TIME, at, unit, i64::from(clock.result == "met"), 1);
            self.add_for(name::IN_TIME_ORIGINAL, at, unit, i64::from(done <= clock.original_due), 1);
        }
        let again = life
            .clocks
            .iter()
            .filter(|clock| clock.stage.starts_with("reopen-") && clock.stage != "reopen-window");
        for clock in again {
            self.add(name::REOPENED, clock.started_at, 1, 1);
        }
    }

    fn verified_at(&self, round: i64) -> Option<Time> {
        if round == self.life.case.round {
            return self.life.case.closed_at;
        }
        let verify = self.life.clocks.iter().filter(|clock| clock.stage == "verify" && clock.round == round);
        verify.filter_map(|clock| clock.ended_at).max()
    }

    /// Who led in a round; a returned order is nobody's.
    fn leader(&self, round: i64) -> Option<Id> {
        let led = |part: &&LifePart| part.kind == "lead" && part.round == round && part.state != "returned";
        let last = self.life.parts.iter().filter(led).max_by_key(|part| (part.dispatched_at, part.id));
        last.map(|part| part.unit_id).or(self.life.case.unit_id)
    }

    /// What the person says of the case: the last valid call-back of whoever asked first. People whose requests were
    /// merged count among call-backs, not here.
    fn verdict(&mut self) {
        let life = self.life;
        if !self.counts() || self.is_withdrawn() || self.is_out_of_duty() {
            return;
        }
        let own = |call: &&LifeCallBack| {
            life.requested_at.is_none()
                || life
                    .requests
                    .iter()
                    .any(|one| one.id == call.request_id && one.first_case_id == life.case.id)
        };
        let valid = life.call_backs.iter().filter(|call| is_valid(call)).filter(own);
        let Some(last) = valid.max_by_key(|call| (call.called_at, call.round)) else { return };
        let at = last.called_at;
        let yes = i64::from(last.solved == "yes");
        self.add(name::RESOLUTION, at, yes, 1);
        if last.solved == "partly" {
            self.one(name::PARTLY, Some(at));
        }
        let first = last.round == 1 && life.case.round == 1;
        self.add(name::FIRST_TIME, at, yes * i64::from(first), 1);
        let counts = !self.is_appealed("satisfaction", last.request_id, at);
        if let Some(level) = level(name::SATISFACTION, last.satisfaction).filter(|_| counts) {
            self.one(level, Some(at));
        }
    }

    fn calls(&mut self) {
        let life = self.life;
        for call in life.call_backs.iter().filter(|call| is_valid(call)) {
            self.add(name::CALLS, call.called_at, i64::from(call.solved == "yes"), 1);
            if call.solved == "partly" {
                self.one(name::CALLS_PARTLY, Some(call.called_at));
            }
            let counts = !self.is_appealed("satisfaction", call.request_id, call.called_at);
            if let Some(level) = level(name::CALL_LEVELS, call.satisfaction).filter(|_| counts) {
                self.one(level, Some(call.called_at));
            }
        }
        let due = |clock: &&LifeClock| matches!(clock.stage.as_str(), "call-back" | "merged-call-back");
        for (met, at) in life.clocks.iter().filter(due).filter_map(outcome) {
            self.add(name::CALL_BACKS, at, i64::from(met), 1);
        }
        for request in &life.requests {
            let Some(at) = request.rated_at else { continue };
            let counts = !self.is_appealed("rating", request.id, at);
            if let Some(level) = level(name::RATINGS, request.rating).filter(|_| counts) {
                self.one(level, Some(at));
            }
        }
    }

    fn orders(&mut self) {
        let life = self.life;
        let lead = || life.parts.iter().filter(|part| part.kind == "lead");
        for part in lead().filter(|part| !matches!(part.state.as_str(), "returned" | "dropped")) {
            self.add_for(name::ORDERS, part.dispatched_at, Some(part.unit_id), 1, 1);
        }
        if let Some(first) = lead().min_by_key(|part| (part.dispatched_at, part.id))
            && first.state != "dropped"
        {
            self.add(name::FIRST_RIGHT, first.dispatched_at, i64::from(first.state != "returned"), 1);
        }
        for clock in life.clocks.iter().filter(|clock| clock.stage == "sign") {
            let part = self.part(clock.part_id).filter(|part| part.state != "returned");
            if let (Some(part), Some((met, at))) = (part, outcome(clock)) {
                self.add_for(name::SIGN, at, Some(part.unit_id), i64::from(met), 1);
            }
        }
    }

    /// A return stays a return of the unit that asked, even when the order left its figures.
    fn asks(&mut self) {
        for ask in &self.life.asks {
            let unit = self.part(Some(ask.part_id)).map(|part| part.unit_id);
            let (asked, granted, refused) = match ask.kind.as_str() {
                // Counted where it is right, as what it leaves out.
                "appeal" => continue,
                "return" => (name::RETURNS, name::RETURNS_CONFIRMED, Some(name::RETURNS_REFUSED)),
                "extend" => (name::EXTENSIONS, name::EXTENSIONS_APPROVED, None),
                _ => (name::SUSPENSIONS, name::SUSPENSIONS_APPROVED, None),
            };
            self.add_for(asked, ask.asked_at, unit, 1, 1);
            let Some(at) = ask.decided_at else { continue };
            match (ask.state.as_str(), refused) {
                ("confirmed" | "lifted", _) => self.add_for(granted, at, unit, 1, 1),
                // Nobody decided in time: a return is then not confirmed.
                ("refused" | "lapsed", Some(refused)) => self.add_for(refused, at, unit, 1, 1),
                _ => {}
            }
        }
    }

    /// A missing score is “not scored”, never a full one.
    fn whistles(&mut self) {
        let life = self.life;
        for whistle in &life.whistles {
            self.add_for(name::WHISTLES, whistle.blown_at, Some(whistle.town_id), 1, 1);
            let called = life.parts.iter().filter(|part| part.whistle_id == Some(whistle.id));
            for part in called.filter(|part| part.state != "dropped") {
                let unit = Some(part.unit_id);
                self.add_for(
                    name::REPORTED,
                    part.dispatched_at,
                    unit,
                    i64::from(part.reported_in_at.is_some()),
                    1,
                );
                let clock = life
                    .clocks
                    .iter()
                    .find(|clock| clock.part_id == Some(part.id) && clock.stage == "report-in");
                if let Some((met, at)) = clock.and_then(outcome) {
                    self.add_for(name::REPORT_IN, at, unit, i64::from(met), 1);
                }
                if let Some(closed) = whistle.closed_at {
                    let given = life.scores.iter().filter(|score| score.part_id == part.id).count();
                    self.add_for(name::SCORES, closed, unit, given as i64, 2);
                }
            }
        }
    }

    fn now(&mut self) {
        let life = self.life;
        if !self.state().is_open() {
            return;
        }
        let unit = life.case.unit_id;
        self.put(name::OPEN, always(), unit, Sum { value: 1, total: 1 });
        let passed = |clock: &LifeClock| {
            clock.result.is_empty()
                && clock.stopped_at.is_none()
                && clock.red_told
                && clock.stage != "mutual-score"
        };
        if life.clocks.iter().any(passed) {
            self.put(name::LATE, always(), unit, Sum { value: 1, total: 1 });
        }
    }
}
