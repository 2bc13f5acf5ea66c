//! A town whistles, departments report in: each by its deadline, on the spot, with its own part; both score each other.

use lianxin_access::reach::is_within;
use lianxin_access::{Done, org};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_playbook::{Pace, Stage, WhistleKind};

use crate::case::{find, note, reaches};
use crate::clock::{Of, Which, meet, start};
use crate::part::{Part, part};
use crate::whistle_ask::answer_by_blowing;
use crate::{Act, Case, State, reach};

/// A whistle. `kind`: emergency, urgent, ordinary.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Whistle {
    pub id: Id,
    pub case_id: Id,
    pub kind: String,
    pub town_id: Id,
    pub matter: String,
    pub meeting_at: Option<Time>,
    pub meeting_place: String,
    pub blown_by: Option<Id>,
    pub blown_at: Time,
    pub closed_at: Option<Time>,
}

/// A score that one side gave. `side`: town (scores the department), unit (scores the town).
#[derive(Clone, Debug, FromQueryResult)]
pub struct Score {
    pub part_id: Id,
    pub side: String,
    pub score: i64,
    pub scored_at: Time,
}

pub async fn whistles_of(db: &impl Db, case: Id) -> Result<Vec<Whistle>, Fault> {
    db.rows("SELECT * FROM whistles WHERE case_id = $1 ORDER BY blown_at, id", values![case]).await
}

pub async fn scores_of(db: &impl Db, whistle: Id) -> Result<Vec<Score>, Fault> {
    let sql = "SELECT part_id, side, score, scored_at FROM whistle_scores WHERE whistle_id = $1 ORDER BY part_id, side";
    db.rows(sql, values![whistle]).await
}

#[derive(Clone, Debug)]
pub struct Blow {
    pub id: Id,
    pub case: Id,
    pub kind: WhistleKind,
    pub matter: String,
    pub units: Vec<Id>,
    pub meeting_at: Option<Time>,
    pub meeting_place: String,
}

impl Blow {
    /// Each unit once.
    pub(crate) fn called(&self) -> Vec<Id> {
        let mut units = self.units.clone();
        units.sort_unstable();
        units.dedup();
        units
    }
}

/// Who may still be called: a case that is taken in and not yet answered.
pub(crate) const BEFORE_DONE: [State; 3] = [State::Accepted, State::Dispatched, State::Signed];

/// A town leader calls departments to a case that the town cannot settle alone.
///
/// # Errors
/// `cases-refused-whistle-units`, `-whistle-matter` beside their fields; `cases-refused-accused-unit`;
/// `cases-refused-own-ask` for whoever asked for it.
pub async fn blow(act: Act<'_>, order: Blow) -> Done<()> {
    let mut case = act.case("whistle.blow", order.case).await?;
    if whistles_of(act.tx, case.id).await?.iter().any(|whistle| whistle.id == order.id) {
        // The same tap once more.
        return Ok(());
    }
    case.must_be(&BEFORE_DONE)?;
    let town = act.by.org_id().unwrap_or_default();
    check(act, &case, &order).await?;
    let asked = answer_by_blowing(act, &case, order.id).await?;
    let kind = order.kind.code();
    act.tx
        .run(
            "INSERT INTO whistles (id, case_id, kind, town_id, matter, meeting_at, meeting_place, blown_by, blown_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            values![
                order.id,
                case.id,
                kind,
                town,
                order.matter.trim(),
                order.meeting_at,
                order.meeting_place.trim(),
                act.by.person,
                act.now()
            ],
        )
        .await?;
    let units = order.called();
    for unit in &units {
        call(act, &case, &order, *unit).await?;
    }
    case.whistled = true;
    let named: Vec<String> = units.iter().map(ToString::to_string).collect();
    let event = case
        .change(
            act,
            |event| event.id("whistle", order.id).id("ask", asked).data("kind", kind).data("units", named),
            "whistle.blow",
        )
        .await?;
    note(act.tx, case.id, event, &order.matter, false).await?;
    reach::rewrite(act.tx, &case).await?;
    Ok(())
}

