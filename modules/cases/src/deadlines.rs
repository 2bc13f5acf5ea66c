//! Deadlines that come near and pass. Each is told once to whom the playbook names, also for cases that nobody holds
//! yet and for holders without a superior; a passed deadline is an event.

mod escalations;

use std::time::Instant;

use lianxin_access::{By, Org, orgs_above, posts_of};
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::{Addressee, LimitRule, Pace, Party, Stage};
use lianxin_web::{County, Job};

use self::escalations::escalate_all;
use crate::ask::Asked;
use crate::case::{find, reaches_org};
use crate::decide::lapse;
use crate::notices::{Told, tell};
use crate::part::part;
use crate::{Act, Case};

pub(crate) const JOB: Job = Job { name: "deadlines", every: 30, run: |county| Box::pin(run(county)) };

/// At most this many of each kind in one transaction: whoever works at one of these cases waits as long as it takes.
const PIECE: i64 = 50;
/// Where time has passed for many at once, as at the end of a working day, people come first: between two pieces the job rests
/// as long as the last one took.
const MOST_PIECES: usize = 40;

#[derive(Clone, Debug, FromQueryResult)]
struct Passing {
    id: Id,
    case_id: Id,
    part_id: Option<Id>,
    ask_id: Option<Id>,
    stage: String,
    pace: String,
    due_at: Time,
}

const PASSING: &str = "SELECT id, case_id, part_id, ask_id, stage, pace, due_at FROM clocks \
                       WHERE result = '' AND stopped_at IS NULL AND";

async fn run(county: &County) -> Result<usize, Fault> {
    let mut told = 0;
    for _ in 0..MOST_PIECES {
        let began = Instant::now();
        let some = tell_some(county).await?;
        told += some;
        if some < usize::try_from(PIECE).unwrap_or(usize::MAX) {
            break;
        }
        tokio::time::sleep(began.elapsed()).await;
    }
    Ok(told + escalate_all(county).await?)
}

/// Those whose time is nearest, in one transaction. Each is told once, so that the next piece finds others.
async fn tell_some(county: &County) -> Result<usize, Fault> {
    let tx = county.store.begin().await?;
    let now = tx.now();
    let yellow = format!("{PASSING} yellow_at <= $1 AND yellow_told = $2 ORDER BY yellow_at, id LIMIT $3");
    let yellow: Vec<Passing> = tx.rows(&yellow, values![now, false, PIECE]).await?;
    // Not with those that wait for their escalation: hundreds of these would keep everybody else from being told.
    let red = format!("{PASSING} due_at < $1 AND red_told = $2 ORDER BY due_at, id LIMIT $3");
    let red: Vec<Passing> = tx.rows(&red, values![now, false, PIECE]).await?;
    for clock in &yellow {
        tell_yellow(county, &tx, clock).await?;
    }
    for clock in &red {
        tell_red(county, &tx, clock).await?;
    }
    if yellow.is_empty() && red.is_empty() {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    Ok(yellow.len() + red.len())
}

fn rule_of<'a>(county: &'a County, clock: &Passing) -> Option<&'a LimitRule> {
    county.playbook.limits.limit(Pace::parse(&clock.pace)?, Stage::parse(&clock.stage)?)
}

async fn tell_yellow(county: &County, tx: &Tx, clock: &Passing) -> Result<(), Fault> {
    tx.run("UPDATE clocks SET yellow_told = $2 WHERE id = $1", values![clock.id, true]).await?;
    // A clock that was red before anybody looked is told once, as red.
    if clock.due_at < tx.now() {
        return Ok(());
    }
    let (Some(rule), Some(case)) = (rule_of(county, clock), find(tx, clock.case_id).await?) else {
        return Ok(());
    };
    write(tx, &case, clock, "clock.yellow").await?;
    for addressee in &rule.yellow_goes_to {
        notify(tx, &case, clock, rule, addressee, "yellow").await?;
    }
    Ok(())
}

async fn tell_red(county: &County, tx: &Tx, clock: &Passing) -> Result<(), Fault> {
    let known = rule_of(county, clock).zip(find(tx, clock.case_id).await?);
    let goes_up = known.as_ref().is_some_and(|(rule, _)| !rule.then_goes_to.is_empty());
    let sql = "UPDATE clocks SET red_told = $2, then_told = $3 WHERE id = $1";
    tx.run(sql, values![clock.id, true, !goes_up]).await?;
    let Some((rule, case)) = known else { return Ok(()) };
    write(tx, &case, clock, "clock.red").await?;
    for addressee in &rule.red_goes_to {
        notify(tx, &case, clock, rule, addressee, "red").await?;
    }
    if let Some(ask) = clock.ask_id {
        lapse_ask(county, tx, ask).await?;
    }
    Ok(())
}

async fn lapse_ask(county: &County, tx: &Tx, ask: Id) -> Result<(), Fault> {
    let sql = "SELECT * FROM asks WHERE id = $1 AND state = 'asked'";
    let Some(asked) = tx.row::<Asked>(sql, values![ask]).await? else { return Ok(()) };
    let by = By::system();
    match lapse(Act { tx, county, by: &by }, &asked).await {
        Ok(()) => Ok(()),
        Err(lianxin_access::Stop::Fault(fault)) => Err(fault),
        // Somebody decided in the same moment; then nothing lapses.
        Err(lianxin_access::Stop::Refused(_)) => Ok(()),
    }
}

