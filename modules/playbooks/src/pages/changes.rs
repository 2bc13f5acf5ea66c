//! `GET /playbook/changes?from=1&to=2`: everything that two versions do differently, institution by institution.

use askama::Template;
use lianxin_access::Stop;
use lianxin_base::Refused;
use lianxin_playbook::changes_between;
use lianxin_web::{Answer, Ask, Page};

use super::seen::{Read, called, read};
use super::versions::Choice;
use crate::compare::{Shown, compared, only_changed};
use crate::institution::ALL;
use crate::read_version::files_of;
use crate::tongue::Tongue;
use crate::version::versions;

struct Part {
    name: String,
    href: String,
    changed: String,
    tables: Vec<Shown>,
}

/// A cell of a file, for versions that this program can no longer load.
struct Raw {
    file: String,
    code: String,
    field: String,
    was: String,
    became: String,
}

#[derive(Template)]
#[template(path = "changes.html")]
struct Changes {
    page: Page,
    choices: Vec<Choice>,
    from: String,
    to: String,
    /// Between which two versions.
    between: String,
    parts: Vec<Part>,
    raw: Vec<Raw>,
}

impl Changes {
    fn back(&self) -> String {
        format!("{}/playbook/versions", self.page.base)
    }
}

pub(super) async fn changes(ask: Ask) -> Answer {
    let number = |name: &'static str| {
        let absent = || Refused::absent("shell-refused-absent");
        ask.query(name).and_then(|text| text.parse::<i64>().ok()).ok_or_else(absent)
    };
    let (from, to) = (number("from")?, number("to")?);
    let (old, new) = (read(&ask, from).await?, read(&ask, to).await?);
    let page = ask.page(ask.t("playbooks-changes"));
    let named = |read: &Read| read.version.as_ref().map(|version| called(&page, version)).unwrap_or_default();
    let parts = parts(&ask, &page, &old, &new);
    let raw = match &parts {
        Some(_) => vec![],
        None => raw(&ask, &old, &new).await?,
    };
    let all = versions(&ask.reader()).await?;
    let choice =
        |version: &crate::Version| Choice { value: version.number.to_string(), text: called(&page, version) };
    ask.html(&Changes {
        choices: all.iter().map(choice).collect(),
        from: from.to_string(),
        to: to.to_string(),
        between: page.args("playbooks-changes-between", &[("from", &named(&old)), ("to", &named(&new))]),
        parts: parts.unwrap_or_default(),
        raw,
        page,
    })
}

fn parts(ask: &Ask, page: &Page, old: &Read, new: &Read) -> Option<Vec<Part>> {
    let (was, is) = (old.book.as_deref()?, new.book.as_deref()?);
    let numbers = old.version.as_ref().zip(new.version.as_ref());
    let (from, to) = numbers.map(|(old, new)| (old.number, new.number))?;
    let part = |one: &crate::institution::Institution| {
        let build = |book| (one.build)(&Tongue { page, book });
        let tables = only_changed(compared(&build(was), &build(is)));
        let changed: usize = tables.iter().map(|table| table.changed).sum();
        (changed > 0).then(|| Part {
            name: page.t(format!("playbooks-{}", one.word)),
            href: ask.href(&format!("{}?version={to}&against={from}", one.path)),
            changed: page.tn("playbooks-changed", changed),
            tables,
        })
    };
    Some(ALL.iter().filter(|one| ask.allowed(one.access)).filter_map(part).collect())
}

async fn raw(ask: &Ask, old: &Read, new: &Read) -> Result<Vec<Raw>, Stop> {
    let Some((old, new)) = old.version.as_ref().zip(new.version.as_ref()) else { return Ok(vec![]) };
    let db = ask.reader();
    let (was, is) = (files_of(&db, old.id).await?, files_of(&db, new.id).await?);
    let raw = |change: lianxin_playbook::Change| Raw {
        file: change.table,
        code: change.code,
        field: change.field.unwrap_or_default(),
        was: change.old.unwrap_or_default(),
        became: change.new.unwrap_or_default(),
    };
    Ok(changes_between(&was, &is).into_iter().map(raw).collect())
}
