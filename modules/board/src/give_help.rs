//! The level above says what it does for a place that needs a hand. Said beside the reason, until a day.

use std::collections::HashMap;

use askama::Template;
use chrono::Days;
use lianxin_access::{By, Done, Org};
use lianxin_base::{Id, Refused, Time, day_in_china};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, Value, placeholders, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::{Roles, from_local};
use lianxin_web::{Answer, Ask, Form, Page};

use crate::question::Question;

/// Whoever may press a unit may say what is done to help it.
pub(crate) const GIVE: &str = "case.press";

const LONGEST: usize = 60;
const DAYS: u64 = 30;

/// Writes down the help for a place; what was said before ends.
///
/// # Errors
/// `board-refused-help` beside its field.
pub async fn give_help(tx: &Tx, by: &By, roles: &Roles, org: &Org, id: Id, words: &str) -> Done<()> {
    by.grant(roles, GIVE)?;
    let words = words.trim();
    if !(4..=LONGEST).contains(&words.chars().count()) {
        return Err(Refused::field("words", "board-refused-help").into());
    }
    let until = day_in_china(tx.now()).checked_add_days(Days::new(DAYS)).unwrap_or_default();
    let until = from_local(until.and_hms_opt(0, 0, 0).unwrap_or_default());
    let sql = "INSERT INTO board_helps (id, org_id, words, given_by, given_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (id) DO NOTHING";
    // The same form sent twice is one help.
    if tx.run(sql, values![id, org.id, words, by.person, tx.now(), until]).await? == 0 {
        return Ok(());
    }
    let sql = "UPDATE board_helps SET ends_at = $3 WHERE org_id = $1 AND id <> $2 AND ends_at > $3";
    tx.run(sql, values![org.id, id, tx.now()]).await?;
    let event = Event::new("board.give-help", Subject { kind: "board-help", id, revision: 1 }).place(org.id);
    append(tx, by.actor(), event.time("ends_at", until)).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Help {
    org_id: Id,
    words: String,
}

/// What is said now, by place.
pub(crate) async fn helps_of(db: &impl Db, orgs: &[Id], now: Time) -> Result<HashMap<Id, String>, Fault> {
    if orgs.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT org_id, words FROM board_helps WHERE ends_at > $1 AND org_id IN ({}) ORDER BY given_at",
        placeholders(2, orgs.len())
    );
    let mut bound = values![now];
    bound.extend(orgs.iter().map(|org| Value::from(*org)));
    let rows: Vec<Help> = db.rows(&sql, bound).await?;
    Ok(rows.into_iter().map(|help| (help.org_id, help.words)).collect())
}

struct Mistake {
    id: &'static str,
    text: String,
}

#[derive(Template)]
#[template(path = "help.html")]
struct Show {
    page: Page,
    back: String,
    action: String,
    id: String,
    words: String,
    errors: Vec<Mistake>,
    error: String,
}

impl Show {
    fn new(ask: &Ask, question: &Question, words: String) -> Self {
        let page = ask.page(ask.args("board-help-title", &[("org", question.org.short(ask.is_zh()))]));
        Self {
            back: question.href(ask, "/board", &[]),
            action: question.href(ask, "/board/help", &[]),
            id: ask.county.store.world().id().to_string(),
            words,
            errors: vec![],
            error: String::new(),
            page,
        }
    }
}

pub(crate) async fn form(ask: Ask) -> Answer {
    let question = Question::of(&ask, &ask.reader()).await?;
    ask.grant(GIVE)?;
    let said = helps_of(&ask.reader(), &[question.org.id], ask.now).await?;
    let words = said.get(&question.org.id).cloned().unwrap_or_default();
    ask.html(&Show::new(&ask, &question, words))
}

pub(crate) async fn post(ask: Ask, form: Form) -> Answer {
    let tx = ask.begin().await?;
    let question = Question::of(&ask, &tx).await?;
    let id = form.text("id").parse().unwrap_or_else(|_| tx.id());
    let words = form.text("words").to_owned();
    let roles = &ask.county.playbook.roles;
    match give_help(&tx, &ask.by, roles, &question.org, id, &words).await {
        Ok(()) => {
            ask.commit(tx).await?;
            let tree = lianxin_orgs::tree(&ask.county).await?;
            let above = tree.parent(question.org.id).cloned().unwrap_or(question.org.clone());
            let path = question.of_org(&above).href(&ask, "/board", &[]);
            Ok(ask.see(path.strip_prefix(&ask.href("")).unwrap_or("/board")))
        }
        Err(lianxin_access::Stop::Refused(refused)) if !refused.fields.is_empty() => {
            let mut show = Show::new(&ask, &question, words);
            show.error = ask.t("board-refused-help");
            show.errors = vec![Mistake { id: "words", text: show.error.clone() }];
            ask.html_with(http::StatusCode::UNPROCESSABLE_ENTITY, &show)
        }
        Err(stop) => Err(stop.into()),
    }
}
