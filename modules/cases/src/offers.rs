//! What somebody may do with a case now, and what later. Page, desk and matrix ask here; the verbs decide themselves
//! once more.

use lianxin_access::By;
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault};
use lianxin_playbook::Stage;
use lianxin_web::County;

use crate::part::Part;
use crate::{Case, Standing, State, standing};

/// The verbs of a case: word (also in the address and in text keys) and who may come in at its route.
macro_rules! verbs {
    ($($name:ident = $word:literal, $($capability:literal)|+;)+) => {
        /// Something that people do with a case.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Verb { $($name),+ }

        impl Verb {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }
            pub fn path(self) -> &'static str {
                match self { $(Self::$name => concat!("/cases/{id}/", $word)),+ }
            }
            pub fn capabilities(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($capability),+]),+ }
            }
        }
    };
}

verbs! {
    Accept = "accept", "case.accept";
    AnswerAtOnce = "answer-at-once", "case.answer-at-once";
    Refuse = "refuse", "case.accept";
    HandOver = "hand-over-sealed", "sealed.hand-over";
    TellChannel = "tell-channel", "case.accept";
    AskAgain = "ask-again", "case.accept";
    Dispatch = "dispatch", "case.dispatch";
    Sign = "sign", "case.sign";
    Assign = "assign", "case.handle";
    Contact = "contact", "case.contact";
    Arrive = "arrive", "case.handle";
    Progress = "progress", "case.handle";
    Plan = "plan", "case.handle";
    Resolve = "resolve", "case.handle";
    Verify = "verify", "case.verify";
    SendBack = "send-back", "case.verify";
    CallBack = "call-back", "case.call-back";
    AskReturn = "ask-return", "case.return-ask";
    AskExtend = "ask-extend", "case.extend-ask";
    AskSuspend = "ask-suspend", "case.suspend-ask";
    Decide = "decide", "case.return-decide" | "case.extend-approve" | "case.suspend-approve" | "rating.appeal-decide";
    Lift = "lift", "case.suspend-approve";
    AskWhistle = "ask-whistle", "whistle.ask";
    Blow = "blow", "whistle.blow";
    DeclineWhistle = "decline-whistle", "whistle.blow";
    ReportIn = "report-in", "whistle.report-in";
    GiveResult = "give-result", "whistle.report-in";
    Score = "score", "whistle.score";
    Press = "press", "case.press";
    AnswerPress = "answer-press", "case.handle";
    Merge = "merge", "case.merge";
    OpenChild = "open-child", "case.dispatch";
    Relate = "relate", "case.merge";
    Withdraw = "withdraw", "case.create-for-other";
    Visit = "visit", "case.handle";
    RecordConsent = "record-consent", "case.handle";
    PapersComplete = "papers-complete", "case.handle";
    HandIn = "hand-in", "case.handle";
    FinishItem = "finish-item", "case.handle";
    FixRating = "fix-rating", "case.handle" | "case.press";
    AppealRating = "appeal-rating", "rating.appeal";
    Claim = "claim", "case.accept";
    Release = "release", "case.accept";
    Classify = "classify", "case.classify";
}

/// One act that is open to somebody, or will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub verb: Verb,
    /// The part, request, ask or item that it is about.
    pub of: Option<Id>,
    /// Not yet: the text key of what must happen first.
    pub wait: Option<&'static str>,
}

/// What this person may do with the case now (no `wait`), and what once something else has happened. The first is the
/// main thing to do.
pub async fn offers(
    db: &impl Db,
    county: &County,
    by: &By,
    now: Time,
    case: &Case,
) -> Result<Vec<Offer>, Fault> {
    Ok(offered(&standing(db, county, by, now, case).await?))
}

/// The rule itself.
pub fn offered(at: &Standing) -> Vec<Offer> {
    let mut list = List { at, offers: Vec::new() };
    take_in(&mut list);
    called(&mut list);
    decide(&mut list);
    hold(&mut list);
    check(&mut list);
    ask(&mut list);
    arrange(&mut list);
    list.offers.sort_by_key(|offer| offer.wait.is_some());
    list.offers
}

struct List<'a> {
    at: &'a Standing,
    offers: Vec<Offer>,
}