/// The event belongs to the clock, not to the case: nobody's open page becomes stale because time passes.
async fn write(tx: &Tx, case: &Case, clock: &Passing, verb: &'static str) -> Result<(), Fault> {
    // An extended clock turns yellow a second time.
    let sql = "SELECT COUNT(*) FROM events WHERE subject_kind = 'clock' AND subject_id = $1";
    let revision = tx.count(sql, values![clock.id]).await? + 1;
    let subject = Subject { kind: "clock", id: clock.id, revision };
    let event = Event::new(verb, subject)
        .place(case.place_id)
        .unit(case.unit_id)
        .id("case", case.id)
        .data("stage", clock.stage.as_str())
        .time("due_at", clock.due_at);
    append(tx, By::system().actor(), event).await.map(|_| ())
}

async fn notify(
    tx: &Tx,
    case: &Case,
    clock: &Passing,
    rule: &LimitRule,
    to: &Addressee,
    kind: &str,
) -> Result<(), Fault> {
    let Some(told) = resolve(tx, case, clock, rule, to).await? else { return Ok(()) };
    // Nobody is told about a case that complains about them.
    if !reaches_org(tx, told.org, case.id).await? {
        return Ok(());
    }
    tell(tx, case.id, told, kind, Some((&clock.stage, clock.id))).await
}

async fn resolve(
    tx: &Tx,
    case: &Case,
    clock: &Passing,
    rule: &LimitRule,
    to: &Addressee,
) -> Result<Option<Told>, Fault> {
    match to {
        Addressee::Role(role) => holder(tx, case, role).await,
        Addressee::Unit(code) => {
            let unit = lianxin_access::org_by_code(tx, code).await?;
            Ok(unit.map(|unit| Told { org: unit.id, role: "liaison".into(), person: None }))
        }
        Addressee::Party(party) => of_the_case(tx, case, clock, rule, *party).await,
    }
}

/// The nearest organisation above the place where somebody holds the role; where nobody does, the next step of the
/// ladder village, work area, town, district.
async fn holder(tx: &Tx, case: &Case, role: &str) -> Result<Option<Told>, Fault> {
    const LADDER: [&str; 5] =
        ["village-secretary", "area-deputy", "area-secretary", "town-leader", "district-supervisor"];
    let above = orgs_above(tx, case.place_id).await?;
    let step = LADDER.iter().position(|own| *own == role);
    let others = LADDER.iter().skip(step.map_or(2, |step| step + 1)).copied();
    for role in std::iter::once(role).chain(others) {
        for org in &above {
            if reaches_org(tx, org.id, case.id).await? && has_holder(tx, org.id, role).await? {
                return Ok(Some(Told { org: org.id, role: role.to_owned(), person: None }));
            }
        }
    }
    Ok(None)
}

async fn has_holder(tx: &Tx, org: Id, role: &str) -> Result<bool, Fault> {
    let sql = "SELECT COUNT(*) FROM posts WHERE org_id = $1 AND role = $2 AND valid_from <= $3 AND (valid_to IS NULL OR valid_to > $3)";
    Ok(tx.count(sql, values![org, role, tx.now()]).await? > 0)
}

/// Someone whom only the case tells.
async fn of_the_case(
    tx: &Tx,
    case: &Case,
    clock: &Passing,
    rule: &LimitRule,
    party: Party,
) -> Result<Option<Told>, Fault> {
    let part = match clock.part_id {
        Some(id) => part(tx, id).await?,
        None => None,
    };
    let unit = part.as_ref().map(|part| part.unit_id).or(case.unit_id);
    let handler = part.as_ref().and_then(|part| part.handler_id).or(case.handler_id);
    // Who has left reads nothing any more; the unit does.
    let handler = match handler {
        Some(person) if !posts_of(tx, person, tx.now()).await?.is_empty() => Some(person),
        _ => None,
    };
    match (party, unit, handler) {
        (Party::Handler, Some(unit), Some(person)) => {
            Ok(Some(Told { org: unit, role: String::new(), person: Some(person) }))
        }
        (Party::Handler | Party::DutyOfficer | Party::HoldingUnit, Some(unit), _) => {
            in_unit(tx, case, unit, &["liaison", "area-deputy", "town-officer", "village-secretary"]).await
        }
        (Party::UnitHead, Some(unit), _) => {
            in_unit(
                tx,
                case,
                unit,
                &["department-leader", "area-secretary", "town-leader", "village-secretary"],
            )
            .await
        }
        (Party::Approver, ..) => {
            match rule.extension.as_ref().and_then(|extension| extension.decided_by.first()) {
                Some(Addressee::Role(role)) => holder(tx, case, role).await,
                _ => holder(tx, case, "town-leader").await,
            }
        }
        (Party::JointMeeting, ..) => holder(tx, case, "town-leader").await,
        _ => holder(tx, case, "area-secretary").await,
    }
}

/// The first of these roles that somebody holds in the unit or, for an office, in what stands directly above it.
async fn in_unit(tx: &Tx, case: &Case, unit: Id, roles: &[&str]) -> Result<Option<Told>, Fault> {
    let above: Vec<Org> =
        orgs_above(tx, unit).await?.into_iter().filter(|org| org.kind != "district").collect();
    for org in above {
        for role in roles {
            if has_holder(tx, org.id, role).await? {
                return Ok(Some(Told { org: org.id, role: (*role).to_owned(), person: None }));
            }
        }
    }
    holder(tx, case, "town-leader").await
}
