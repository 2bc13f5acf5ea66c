//! One line of the log in words: when, who in which post, what, about whom, why.

use std::collections::HashMap;

use lianxin_base::{Id, Time};
use lianxin_cases::{numbers_of, reasons_of};
use lianxin_db::{Db, Fault, FromQueryResult};
use lianxin_web::Ask;

/// A row of `audit_lines`.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Line {
    pub event_id: Id,
    pub at: Time,
    pub kind: String,
    pub verb: String,
    pub person: Option<Id>,
    pub post: Option<Id>,
    pub subject_kind: String,
    pub subject_id: Id,
    pub about: Option<Id>,
    pub many: Option<i64>,
}

/// The same for people.
pub(crate) struct Told {
    pub id: Id,
    pub at: String,
    pub kind: String,
    pub who: String,
    pub post: String,
    pub what: String,
    pub about: String,
    pub reason: String,
}

/// Names for ids.
#[derive(Default)]
pub(crate) struct Names {
    people: HashMap<Id, String>,
    posts: HashMap<Id, String>,
    orgs: HashMap<Id, String>,
    accounts: HashMap<Id, String>,
    tokens: HashMap<Id, String>,
    cases: HashMap<Id, String>,
}

#[derive(FromQueryResult)]
struct Named {
    id: Id,
    name: String,
}

#[derive(FromQueryResult)]
struct PostNamed {
    id: Id,
    role: String,
    zh: String,
    en: String,
}

async fn named(db: &impl Db, head: &str, ids: Vec<Id>) -> Result<HashMap<Id, String>, Fault> {
    let rows: Vec<Named> = db.rows_among(&ids, |ids| format!("{head} IN ({ids})")).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

impl Names {
    pub async fn of(db: &impl Db, ask: &Ask, people: Vec<Id>, posts: Vec<Id>) -> Result<Self, Fault> {
        let mut names = Self {
            people: named(db, "SELECT id, name FROM persons WHERE id", people).await?,
            ..Self::default()
        };
        let sql = |ids: &str| {
            format!(
                "SELECT p.id, p.role, o.short_zh AS zh, o.short_en AS en FROM posts p JOIN orgs o ON o.id = p.org_id \
                 WHERE p.id IN ({ids})"
            )
        };
        let rows: Vec<PostNamed> = db.rows_among(&posts, sql).await?;
        names.posts.extend(rows.into_iter().map(|row| {
            let org = if ask.is_zh() { row.zh } else { row.en };
            (row.id, format!("{org}·{}", ask.role_name(&row.role)))
        }));
        Ok(names)
    }

    pub fn person(&self, id: Option<Id>) -> &str {
        id.and_then(|id| self.people.get(&id)).map_or("", String::as_str)
    }
    pub fn post(&self, id: Option<Id>) -> &str {
        id.and_then(|id| self.posts.get(&id)).map_or("", String::as_str)
    }

    fn subject(&self, line: &Line) -> String {
        let of = |names: &HashMap<Id, String>| names.get(&line.subject_id).cloned().unwrap_or_default();
        match line.subject_kind.as_str() {
            "case" => of(&self.cases),
            "account" => of(&self.accounts),
            "person" => of(&self.people),
            "post" => of(&self.posts),
            "token" => of(&self.tokens),
            "org" => of(&self.orgs),
            _ => String::new(),
        }
    }
}

/// All lines in the reader's language.
pub(crate) async fn told(db: &impl Db, ask: &Ask, lines: Vec<Line>) -> Result<Vec<Told>, Fault> {
    let subjects = |kind: &str| -> Vec<Id> {
        lines.iter().filter(|line| line.subject_kind == kind).map(|line| line.subject_id).collect()
    };
    let abouts: Vec<Id> = lines.iter().filter_map(|line| line.about).collect();
    let mut people: Vec<Id> = lines.iter().filter_map(|line| line.person).chain(subjects("person")).collect();
    people.extend(&abouts);
    let posts = lines.iter().filter_map(|line| line.post).chain(subjects("post")).collect();
    let mut names = Names::of(db, ask, people, posts).await?;
    names.cases = numbers_of(db, &subjects("case")).await?;
    names.tokens = named(db, "SELECT id, name FROM tokens WHERE id", subjects("token")).await?;
    names.accounts =
        named(db, "SELECT id, login AS name FROM accounts WHERE id", subjects("account")).await?;
    let short = if ask.is_zh() { "short_zh" } else { "short_en" };
    let orgs = subjects("org").into_iter().chain(abouts).collect();
    names.orgs = named(db, &format!("SELECT id, {short} AS name FROM orgs WHERE id"), orgs).await?;
    let events: Vec<Id> = lines.iter().map(|line| line.event_id).collect();
    let mut reasons = reasons_of(db, &events).await?;
    Ok(lines.into_iter().map(|line| one(ask, &names, reasons.remove(&line.event_id), line)).collect())
}

fn one(ask: &Ask, names: &Names, reason: Option<String>, line: Line) -> Told {
    let about = line.about.and_then(|id| names.people.get(&id).or_else(|| names.orgs.get(&id)));
    let mut parts = vec![names.subject(&line)];
    parts.extend(about.cloned());
    parts.extend(line.many.map(|many| ask.args("audit-rows", &[("n", &many.to_string())])));
    parts.retain(|part| !part.is_empty());
    parts.dedup();
    Told {
        id: line.event_id,
        at: ask.when().say(line.at),
        kind: ask.t(&format!("audit-kind-{}", line.kind)),
        who: names.person(line.person).to_owned(),
        post: names.post(line.post).to_owned(),
        what: what(ask, &line.verb),
        about: parts.join(" · "),
        reason: reason.unwrap_or_default(),
    }
}

/// What was done in words; an act that has none yet by its own name.
fn what(ask: &Ask, verb: &str) -> String {
    let key = format!("audit-verb-{}", verb.replace('.', "-"));
    if ask.app.texts().has(&key) { ask.t(&key) } else { verb.to_owned() }
}
