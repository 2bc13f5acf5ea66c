//! Another category, once more is known. What was promised stays: a new category never starts the clock anew
//! (`casework-data.md` 1), nor makes it slower or quicker.

use lianxin_access::Done;
use lianxin_base::{Id, Refused};

use crate::case::note;
use crate::{Act, State};

/// # Errors
/// `cases-refused-category` beside the field, also for the one that the case has; `cases-refused-sealed` for what is
/// handed over sealed; `cases-refused-moved-on` before acceptance and after the answer.
pub async fn classify(act: Act<'_>, id: Id, revision: Option<i64>, category: &str, words: &str) -> Done<()> {
    let mut case = act.case("case.classify", id).await?;
    case.must_be_at(revision)?;
    case.must_be(&[State::Accepted, State::Dispatched, State::Signed])?;
    let playbook = &act.county.playbook;
    let known = playbook.categories.get(category).filter(|known| !known.is_top());
    let known = known.filter(|known| known.code != case.category);
    let known = known.ok_or_else(|| Refused::field("category", "cases-refused-category"))?;
    if known.is_sealed() {
        return Err(Refused::field("category", "cases-refused-sealed").into());
    }
    let before = std::mem::replace(&mut case.category, known.code.clone());
    // What was hidden stays so: a merged neighbour's words, or a second item, may be why.
    case.sensitive |= known.sensitive;
    case.item = playbook.primary_item(&known.code).map(|item| item.code.clone()).unwrap_or_default();
    let code = known.code.clone();
    let event = case
        .change(act, |event| event.data("category", code).data("before", before), "case.classify")
        .await?;
    note(act.tx, id, event, words, false).await?;
    Ok(())
}
