//! What somebody may do with a case now, and what later. Page, desk and matrix ask here; the verbs decide themselves
//! once more.

use lianxin_access::reach::is_within;
use lianxin_access::{By, Scope};
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault};
use lianxin_playbook::{Addressee, Pace, Stage};
use lianxin_web::County;

use crate::ask::{Asked, asks_of, stands_high_enough};
use crate::call_back::requests_of;
use crate::case::reaches_org;
use crate::clock::{ClockRow, clocks_of};
use crate::part::{Part, is_own, parts_of};
use crate::sensitive::{PartHolder, Reader, reads_whole};
use crate::whistle::{scores_of, whistles_of};
use crate::{Case, State};

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
    Decide = "decide", "case.return-decide" | "case.extend-approve" | "case.suspend-approve";
    Lift = "lift", "case.suspend-approve";
    Blow = "blow", "whistle.blow";
    ReportIn = "report-in", "whistle.report-in";
    GiveResult = "give-result", "whistle.report-in";
    Score = "score", "whistle.score";
    Press = "press", "case.press";
    AnswerPress = "answer-press", "case.handle";
    Merge = "merge", "case.merge";
    OpenChild = "open-child", "case.dispatch";
    Relate = "relate", "case.merge";
    Withdraw = "withdraw", "case.create-for-other";
}

/// One act that is open to somebody, or will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub verb: Verb,
    /// The part, request or ask that it is about.
    pub of: Option<Id>,
    /// Not yet: the text key of what must happen first.
    pub wait: Option<&'static str>,
}

/// Everything that decides which acts are open, read once.
#[derive(Clone, Debug)]
pub struct Standing {
    pub state: State,
    pub suspended: bool,
    pub contacted: bool,
    pub reads_whole: bool,
    pub person: Option<Id>,
    pub role: String,
    /// Capabilities that reach this case.
    pub held: Vec<&'static str>,
    /// The live part of the person's own unit, lead first.
    pub own: Option<Part>,
    pub own_is_exact: bool,
    pub has_handled: bool,
    /// Led an earlier round that did not satisfy.
    pub led_before: bool,
    pub has_lead: bool,
    /// Stages whose limits run, with the part they belong to.
    pub running: Vec<(String, Option<Id>)>,
    pub asked: Option<Asked>,
    pub may_decide: bool,
    pub may_ask_return: bool,
    pub may_ask_extend: bool,
    /// Parts of the person's own department in a whistle: id, reported in, done.
    pub called: Vec<(Id, bool, bool)>,
    /// Parts that this person's side has not scored yet.
    pub to_score: Vec<Id>,
    /// Requesters who wait for their call-back.
    pub to_call: Vec<Id>,
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
    let (state, reads) = (list.at.state, list.at.reads_whole);
    let new = state == State::Registered;
    list.add(Verb::Accept, new && reads);
    list.add(Verb::Dispatch, state == State::Accepted && reads);
    list.later(Verb::Dispatch, "cases-wait-accept", new && reads);
    list.add(Verb::AnswerAtOnce, matches!(state, State::Registered | State::Accepted) && reads);
    list.add(Verb::Refuse, new && reads);
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
}

/// The unit that holds it, and those who help.
fn hold(list: &mut List<'_>) {
    let at = list.at;
    let in_hand = at.state.in_hand();
    let own = at.own.as_ref();
    let unsigned = own.is_some_and(|part| part.state == "dispatched" && part.kind != "whistle");
    let barred = list.own_lead() && at.led_before;
    list.add(Verb::Sign, in_hand && unsigned && !barred);
    let ready = list.own_lead() && at.state == State::Signed;
    let contact_first = !at.contacted && list.runs(Stage::Contact);
    list.add(Verb::Resolve, ready && !contact_first && !barred);
    list.add(Verb::Contact, in_hand && at.reads_whole && contact_first);
    let pressed = own.is_some_and(|part| {
        at.running.iter().any(|(stage, of)| stage == Stage::PressReply.code() && *of == Some(part.id))
    });
    list.add(Verb::AnswerPress, pressed);
    list.add(Verb::Arrive, in_hand && own.is_some() && list.runs(Stage::Arrive));
    list.add(Verb::Progress, in_hand && at.reads_whole);
    list.add(Verb::Assign, in_hand && own.is_some_and(|part| part.kind != "whistle"));
    list.add(Verb::Plan, list.own_lead() && in_hand && list.runs(Stage::Plan));
    list.add(Verb::Contact, in_hand && at.reads_whole && !contact_first);
    list.later(Verb::Resolve, "cases-wait-sign", list.own_lead() && at.state == State::Dispatched && !barred);
    list.later(Verb::Resolve, "cases-wait-contact", ready && contact_first && !barred);
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
    let before_done = matches!(at.state, State::Accepted | State::Dispatched | State::Signed);
    list.add(Verb::Blow, before_done);
    list.later(Verb::Blow, "cases-wait-accept", at.state == State::Registered);
    list.add(Verb::Merge, open && at.state != State::Registered && at.reads_whole);
    list.add(Verb::OpenChild, before_done && at.reads_whole);
    list.add(Verb::Relate, open && at.reads_whole);
    list.add(Verb::Withdraw, (before_done || at.state == State::Registered) && at.reads_whole);
}

