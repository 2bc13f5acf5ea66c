//! How somebody stands to a case: everything that decides which acts are open to them, read once.

use lianxin_access::reach::is_within;
use lianxin_access::{By, Scope};
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault};
use lianxin_playbook::{Addressee, Pace, Stage};
use lianxin_web::County;

use crate::ask::Asked;
use crate::call_back::requests_of;
use crate::case::reaches_org;
use crate::case_rows::CaseRows;
use crate::claim::claims_of;
use crate::clock::ClockRow;
use crate::decide::stands_high_enough;
use crate::errand::ErrandItem;
use crate::part::{Part, is_own, unit_for};
use crate::rating_appeal::{OVER, was_appealed};
use crate::sensitive::{PartHolder, Reader, reads_whole};
use crate::whistle::{Whistle, scores_of};
use crate::{Case, State, Verb};

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
    /// Somebody asks for a whistle: this person (true), or another.
    pub whistle_asked: Option<bool>,
    /// Parts of the person's own department in a whistle: id, reported in, done.
    pub called: Vec<(Id, bool, bool)>,
    /// Parts that this person's side has not scored yet.
    pub to_score: Vec<Id>,
    /// Requesters who wait for their call-back.
    pub to_call: Vec<Id>,
    /// Requesters whose bad rating this person's unit must put right.
    pub to_fix: Vec<Id>,
    /// Those among them whose rating was not appealed yet.
    pub to_appeal: Vec<Id>,
    /// The service items of an errand.
    pub items: Vec<ErrandItem>,
    /// Those whose result this person may tell: all for the unit that leads, else what their unit decides.
    pub own_items: Vec<Id>,
    /// Somebody took the case out of the queue: this person (true), or another.
    pub claimed: Option<bool>,
}

/// Reads what the rule needs.
pub async fn standing(
    db: &impl Db,
    county: &County,
    by: &By,
    now: Time,
    case: &Case,
) -> Result<Standing, Fault> {
    standing_beside(db, county, by, now, case, &CaseRows::of(db, case).await?).await
}

/// Where the rows were read already.
pub(crate) async fn standing_beside(
    db: &impl Db,
    county: &County,
    by: &By,
    now: Time,
    case: &Case,
    rows: &CaseRows,
) -> Result<Standing, Fault> {
    let CaseRows { parts, clocks, asks, items, whistles, whistle_asked } = rows;
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
    let bad_ratings = bad_ratings(db, by, clocks, parts).await?;
    let running = clocks.iter().filter(|clock| clock.is_running());
    Ok(Standing {
        state: case.state(),
        suspended: case.suspended_at.is_some(),
        contacted: case.contacted_at.is_some(),
        reads_whole: reads_whole(&reader, case.sensitive, case.state(), &holders),
        person,
        role: by.role().to_owned(),
        held: held(db, county, by, case, parts).await?,
        own_is_exact: own.as_ref().is_some_and(|part| Some(part.unit_id) == by.org_id()),
        has_handled: parts.iter().any(|part| handled(&part)),
        led_before: parts
            .iter()
            .filter(handled)
            .any(|part| part.is_lead() && part.round < case.round && part.state != "returned"),
        has_lead: parts.iter().any(|part| part.is_lead() && part.is_live()),
        running: running.map(|clock| (clock.stage.clone(), clock.part_id)).collect(),
        may_decide: may_decide(county, by, case, asks, asked.as_ref(), parts),
        may_ask_return: own.as_ref().is_some_and(|part| may_ask_return(county, part, now)),
        may_ask_extend: may_ask_extend(county, case, asks, now),
        to_score: to_score(db, county, by, whistles, parts, now).await?,
        to_call: to_call(db, case, clocks).await?,
        to_appeal: bad_ratings
            .iter()
            .filter(|clock| {
                OVER.contains(&case.state()) && !asks.iter().any(|asked| was_appealed(asked, clock))
            })
            .filter_map(|clock| clock.request_id)
            .collect(),
        to_fix: bad_ratings.iter().filter_map(|clock| clock.request_id).collect(),
        own_items: own_items(db, county, case, own.as_ref(), items).await?,
        items: items.clone(),
        claimed: claimed(db, case, by, now).await?,
        whistle_asked: whistle_asked.as_ref().map(|asked| person.is_some() && asked.asked_by == person),
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
    if !by.may(&county.playbook.roles, asked.decided_with()) || asked.asked_by == by.person {
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
    whistles: &[Whistle],
    parts: &[Part],
    now: Time,
) -> Result<Vec<Id>, Fault> {
    let Some(own) = by.org_id() else { return Ok(vec![]) };
    if whistles.is_empty() || !by.may(&county.playbook.roles, "whistle.score") {
        return Ok(vec![]);
    }
    let mut open = Vec::new();
    for whistle in whistles {
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

/// Bad ratings of rounds that a unit of this person led. One that nobody led is for whoever may see to it.
async fn bad_ratings<'a>(
    db: &impl Db,
    by: &By,
    clocks: &'a [ClockRow],
    parts: &[Part],
) -> Result<Vec<&'a ClockRow>, Fault> {
    let mut open = Vec::new();
    let stage = Stage::BadRatingFix.code();
    for clock in clocks.iter().filter(|clock| clock.is_running() && clock.stage == stage) {
        let led = parts.iter().find(|part| Some(part.id) == clock.part_id);
        let own = match led {
            Some(led) => is_own(db, led, by).await?,
            None => true,
        };
        open.extend(own.then_some(clock));
    }
    Ok(open)
}

async fn own_items(
    db: &impl Db,
    county: &County,
    case: &Case,
    own: Option<&Part>,
    items: &[ErrandItem],
) -> Result<Vec<Id>, Fault> {
    let mut open = Vec::new();
    let Some(own) = own.filter(|part| part.kind != "whistle") else { return Ok(open) };
    for item in items.iter().filter(|item| item.is_open()) {
        if own.is_lead() {
            open.push(item.id);
            continue;
        }
        let Some(service) = county.playbook.service(&item.service) else { continue };
        let decides = unit_for(db, &county.playbook, &service.decided_by, case.place_id).await?;
        open.extend(decides.filter(|unit| unit.id == own.unit_id).map(|_| item.id));
    }
    Ok(open)
}

async fn claimed(db: &impl Db, case: &Case, by: &By, now: Time) -> Result<Option<bool>, Fault> {
    if !matches!(case.state(), State::Registered | State::Accepted) {
        return Ok(None);
    }
    let claims = claims_of(db, &[case.id], now).await?;
    Ok(claims.first().map(|claim| Some(claim.person_id) == by.person))
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
