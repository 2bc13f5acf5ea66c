//! The clocks of a case: which limit applies, when it runs out, what became of it.

use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_playbook::{Deadline, Limit, LimitRule, Pace, Stage};

use crate::{Act, Case};

/// A limit that runs, ran or was stopped.
#[derive(Clone, Debug, FromQueryResult)]
pub struct ClockRow {
    pub id: Id,
    pub case_id: Id,
    pub part_id: Option<Id>,
    pub request_id: Option<Id>,
    pub ask_id: Option<Id>,
    /// The service item of an errand.
    pub item_id: Option<Id>,
    pub stage: String,
    pub pace: String,
    pub round: i64,
    pub allowed: String,
    pub started_at: Time,
    pub original_due: Time,
    pub due_at: Time,
    pub yellow_at: Option<Time>,
    pub stopped_at: Option<Time>,
    pub result: String,
    pub ended_at: Option<Time>,
    pub yellow_told: bool,
    /// Rests on a year whose holidays are not announced.
    pub provisional: bool,
}

impl ClockRow {
    pub fn is_running(&self) -> bool {
        self.result.is_empty()
    }

    /// What the person was promised: the first answer, or that of a redo.
    pub(crate) fn is_promise(&self) -> bool {
        let promises = [Stage::Resolve, Stage::ReopenOnce, Stage::ReopenTwice];
        promises.iter().any(|stage| stage.code() == self.stage)
    }

    fn deadline(&self) -> Deadline {
        Deadline { due: self.due_at, yellow: self.yellow_at, provisional: self.provisional }
    }
}

/// That a clock runs, where clocks of many cases are looked for. Said so that no index of running clocks fits: without statistics
/// SQLite takes that one, and reads every clock that runs in the county (13 ms instead of 0.3 at a million cases).
pub(crate) const RUNS: &str = "LENGTH(result) = 0";

/// What a clock belongs to, beside its case.
#[derive(Clone, Copy, Debug, Default)]
pub struct Of {
    pub part: Option<Id>,
    pub request: Option<Id>,
    pub ask: Option<Id>,
    pub item: Option<Id>,
}

impl Of {
    pub fn part(id: Id) -> Self {
        Self { part: Some(id), ..Self::default() }
    }
    pub fn request(id: Id) -> Self {
        Self { request: Some(id), ..Self::default() }
    }
    pub fn ask(id: Id) -> Self {
        Self { ask: Some(id), ..Self::default() }
    }
}

/// Starts the limit of a pace's stage now. Answers its deadline; none where the playbook sets no limit.
pub(crate) async fn start(
    act: Act<'_>,
    case: &Case,
    pace: Pace,
    stage: Stage,
    of: Of,
) -> Result<Option<Time>, Fault> {
    let playbook = &act.county.playbook;
    let Some(rule) = playbook.limits.limit(pace, stage) else { return Ok(None) };
    let Some(deadline) = playbook.clock.deadline_by(rule, act.now()) else { return Ok(None) };
    insert(act.tx, case, rule, rule.limit, (deadline.due, deadline), of).await?;
    Ok(Some(deadline.due))
}

/// The limit of one service item: its own, not the pace's.
pub(crate) async fn start_item(
    act: Act<'_>,
    case: &Case,
    limit: Limit,
    item: Id,
) -> Result<Option<Time>, Fault> {
    let playbook = &act.county.playbook;
    let Some(rule) = playbook.limits.limit(Pace::Errand, Stage::Resolve) else { return Ok(None) };
    let deadline = playbook.clock.deadline(act.now(), limit, rule.yellow_left);
    let of = Of { item: Some(item), ..Of::default() };
    insert(act.tx, case, rule, Some(limit), (deadline.due, deadline), of).await?;
    Ok(Some(deadline.due))
}

