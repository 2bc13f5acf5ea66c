//! What a case leaves out of the rates, and why. Nothing is left out without a reason that can be counted.

use std::collections::BTreeMap;

use lianxin_base::{Id, Time};
use lianxin_cases::{LifeExclusion, State};

use super::Sheet;

impl<'a> Sheet<'a> {
    /// Each with its reason; who approved stands in the events of the case.
    pub(super) fn left_out(&mut self) {
        let life = self.life;
        let case = &life.case;
        for appeal in self.appeals() {
            self.one("left-out-appeal", Some(appeal.made_at));
        }
        match self.state() {
            State::Merged => return self.one("left-out-merged", case.ended_at),
            State::Refused => return self.one("left-out-refused", case.ended_at),
            State::Answered => return self.one("left-out-answered", case.ended_at),
            _ if self.is_withdrawn() => return self.one("left-out-withdrawn", case.ended_at),
            _ => {}
        }
        self.nobody_answered();
        if !self.counts() {
            return;
        }
        if self.is_out_of_duty() {
            self.one("left-out-out-of-duty", case.closed_at);
        } else if case.emergency {
            self.one("left-out-emergency", case.closed_at);
        } else if !life.requests.is_empty() && !self.can_be_reached() {
            let anonymous = life.requests.iter().all(|request| request.anonymous);
            self.one(if anonymous { "left-out-anonymous" } else { "left-out-no-phone" }, case.closed_at);
        }
    }

    /// Three tries on three half days: one for each person.
    fn nobody_answered(&mut self) {
        let mut people: BTreeMap<Option<Id>, Time> = BTreeMap::new();
        for one in self.life.exclusions.iter().filter(|one| one.reason == "no-answer") {
            let at = people.entry(one.request_id).or_insert(one.made_at);
            *at = one.made_at.max(*at);
        }
        for at in people.into_values() {
            self.one("left-out-no-answer", Some(at));
        }
    }

    /// Was this word of a person left out because an appeal was right? What they said later counts.
    pub(super) fn is_appealed(&self, rate: &str, request: Id, said_at: Time) -> bool {
        self.appeals()
            .any(|one| one.rate == rate && one.request_id == Some(request) && one.made_at >= said_at)
    }

    fn appeals(&self) -> impl Iterator<Item = &'a LifeExclusion> + use<'a> {
        self.life.exclusions.iter().filter(|one| one.reason == "appeal")
    }
}