pub(crate) async fn check(act: Act<'_>, case: &Case, order: &Blow) -> Done<()> {
    let mut refused = Refused::invalid("cases-refused-form");
    if order.matter.trim().chars().count() < 4 {
        refused = refused.and_field("matter", "cases-refused-whistle-matter");
    }
    if order.units.is_empty() || order.units.len() > 20 {
        refused = refused.and_field("units", "cases-refused-whistle-units");
    }
    if !refused.fields.is_empty() {
        return Err(refused.into());
    }
    for unit in &order.units {
        let known = org(act.tx, *unit).await?.ok_or_else(|| Refused::field("units", "cases-refused-unit"))?;
        if !matches!(known.kind.as_str(), "department" | "body" | "office") {
            return Err(Refused::field("units", "cases-refused-whistle-units").into());
        }
        if let Some(accused) = case.accused_id
            && is_within(act.tx, *unit, accused).await?
        {
            return Err(Refused::field("units", "cases-refused-accused-unit").into());
        }
    }
    Ok(())
}

async fn call(act: Act<'_>, case: &Case, order: &Blow, unit: Id) -> Done<()> {
    let id = act.tx.id();
    act.tx
        .run(
            "INSERT INTO parts (id, case_id, unit_id, kind, round, state, task, dispatched_by, dispatched_at, return_barred, \
             whistle_id, result) VALUES ($1, $2, $3, 'whistle', $4, 'dispatched', $5, $6, $7, $8, $9, '')",
            values![id, case.id, unit, case.round, order.matter.trim(), act.by.person, act.now(), true, order.id],
        )
        .await?;
    for stage in [Stage::ReportIn, Stage::Result] {
        start(act, case, order.kind.pace(), stage, Of::part(id)).await?;
    }
    Ok(())
}

/// The part of a department that was called, when this person acts for the department.
async fn called(act: Act<'_>, capability: &str, id: Id) -> Done<(Case, Part)> {
    let absent = || Refused::absent("cases-refused-absent");
    let part = part(act.tx, id).await?.filter(|part| part.kind == "whistle").ok_or_else(absent)?;
    let grant = act.grant(capability)?;
    let case = find(act.tx, part.case_id).await?.ok_or_else(absent)?;
    if !reaches(act.tx, &grant, &case).await? {
        return Err(absent().into());
    }
    if !is_within(act.tx, part.unit_id, grant.org_id).await? {
        return Err(Refused::forbidden("cases-refused-not-your-unit").into());
    }
    Ok((case, part))
}

/// On the spot. The point, if the phone gave one, is kept with the event rounded to some 100 metres: enough to show
/// that somebody was there, too little to follow anybody.
pub async fn report_in(act: Act<'_>, id: Id, point: Option<(f64, f64)>) -> Done<()> {
    let (mut case, part) = called(act, "whistle.report-in", id).await?;
    if part.reported_in_at.is_some() {
        return Err(Refused::conflict("cases-refused-reported-in").into());
    }
    if !part.is_live() {
        return Err(Refused::conflict("cases-refused-moved-on").into());
    }
    let sql = "UPDATE parts SET reported_in_at = $2, reported_in_by = $3, state = 'signed', signed_at = $2, \
               handler_id = COALESCE(handler_id, $3) WHERE id = $1 AND reported_in_at IS NULL";
    act.tx.run(sql, values![id, act.now(), act.by.person]).await?;
    meet(act, case.id, Which::Part(id, Stage::ReportIn)).await?;
    let rough = point.map(|(lon, lat)| format!("{lon:.3},{lat:.3}"));
    case.change(
        act,
        |event| {
            let event = event.id("part", id).id("unit", part.unit_id).id("whistle", part.whistle_id);
            match rough {
                Some(rough) => event.data("point", rough),
                None => event,
            }
        },
        "whistle.report-in",
    )
    .await?;
    Ok(())
}

/// What the department did with its part.
pub async fn give_result(act: Act<'_>, id: Id, words: &str) -> Done<()> {
    let (mut case, part) = called(act, "whistle.report-in", id).await?;
    if words.trim().chars().count() < 4 {
        return Err(Refused::field("words", "cases-refused-answer-short").into());
    }
    if !part.is_live() {
        return Err(Refused::conflict("cases-refused-moved-on").into());
    }
    act.tx
        .run(
            "UPDATE parts SET state = 'done', done_at = $2, result = 'solved' WHERE id = $1",
            values![id, act.now()],
        )
        .await?;
    // Who has a result to give was there.
    for stage in [Stage::ReportIn, Stage::Result] {
        meet(act, case.id, Which::Part(id, stage)).await?;
    }
    let event = case
        .change(act, |event| event.id("part", id).id("unit", part.unit_id), "whistle.give-result")
        .await?;
    note(act.tx, case.id, event, words, false).await?;
    Ok(())
}

