//! What a deadline told this person, and bad ratings that their unit must put right.

use lianxin_db::{Db, Fault, Value, placeholders};
use lianxin_web::Todo;

use super::{APART, Desk, HELD, Key, Waits, over_org};
use crate::listing::cases_of;
use crate::notices::{Notice, notices_of};
use crate::pages::what_notice;
use crate::sealed::unopened;

impl Desk<'_> {
    /// Bad ratings of rounds that the person's own unit led.
    pub(super) async fn to_fix(&self, todos: &mut Vec<Todo>) -> Result<(), Fault> {
        let grant = over_org(self.ask, "case.handle").or_else(|| over_org(self.ask, "case.press"));
        let Some(grant) = grant else { return Ok(()) };
        let units = self.own_units(grant.org_id).await?;
        let sql = format!(
            "SELECT k.case_id, k.due_at FROM clocks k JOIN parts p ON p.id = k.part_id WHERE k.result = '' \
             AND k.stage = 'bad-rating-fix' AND p.unit_id IN ({}) ORDER BY k.due_at, k.case_id LIMIT {HELD}",
            placeholders(1, units.len())
        );
        let keys: Vec<Key> = self.db.rows(&sql, units.into_iter().map(Value::from).collect()).await?;
        let waits = keys.into_iter().map(|key| Waits {
            case: key.case_id,
            due: Some(key.due_at),
            word: "fix-rating",
        });
        self.apart(waits.collect(), todos).await
    }

    /// What was handed over sealed to the own body, and nobody opened.
    pub(super) async fn to_open(&self, todos: &mut Vec<Todo>) -> Result<(), Fault> {
        let Some(grant) = over_org(self.ask, "sealed.open") else { return Ok(()) };
        let many = unopened(&self.db, &grant).await?;
        if many > 0 {
            todos.push(Todo {
                kind: "cases",
                href: self.ask.href("/sealed"),
                title: self.ask.args("cases-todo-many-sealed", &[("n", &many.to_string())]),
                act: self.ask.t("cases-todo-sealed"),
                due_at: None,
                late: false,
                many,
                place: None,
            });
        }
        Ok(())
    }

    /// Messages about deadlines that were not read. A warning about what stands on this desk anyway is no second row.
    pub(super) async fn told(&self, todos: &mut Vec<Todo>) -> Result<(), Fault> {
        let notices = notices_of(&self.db, &self.ask.by, HELD + 1).await?;
        let stands = |notice: &Notice| {
            let path = self.ask.href(&format!("/cases/{}", notice.case_id));
            notice.kind == "yellow" && todos.iter().any(|todo| todo.href == path)
        };
        let notices: Vec<&Notice> = notices.iter().filter(|notice| !stands(notice)).collect();
        if notices.len() > APART {
            let many = notices.len() as i64;
            let shown = if many > HELD { format!("{HELD}+") } else { many.to_string() };
            todos.push(Todo {
                kind: "cases",
                href: self.ask.href("/notices"),
                title: self.ask.args("cases-todo-many-notices", &[("n", &shown)]),
                act: self.ask.t("cases-todo-notices"),
                due_at: None,
                late: notices.iter().any(|notice| notice.is_late()),
                many,
                place: None,
            });
            return Ok(());
        }
        let ids: Vec<_> = notices.iter().map(|notice| notice.case_id).collect();
        let cases = cases_of(&self.db, &ids).await?;
        let hidden = self.hidden(&cases).await?;
        for notice in notices {
            let Some(case) = cases.iter().find(|case| case.id == notice.case_id) else { continue };
            let title =
                if hidden.contains(&case.id) { self.ask.t("cases-list-hidden") } else { case.title.clone() };
            todos.push(Todo {
                kind: "cases",
                href: self.ask.href(&format!("/cases/{}", case.id)),
                title,
                act: what_notice(self.ask, notice),
                due_at: notice.due_at,
                late: notice.is_late(),
                many: 1,
                place: Some(case.place_id),
            });
        }
        Ok(())
    }
}
