//! What a unit asks for and another person decides (`decide.rs`): a return, an extension, a suspension; that a bad rating be
//! left out (`rating_appeal.rs`).

use std::collections::HashMap;

use lianxin_access::{Done, org};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_playbook::{Limit, Pace, Stage};

use crate::case::note;
use crate::case_rows::by_case;
use crate::clock::{Of, Which, drop_clocks, start};
use crate::part::{Part, own_part};
use crate::{Act, Case, State};

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

pub(crate) fn rule_of<'a>(act: Act<'a>, case: &Case) -> Option<&'a lianxin_playbook::LimitRule> {
    let pace = Pace::parse(&case.pace).unwrap_or(Pace::Normal);
    act.county.playbook.limits.limit(pace, Stage::Resolve)
}

pub(crate) async fn granted(act: Act<'_>, case: Id) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) FROM asks WHERE case_id = $1 AND kind = 'extend' AND state = 'confirmed'";
    act.tx.count(sql, values![case]).await
}

/// The unit that a return names, for the page.
pub async fn named_unit(db: &impl Db, asked: &Asked) -> Result<Option<lianxin_access::Org>, Fault> {
    match asked.unit_id {
        Some(unit) => org(db, unit).await,
        None => Ok(None),
    }
}