/// With the answer of the lead, what the departments did is done, and both sides may score.
pub(crate) async fn close_with_case(act: Act<'_>, case: &Case) -> Done<()> {
    for whistle in
        whistles_of(act.tx, case.id).await?.into_iter().filter(|whistle| whistle.closed_at.is_none())
    {
        meet(act, case.id, Which::Stage(Stage::Result)).await?;
        let sql = "UPDATE parts SET state = 'done', done_at = $2 WHERE whistle_id = $1 AND state IN ('dispatched', 'signed')";
        act.tx.run(sql, values![whistle.id, act.now()]).await?;
        act.tx
            .run("UPDATE whistles SET closed_at = $2 WHERE id = $1", values![whistle.id, act.now()])
            .await?;
        let sql = "SELECT id FROM parts WHERE whistle_id = $1 ORDER BY id";
        for part in act.tx.column::<Id>(sql, values![whistle.id]).await? {
            start(act, case, Pace::WhistleAny, Stage::MutualScore, Of::part(part)).await?;
        }
    }
    Ok(())
}

/// Town scores department, department scores town: 1 to 5. Not scored in time counts as not scored, never as full.
///
/// # Errors
/// `cases-refused-score` beside the field; `cases-refused-scored-already`; `cases-refused-score-late`.
pub async fn score(act: Act<'_>, id: Id, points: i64, words: &str) -> Done<()> {
    let absent = || Refused::absent("cases-refused-absent");
    let part = part(act.tx, id).await?.filter(|part| part.kind == "whistle").ok_or_else(absent)?;
    let mut case = act.case("whistle.score", part.case_id).await?;
    let whistle =
        whistles_of(act.tx, case.id).await?.into_iter().find(|whistle| Some(whistle.id) == part.whistle_id);
    let whistle = whistle.ok_or_else(absent)?;
    let own = act.by.org_id().unwrap_or_default();
    let side = if is_within(act.tx, part.unit_id, own).await? {
        "unit"
    } else if own == whistle.town_id {
        "town"
    } else {
        return Err(Refused::forbidden("cases-refused-not-your-unit").into());
    };
    may_score(act, &whistle, id, points, side).await?;
    let sql = "INSERT INTO whistle_scores (whistle_id, part_id, side, score, scored_by, scored_at) VALUES ($1, $2, $3, $4, $5, $6)";
    act.tx.run(sql, values![whistle.id, id, side, points, act.by.person, act.now()]).await?;
    let both =
        act.tx.count("SELECT COUNT(*) FROM whistle_scores WHERE part_id = $1", values![id]).await? == 2;
    if both {
        meet(act, case.id, Which::Part(id, Stage::MutualScore)).await?;
    }
    let event = case
        .change(act, |event| event.id("part", id).data("side", side).data("score", points), "whistle.score")
        .await?;
    note(act.tx, case.id, event, words, false).await?;
    Ok(())
}

async fn may_score(act: Act<'_>, whistle: &Whistle, part: Id, points: i64, side: &str) -> Done<()> {
    if !(1..=5).contains(&points) {
        return Err(Refused::field("score", "cases-refused-score").into());
    }
    let Some(closed) = whistle.closed_at else {
        return Err(Refused::conflict("cases-refused-whistle-open").into());
    };
    let playbook = &act.county.playbook;
    let rule = playbook.limits.limit(Pace::WhistleAny, Stage::MutualScore);
    if rule
        .and_then(|rule| playbook.clock.deadline_by(rule, closed))
        .is_some_and(|until| act.now() > until.due)
    {
        return Err(Refused::conflict("cases-refused-score-late").into());
    }
    let sql = "SELECT COUNT(*) FROM whistle_scores WHERE part_id = $1 AND side = $2";
    if act.tx.count(sql, values![part, side]).await? > 0 {
        return Err(Refused::conflict("cases-refused-scored-already").into());
    }
    Ok(())
}