/// The visit of an errand: the day that the person chose binds where it is later than the limit, which stays visible.
pub(crate) async fn start_visit(
    act: Act<'_>,
    case: &Case,
    chosen: Option<Time>,
    part: Id,
) -> Result<Option<Time>, Fault> {
    let playbook = &act.county.playbook;
    let Some(rule) = playbook.limits.limit(Pace::Errand, Stage::Visit) else { return Ok(None) };
    let Some(set) = playbook.clock.deadline_by(rule, act.now()) else { return Ok(None) };
    let binding = match chosen {
        Some(chosen) => playbook.clock.chosen(set, chosen, rule.yellow_left),
        None => set,
    };
    insert(act.tx, case, rule, rule.limit, (set.due, binding), Of::part(part)).await?;
    Ok(Some(binding.due))
}

/// Writes a clock: what it allows, when it would have run out at first, and the deadline that binds.
async fn insert(
    tx: &Tx,
    case: &Case,
    rule: &LimitRule,
    allowed: Option<Limit>,
    (first, deadline): (Time, Deadline),
    of: Of,
) -> Result<(), Fault> {
    let allowed = allowed.map(|limit| limit.to_string()).unwrap_or_default();
    tx.run(
        "INSERT INTO clocks (id, case_id, part_id, request_id, ask_id, stage, pace, round, allowed, started_at, \
         original_due, due_at, yellow_at, result, yellow_told, red_told, then_told, item_id, provisional) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', $14, $14, $14, $15, $16)",
        values![
            tx.id(),
            case.id,
            of.part,
            of.request,
            of.ask,
            rule.stage.code(),
            rule.pace.code(),
            case.round,
            allowed,
            tx.now(),
            first,
            deadline.due,
            deadline.yellow,
            false,
            of.item,
            deadline.provisional
        ],
    )
    .await
    .map(|_| ())
}

/// Which running clocks a verb means.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which {
    /// All of the case with this stage.
    Stage(Stage),
    /// The one of this part with this stage.
    Part(Id, Stage),
    Request(Id, Stage),
    Ask(Id),
    /// The one of this service item.
    Item(Id),
    /// Whatever still runs for a part.
    AllOfPart(Id),
    /// Whatever still runs.
    All,
    /// Whatever still runs but this stage.
    AllBut(Stage),
}

async fn running(db: &impl Db, case: Id, which: Which) -> Result<Vec<ClockRow>, Fault> {
    let base = "SELECT * FROM clocks WHERE case_id = $1 AND result = ''";
    match which {
        Which::Stage(stage) => db.rows(&format!("{base} AND stage = $2"), values![case, stage.code()]).await,
        Which::Part(part, stage) => {
            db.rows(&format!("{base} AND part_id = $2 AND stage = $3"), values![case, part, stage.code()])
                .await
        }
        Which::Request(request, stage) => {
            db.rows(
                &format!("{base} AND request_id = $2 AND stage = $3"),
                values![case, request, stage.code()],
            )
            .await
        }
        Which::Item(item) => db.rows(&format!("{base} AND item_id = $2"), values![case, item]).await,
        Which::Ask(ask) => db.rows(&format!("{base} AND ask_id = $2"), values![case, ask]).await,
        Which::AllOfPart(part) => db.rows(&format!("{base} AND part_id = $2"), values![case, part]).await,
        Which::All => db.rows(base, values![case]).await,
        Which::AllBut(stage) => {
            db.rows(&format!("{base} AND stage <> $2"), values![case, stage.code()]).await
        }
    }
}

/// The thing was done: in time (at or before the deadline) or late.
pub(crate) async fn meet(act: Act<'_>, case: Id, which: Which) -> Result<(), Fault> {
    meet_at(act, case, which, act.now()).await
}

/// The same for something that happened at another instant than it was entered.
pub(crate) async fn meet_at(act: Act<'_>, case: Id, which: Which, at: Time) -> Result<(), Fault> {
    for clock in running(act.tx, case, which).await? {
        let result = if at <= clock.due_at || clock.stopped_at.is_some() { "met" } else { "late" };
        end(act.tx, &clock, result, at).await?;
    }
    Ok(())
}

