//! Orders of the city's hotline: registered like any request, with their own number and deadline.

use lianxin_access::{Done, Stop};
use lianxin_db::values;
use lianxin_files::Row;

use super::history::category_of;
use super::line::{Line, Why};
use super::places::Places;
use crate::{Act, Channel, Register, register};

/// Registers a piece; answers which of its rows the verb refused, and why. A refusal comes before anything is written.
pub(super) async fn register_all(
    act: Act<'_>,
    places: &Places,
    source: &str,
    piece: &[(Row, Line)],
) -> Done<Vec<(usize, Why)>> {
    let mut refused = Vec::new();
    for (at, (_, line)) in piece.iter().enumerate() {
        match order(act, places, source, line).await {
            Ok(()) => {}
            Err(Stop::Refused(why)) => {
                let key = why.fields.first().map_or(why.code, |field| field.code);
                refused.push((at, Why::Refused(key)));
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(refused)
}

async fn order(act: Act<'_>, places: &Places, source: &str, line: &Line) -> Done<()> {
    let place = places.find(&[&line.place, &line.title, &line.words]);
    let mut new = Register::new(act.tx.id(), Channel::Hotline, place, line.words.as_str());
    new.title.clone_from(&line.title);
    new.place_words.clone_from(&line.place);
    new.name.clone_from(&line.name);
    new.phone = line.phone.as_ref().map(|phone| phone.as_str().to_owned()).unwrap_or_default();
    new.anonymous = new.name.is_empty() && new.phone.is_empty();
    new.category = category_of(act, &line.category);
    new.hotline = Some((line.number.clone(), line.due_at));
    let done = register(act, new).await?;
    let sql = "INSERT INTO imports (source, number, case_id, imported_at) VALUES ($1, $2, $3, $4)";
    act.tx.run(sql, values![source, line.number.as_str(), done.case_id, act.now()]).await?;
    Ok(())
}