/// Reads what the rule needs.
pub async fn standing(
    db: &impl Db,
    county: &County,
    by: &By,
    now: Time,
    case: &Case,
) -> Result<Standing, Fault> {
    let parts = parts_of(db, case.id).await?;
    let clocks = clocks_of(db, case.id).await?;
    let asks = asks_of(db, case.id).await?;
    let mut own = None;
    let mut called = Vec::new();
    for part in parts.iter().filter(|part| part.is_live()) {
        if !is_own(db, part, by).await? {
            continue;
        }
        if part.kind == "whistle" {
            called.push((part.id, part.reported_in_at.is_some(), part.done_at.is_some()));
        }
        if own.as_ref().is_none_or(|own: &Part| !own.is_lead() && part.is_lead()) {
            own = Some(part.clone());
        }
    }
    let person = by.person;
    let handled = |part: &&Part| person.is_some() && part.handler_id == person;
    let asked = asks.iter().find(|ask| ask.state == "asked").cloned();
    let holders: Vec<PartHolder> = parts.iter().map(holder).collect();
    let reader = Reader::of(by, &county.playbook.roles);
    let running = clocks.iter().filter(|clock| clock.is_running());
    Ok(Standing {
        state: case.state(),
        suspended: case.suspended_at.is_some(),
        contacted: case.contacted_at.is_some(),
        reads_whole: reads_whole(&reader, case.sensitive, case.state(), &holders),
        person,
        role: by.role().to_owned(),
        held: held(db, county, by, case, &parts).await?,
        own_is_exact: own.as_ref().is_some_and(|part| Some(part.unit_id) == by.org_id()),
        has_handled: parts.iter().any(|part| handled(&part)),
        led_before: parts
            .iter()
            .filter(handled)
            .any(|part| part.is_lead() && part.round < case.round && part.state != "returned"),
        has_lead: parts.iter().any(|part| part.is_lead() && part.is_live()),
        running: running.map(|clock| (clock.stage.clone(), clock.part_id)).collect(),
        may_decide: may_decide(county, by, case, &asks, asked.as_ref(), &parts),
        may_ask_return: own.as_ref().is_some_and(|part| may_ask_return(county, part, now)),
        may_ask_extend: may_ask_extend(county, case, &asks, now),
        to_score: to_score(db, county, by, case, &parts, now).await?,
        to_call: to_call(db, case, &clocks).await?,
        own,
        called,
        asked,
    })
}

fn holder(part: &Part) -> PartHolder {
    PartHolder {
        case_id: part.case_id,
        unit_id: part.unit_id,
        handler_id: part.handler_id,
        state: part.state.clone(),
    }
}

/// The capabilities whose scope reaches this case.
async fn held(
    db: &impl Db,
    county: &County,
    by: &By,
    case: &Case,
    parts: &[Part],
) -> Result<Vec<&'static str>, Fault> {
    let Some(org) = by.org_id() else { return Ok(vec![]) };
    let reached = reaches_org(db, org, case.id).await?;
    let assigned = parts.iter().any(|part| part.handler_id.is_some() && part.handler_id == by.person);
    let mut held: Vec<&'static str> = Vec::new();
    for capability in Verb::ALL.iter().flat_map(|verb| verb.capabilities()) {
        let reaches = match county.playbook.roles.scope(by.role(), capability) {
            None | Some(Scope::Own | Scope::Household | Scope::Granted) => false,
            Some(Scope::Assigned) => assigned,
            Some(_) => reached,
        };
        if reaches && !held.contains(capability) {
            held.push(capability);
        }
    }
    Ok(held)
}