/// The limit no longer applies: the order was returned, the case merged.
pub(crate) async fn drop_clocks(act: Act<'_>, case: Id, which: Which) -> Result<(), Fault> {
    for clock in running(act.tx, case, which).await? {
        end(act.tx, &clock, "dropped", act.now()).await?;
    }
    Ok(())
}

async fn end(tx: &Tx, clock: &ClockRow, result: &str, at: Time) -> Result<(), Fault> {
    let sql = "UPDATE clocks SET result = $2, ended_at = $3, stopped_at = NULL WHERE id = $1";
    tx.run(sql, values![clock.id, result, at]).await?;
    if clock.yellow_told {
        crate::notices::drop_warnings(tx, clock.id).await?;
    }
    Ok(())
}

/// Moves the running deadlines of a stage by an approved extension; the original stays (rule T8).
pub(crate) async fn extend(
    act: Act<'_>,
    case: Id,
    stages: &[Stage],
    by: Limit,
) -> Result<Option<Time>, Fault> {
    let playbook = &act.county.playbook;
    let mut latest = None;
    for stage in stages {
        for clock in running(act.tx, case, Which::Stage(*stage)).await? {
            let yellow = rule_of(act, &clock).and_then(|rule| rule.yellow_left);
            let deadline = playbook.clock.extended(clock.deadline(), by, yellow);
            let sql = "UPDATE clocks SET due_at = $2, yellow_at = $3, yellow_told = $4, red_told = $4, \
                       provisional = $5 WHERE id = $1";
            act.tx
                .run(sql, values![clock.id, deadline.due, deadline.yellow, false, deadline.provisional])
                .await?;
            latest = latest.max(Some(deadline.due));
        }
    }
    Ok(latest)
}

/// Stops the running clocks of these stages (rule T7: from the decision on).
pub(crate) async fn stop(act: Act<'_>, case: Id, stages: &[Stage]) -> Result<(), Fault> {
    for stage in stages {
        for clock in running(act.tx, case, Which::Stage(*stage)).await? {
            let sql = "UPDATE clocks SET stopped_at = $2 WHERE id = $1";
            act.tx.run(sql, values![clock.id, act.now()]).await?;
        }
    }
    Ok(())
}

/// Lets stopped clocks run on (rule T7). Answers the new deadline of the last one.
pub(crate) async fn run_on(act: Act<'_>, case: Id) -> Result<Option<Time>, Fault> {
    let mut latest = None;
    for clock in running(act.tx, case, Which::All).await? {
        let Some(stopped) = clock.stopped_at else { continue };
        let rule = rule_of(act, &clock);
        let yellow = rule.and_then(|rule| rule.yellow_left);
        let deadline = match clock.allowed.parse::<Limit>() {
            Ok(limit) => {
                let playbook = &act.county.playbook;
                playbook.clock.suspended(
                    clock.started_at,
                    limit,
                    yellow,
                    clock.deadline(),
                    stopped,
                    act.now(),
                )
            }
            Err(_) => clock.deadline(),
        };
        let sql = "UPDATE clocks SET due_at = $2, yellow_at = $3, stopped_at = NULL, yellow_told = $4, red_told = $4, \
                   provisional = $5 WHERE id = $1";
        act.tx
            .run(sql, values![clock.id, deadline.due, deadline.yellow, false, deadline.provisional])
            .await?;
        if clock.stage == Stage::Resolve.code() {
            latest = latest.max(Some(deadline.due));
        }
    }
    Ok(latest)
}

fn rule_of<'a>(act: Act<'a>, clock: &ClockRow) -> Option<&'a LimitRule> {
    act.county.playbook.limits.limit(Pace::parse(&clock.pace)?, Stage::parse(&clock.stage)?)
}

/// Every clock of a case, in the order in which they began.
pub async fn clocks_of(db: &impl Db, case: Id) -> Result<Vec<ClockRow>, Fault> {
    db.rows("SELECT * FROM clocks WHERE case_id = $1 ORDER BY started_at, due_at, stage", values![case]).await
}
