//! Photos and recordings: a row names a file, and the file is there.

use lianxin_base::Id;
use lianxin_cases::opened_files;
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_web::{County, Found};

use crate::store::found;

const AT_ONCE: i64 = 2_000;

#[derive(FromQueryResult)]
struct Row {
    id: Id,
    file_key: String,
    small_key: String,
    bytes: i64,
}

/// Sizes only: the digest is compared each time that somebody opens the file, and of every file in a backup.
pub(crate) async fn files(county: &County) -> Result<Found, Fault> {
    let Some(files) = opened_files(county) else { return Ok(Found::default()) };
    let sql = format!(
        "SELECT id, file_key, small_key, bytes FROM attachments WHERE id > $1 ORDER BY id LIMIT {AT_ONCE}"
    );
    let (mut after, mut gone) = (Id::nil(), Vec::new());
    loop {
        let rows: Vec<Row> = county.store.reader().rows(&sql, values![after]).await?;
        let Some(last) = rows.last() else { return Ok(found(gone)) };
        after = last.id;
        for row in rows {
            let whole = files.size(&row.file_key).await? == Some(row.bytes);
            let small = row.small_key.is_empty() || files.size(&row.small_key).await?.is_some();
            if !whole || !small {
                gone.push(row.file_key);
            }
        }
    }
}
