//! What has been late longest.

use lianxin_access::Scope;
use lianxin_base::Id;
use lianxin_cases::{
    Case, Reader, State, cases_of, hidden_from, longest_late, reached_by, running_of, time_left,
};
use lianxin_db::{Db, Fault};
use lianxin_playbook::Stage;
use lianxin_web::{Ask, Page, span};

use crate::question::Question;

pub(crate) struct LateRow {
    pub href: String,
    pub title: String,
    pub place: String,
    pub holder: String,
    /// Where it is stuck: the step that is late.
    pub step: String,
    pub over: String,
}

pub(crate) async fn late_rows(
    ask: &Ask,
    page: &Page,
    db: &impl Db,
    question: &Question,
    most: i64,
) -> Result<Vec<LateRow>, Fault> {
    let found = longest_late(db, question.org.id, question.org.is_place(), ask.now, most).await?;
    let ids: Vec<Id> = found.iter().map(|late| late.id).collect();
    let cases = cases_of(db, &ids).await?;
    let running = running_of(db, &ids).await?;
    let veil = Veil::over(ask, db, &cases).await?;
    let tree = lianxin_orgs::tree(&ask.county).await?;
    let zh = page.is_zh();
    let row = |case: &Case| {
        let left = time_left(&ask.county.playbook.clock, case, &running, ask.now);
        let shown = veil.look(page, ask, case);
        LateRow {
            href: shown.href,
            title: shown.title,
            place: tree.path(case.place_id, zh),
            holder: case.unit_id.map_or_else(|| page.t("board-nobody"), |unit| tree.short(unit, zh)),
            step: step(page, &case.due_stage),
            over: span(left.minutes, left.day, page.language()),
        }
    };
    Ok(cases.iter().map(row).collect())
}

fn step(page: &Page, code: &str) -> String {
    Stage::parse(code).map(|stage| stage.words().read_in(page.lang).to_owned()).unwrap_or_default()
}

/// What this person may see of some cases. A sensitive matter shows its number only; a case that does not reach the
/// post (it may complain about it) shows nothing but that it was counted.
pub(crate) struct Veil {
    hidden: std::collections::HashSet<Id>,
    reached: std::collections::HashSet<Id>,
}

pub(crate) struct Shown {
    pub href: String,
    pub title: String,
    pub number: String,
    pub locked: bool,
}

impl Veil {
    pub async fn over(ask: &Ask, db: &impl Db, cases: &[Case]) -> Result<Self, Fault> {
        let reader = Reader::of(&ask.by, &ask.county.playbook.roles);
        let keys: Vec<(Id, bool, State)> =
            cases.iter().map(|case| (case.id, case.sensitive, case.state())).collect();
        let ids: Vec<Id> = cases.iter().map(|case| case.id).collect();
        let hidden = hidden_from(db, &reader, &keys).await?;
        // Figures are for more eyes than cases are: without `case.see` over the organisation a row names nothing.
        let reached = match ask.grant("case.see") {
            Ok(grant) if !is_personal(grant.scope) => reached_by(db, grant.org_id, &ids).await?,
            _ => std::collections::HashSet::new(),
        };
        Ok(Self { hidden, reached })
    }

    pub fn look(&self, page: &Page, ask: &Ask, case: &Case) -> Shown {
        if !self.reached.contains(&case.id) {
            let title = page.t("board-not-reached");
            return Shown { href: String::new(), title, number: String::new(), locked: true };
        }
        let href = ask.href(&format!("/cases/{}", case.id));
        let hidden = self.hidden.contains(&case.id);
        let title = if hidden { page.t("board-hidden") } else { case.title.clone() };
        Shown { href, title, number: case.number.clone(), locked: hidden }
    }
}

fn is_personal(scope: Scope) -> bool {
    matches!(scope, Scope::Own | Scope::Household | Scope::Assigned | Scope::Granted)
}
