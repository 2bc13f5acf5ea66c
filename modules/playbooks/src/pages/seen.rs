//! Which version a page shows, and which it is compared with.

use std::sync::Arc;

use lianxin_access::{Stop, post};
use lianxin_base::Refused;
use lianxin_playbook::Playbook;
use lianxin_web::{Ask, Page};

use crate::read_version::playbook_of;
use crate::record::in_force;
use crate::version::{Version, numbered, versions};

/// A version and its playbook; none when this program can no longer load it.
pub(super) struct Read {
    pub version: Option<Version>,
    pub book: Option<Arc<Playbook>>,
}

/// The versions there are and the ones that the address names.
pub(super) struct Seen {
    /// Newest first.
    pub all: Vec<Version>,
    /// The number that the program works by; none before it is written down.
    pub current: Option<i64>,
    pub shown: Read,
    pub against: Option<Read>,
}

impl Seen {
    /// `?version=2&against=1`; the one in force and nothing beside it when not said.
    pub async fn of(ask: &Ask) -> Result<Self, Stop> {
        let db = ask.reader();
        let current = in_force(&db, &ask.county).await?;
        let shown = match number(ask, "version")? {
            Some(number) => read(ask, number).await?,
            None => Read { version: current.clone(), book: Some(ask.county.playbook.clone()) },
        };
        let against = match number(ask, "against")? {
            Some(number) => Some(read(ask, number).await?),
            None => None,
        };
        let all = versions(&db).await?;
        Ok(Self { all, current: current.map(|version| version.number), shown, against })
    }

    pub fn number(&self) -> Option<i64> {
        self.shown.version.as_ref().map(|version| version.number)
    }

    pub fn is_current(&self) -> bool {
        self.number() == self.current
    }

    pub fn compared_with(&self) -> Option<&Version> {
        self.against.as_ref().and_then(|read| read.version.as_ref())
    }

    /// The version before the one that is shown.
    pub fn before(&self) -> Option<&Version> {
        let number = self.number()?;
        self.all.iter().find(|version| version.number < number)
    }
}

fn number(ask: &Ask, name: &'static str) -> Result<Option<i64>, Refused> {
    let absent = |_| Refused::absent("shell-refused-absent");
    ask.query(name).map(|text| text.parse().map_err(absent)).transpose()
}

pub(super) async fn read(ask: &Ask, number: i64) -> Result<Read, Stop> {
    let version = numbered(&ask.reader(), number).await?;
    let version = version.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let book = playbook_of(&ask.county, &version).await?;
    Ok(Read { version: Some(version), book })
}

/// 第 3 版（2026.2）
pub(super) fn called(page: &Page, version: &Version) -> String {
    page.args("playbooks-version", &[("number", &version.number.to_string()), ("name", &version.name)])
}

/// 4 月 28 日郑伟（区委社会工作部·部门负责人）批准，章社工〔2026〕3 号; or that nobody noted it yet.
pub(super) async fn approval(ask: &Ask, page: &Page, version: &Version) -> Result<String, Stop> {
    let Some(on) = version.approved_on else { return Ok(page.t("playbooks-not-approved")) };
    let words = [
        ("on", page.clock().date(on)),
        ("who", approver(ask, version).await?),
        ("document", version.document.clone()),
    ];
    let words: Vec<(&str, &str)> = words.iter().map(|(name, word)| (*name, word.as_str())).collect();
    Ok(page.args("playbooks-approved", &words))
}

async fn approver(ask: &Ask, version: &Version) -> Result<String, Stop> {
    use lianxin_db::{Db, values};
    let db = ask.reader();
    let name: Option<String> =
        db.value("SELECT name FROM persons WHERE id = $1", values![version.approved_by]).await?;
    let name = name.unwrap_or_default();
    let Some(id) = version.approved_post else { return Ok(name) };
    let held = post(&db, id, version.noted_at.unwrap_or(ask.now)).await?;
    Ok(held.map_or(name.clone(), |post| {
        let org = if ask.is_zh() { &post.org_zh } else { &post.org_en };
        format!("{org} {name}")
    }))
}
