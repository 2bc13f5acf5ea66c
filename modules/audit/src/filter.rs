//! What is asked of the log, as it stands in the address.

use chrono::{Days, NaiveDate, NaiveTime};
use lianxin_access::Scope;
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, Value, values};
use lianxin_playbook::from_local;
use lianxin_web::Ask;

use crate::kind::KINDS;
use crate::line::Line;

/// Kind, person and days; empty: all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub kind: &'static str,
    /// Name or login, as typed.
    pub who: String,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub after: Option<Id>,
    /// Only what people did who hold or held a post there or below: whoever watches over a village watches its people.
    pub within: Option<Id>,
}

impl Filter {
    pub fn read(ask: &Ask) -> Self {
        let day = |name: &str| ask.query(name).and_then(|day| day.parse().ok());
        Self {
            kind: KINDS.into_iter().find(|kind| ask.query("kind") == Some(kind)).unwrap_or_default(),
            who: ask.query("who").unwrap_or_default().chars().take(60).collect(),
            from: day("from"),
            to: day("to"),
            after: ask.query("after").and_then(|id| id.parse().ok()),
            within: ask
                .grant(crate::SEE)
                .ok()
                .filter(|grant| grant.scope != Scope::County)
                .map(|grant| grant.org_id),
        }
    }

    /// The query of the same filter, without the place in the list.
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let (from, to) = (day(self.from), day(self.to));
        for (name, value) in [("kind", self.kind), ("who", &self.who), ("from", &from), ("to", &to)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }

    /// The newest lines that fit, at most so many. `before`: older than this one.
    pub async fn lines(&self, db: &impl Db, before: Option<Id>, most: i64) -> Result<Vec<Line>, Fault> {
        let mut bound: Vec<Value> = values![before.unwrap_or(Id::max()), most];
        let mut place = |value: Value| {
            bound.push(value);
            format!("${}", bound.len())
        };
        let mut wanted = String::from("event_id < $1");
        if !self.kind.is_empty() {
            wanted += &format!(" AND kind = {}", place(self.kind.into()));
        }
        if !self.who.is_empty() {
            let people = self.people(db).await?;
            if people.is_empty() {
                return Ok(vec![]);
            }
            let list: Vec<String> = people.into_iter().map(|id| place(id.into())).collect();
            wanted += &format!(" AND person IN ({})", list.join(", "));
        }
        if let Some(org) = self.within {
            wanted += &format!(
                " AND person IN (SELECT p.person_id FROM posts p JOIN org_above a ON a.org_id = p.org_id \
                 AND a.valid_to IS NULL WHERE a.above_id = {})",
                place(org.into())
            );
        }
        if let Some(from) = self.from {
            wanted += &format!(" AND at >= {}", place(start(from).into()));
        }
        if let Some(end) = self.to.and_then(|to| to.checked_add_days(Days::new(1))) {
            wanted += &format!(" AND at < {}", place(start(end).into()));
        }
        let sql = format!(
            "SELECT event_id, at, kind, verb, person, post, subject_kind, subject_id, about, many FROM audit_lines \
             WHERE {wanted} ORDER BY event_id DESC LIMIT $2"
        );
        db.rows(&sql, bound).await
    }

    /// Whoever has this name or this login.
    async fn people(&self, db: &impl Db) -> Result<Vec<Id>, Fault> {
        let sql =
            "SELECT id FROM persons WHERE name = $1 UNION SELECT person_id FROM accounts WHERE login = $1";
        let found: Vec<Id> = db.column(sql, values![self.who.as_str()]).await?;
        Ok(found.into_iter().take(100).collect())
    }
}

fn start(day: NaiveDate) -> Time {
    from_local(day.and_time(NaiveTime::MIN))
}
