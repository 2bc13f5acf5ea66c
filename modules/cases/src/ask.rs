//! What a unit asks for and another person decides: a return, an extension, a suspension; that a bad rating be left out
//! (`rating_appeal.rs`).

use std::collections::HashMap;

use lianxin_access::{Done, org};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_playbook::{Addressee, Limit, Pace, Stage};

use crate::case::{find, note};
use crate::case_rows::by_case;
use crate::clock::{Of, Which, drop_clocks, extend, meet, run_on, start, stop};
use crate::part::{Part, own_part, part, parts_of};
use crate::rating_appeal::appeal_decided;
use crate::{Act, Case, State, reach};

/// Something asked for. `kind`: return, extend, suspend, appeal. `state`: asked, confirmed, refused, lapsed, lifted.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Asked {
    pub id: Id,
    pub case_id: Id,
    pub part_id: Id,
    pub kind: String,
    pub ground: String,
    pub words: String,
    pub amount: String,
    pub unit_id: Option<Id>,
    pub asked_by: Option<Id>,
    pub asked_at: Time,
    pub state: String,
    pub decided_by: Option<Id>,
    pub decided_at: Option<Time>,
    pub lifted_at: Option<Time>,
    /// Whose rating an appeal is about.
    pub request_id: Option<Id>,
    /// Which word of theirs: rating, satisfaction.
    pub rate: String,
}

impl Asked {
    /// The capability of whoever decides.
    pub(crate) fn decided_with(&self) -> &'static str {
        match self.kind.as_str() {
            "return" => "case.return-decide",
            "extend" => "case.extend-approve",
            "appeal" => "rating.appeal-decide",
            _ => "case.suspend-approve",
        }
    }

    pub(crate) fn is_appeal(&self) -> bool {
        self.kind == "appeal"
    }
}

pub async fn asks_of(db: &impl Db, case: Id) -> Result<Vec<Asked>, Fault> {
    db.rows("SELECT * FROM asks WHERE case_id = $1 ORDER BY asked_at, id", values![case]).await
}

/// What was asked for in each of these cases.
pub(crate) async fn asks_of_each(db: &impl Db, cases: &[Id]) -> Result<HashMap<Id, Vec<Asked>>, Fault> {
    let sql = |ids: &str| format!("SELECT * FROM asks WHERE case_id IN ({ids}) ORDER BY asked_at, id");
    Ok(by_case(db.rows_among(cases, sql).await?, |asked: &Asked| asked.case_id))
}

/// Grounds of a suspension (`limits.csv`, suspend-decide). Weather needs the number of the warning.
pub const SUSPEND_GROUNDS: [&str; 4] = ["weather", "materials", "absence", "procedure"];

/// What the stages of a promise are; extension and suspension touch them together.
pub(crate) const PROMISE: [Stage; 5] =
    [Stage::Resolve, Stage::Plan, Stage::ReopenOnce, Stage::ReopenTwice, Stage::Result];
/// What stands still as well while nothing can be done; an extension does not touch these.
pub(crate) const STANDS_STILL: [Stage; 5] =
    [Stage::Contact, Stage::Arrive, Stage::Visit, Stage::Papers, Stage::BadRatingFix];

async fn asking(act: Act<'_>, capability: &str, id: Id, ask: Id) -> Done<(Case, Part)> {
    let case = act.case(capability, id).await?;
    case.must_be(&[State::Dispatched, State::Signed])?;
    let part = own_part(act.tx, id, act.by).await?.filter(Part::is_lead);
    let part = part.ok_or_else(|| Refused::forbidden("cases-refused-not-your-unit"))?;
    let sql = "SELECT COUNT(*) FROM asks WHERE (case_id = $1 AND state = 'asked') OR id = $2";
    if act.tx.count(sql, values![id, ask]).await? > 0 {
        return Err(Refused::conflict("cases-refused-asked-already").into());
    }
    Ok((case, part))
}

pub(crate) fn words_needed(words: &str) -> Result<(), Refused> {
    if words.trim().chars().count() < 6 {
        Err(Refused::field("words", "cases-refused-ask-words"))
    } else {
        Ok(())
    }
}

#[derive(Default)]
pub(crate) struct Wish<'a> {
    pub kind: &'static str,
    pub ground: &'a str,
    pub words: &'a str,
    pub amount: String,
    pub unit: Option<Id>,
    /// Of an appeal: whose rating, and which word.
    pub about: Option<(Id, &'static str)>,
}

impl Wish<'_> {
    /// What must be decided by when, and the event.
    fn stage(&self) -> (Stage, &'static str) {
        match self.kind {
            "return" => (Stage::ReturnDecide, "case.ask-return"),
            "extend" => (Stage::ExtendDecide, "case.ask-extend"),
            "appeal" => (Stage::AppealDecide, "case.appeal-rating"),
            _ => (Stage::SuspendDecide, "case.ask-suspend"),
        }
    }
}

