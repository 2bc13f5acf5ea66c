//! What was handed over sealed, for the body that has it: a list without a word of what is in it, and each behind a
//! reason.

use askama::Template;
use axum::response::IntoResponse;
use http::{StatusCode, header};
use lianxin_access::{Done, Stop};
use lianxin_base::{Id, Refused};
use lianxin_db::Fault;
use lianxin_web::{Access, Answer, Ask, Failed, Form, Page, Route};

use crate::attach::{Attachment, attachment, attachments_of, files_of};
use crate::listing::cases_of;
use crate::pages::names::{Names, Wanted};
use crate::pages::show::Wrong;
use crate::sealed::{Unsealed, opened_lately};
use crate::{Act, Case, SealedNote, answer_sealed, open_sealed, sealed_for, sealed_note};

const OPENS: Access = Access::Capability("sealed.open");
const SHOWN: i64 = 200;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/sealed", OPENS, list),
        Route::get("/sealed/{note}", OPENS, show),
        Route::post("/sealed/{note}/open", OPENS, open),
        Route::post("/sealed/{note}/answer", OPENS, answer),
        Route::get("/sealed/{note}/files/{file}", OPENS, file),
    ]
}

#[derive(Template)]
#[template(path = "sealed.html")]
struct List {
    page: Page,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    number: String,
    /// Accusation, to the discipline body
    what: String,
    handed: String,
    answered: String,
}

#[derive(Template)]
#[template(path = "sealed-show.html")]
struct Show {
    page: Page,
    row: Row,
    back: String,
    opened: Option<Read>,
    reason: String,
    words: String,
    errors: Vec<Wrong>,
}

impl Show {
    /// The mistake of a field; empty for none.
    fn wrong(&self, field: &str) -> &str {
        self.errors.iter().find(|error| error.id == field).map_or("", |error| &error.text)
    }
}

/// What stands on the page once it is open.
struct Read {
    words: Vec<String>,
    place: String,
    contacts: Vec<crate::Contact>,
    photos: Vec<(String, String)>,
    voices: Vec<String>,
}

async fn list(ask: Ask) -> Answer {
    let notes = sealed_for(&ask.reader(), &ask.grant("sealed.open")?, SHOWN).await?;
    let rows = rows(&ask, &notes).await?;
    let page = ask.page(ask.t("cases-sealed-title"));
    ask.html(&List { page, rows })
}

async fn rows(ask: &Ask, notes: &[SealedNote]) -> Result<Vec<Row>, Fault> {
    let db = ask.reader();
    let ids: Vec<Id> = notes.iter().map(|note| note.case_id).collect();
    let cases = cases_of(&db, &ids).await?;
    let mut wanted = Wanted::default();
    for note in notes {
        wanted.org(note.unit_id);
        wanted.person(note.handed_by);
    }
    cases.iter().for_each(|case| wanted.org(case.place_id));
    let names = Names::read(&db, wanted, ask.is_zh()).await?;
    let row = |note: &SealedNote| {
        let case = cases.iter().find(|case| case.id == note.case_id)?;
        Some(row(ask, &names, note, case))
    };
    Ok(notes.iter().filter_map(row).collect())
}

fn row(ask: &Ask, names: &Names, note: &SealedNote, case: &Case) -> Row {
    let at = ask.when().say(note.handed_at);
    let handed =
        [("who", names.person(note.handed_by)), ("place", names.org(case.place_id)), ("at", at.as_str())];
    let what = [("category", &*ground(ask, note)), ("unit", names.org(note.unit_id))];
    Row {
        href: ask.href(&format!("/sealed/{}", note.id)),
        number: case.number.clone(),
        what: ask.args("cases-sealed-choice", &what),
        handed: ask.args("cases-sealed-handed", &handed),
        answered: match note.answered_at {
            Some(at) => ask.args("cases-sealed-answered", &[("at", &ask.when().say(at))]),
            None => ask.t("cases-sealed-unanswered"),
        },
    }
}

