//! Deadlines that come near and pass. Each is told once to whom the playbook names, also for cases that nobody holds
//! yet and for holders without a superior; a passed deadline is an event.

use lianxin_access::{By, Org, orgs_above, posts_of};
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::{Addressee, Limit, LimitRule, Pace, Party, Stage, TimeUnit};
use lianxin_web::{County, Job};

use crate::ask::{Asked, lapse};
use crate::case::{find, reaches_org};
use crate::notices::{Told, tell};
use crate::part::part;
use crate::{Act, Case};

pub(crate) const JOB: Job = Job { name: "deadlines", every: 30, run: |county| Box::pin(run(county)) };

/// At most this many of each kind in one transaction: a long night is caught up in several runs.
const BATCH: i64 = 200;

#[derive(Clone, Debug, FromQueryResult)]
struct Passing {
    id: Id,
    case_id: Id,
    part_id: Option<Id>,
    ask_id: Option<Id>,
    stage: String,
    pace: String,
    due_at: Time,
    red_told: bool,
}

async fn run(county: &County) -> Result<usize, Fault> {
    let tx = county.store.begin().await?;
    let now = tx.now();
    let sql = "SELECT id, case_id, part_id, ask_id, stage, pace, due_at, red_told FROM clocks \
               WHERE result = '' AND stopped_at IS NULL AND";
    let yellow: Vec<Passing> = tx
        .rows(
            &format!("{sql} yellow_at <= $1 AND yellow_told = $2 ORDER BY yellow_at LIMIT $3"),
            values![now, false, BATCH],
        )
        .await?;
    let red: Vec<Passing> = tx
        .rows(
            &format!("{sql} due_at < $1 AND (red_told = $2 OR then_told = $2) ORDER BY due_at LIMIT $3"),
            values![now, false, BATCH],
        )
        .await?;
    let mut told = 0;
    for clock in &yellow {
        told += tell_yellow(county, &tx, clock).await?;
    }
    for clock in &red {
        told += tell_red(county, &tx, clock).await?;
    }
    if told == 0 {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    Ok(told)
}

fn rule_of<'a>(county: &'a County, clock: &Passing) -> Option<&'a LimitRule> {
    county.playbook.limits.limit(Pace::parse(&clock.pace)?, Stage::parse(&clock.stage)?)
}

async fn tell_yellow(county: &County, tx: &Tx, clock: &Passing) -> Result<usize, Fault> {
    tx.run("UPDATE clocks SET yellow_told = $2 WHERE id = $1", values![clock.id, true]).await?;
    // A clock that was red before anybody looked is told once, as red.
    if clock.due_at < tx.now() {
        return Ok(1);
    }
    let (Some(rule), Some(case)) = (rule_of(county, clock), find(tx, clock.case_id).await?) else {
        return Ok(1);
    };
    write(tx, &case, clock, "clock.yellow").await?;
    for addressee in &rule.yellow_goes_to {
        notify(tx, &case, clock, rule, addressee, "yellow").await?;
    }
    Ok(1)
}

async fn tell_red(county: &County, tx: &Tx, clock: &Passing) -> Result<usize, Fault> {
    let (Some(rule), Some(case)) = (rule_of(county, clock), find(tx, clock.case_id).await?) else {
        tx.run("UPDATE clocks SET red_told = $2, then_told = $2 WHERE id = $1", values![clock.id, true])
            .await?;
        return Ok(1);
    };
    let mut told = 0;
    if !clock.red_told {
        tx.run("UPDATE clocks SET red_told = $2 WHERE id = $1", values![clock.id, true]).await?;
        write(tx, &case, clock, "clock.red").await?;
        for addressee in &rule.red_goes_to {
            notify(tx, &case, clock, rule, addressee, "red").await?;
        }
        if let Some(ask) = clock.ask_id {
            lapse_ask(county, tx, ask).await?;
        }
        told += 1;
    }
    told += escalate(county, tx, &case, clock, rule).await?;
    Ok(told)
}

/// Still not done when the time that the playbook names has passed as well: it goes up.
async fn escalate(
    county: &County,
    tx: &Tx,
    case: &Case,
    clock: &Passing,
    rule: &LimitRule,
) -> Result<usize, Fault> {
    let last = rule.then_goes_to.len();
    if last == 0 {
        tx.run("UPDATE clocks SET then_told = $2 WHERE id = $1", values![clock.id, true]).await?;
        return Ok(usize::from(!clock.red_told));
    }
    let told = tx
        .count("SELECT COUNT(*) FROM events WHERE subject_kind = 'clock' AND subject_id = $1 AND verb = 'clock.escalate'", values![clock.id])
        .await?;
    let at = usize::try_from(told).unwrap_or(last);
    let Some(later) = rule.then_goes_to.get(at) else { return Ok(0) };
    let after = later.after.unwrap_or(Limit::new(1, TimeUnit::WorkingDays));
    if county.playbook.clock.deadline(clock.due_at, after, None).due > tx.now() {
        return Ok(0);
    }
    write(tx, case, clock, "clock.escalate").await?;
    notify(tx, case, clock, rule, &later.to, "escalate").await?;
    if at + 1 == last {
        tx.run("UPDATE clocks SET then_told = $2 WHERE id = $1", values![clock.id, true]).await?;
    }
    Ok(1)
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