pub(crate) async fn write(act: Act<'_>, case: &mut Case, part: Id, ask: Id, wish: Wish<'_>) -> Done<()> {
    act.tx
        .run(
            "INSERT INTO asks (id, case_id, part_id, kind, ground, words, amount, unit_id, asked_by, asked_at, request_id, rate, state) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'asked')",
            values![
                ask,
                case.id,
                part,
                wish.kind,
                wish.ground,
                wish.words.trim(),
                wish.amount.as_str(),
                wish.unit,
                act.by.person,
                act.now(),
                wish.about.map(|(request, _)| request),
                wish.about.map_or("", |(_, rate)| rate)
            ],
        )
        .await?;
    let (stage, verb) = wish.stage();
    start(act, case, Pace::Any, stage, Of::ask(ask)).await?;
    let event = case
        .change(
            act,
            |event| {
                event
                    .id("ask", ask)
                    .data("ground", wish.ground)
                    .data("amount", wish.amount)
                    .id("to_unit", wish.unit)
                    .id("request", wish.about.map(|(request, _)| request))
            },
            verb,
        )
        .await?;
    // Whose rating it is reads what is said against it.
    note(act.tx, case.id, event, wish.words, wish.about.is_some()).await?;
    Ok(())
}

/// “This is not ours”, with the reason and whose it is. Within four working hours of the dispatch; an order that was
/// assigned after review may not be returned (Weifang rule Art. 22).
pub async fn ask_return(
    act: Act<'_>,
    id: Id,
    ask: Id,
    ground: &str,
    words: &str,
    unit: Option<Id>,
) -> Done<()> {
    let (mut case, part) = asking(act, "case.return-ask", id, ask).await?;
    words_needed(words)?;
    if part.return_barred {
        return Err(Refused::conflict("cases-refused-return-barred").into());
    }
    let playbook = &act.county.playbook;
    let window = playbook.limits.limit(Pace::Any, Stage::ReturnAsk);
    let until = window.and_then(|rule| playbook.clock.deadline_by(rule, part.dispatched_at));
    if until.is_some_and(|until| act.now() > until.due) {
        return Err(Refused::conflict("cases-refused-return-late").into());
    }
    // Nobody has to sign what is being reviewed; a refusal starts the clock anew.
    drop_clocks(act, id, Which::Part(part.id, Stage::Sign)).await?;
    case.returns += 1;
    let wish = Wish { kind: "return", ground, words, unit, ..Wish::default() };
    write(act, &mut case, part.id, ask, wish).await
}

/// More time, asked before the deadline, as often and as long as the playbook allows.
pub async fn ask_extend(act: Act<'_>, id: Id, ask: Id, amount: &str, words: &str) -> Done<()> {
    let (mut case, part) = asking(act, "case.extend-ask", id, ask).await?;
    words_needed(words)?;
    let amount: Limit = amount.parse().map_err(|_| Refused::field("amount", "cases-refused-extension"))?;
    let rule = rule_of(act, &case).and_then(|rule| rule.extension.as_ref());
    let rule = rule.ok_or_else(|| Refused::conflict("cases-refused-no-extension"))?;
    if amount.unit != rule.each.unit || amount.count == 0 || amount.count > rule.each.count {
        return Err(Refused::field("amount", "cases-refused-extension").into());
    }
    if granted(act, id).await? >= i64::from(rule.times) {
        return Err(Refused::conflict("cases-refused-no-more-extension").into());
    }
    if case.promise_due.is_some_and(|due| act.now() > due) {
        return Err(Refused::conflict("cases-refused-extend-late").into());
    }
    let amount = amount.to_string();
    let wish = Wish { kind: "extend", words, amount, ..Wish::default() };
    write(act, &mut case, part.id, ask, wish).await
}

/// The clock should stand still: weather (with the number of the warning), materials, the person's own absence,
/// another procedure.
pub async fn ask_suspend(act: Act<'_>, id: Id, ask: Id, ground: &str, words: &str) -> Done<()> {
    let (mut case, part) = asking(act, "case.suspend-ask", id, ask).await?;
    words_needed(words)?;
    if !SUSPEND_GROUNDS.contains(&ground) {
        return Err(Refused::field("ground", "cases-refused-ground").into());
    }
    if ground == "weather" && !words.chars().any(|c| c.is_ascii_digit()) {
        return Err(Refused::field("words", "cases-refused-weather-number").into());
    }
    if case.suspended_at.is_some() {
        return Err(Refused::conflict("cases-refused-suspended").into());
    }
    let wish = Wish { kind: "suspend", ground, words, ..Wish::default() };
    write(act, &mut case, part.id, ask, wish).await
}

