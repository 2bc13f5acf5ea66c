//! A village, a work area or a town officer asks the town leader to whistle; the leader blows or says why not.

use lianxin_access::{Done, posts_of, posts_with_role};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, values};

use crate::case::note;
use crate::notices::{Told, tell};
use crate::whistle::{BEFORE_DONE, check};
use crate::{Act, Blow, Case};

/// A whistle that somebody asks for. `kind`: emergency, urgent, ordinary. `state`: asked, blown, declined, lapsed.
#[derive(Clone, Debug, FromQueryResult)]
pub struct WhistleAsk {
    pub id: Id,
    pub case_id: Id,
    pub kind: String,
    pub matter: String,
    pub units: String,
    pub meeting_at: Option<Time>,
    pub meeting_place: String,
    pub asked_by: Option<Id>,
    pub asked_post: Option<Id>,
    pub asked_at: Time,
    pub state: String,
    pub decided_by: Option<Id>,
    pub decided_at: Option<Time>,
    pub whistle_id: Option<Id>,
}

#[derive(FromQueryResult)]
struct Seat {
    org_id: Id,
    role: String,
}

impl WhistleAsk {
    /// The units that the asker would call.
    pub fn unit_ids(&self) -> Vec<Id> {
        self.units.split(' ').filter_map(|unit| unit.parse().ok()).collect()
    }
}

/// The one that waits for the leader's word; there is never a second beside it.
pub async fn whistle_asked(db: &impl Db, case: Id) -> Result<Option<WhistleAsk>, Fault> {
    let sql = "SELECT * FROM whistle_asks WHERE case_id = $1 AND state = 'asked' ORDER BY asked_at, id";
    db.row(sql, values![case]).await
}

/// Asks the town leader to call departments. Event `whistle.ask` (data `ask`, `kind`, `units`).
///
/// # Errors
/// Those of [`crate::blow`]; `cases-refused-whistle-asked` while an earlier one waits.
pub async fn ask_whistle(act: Act<'_>, order: Blow) -> Done<()> {
    let mut case = act.case("whistle.ask", order.case).await?;
    let sql = "SELECT COUNT(*) FROM whistle_asks WHERE id = $1";
    if act.tx.count(sql, values![order.id]).await? > 0 {
        // The same tap once more.
        return Ok(());
    }
    case.must_be(&BEFORE_DONE)?;
    check(act, &case, &order).await?;
    if whistle_asked(act.tx, case.id).await?.is_some() {
        return Err(Refused::conflict("cases-refused-whistle-asked").into());
    }
    let units = order.called();
    let named: Vec<String> = units.iter().map(ToString::to_string).collect();
    act.tx
        .run(
            "INSERT INTO whistle_asks (id, case_id, kind, matter, units, meeting_at, meeting_place, asked_by, asked_post, asked_at, state) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'asked')",
            values![
                order.id,
                case.id,
                order.kind.code(),
                order.matter.trim(),
                named.join(" "),
                order.meeting_at,
                order.meeting_place.trim(),
                act.by.person,
                act.by.actor().post,
                act.now()
            ],
        )
        .await?;
    let kind = order.kind.code();
    let event = case
        .change(act, |event| event.id("ask", order.id).data("kind", kind).data("units", named), "whistle.ask")
        .await?;
    note(act.tx, case.id, event, &order.matter, false).await?;
    Ok(())
}

/// The leader does not whistle, and says why and what instead. Event `whistle.decline` (data `ask`).
///
/// # Errors
/// `cases-refused-own-ask`; `cases-refused-decided-already`; `cases-refused-decision-words` beside the words.
pub async fn decline_whistle(act: Act<'_>, case: Id, words: &str) -> Done<()> {
    let mut case = act.case("whistle.blow", case).await?;
    let asked = whistle_asked(act.tx, case.id).await?;
    let asked = asked.ok_or_else(|| Refused::conflict("cases-refused-decided-already"))?;
    must_be_anothers(act, &asked)?;
    if words.trim().chars().count() < 4 {
        return Err(Refused::field("words", "cases-refused-decision-words").into());
    }
    end(act, &case, &asked, "declined", None).await?;
    let event = case.change(act, |event| event.id("ask", asked.id), "whistle.decline").await?;
    note(act.tx, case.id, event, words, false).await?;
    Ok(())
}

/// Whoever blows answers what was asked for; its id, for the event.
pub(crate) async fn answer_by_blowing(act: Act<'_>, case: &Case, whistle: Id) -> Done<Option<Id>> {
    let Some(asked) = whistle_asked(act.tx, case.id).await? else { return Ok(None) };
    must_be_anothers(act, &asked)?;
    end(act, case, &asked, "blown", Some(whistle)).await?;
    Ok(Some(asked.id))
}

/// With the case's end, or its answer, nothing is left to whistle for.
pub(crate) async fn lapse_whistle_ask(act: Act<'_>, case: Id) -> Result<(), Fault> {
    let sql =
        "UPDATE whistle_asks SET state = 'lapsed', decided_at = $2 WHERE case_id = $1 AND state = 'asked'";
    act.tx.run(sql, values![case, act.now()]).await.map(|_| ())
}

/// Who asks for a whistle does not blow it (`separations.csv`).
fn must_be_anothers(act: Act<'_>, asked: &WhistleAsk) -> Result<(), Refused> {
    if asked.asked_by.is_some() && asked.asked_by == act.by.person {
        return Err(Refused::forbidden("cases-refused-own-ask"));
    }
    Ok(())
}

/// The asker hears of it; once they have left, whoever holds their post now.
async fn end(
    act: Act<'_>,
    case: &Case,
    asked: &WhistleAsk,
    state: &str,
    whistle: Option<Id>,
) -> Result<(), Fault> {
    let sql = "UPDATE whistle_asks SET state = $2, decided_by = $3, decided_at = $4, whistle_id = $5 \
               WHERE id = $1 AND state = 'asked'";
    act.tx.run(sql, values![asked.id, state, act.by.person, act.now(), whistle]).await?;
    let kind = format!("whistle-{state}");
    if let Some(person) = asked.asked_by
        && !posts_of(act.tx, person, act.now()).await?.is_empty()
    {
        let told = Told { org: case.place_id, role: String::new(), person: Some(person) };
        return tell(act.tx, case.id, told, &kind, None).await;
    }
    let Some(post) = asked.asked_post else { return Ok(()) };
    let seat: Option<Seat> =
        act.tx.row("SELECT org_id, role FROM posts WHERE id = $1", values![post]).await?;
    let Some(seat) = seat else { return Ok(()) };
    if posts_with_role(act.tx, &seat.role, seat.org_id, act.now()).await?.is_empty() {
        return Ok(());
    }
    let told = Told { org: seat.org_id, role: seat.role, person: None };
    tell(act.tx, case.id, told, &kind, None).await
}
