//! All cases, or the replies to the hotline's orders, as a sheet: a keyset at a time, masked, written down.
//!
//! For whoever runs the program; a list in the browser is exported by its own page, with the reach of whoever asks. Nobody
//! here has a post, so sensitive cases give their number, place, state and times, and no words.

use std::collections::HashMap;

use lianxin_access::By;
use lianxin_base::{Id, Time, china};
use lianxin_db::{Db, Fault, FromQueryResult, placeholders, values};
use lianxin_events::{Event, Subject, append};
use lianxin_files::{Cell, Heading, SheetOut, SheetOutError};
use lianxin_seal::mask_in_text;
use lianxin_web::{County, Lang, Texts};

use crate::{Case, State, find};

const AT_ONCE: i64 = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// Every case.
    Cases,
    /// Orders of the hotline that have an answer, with the hotline's own numbers.
    Replies,
}

#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Sheet(#[from] SheetOutError),
    #[error(transparent)]
    Store(#[from] Fault),
}

const CASES: [(&str, u16); 14] = [
    ("cases-list-column-number", 16),
    ("cases-list-column-title", 40),
    ("cases-export-column-words", 60),
    ("cases-list-column-place", 20),
    ("cases-list-column-where", 24),
    ("cases-list-column-category", 18),
    ("cases-list-column-kind", 8),
    ("cases-list-column-channel", 12),
    ("cases-list-column-state", 12),
    ("cases-list-column-unit", 24),
    ("cases-export-column-ending", 16),
    ("cases-export-column-answer", 60),
    ("cases-list-column-registered", 20),
    ("cases-export-column-ended", 20),
];
const REPLIES: [(&str, u16); 10] = [
    ("cases-export-column-hotline", 20),
    ("cases-list-column-number", 16),
    ("cases-list-column-title", 40),
    ("cases-list-column-unit", 24),
    ("cases-export-column-ending", 16),
    ("cases-export-column-answer", 60),
    ("cases-export-column-ended", 20),
    ("cases-export-column-promise", 20),
    ("cases-export-column-in-time", 8),
    ("cases-export-column-satisfaction", 12),
];

impl Export {
    pub fn headings(self, texts: &Texts, lang: Lang) -> Vec<Heading> {
        let columns: &[(&str, u16)] = if self == Self::Cases { &CASES } else { &REPLIES };
        columns.iter().map(|(key, width)| Heading::new(texts.say(lang, key, &[]), *width)).collect()
    }

    /// The line above the headings: taken when, and under which rules.
    pub fn watermark(texts: &Texts, lang: Lang, now: Time) -> String {
        let when = china(now).format("%Y-%m-%d %H:%M").to_string();
        texts.say(lang, "cases-export-watermark", &[("when", &when)])
    }
}

/// Writes all rows and the event that somebody took them away. Answers how many there are.
pub async fn write_export(
    county: &County,
    texts: &Texts,
    lang: Lang,
    what: Export,
    format: &'static str,
    mut out: Box<dyn SheetOut + Send>,
) -> Result<u64, ExportError> {
    let db = county.store.reader();
    let writer = Writer { county, texts, lang, names: names(&db, lang).await? };
    let mut after = (String::new(), Id::nil());
    loop {
        let cases: Vec<Case> = match what {
            Export::Cases => {
                let sql = "SELECT * FROM cases WHERE id > $1 ORDER BY id LIMIT $2";
                db.rows(sql, values![after.1, AT_ONCE]).await?
            }
            Export::Replies => {
                let sql = "SELECT * FROM cases WHERE (hotline_number, id) > ($1, $2) ORDER BY hotline_number, id LIMIT $3";
                db.rows(sql, values![after.0, after.1, AT_ONCE]).await?
            }
        };
        let Some(last) = cases.last() else { break };
        after = (last.hotline_number.clone(), last.id);
        match what {
            Export::Cases => cases.iter().try_for_each(|case| out.row(&writer.case(case)))?,
            Export::Replies => writer.replies(&db, cases, &mut *out).await?,
        }
    }
    let rows = out.finish()?;
    let tx = county.store.begin().await?;
    let subject = Subject { kind: "export", id: tx.id(), revision: 1 };
    let event = Event::new("case.export", subject).data("rows", rows).data("format", format);
    append(&tx, By::system().actor(), event).await?;
    tx.commit().await?;
    Ok(rows)
}

#[derive(FromQueryResult)]
struct Named {
    id: Id,
    short_zh: String,
    short_en: String,
}

