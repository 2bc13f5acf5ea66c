//! What others asked for and this person decides.

use std::collections::HashMap;

use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Value, placeholders, values};

use lianxin_web::Todo;

use super::{Desk, HELD, Waits, over_org};
use crate::ask::{Asked, asks_of_each};
use crate::clock::RUNS;
use crate::listing::cases_of;
use crate::part::parts_of_each;
use crate::reach::is_reached;
use crate::standing::may_decide;

impl Desk<'_> {
    /// Returns, extensions, suspensions and appeals that others asked for.
    pub(super) async fn to_decide(&self, todos: &mut Vec<Todo>) -> Result<(), Fault> {
        let kinds = [
            ("return", "case.return-decide"),
            ("extend", "case.extend-approve"),
            ("suspend", "case.suspend-approve"),
            ("appeal", "rating.appeal-decide"),
        ];
        for (kind, capability) in kinds {
            let Some(grant) = over_org(self.ask, capability) else { continue };
            let sql = format!(
                "SELECT a.* FROM asks a WHERE a.state = 'asked' AND a.kind = $2 AND {} ORDER BY a.asked_at, a.id LIMIT $3",
                is_reached("$1", "a.case_id")
            );
            let asked: Vec<Asked> = self.db.rows(&sql, values![grant.org_id, kind, HELD]).await?;
            let asked = self.decidable(asked).await?;
            let deadlines = self.decision_deadlines(&asked).await?;
            let waits = asked.iter().map(|one| Waits {
                case: one.case_id,
                due: deadlines.get(&one.id).copied(),
                word: decide_word(kind),
            });
            self.apart(waits.collect(), todos).await?;
        }
        Ok(())
    }

    /// Those among them that this person may decide.
    async fn decidable(&self, asked: Vec<Asked>) -> Result<Vec<Asked>, Fault> {
        let ids: Vec<Id> = asked.iter().map(|one| one.case_id).collect();
        let cases = cases_of(&self.db, &ids).await?;
        let (asks, parts) = (asks_of_each(&self.db, &ids).await?, parts_of_each(&self.db, &ids).await?);
        let (ask, by) = (self.ask, &self.ask.by);
        let may = |one: &Asked| {
            let case = cases.iter().find(|case| case.id == one.case_id)?;
            let asks = asks.get(&case.id)?;
            // What was answered at once has no part.
            let parts = parts.get(&case.id).map(Vec::as_slice).unwrap_or_default();
            may_decide(&ask.county, by, case, asks, Some(one), parts).then_some(())
        };
        Ok(asked.into_iter().filter(|one| may(one).is_some()).collect())
    }

    /// By when each must be decided.
    async fn decision_deadlines(&self, asked: &[Asked]) -> Result<HashMap<Id, Time>, Fault> {
        if asked.is_empty() {
            return Ok(HashMap::new());
        }
        let (cases, asks) = (placeholders(1, asked.len()), placeholders(asked.len() + 1, asked.len()));
        let sql = format!(
            "SELECT ask_id, due_at FROM clocks WHERE case_id IN ({cases}) AND {RUNS} AND ask_id IN ({asks})"
        );
        let ids = asked.iter().map(|one| one.case_id).chain(asked.iter().map(|one| one.id));
        let deadlines: Vec<Deadline> = self.db.rows(&sql, ids.map(Value::from).collect()).await?;
        Ok(deadlines.into_iter().map(|one| (one.ask_id, one.due_at)).collect())
    }

    /// Whistles that others asked for.
    pub(super) async fn to_blow(&self, todos: &mut Vec<Todo>) -> Result<(), Fault> {
        let Some(grant) = over_org(self.ask, "whistle.blow") else { return Ok(()) };
        let sql = format!(
            "SELECT a.case_id FROM whistle_asks a WHERE a.state = 'asked' AND a.asked_by <> $2 AND {} \
             ORDER BY a.asked_at, a.id LIMIT $3",
            is_reached("$1", "a.case_id")
        );
        let asked: Vec<Id> = self.db.column(&sql, values![grant.org_id, grant.person_id, HELD]).await?;
        let waits = asked.into_iter().map(|case| Waits { case, due: None, word: "blow" });
        self.apart(waits.collect(), todos).await
    }
}

fn decide_word(kind: &str) -> &'static str {
    match kind {
        "return" => "decide-return",
        "extend" => "decide-extend",
        "appeal" => "decide-appeal",
        _ => "decide-suspend",
    }
}

#[derive(FromQueryResult)]
struct Deadline {
    ask_id: Id,
    due_at: Time,
}