impl List<'_> {
    fn may(&self, verb: Verb) -> bool {
        verb.capabilities().iter().any(|capability| self.at.held.contains(capability))
    }
    fn add(&mut self, verb: Verb, when: bool) {
        self.of(verb, None, when);
    }
    fn of(&mut self, verb: Verb, of: Option<Id>, when: bool) {
        if when && self.may(verb) {
            self.offers.push(Offer { verb, of, wait: None });
        }
    }
    fn later(&mut self, verb: Verb, wait: &'static str, when: bool) {
        if when && self.may(verb) {
            self.offers.push(Offer { verb, of: None, wait: Some(wait) });
        }
    }
    fn runs(&self, stage: Stage) -> bool {
        self.at.running.iter().any(|(own, _)| own == stage.code())
    }
    fn own_lead(&self) -> bool {
        self.at.own.as_ref().is_some_and(Part::is_lead)
    }
}

/// Before a unit holds it.
fn take_in(list: &mut List<'_>) {
    // While somebody else has it before the eyes, others look on.
    let free = list.at.claimed != Some(false);
    let (state, reads) = (list.at.state, list.at.reads_whole && free);
    let new = state == State::Registered;
    let waits = matches!(state, State::Registered | State::Accepted);
    list.add(Verb::Accept, new && reads);
    list.add(Verb::Dispatch, state == State::Accepted && reads);
    list.later(Verb::Dispatch, "cases-wait-accept", new && reads);
    list.add(Verb::AnswerAtOnce, waits && reads && list.at.items.is_empty());
    list.add(Verb::Refuse, new && reads);
    list.add(Verb::HandOver, new && reads);
    list.add(Verb::TellChannel, state == State::Refused && list.runs(Stage::ChannelTold));
    list.add(Verb::AskAgain, state == State::Refused);
}

/// A department that was whistled for.
fn called(list: &mut List<'_>) {
    for (part, reported_in, done) in list.at.called.clone() {
        list.of(Verb::ReportIn, Some(part), !reported_in && !done);
        list.of(Verb::GiveResult, Some(part), reported_in && !done);
        list.later(Verb::GiveResult, "cases-wait-report-in", !reported_in && !done);
    }
}

fn decide(list: &mut List<'_>) {
    let asked = list.at.asked.as_ref().map(|asked| asked.id);
    list.of(Verb::Decide, asked, asked.is_some() && list.at.may_decide);
    list.add(Verb::Lift, list.at.suspended);
    let anothers = list.at.whistle_asked == Some(false);
    list.add(Verb::Blow, anothers && list.at.state.before_done());
    list.add(Verb::DeclineWhistle, anothers);
}

/// The unit that holds it, and those who help.
fn hold(list: &mut List<'_>) {
    let at = list.at;
    let in_hand = at.state.in_hand();
    let own = at.own.as_ref();
    let unsigned = own.is_some_and(|part| part.state == "dispatched" && part.kind != "whistle");
    let barred = list.own_lead() && at.led_before;
    list.add(Verb::Sign, in_hand && unsigned && !barred);
    errand(list);
    let items_over = at.items.iter().all(|item| !item.is_open());
    let ready = list.own_lead() && at.state == State::Signed && items_over;
    let contact_first = !at.contacted && list.runs(Stage::Contact);
    list.add(Verb::Resolve, ready && !contact_first && !barred);
    list.add(Verb::Contact, in_hand && at.reads_whole && contact_first);
    let pressed = own.is_some_and(|part| {
        at.running.iter().any(|(stage, of)| stage == Stage::PressReply.code() && *of == Some(part.id))
    });
    list.add(Verb::AnswerPress, pressed);
    list.add(Verb::Arrive, in_hand && own.is_some() && list.runs(Stage::Arrive));
    // Also after the answer: a paper is still brought to the person.
    let still_helps = at.state == State::Done && at.has_handled;
    list.add(Verb::Progress, (in_hand || still_helps) && at.reads_whole);
    list.add(Verb::Assign, in_hand && own.is_some_and(|part| part.kind != "whistle"));
    let works = own.is_some_and(|part| part.kind != "whistle");
    list.add(Verb::Plan, works && in_hand && list.runs(Stage::Plan));
    list.add(Verb::Contact, in_hand && at.reads_whole && !contact_first);
    let later = list.own_lead() && at.state == State::Dispatched && !barred && items_over;
    list.later(Verb::Resolve, "cases-wait-sign", later);
    list.later(Verb::Resolve, "cases-wait-contact", ready && contact_first && !barred);
}

