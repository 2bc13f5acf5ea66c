use lianxin_access::Done;
use lianxin_base::{Id, Refused};
use lianxin_db::{Fault, values};
use lianxin_playbook::{Category, Stage};

use super::note::{read, seal};
use super::{ENDING, HANDED_OVER};
use crate::case::note;
use crate::claim::must_be_free;
use crate::clock::{Which, drop_clocks, meet};
use crate::part::unit_for;
use crate::{Act, Case, State, reach, search};

#[derive(Clone, Debug)]
pub struct HandOver {
    /// Of the note that it becomes.
    pub id: Id,
    pub case: Id,
    pub revision: Option<i64>,
    /// A category that the playbook hands over sealed.
    pub category: String,
    /// What the person is told: who has it now.
    pub words: String,
}

/// Seals the matter for the body that its category names, and takes it out of everybody else's sight: no order, no clock,
/// in no list, search or figure. Event `sealed.hand-over` (data `note`, `unit`, `category`).
///
/// # Errors
/// `cases-refused-category`, `cases-refused-directions` beside their fields; `cases-refused-sealed-unit` when the county
/// has no such body.
pub async fn hand_over(act: Act<'_>, order: HandOver) -> Done<()> {
    let mut case = act.case("sealed.hand-over", order.case).await?;
    case.must_be_at(order.revision)?;
    case.must_be(&[State::Registered])?;
    must_be_free(act, &case).await?;
    let (category, body) = check(act, &order)?;
    let unit = unit_for(act.tx, &act.county.playbook, body, case.place_id).await?;
    let unit = unit.ok_or_else(|| Refused::conflict("cases-refused-sealed-unit"))?.id;
    meet(act, case.id, Which::Stage(Stage::Accept)).await?;
    drop_clocks(act, case.id, Which::All).await?;
    write(act, order.id, &case, unit, &category.code, true).await?;
    empty(act, &mut case).await?;
    case.state = State::Refused.word().into();
    case.category.clone_from(&category.code);
    case.ending = ENDING.into();
    case.sensitive = true;
    order.words.trim().clone_into(&mut case.answer);
    case.ended_at = Some(act.now());
    let code = category.code.clone();
    let event = case
        .change(
            act,
            |event| event.id("note", order.id).id("unit", unit).data("category", code),
            "sealed.hand-over",
        )
        .await?;
    note(act.tx, case.id, event, &order.words, true).await?;
    reach::rewrite(act.tx, &case).await?;
    Ok(())
}

/// The category, and the body that it names.
fn check<'a>(act: Act<'a>, order: &HandOver) -> Result<(&'a Category, &'a str), Refused> {
    let category = act.county.playbook.categories.get(&order.category);
    let named = category.and_then(|category| Some((category, category.sealed_to.as_deref()?)));
    let mut refused = Refused::invalid("cases-refused-form");
    if named.is_none() {
        refused = refused.and_field("category", "cases-refused-category");
    }
    if order.words.trim().chars().count() < 8 {
        refused = refused.and_field("words", "cases-refused-directions");
    }
    named.filter(|_| refused.fields.is_empty()).ok_or(refused)
}

/// A matter that the petition body has: it gets a copy, so that nobody handles it twice (《信访工作条例》 Art. 22). Event
/// `sealed.copy`. Nothing where the county has no such body.
pub(crate) async fn copy_to_petitions(act: Act<'_>, case: &mut Case) -> Done<()> {
    const BODY: &str = "petitions";
    let Some(unit) = unit_for(act.tx, &act.county.playbook, BODY, case.place_id).await? else {
        return Ok(());
    };
    let id = act.tx.id();
    write(act, id, case, unit.id, "petition", false).await?;
    case.change(act, |event| event.id("note", id).id("unit", unit.id), "sealed.copy").await?;
    // A village learns nothing of it.
    reach::rewrite(act.tx, case).await?;
    Ok(())
}

async fn write(act: Act<'_>, id: Id, case: &Case, unit: Id, ground: &str, alone: bool) -> Result<(), Fault> {
    let matter = seal(&act.county.keys, id, &read(act.tx, case).await?)?;
    let sql = "INSERT INTO sealed_notes (id, case_id, unit_id, ground, alone, matter_sealed, handed_by, handed_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = values![id, case.id, unit, ground, alone, matter, act.by.person, act.now()];
    act.tx.run(sql, values).await.map(|_| ())
}

/// What was sealed stands nowhere else.
async fn empty(act: Act<'_>, case: &mut Case) -> Result<(), Fault> {
    for sql in [
        "UPDATE requests SET words = '' WHERE case_id = $1",
        "UPDATE cases SET words = '' WHERE id = $1",
        "DELETE FROM notes WHERE case_id = $1",
        "DELETE FROM case_grams WHERE case_id = $1",
    ] {
        act.tx.run(sql, values![case.id]).await?;
    }
    HANDED_OVER.clone_into(&mut case.title);
    case.words.clear();
    case.place_words.clear();
    (case.lon, case.lat) = (None, None);
    search::index(act.tx, case).await
}