fn rule_of<'a>(act: Act<'a>, case: &Case) -> Option<&'a lianxin_playbook::LimitRule> {
    let pace = Pace::parse(&case.pace).unwrap_or(Pace::Normal);
    act.county.playbook.limits.limit(pace, Stage::Resolve)
}

async fn granted(act: Act<'_>, case: Id) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) FROM asks WHERE case_id = $1 AND kind = 'extend' AND state = 'confirmed'";
    act.tx.count(sql, values![case]).await
}

/// Yes or no, by somebody who did not ask. Everyone concerned is told; the original limit stays visible.
///
/// # Errors
/// `cases-refused-own-ask`; `cases-refused-second-decider` when a second return goes to the first decider or the
/// dispatcher of the order; `cases-refused-decider` when the playbook names another role.
pub async fn decide(act: Act<'_>, ask: Id, yes: bool, words: &str) -> Done<()> {
    let absent = || Refused::absent("cases-refused-absent");
    let asked: Asked =
        act.tx.row("SELECT * FROM asks WHERE id = $1", values![ask]).await?.ok_or_else(absent)?;
    let mut case = act.case(asked.decided_with(), asked.case_id).await?;
    if asked.state != "asked" {
        return Err(Refused::conflict("cases-refused-decided-already").into());
    }
    if asked.asked_by.is_some() && asked.asked_by == act.by.person {
        return Err(Refused::forbidden("cases-refused-own-ask").into());
    }
    // Who leaves a rating out says why, as does whoever refuses.
    if (!yes || asked.is_appeal()) && words.trim().chars().count() < 4 {
        return Err(Refused::field("words", "cases-refused-decision-words").into());
    }
    meet(act, case.id, Which::Ask(ask)).await?;
    let state = if yes { "confirmed" } else { "refused" };
    let sql =
        "UPDATE asks SET state = $2, decided_by = $3, decided_at = $4 WHERE id = $1 AND state = 'asked'";
    act.tx.run(sql, values![ask, state, act.by.person, act.now()]).await?;
    let verb = match (asked.kind.as_str(), yes) {
        ("return", yes) => return_decided(act, &mut case, &asked, yes).await?,
        ("extend", yes) => extension_decided(act, &mut case, &asked, yes).await?,
        ("appeal", yes) => appeal_decided(act, &case, &asked, yes).await?,
        (_, yes) => suspension_decided(act, &mut case, yes).await?,
    };
    let (due, request, told) = (case.promise_due, asked.request_id, yes || asked.is_appeal());
    let event = case
        .change(
            act,
            |event| event.id("ask", ask).id("request", request).time("due_at", due).data("kind", asked.kind),
            verb,
        )
        .await?;
    note(act.tx, case.id, event, words, told).await?;
    if verb == "case.confirm-return" {
        reach::rewrite(act.tx, &case).await?;
    }
    Ok(())
}

