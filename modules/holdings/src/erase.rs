//! `/holdings/erase`: carries out what was decided on a wish to erase. By number alone: nothing of the case is shown.

use askama::Template;
use http::StatusCode;
use lianxin_access::{Done, Stop};
use lianxin_base::{Id, Refused};
use lianxin_cases::{Act, case_numbered, erase_request, files_of, request_numbered};
use lianxin_web::{Answer, Ask, Form, Page};

use crate::pages::Mistake;

#[derive(Template)]
#[template(path = "erase.html")]
struct Erase {
    page: Page,
    number: String,
    decided: String,
    done: String,
    errors: Vec<Mistake>,
}

impl Erase {
    fn error(&self, field: &str) -> String {
        self.errors.iter().find(|error| error.id == field).map(|error| error.text.clone()).unwrap_or_default()
    }
}

fn page(ask: &Ask) -> Erase {
    Erase {
        page: ask.page(ask.t("holdings-erase")),
        number: String::new(),
        decided: String::new(),
        done: String::new(),
        errors: Vec::new(),
    }
}

/// GET /holdings/erase
pub(crate) async fn form(ask: Ask) -> Answer {
    ask.html(&page(&ask))
}

/// POST /holdings/erase
pub(crate) async fn now(ask: Ask, form: Form) -> Answer {
    let mut page = page(&ask);
    match erased(&ask, form.text("number"), form.text("decided")).await {
        Ok(()) => {
            form.text("number").clone_into(&mut page.done);
            ask.html(&page)
        }
        Err(Stop::Refused(refused)) if matches!(refused.status, 404 | 422) => {
            form.text("number").clone_into(&mut page.number);
            form.text("decided").clone_into(&mut page.decided);
            let field = refused.fields.first().map_or("number", |field| field.field);
            page.errors = vec![Mistake { id: field, text: ask.t(refused.code) }];
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(stop) => Err(stop.into()),
    }
}

async fn erased(ask: &Ask, number: &str, decided: &str) -> Done<()> {
    let db = ask.reader();
    let absent = |field| Refused::field(field, "cases-refused-absent");
    let request: Id = request_numbered(&db, number).await?.ok_or_else(|| absent("number"))?;
    let decided = case_numbered(&db, decided).await?.ok_or_else(|| absent("decided"))?;
    let tx = ask.begin().await?;
    let files = erase_request(Act { tx: &tx, county: &ask.county, by: &ask.by }, request, decided).await?;
    ask.commit(tx).await?;
    files_of(ask)?.forget(&files).await;
    Ok(())
}