/// What was ordered: the visit first, then each item on its own way.
fn errand(list: &mut List<'_>) {
    let at = list.at;
    if at.items.is_empty() {
        return;
    }
    // Whoever had a part still brings the paper after the answer.
    list.add(Verb::Visit, at.state == State::Done && at.has_handled && at.reads_whole);
    if at.own.as_ref().is_none_or(|part| part.kind == "whistle") {
        return;
    }
    let (signed, in_hand) = (at.state == State::Signed, at.state.in_hand());
    let due = list.runs(Stage::Visit);
    list.add(Verb::Visit, in_hand && due && at.reads_whole);
    let open: Vec<_> = at.items.iter().filter(|item| item.is_open()).cloned().collect();
    for item in &open {
        list.of(Verb::PapersComplete, Some(item.id), signed && item.lacks_papers() && at.reads_whole);
    }
    for item in &open {
        let ready = item.papers_at.is_some() && item.handed_in_at.is_none();
        list.of(Verb::HandIn, Some(item.id), signed && ready && at.reads_whole);
        let own = at.own_items.contains(&item.id);
        list.of(Verb::FinishItem, Some(item.id), signed && own && at.reads_whole);
    }
    list.add(Verb::RecordConsent, in_hand && at.reads_whole);
    list.add(Verb::Visit, in_hand && !due && at.reads_whole);
}

/// After the unit says that it is done: never somebody who handled it (`roles.md` 4.1).
fn check(list: &mut List<'_>) {
    let at = list.at;
    let apart = !at.has_handled;
    let done = at.state == State::Done && apart;
    list.add(Verb::Verify, done && at.reads_whole);
    list.add(Verb::SendBack, done && at.reads_whole);
    for request in at.to_call.clone() {
        list.of(Verb::CallBack, Some(request), at.state == State::Closed && apart);
    }
    list.later(Verb::Verify, "cases-wait-resolve", at.state.in_hand() && apart);
    list.later(Verb::CallBack, "cases-wait-verify", at.state == State::Done && apart);
    for request in at.to_fix.clone() {
        list.of(Verb::FixRating, Some(request), true);
    }
    for request in at.to_appeal.clone() {
        list.of(Verb::AppealRating, Some(request), at.asked.is_none());
    }
    for part in at.to_score.clone() {
        list.of(Verb::Score, Some(part), true);
    }
}

/// More time, another unit, a clock that stands still.
fn ask(list: &mut List<'_>) {
    let free = list.at.asked.is_none() && list.own_lead() && list.at.state.in_hand();
    list.add(Verb::AskExtend, free && list.at.may_ask_extend && !list.at.suspended);
    list.add(Verb::AskReturn, free && list.at.may_ask_return && !list.at.suspended);
    list.add(Verb::AskSuspend, free && !list.at.suspended);
}

/// Those above and those who put cases together.
fn arrange(list: &mut List<'_>) {
    let at = list.at;
    let open = at.state.is_open();
    let own_lead = list.own_lead() && at.own_is_exact;
    list.add(Verb::Press, at.has_lead && at.state.in_hand() && !own_lead);
    let before_done = at.state.before_done();
    list.add(Verb::AskWhistle, before_done && at.whistle_asked.is_none() && at.reads_whole);
    list.add(Verb::Blow, before_done && at.whistle_asked.is_none());
    list.later(Verb::Blow, "cases-wait-accept", at.state == State::Registered);
    let waits = matches!(at.state, State::Registered | State::Accepted) && at.reads_whole;
    list.add(Verb::Claim, waits && at.claimed.is_none());
    list.add(Verb::Release, waits && at.claimed == Some(true));
    list.add(Verb::Merge, open && at.state != State::Registered && at.reads_whole);
    list.add(Verb::Classify, before_done && at.reads_whole && at.items.is_empty());
    list.add(Verb::OpenChild, before_done && at.reads_whole);
    list.add(Verb::Relate, open && at.reads_whole);
    list.add(Verb::Withdraw, (before_done || at.state == State::Registered) && at.reads_whole);
}

/// Somebody may open the sealed phone: those with the permission, the handler, and the caller.
pub fn may_reveal(county: &County, by: &By, case: &Case) -> bool {
    let roles = &county.playbook.roles;
    let handles = case.handler_id.is_some() && case.handler_id == by.person;
    by.may(roles, "case.reveal-contact")
        || by.may(roles, "case.call-back")
        || (handles && by.may(roles, "case.contact"))
}

#[cfg(test)]
#[path = "offers_tests.rs"]
mod tests;