async fn return_decided(act: Act<'_>, case: &mut Case, asked: &Asked, yes: bool) -> Done<&'static str> {
    let part = part(act.tx, asked.part_id).await?.ok_or_else(|| Refused::absent("cases-refused-absent"))?;
    let second = case.returns > 1;
    if second {
        second_decider(act, case, &part, asked.id).await?;
    }
    if yes {
        // Departments that the town called stay called.
        for own in
            parts_of(act.tx, case.id).await?.iter().filter(|own| own.is_live() && own.kind != "whistle")
        {
            drop_clocks(act, case.id, Which::AllOfPart(own.id)).await?;
            act.tx.run("UPDATE parts SET state = 'returned' WHERE id = $1", values![own.id]).await?;
        }
        case.state = State::Accepted.word().into();
        case.unit_id = None;
        case.handler_id = None;
        start(act, case, Pace::parse(&case.pace).unwrap_or(Pace::Any), Stage::Dispatch, Of::default())
            .await?;
        return Ok("case.confirm-return");
    }
    let sql = "UPDATE parts SET return_barred = $2 WHERE id = $1";
    act.tx.run(sql, values![part.id, second]).await?;
    if part.signed_at.is_none() {
        let pace = Pace::parse(&case.pace).unwrap_or(Pace::Normal);
        start(act, case, pace, Stage::Sign, Of::part(part.id)).await?;
    }
    Ok("case.refuse-return")
}

/// The second return is decided by a town officer, by another person than before, and binds.
async fn second_decider(act: Act<'_>, case: &Case, part: &Part, this: Id) -> Done<()> {
    let sql =
        "SELECT COUNT(*) FROM asks WHERE case_id = $1 AND kind = 'return' AND decided_by = $2 AND id <> $3";
    let person = act.by.person.unwrap_or_default();
    let decided_before = act.tx.count(sql, values![case.id, person, this]).await? > 0;
    if decided_before || part.dispatched_by == Some(person) || act.by.role() == "dispatcher" {
        return Err(Refused::forbidden("cases-refused-second-decider").into());
    }
    Ok(())
}

async fn extension_decided(act: Act<'_>, case: &mut Case, asked: &Asked, yes: bool) -> Done<&'static str> {
    if !yes {
        return Ok("case.refuse-extend");
    }
    let rule = rule_of(act, case).and_then(|rule| rule.extension.as_ref());
    let before = usize::try_from(granted(act, case.id).await?.saturating_sub(1)).unwrap_or(0);
    let decider = rule.and_then(|rule| rule.decided_by.get(before).or(rule.decided_by.last()));
    if let Some(Addressee::Role(role)) = decider {
        may_decide(act, role)?;
    }
    let amount: Limit =
        asked.amount.parse().map_err(|_| Refused::field("amount", "cases-refused-extension"))?;
    if let Some(due) = extend(act, case.id, &PROMISE, amount).await? {
        case.promise_due = Some(due);
    }
    Ok("case.approve-extend")
}

/// The role that the playbook names, or one that stands above it.
fn may_decide(act: Act<'_>, role: &str) -> Result<(), Refused> {
    if stands_high_enough(act.by.role(), role) {
        Ok(())
    } else {
        Err(Refused::forbidden("cases-refused-decider").with("role", role))
    }
}

pub(crate) fn stands_high_enough(own: &str, named: &str) -> bool {
    const LADDER: [&str; 3] = ["area-secretary", "town-leader", "district-supervisor"];
    let step = |role: &str| LADDER.iter().position(|step| *step == role);
    match (step(own), step(named)) {
        (Some(own), Some(named)) => own >= named,
        (None, named) => named.is_none(),
        (Some(_), None) => true,
    }
}

async fn suspension_decided(act: Act<'_>, case: &mut Case, yes: bool) -> Done<&'static str> {
    if !yes {
        return Ok("case.refuse-suspend");
    }
    stop(act, case.id, &PROMISE).await?;
    stop(act, case.id, &STANDS_STILL).await?;
    case.suspended_at = Some(act.now());
    Ok("case.approve-suspend")
}

/// The reason is gone: the clocks run on (rule T7).
pub async fn lift(act: Act<'_>, id: Id, words: &str) -> Done<()> {
    let mut case = act.case("case.suspend-approve", id).await?;
    if case.suspended_at.is_none() {
        return Err(Refused::conflict("cases-refused-not-suspended").into());
    }
    let due = run_on(act, id).await?;
    case.promise_due = due.or(case.promise_due);
    case.suspended_at = None;
    let sql = "UPDATE asks SET state = 'lifted', lifted_at = $2 WHERE case_id = $1 AND kind = 'suspend' AND state = 'confirmed'";
    act.tx.run(sql, values![id, act.now()]).await?;
    let due = case.promise_due;
    let event = case.change(act, |event| event.time("due_at", due), "case.lift-suspend").await?;
    note(act.tx, id, event, words, true).await?;
    Ok(())
}

/// Nobody decided by the deadline: no extension, no suspension, a return is not confirmed, and a rating counts.
pub(crate) async fn lapse(act: Act<'_>, ask: &Asked) -> Done<()> {
    let Some(mut case) = find(act.tx, ask.case_id).await? else { return Ok(()) };
    let sql = "UPDATE asks SET state = 'lapsed', decided_at = $2 WHERE id = $1 AND state = 'asked'";
    if act.tx.run(sql, values![ask.id, act.now()]).await? == 0 {
        return Ok(());
    }
    meet(act, case.id, Which::Ask(ask.id)).await?;
    if ask.kind == "return" && part(act.tx, ask.part_id).await?.is_some_and(|part| part.signed_at.is_none()) {
        let pace = Pace::parse(&case.pace).unwrap_or(Pace::Normal);
        start(act, &case, pace, Stage::Sign, Of::part(ask.part_id)).await?;
    }
    let (id, request, kind) = (ask.id, ask.request_id, ask.kind.clone());
    case.change(act, |event| event.id("ask", id).id("request", request).data("kind", kind), "case.lapse-ask")
        .await?;
    Ok(())
}

/// The unit that a return names, for the page.
pub async fn named_unit(db: &impl Db, asked: &Asked) -> Result<Option<lianxin_access::Org>, Fault> {
    match asked.unit_id {
        Some(unit) => org(db, unit).await,
        None => Ok(None),
    }
}
