//! Nothing about people is kept longer than needed (《个人信息保护法》 Art. 19, 47). When the keeping time of an ended case is
//! over, or when it was decided that somebody's data go earlier, words, names, numbers, photos and notes are erased.
//! Number, place, category, times and result stay for the figures. Events stay as they are, for they never held any of
//! it: the chain goes on to verify.

use std::sync::{Mutex, PoisonError};

use chrono::Months;
use lianxin_access::{By, Done, Stop};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_files::FileKey;
use lianxin_web::{County, Job};

use crate::attach::opened_files;
use crate::call_back::request;
use crate::case::find;
use crate::{Act, Case, search};

/// What stands in place of the words.
pub const ERASED: &str = "保存期满，内容已销毁 · Erased";

pub(crate) const JOB: Job = Job { name: "cases-keeping", every: 3600, run: |county| Box::pin(run(county)) };

/// How many rows of the table one round looks at, and how many it erases. A round goes on where the one before ended, by
/// id and so by time; at the end it begins anew.
const LOOKED_AT: i64 = 20_000;
const AT_ONCE: i64 = 100;

#[derive(Default)]
struct Cursor(Mutex<Id>);

#[derive(FromQueryResult)]
struct Old {
    id: Id,
    over: i64,
}

async fn run(county: &County) -> Result<usize, Fault> {
    let now = county.store.world().now();
    let months = Months::new(county.playbook.manifest.keeping.cases_months);
    let Some(before) = now.checked_sub_months(months) else { return Ok(0) };
    let cursor = county.shelf.get_or_insert(Cursor::default);
    let from = *cursor.0.lock().unwrap_or_else(PoisonError::into_inner);
    // What was registered later cannot have ended earlier.
    let until = county.store.world().id_at(before);
    let sql = "SELECT id, CAST(CASE WHEN state IN ('refused', 'answered', 'merged', 'ended') AND title <> $4 \
               AND COALESCE(ended_at, closed_at, registered_at) < $3 THEN 1 ELSE 0 END AS BIGINT) AS over \
               FROM cases WHERE id > $1 AND id < $2 ORDER BY id LIMIT $5";
    let seen: Vec<Old> =
        county.store.reader().rows(sql, values![from, until, before, ERASED, LOOKED_AT]).await?;
    let old: Vec<Id> = seen.iter().filter(|old| old.over == 1).map(|old| old.id).collect();
    let most = usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
    let next = match (old.get(most - 1), seen.last()) {
        (Some(last), _) if old.len() > most => *last,
        (_, Some(last)) if seen.len() as i64 == LOOKED_AT => last.id,
        _ => Id::nil(),
    };
    let mut erased = 0;
    for id in old.iter().take(most) {
        erased += usize::from(erase_old(county, *id).await?);
    }
    *cursor.0.lock().unwrap_or_else(PoisonError::into_inner) = next;
    Ok(erased)
}

/// True if it went. Not while somebody changes it, nor while nobody opened the store of files since the start: rows never
/// go without their files.
async fn erase_old(county: &County, id: Id) -> Result<bool, Fault> {
    let by = By::system();
    let tx = county.store.begin().await?;
    let act = Act { tx: &tx, county, by: &by };
    let Some(case) = find(&tx, id).await? else { return Ok(false) };
    let files = match erase(act, case, None).await {
        Ok(files) => files,
        Err(Stop::Fault(fault)) => return Err(fault),
        Err(Stop::Refused(_)) => {
            tx.rollback().await?;
            return Ok(false);
        }
    };
    let store = opened_files(county);
    if store.is_none() && !files.is_empty() {
        tx.rollback().await?;
        return Ok(false);
    }
    tx.commit().await?;
    if let Some(store) = store {
        store.forget(&files).await;
    }
    Ok(true)
}

/// Erases an ended case before its time, because its requester asked for it and somebody who closes cases decided so.
/// `decided` is the case in which the wish was handled. The answer are the files to delete after the commit, with
/// [`crate::Files::forget`].
///
/// # Errors
/// `cases-refused-absent` out of reach, `cases-refused-erase-open` while the matter goes on or when others asked with it:
/// the duty to handle it stands before the wish (Art. 47: unless the law says otherwise).
pub async fn erase_request(act: Act<'_>, request_id: Id, decided: Id) -> Done<Vec<FileKey>> {
    let absent = || Refused::absent("cases-refused-absent");
    let asked = request(act.tx, request_id).await?.ok_or_else(absent)?;
    let case = act.case("case.close", asked.case_id).await?;
    act.case("case.close", decided).await?;
    let others = "SELECT COUNT(*) FROM requests WHERE case_id = $1";
    if case.is_open() || act.tx.count(others, values![case.id]).await? > 1 {
        return Err(Refused::field("number", "cases-refused-erase-open").into());
    }
    erase(act, case, Some(decided)).await
}

async fn erase(act: Act<'_>, mut case: Case, decided: Option<Id>) -> Done<Vec<FileKey>> {
    let tx = act.tx;
    let sql = "SELECT file_key FROM attachments WHERE case_id = $1 AND file_key <> '' \
               UNION SELECT small_key FROM attachments WHERE case_id = $1 AND small_key <> ''";
    let files: Vec<String> = tx.column(sql, values![case.id]).await?;
    let nothing: Vec<u8> = Vec::new();
    tx.run(
        "UPDATE requests SET words = '', name_sealed = NULL, phone_sealed = NULL, phone_blind = NULL, person_id = NULL, \
         word_hash = $2 WHERE case_id = $1",
        values![case.id, nothing],
    )
    .await?;
    for sql in [
        "DELETE FROM notes WHERE case_id = $1",
        "DELETE FROM attachments WHERE case_id = $1",
        "DELETE FROM case_grams WHERE case_id = $1",
        "UPDATE asks SET words = '' WHERE case_id = $1",
        "UPDATE parts SET task = '', result = '' WHERE case_id = $1",
        "UPDATE whistles SET matter = '', meeting_place = '' WHERE case_id = $1",
        "UPDATE whistle_asks SET matter = '', meeting_place = '' WHERE case_id = $1",
        "DELETE FROM sealed_openings WHERE note_id IN (SELECT id FROM sealed_notes WHERE case_id = $1)",
        "DELETE FROM sealed_notes WHERE case_id = $1",
        "UPDATE errand_items SET result = '' WHERE case_id = $1",
        "UPDATE consents SET purpose = '', note_sealed = NULL, number_sealed = NULL WHERE case_id = $1",
        "UPDATE cases SET words = '' WHERE id = $1",
    ] {
        tx.run(sql, values![case.id]).await?;
    }
    ERASED.clone_into(&mut case.title);
    case.words.clear();
    case.place_words.clear();
    case.answer.clear();
    (case.lon, case.lat) = (None, None);
    let at: Time = tx.now();
    case.change(act, |event| event.id("decided", decided).time("erased_at", at), "case.erase").await?;
    search::index(tx, &case).await?;
    Ok(files.iter().filter_map(|key| key.parse().ok()).collect())
}