async fn names(db: &impl Db, lang: Lang) -> Result<HashMap<Id, String>, Fault> {
    let all: Vec<Named> = db.rows("SELECT id, short_zh, short_en FROM orgs", values![]).await?;
    let name = |one: Named| (one.id, if lang == Lang::Zh { one.short_zh } else { one.short_en });
    Ok(all.into_iter().map(name).collect())
}

#[derive(FromQueryResult)]
struct Said {
    case_id: Id,
    satisfaction: i64,
}

struct Writer<'a> {
    county: &'a County,
    texts: &'a Texts,
    lang: Lang,
    names: HashMap<Id, String>,
}

impl Writer<'_> {
    fn say(&self, key: &str) -> String {
        self.texts.say(self.lang, key, &[])
    }

    fn one_of(&self, kind: &str, word: &str) -> Cell<'static> {
        if word.is_empty() { Cell::Empty } else { self.say(&format!("cases-{kind}-{word}")).into() }
    }

    fn name(&self, id: Option<Id>) -> Cell<'static> {
        id.and_then(|id| self.names.get(&id)).cloned().into()
    }

    fn category(&self, code: &str) -> Cell<'static> {
        let known = self.county.playbook.category(code);
        known.map(|known| known.name.read_in(self.lang.tag()).to_owned()).into()
    }

    fn words(&self, case: &Case, words: &str) -> Cell<'static> {
        if case.sensitive && !words.is_empty() {
            return self.say("cases-export-sensitive").into();
        }
        mask_in_text(words).into()
    }

    fn ending(&self, case: &Case) -> Cell<'static> {
        match case.state() {
            // Why it was refused is no outcome.
            State::Refused => self.one_of("state", State::Refused.word()),
            _ => self.one_of("ending", &case.ending),
        }
    }

    fn case(&self, case: &Case) -> [Cell<'static>; 14] {
        [
            case.number.clone().into(),
            self.words(case, &case.title),
            self.words(case, &case.words),
            self.name(Some(case.place_id)),
            self.words(case, &case.place_words),
            self.category(&case.category),
            self.one_of("kind", &case.kind),
            self.one_of("channel", &case.channel),
            self.one_of("state", &case.state),
            self.name(case.unit_id),
            self.ending(case),
            self.words(case, &case.answer),
            case.registered_at.into(),
            case.ended_at.into(),
        ]
    }

    async fn replies(
        &self,
        db: &impl Db,
        cases: Vec<Case>,
        out: &mut dyn SheetOut,
    ) -> Result<(), ExportError> {
        let said = satisfaction(db, &cases).await?;
        for case in cases.into_iter().filter(|case| !case.hotline_number.is_empty()) {
            // A merged order is answered with its master.
            let by = match case.master_id {
                Some(master) => find(db, master).await?.unwrap_or_else(|| case.clone()),
                None => case.clone(),
            };
            let answered =
                matches!(by.state(), State::Closed | State::Ended | State::Answered | State::Refused);
            if answered {
                out.row(&self.reply(&case, &by, said.get(&case.id).copied()))?;
            }
        }
        Ok(())
    }

    fn reply(&self, case: &Case, by: &Case, satisfaction: Option<i64>) -> [Cell<'static>; 10] {
        let ended = by.done_at.or(by.ended_at);
        let in_time = match (ended, by.promise_due) {
            (Some(ended), Some(due)) if ended <= due => self.say("cases-export-in-time").into(),
            (Some(_), Some(_)) => self.say("cases-export-late").into(),
            _ => Cell::Empty,
        };
        let level = satisfaction.filter(|level| (1..=5).contains(level));
        let counting = &self.county.playbook.manifest.counting;
        let named = counting.satisfaction.iter().find(|one| Some(i64::from(one.level)) == level);
        [
            case.hotline_number.clone().into(),
            case.number.clone().into(),
            self.words(case, &case.title),
            self.name(by.unit_id),
            self.ending(by),
            // The hotline sent the words and must have the answer, sensitive or not.
            mask_in_text(&by.answer).into(),
            ended.into(),
            case.hotline_due.or(by.promise_due).into(),
            in_time,
            named.map(|one| one.name.read_in(self.lang.tag()).to_owned()).into(),
        ]
    }
}

async fn satisfaction(db: &impl Db, cases: &[Case]) -> Result<HashMap<Id, i64>, Fault> {
    let sql = format!(
        "SELECT case_id, satisfaction FROM requests WHERE case_id IN ({})",
        placeholders(1, cases.len())
    );
    let said: Vec<Said> = db.rows(&sql, cases.iter().map(|case| case.id.into()).collect()).await?;
    Ok(said.into_iter().map(|one| (one.case_id, one.satisfaction)).collect())
}
