//! `GET /playbook/versions`: every version that was in force; which two to compare; and noting an approval.

use askama::Template;
use http::StatusCode;
use lianxin_access::Stop;
use lianxin_base::{Refused, day_in_china};
use lianxin_web::{Answer, Ask, Failed, Form, Page};

use super::seen::{approval, called};
use super::show::since;
use crate::approve_version::{Approval, approve_version};
use crate::record::in_force;
use crate::version::{Version, versions};

struct Row {
    number: i64,
    revision: i64,
    name: String,
    since: String,
    approval: String,
    approved: bool,
    current: bool,
    changed: String,
    /// What it changed in the one before it; empty for the first.
    changes: String,
}

pub(super) struct Choice {
    pub value: String,
    pub text: String,
}

pub(super) struct Mistake {
    pub id: &'static str,
    pub text: String,
}

#[derive(Template)]
#[template(path = "versions.html")]
struct Versions {
    page: Page,
    rows: Vec<Row>,
    choices: Vec<Choice>,
    from: String,
    to: String,
    may_approve: bool,
    on: String,
    document: String,
    errors: Vec<Mistake>,
    /// The version whose form was refused.
    refused: i64,
}

impl Versions {
    fn back(&self) -> String {
        format!("{}/playbook", self.page.base)
    }

    fn error(&self, field: &str) -> String {
        self.errors.iter().find(|error| error.id == field).map(|error| error.text.clone()).unwrap_or_default()
    }
}

pub(super) async fn list(ask: Ask) -> Answer {
    let page = page(&ask).await?;
    ask.html(&page)
}

async fn page(ask: &Ask) -> Result<Versions, Stop> {
    let page = ask.page(ask.t("playbooks-versions"));
    let db = ask.reader();
    let all = versions(&db).await?;
    let current = in_force(&db, &ask.county).await?.map(|version| version.number);
    let mut rows = Vec::new();
    for version in &all {
        rows.push(row(ask, &page, version, current).await?);
    }
    let choice =
        |version: &Version| Choice { value: version.number.to_string(), text: called(&page, version) };
    let newest = all.first().map(|version| version.number).unwrap_or_default();
    Ok(Versions {
        choices: all.iter().map(choice).collect(),
        from: (newest - 1).max(1).to_string(),
        to: newest.to_string(),
        rows,
        may_approve: ask.may(crate::APPROVE),
        on: day_in_china(ask.now).to_string(),
        document: String::new(),
        errors: vec![],
        refused: 0,
        page,
    })
}

async fn row(ask: &Ask, page: &Page, version: &Version, current: Option<i64>) -> Result<Row, Stop> {
    Ok(Row {
        number: version.number,
        revision: version.revision,
        name: called(page, version),
        since: since(page, version),
        approval: approval(ask, page, version).await?,
        approved: version.approved_on.is_some(),
        current: current == Some(version.number),
        changed: match version.number {
            1 => page.t("playbooks-first"),
            _ => page.tn("playbooks-cells", version.changed),
        },
        changes: match version.number {
            1 => String::new(),
            number => ask.href(&format!("/playbook/changes?from={}&to={number}", number - 1)),
        },
    })
}

pub(super) async fn approve(ask: Ask, form: Form) -> Answer {
    let absent = || Refused::absent("shell-refused-absent");
    let number: i64 = ask.param("number").parse().map_err(|_| absent())?;
    let tx = ask.begin().await?;
    let done = match form.text("on").parse() {
        Ok(on) => {
            let document = form.text("document").to_owned();
            let approval = Approval { number, on, document, revision: form.number("revision").unwrap_or(0) };
            approve_version(&tx, &ask.by, &ask.county.playbook.roles, approval).await
        }
        Err(_) => Err(Refused::field("on", "playbooks-refused-day").into()),
    };
    match done {
        Ok(()) => {
            ask.commit(tx).await?;
            Ok(ask.see("/playbook/versions"))
        }
        Err(Stop::Refused(refused)) if !refused.fields.is_empty() => {
            tx.rollback().await?;
            let mut page = page(&ask).await?;
            let said =
                |field: &lianxin_base::FieldError| Mistake { id: field.field, text: ask.t(field.code) };
            page.errors = refused.fields.iter().map(said).collect();
            form.text("on").clone_into(&mut page.on);
            form.text("document").clone_into(&mut page.document);
            page.refused = number;
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(stop) => Err(Failed::from(stop)),
    }
}