fn ground(ask: &Ask, note: &SealedNote) -> String {
    let category = ask.county.playbook.categories.get(&note.ground);
    category
        .map_or_else(|| ask.t("cases-sealed-petition"), |known| known.name.read_in(ask.lang.tag()).to_owned())
}

/// The note that an address names, if it was handed to the own body.
async fn own(ask: &Ask) -> Result<SealedNote, Failed> {
    let note = sealed_note(&ask.reader(), &ask.grant("sealed.open")?, ask.id("note")?).await?;
    Ok(note.ok_or_else(|| Refused::absent("cases-refused-absent"))?)
}

async fn page(ask: &Ask) -> Result<Show, Failed> {
    let note = own(ask).await?;
    let row = rows(ask, &[note]).await?.pop().ok_or_else(|| Refused::absent("cases-refused-absent"))?;
    Ok(Show {
        page: ask.page(ask.args("cases-sealed-one", &[("number", &row.number)])),
        row,
        back: ask.href("/sealed"),
        opened: None,
        reason: String::new(),
        words: String::new(),
        errors: Vec::new(),
    })
}

async fn show(ask: Ask) -> Answer {
    let page = page(&ask).await?;
    ask.html(&page)
}

async fn open(ask: Ask, form: Form) -> Answer {
    let mut page = page(&ask).await?;
    let tx = ask.begin().await?;
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    match open_sealed(act, ask.id("note")?, form.text("reason")).await {
        Ok(opened) => {
            ask.commit(tx).await?;
            page.opened = Some(read(&ask, opened).await?);
            ask.html(&page)
        }
        Err(stop) => {
            tx.rollback().await?;
            form.text("reason").clone_into(&mut page.reason);
            mend(&ask, page, stop)
        }
    }
}

async fn read(ask: &Ask, opened: Unsealed) -> Result<Read, Failed> {
    let files = attachments_of(&ask.reader(), opened.note.case_id).await?;
    let href = |file: &Attachment| ask.href(&format!("/sealed/{}/files/{}", opened.note.id, file.id));
    let (photos, voices): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.is_photo());
    let matter = opened.matter;
    let said = matter.said.into_iter().map(|(_, words)| words);
    Ok(Read {
        words: said.chain(matter.added).collect(),
        place: matter.place_words,
        contacts: opened.contacts,
        photos: photos.into_iter().map(|file| (href(file), format!("{}?small", href(file)))).collect(),
        voices: voices.into_iter().map(href).collect(),
    })
}

async fn answer(ask: Ask, form: Form) -> Answer {
    let id = ask.id("note")?;
    let tx = ask.begin().await?;
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    let done: Done<()> = answer_sealed(act, id, form.text("words")).await;
    match done {
        Ok(()) => {
            ask.commit(tx).await?;
            Ok(ask.see("/sealed"))
        }
        Err(stop) => {
            tx.rollback().await?;
            let mut page = page(&ask).await?;
            form.text("words").clone_into(&mut page.words);
            mend(&ask, page, stop)
        }
    }
}

fn mend(ask: &Ask, mut page: Show, stop: Stop) -> Answer {
    match stop {
        Stop::Refused(refused) if refused.status == 422 => {
            let wrong =
                |one: &lianxin_base::FieldError| Wrong { id: one.field.into(), text: ask.t(one.code) };
            page.errors = refused.fields.iter().map(wrong).collect();
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        stop => Err(stop.into()),
    }
}

/// A photo, for whoever opened the note within the hour.
async fn file(ask: Ask) -> Answer {
    let absent = || Refused::absent("shell-refused-absent");
    let note = own(&ask).await?;
    let db = ask.reader();
    let person = ask.by.person.ok_or_else(absent)?;
    if !opened_lately(&db, note.id, person, ask.now).await? {
        return Err(absent().into());
    }
    let found = attachment(&db, ask.id("file")?).await?.filter(|file| file.case_id == note.case_id);
    let found = found.ok_or_else(absent)?;
    let small = ask.queries().iter().any(|(name, _)| name == "small");
    let (bytes, kind) = files_of(&ask)?.read(&found, small).await?.ok_or_else(absent)?;
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "private, no-store")];
    Ok((headers, bytes).into_response())
}
