//! Following: a request's number and its query word, which only the person was given.

use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_seal::{CaseNumber, QueryWord};
use lianxin_web::County;

use crate::Case;
use crate::case::find;
use crate::register_rows::sealing;

/// Drawn from the request's id under the county's key, so that a retry gets the same word and nobody else can.
pub(crate) fn word_of(county: &County, request: Id) -> Result<QueryWord, Fault> {
    let mut turn = 0_u32;
    let drawn = QueryWord::draw(|bytes| {
        turn += 1;
        let block = county.keys.blind("query-word", &format!("{request}/{turn}"));
        bytes.iter_mut().zip(block.iter().cycle()).for_each(|(to, from)| *to = *from);
        Ok(())
    });
    drawn.map_err(|error| sealing(&error))
}

/// The case behind a number and its query word. Either wrong looks the same: a number alone shows nothing.
pub async fn follow(
    db: &impl Db,
    county: &County,
    number: &str,
    word: &str,
) -> Result<Option<(Id, Case)>, Fault> {
    #[derive(FromQueryResult)]
    struct Kept {
        id: Id,
        case_id: Id,
        word_hash: Vec<u8>,
    }
    let (Ok(number), Some(word)) = (number.parse::<CaseNumber>(), QueryWord::parse(word)) else {
        return Ok(None);
    };
    let sql = "SELECT id, case_id, word_hash FROM requests WHERE number = $1";
    let Some(kept) = db.row::<Kept>(sql, values![number.to_string()]).await? else { return Ok(None) };
    if !county.keys.word_fits(kept.id, &kept.word_hash, &word) {
        return Ok(None);
    }
    Ok(find(db, kept.case_id).await?.map(|case| (kept.id, case)))
}