pub(crate) fn may_decide(
    county: &County,
    by: &By,
    case: &Case,
    asks: &[Asked],
    asked: Option<&Asked>,
    parts: &[Part],
) -> bool {
    let Some(asked) = asked else { return false };
    let capability = match asked.kind.as_str() {
        "return" => "case.return-decide",
        "extend" => "case.extend-approve",
        _ => "case.suspend-approve",
    };
    if !by.may(&county.playbook.roles, capability) || asked.asked_by == by.person {
        return false;
    }
    match asked.kind.as_str() {
        "return" if case.returns > 1 => {
            let before =
                |ask: &&Asked| ask.kind == "return" && ask.state != "asked" && ask.decided_by == by.person;
            let sent = parts.iter().any(|part| part.id == asked.part_id && part.dispatched_by == by.person);
            !sent && by.role() != "dispatcher" && !asks.iter().any(|ask| before(&ask))
        }
        "extend" => {
            let granted = asks.iter().filter(|ask| ask.kind == "extend" && ask.state == "confirmed").count();
            let rule = extension_rule(county, case);
            let decider = rule.and_then(|rule| rule.decided_by.get(granted).or(rule.decided_by.last()));
            match decider {
                Some(Addressee::Role(role)) => stands_high_enough(by.role(), role),
                _ => true,
            }
        }
        _ => true,
    }
}

fn extension_rule<'a>(county: &'a County, case: &Case) -> Option<&'a lianxin_playbook::Extension> {
    let pace = Pace::parse(&case.pace).unwrap_or(Pace::Normal);
    county.playbook.limits.limit(pace, Stage::Resolve)?.extension.as_ref()
}

fn may_ask_return(county: &County, part: &Part, now: Time) -> bool {
    let playbook = &county.playbook;
    let window = playbook.limits.limit(Pace::Any, Stage::ReturnAsk);
    let until = window.and_then(|rule| playbook.clock.deadline_by(rule, part.dispatched_at));
    !part.return_barred && until.is_none_or(|until| now <= until.due)
}

fn may_ask_extend(county: &County, case: &Case, asks: &[Asked], now: Time) -> bool {
    let granted = asks.iter().filter(|ask| ask.kind == "extend" && ask.state == "confirmed").count();
    let allowed = extension_rule(county, case).map_or(0, |rule| rule.times as usize);
    granted < allowed && case.promise_due.is_none_or(|due| now <= due)
}

async fn to_score(
    db: &impl Db,
    county: &County,
    by: &By,
    case: &Case,
    parts: &[Part],
    now: Time,
) -> Result<Vec<Id>, Fault> {
    let Some(own) = by.org_id() else { return Ok(vec![]) };
    if !case.whistled || !by.may(&county.playbook.roles, "whistle.score") {
        return Ok(vec![]);
    }
    let mut open = Vec::new();
    for whistle in whistles_of(db, case.id).await? {
        let Some(closed) = whistle.closed_at else { continue };
        let rule = county.playbook.limits.limit(Pace::WhistleAny, Stage::MutualScore);
        let until = rule.and_then(|rule| county.playbook.clock.deadline_by(rule, closed));
        if until.is_some_and(|until| now > until.due) {
            continue;
        }
        let scores = scores_of(db, whistle.id).await?;
        for part in parts.iter().filter(|part| part.whistle_id == Some(whistle.id)) {
            let side = if is_within(db, part.unit_id, own).await? { "unit" } else { "town" };
            let mine = side == "unit" || own == whistle.town_id;
            if mine && !scores.iter().any(|score| score.part_id == part.id && score.side == side) {
                open.push(part.id);
            }
        }
    }
    Ok(open)
}

async fn to_call(db: &impl Db, case: &Case, clocks: &[ClockRow]) -> Result<Vec<Id>, Fault> {
    if case.state() != State::Closed {
        return Ok(vec![]);
    }
    let waits = |request: Id| {
        let stages = [Stage::CallBack.code(), Stage::MergedCallBack.code()];
        clocks.iter().any(|clock| {
            clock.is_running() && clock.request_id == Some(request) && stages.contains(&clock.stage.as_str())
        })
    };
    let requests = requests_of(db, case.id).await?;
    Ok(requests.into_iter().map(|request| request.id).filter(|id| waits(*id)).collect())
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
