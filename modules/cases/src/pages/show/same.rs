//! What may be the same matter as this case, why it seems so, and one press to put them together or say that they are not.

use lianxin_db::Db;
use lianxin_web::{Ask, Failed, Page};

use crate::pages::repeat_line::{RepeatLine, repeat_lines};
use crate::triage::repeats;
use crate::{Reader, State, Verb, offered};

use super::seen::Seen;

#[derive(Default)]
pub(crate) struct Same {
    pub lines: Vec<RepeatLine>,
    pub merge_at: String,
    pub relate_at: String,
    pub revision: i64,
    /// Both are offered to this person; others read the reasons alone.
    pub may_merge: bool,
    pub may_relate: bool,
}

/// Looked for while somebody still works on the case.
pub(crate) async fn same(db: &impl Db, ask: &Ask, page: &Page, seen: &Seen) -> Result<Same, Failed> {
    let case = &seen.case;
    let early =
        matches!(case.state(), State::Registered | State::Accepted | State::Dispatched | State::Signed);
    let Ok(grant) = ask.grant("case.see") else { return Ok(Same::default()) };
    if !early || !seen.reads_whole() {
        return Ok(Same::default());
    }
    let reader = Reader::of(&ask.by, &ask.county.playbook.roles);
    let repeats = repeats(db, &grant, &reader, case, ask.now).await?;
    let lines = repeat_lines(ask, db, page, &repeats).await?;
    let offers = offered(&seen.standing);
    let may = |verb: Verb| offers.iter().any(|offer| offer.verb == verb && offer.wait.is_none());
    Ok(Same {
        lines,
        merge_at: ask.href(&format!("{}/merge", seen.path())),
        relate_at: ask.href(&format!("{}/relate", seen.path())),
        revision: case.revision,
        may_merge: may(Verb::Merge),
        may_relate: may(Verb::Relate),
    })
}
