//! The form: one big box, the rest optional, what follows below it, emergencies last.

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use lianxin_access::{Org, posts_with_role};
use lianxin_base::{FieldError, Refused};
use lianxin_db::Fault;
use lianxin_orgs::{Tree, tree};
use lianxin_playbook::{DoneWhere, Pace, Service, Stage};
use lianxin_web::{Answer, Ask, Failed, Page};

use super::draft::Draft;
use super::kept::{Brought, Kept};
use super::place::{Chosen, choose, chosen};
use crate::MOST_WORDS;
use crate::pages::spot;

/// One line of the summary on top of a form that came back.
pub(crate) struct Mend {
    pub id: String,
    pub text: String,
}

#[derive(Template)]
#[template(path = "report.html")]
struct Report {
    page: Page,
    draft: Draft,
    /// Division code of the place; empty when it must still be chosen.
    place: String,
    place_name: String,
    code: String,
    centre: String,
    errand: Option<Errand>,
    /// What may be ordered together with it: code and name.
    others: Vec<(String, String)>,
    signed_in: bool,
    photos: Vec<Kept>,
    voice: Option<Kept>,
    most_words: i32,
    errors: Vec<Mend>,
    /// The id was used for another text: where that one is followed.
    before: Option<String>,
    next: Next,
}

impl Report {
    fn error(&self, field: &str) -> String {
        self.errors.iter().find(|mend| mend.id == field).map(|mend| mend.text.clone()).unwrap_or_default()
    }
}

impl Report {
    fn where_hint(&self) -> String {
        self.page.t(if self.code.is_empty() {
            "cases-report-where-hint"
        } else {
            "cases-report-where-hint-code"
        })
    }
}

/// What follows: who takes it, by when somebody calls, by when it is answered.
struct Next {
    contact: String,
    answer: String,
    town: String,
    worker: String,
}

/// An errand from the catalogue.
struct Errand {
    name: String,
    materials: String,
    limit: String,
    free: bool,
    fee: String,
    place: &'static str,
}

impl Errand {
    fn shown_fee(&self, page: &Page) -> String {
        if self.free {
            page.t("cases-report-errand-free")
        } else {
            page.tw("cases-report-errand-yuan", "fee", &self.fee)
        }
    }
}

/// `GET /report`: the form, or first the place.
pub(super) async fn show(ask: Ask) -> Answer {
    let tree = tree(&ask.county).await?;
    let code = ask.query("at").unwrap_or_default();
    let place = ask.query("place").unwrap_or_default();
    match chosen(&ask, &tree, code, place).await? {
        Some(chosen) => {
            let draft = Draft::fresh(&ask);
            render(&ask, &tree, Some(&chosen), draft, &Brought::default(), None).await
        }
        None => choose(&ask).await,
    }
}

/// The same form with what must be mended. What was typed and every good photo is kept.
pub(super) async fn mend(
    ask: &Ask,
    tree: &Tree,
    chosen: Option<&Chosen>,
    draft: Draft,
    brought: &Brought,
    refused: &Refused,
) -> Result<Response, Failed> {
    render(ask, tree, chosen, draft, brought, Some(refused)).await
}

async fn render(
    ask: &Ask,
    tree: &Tree,
    chosen: Option<&Chosen>,
    draft: Draft,
    brought: &Brought,
    refused: Option<&Refused>,
) -> Result<Response, Failed> {
    let zh = ask.is_zh();
    let org = chosen.map(|chosen| &chosen.org);
    let title = ask.t(if refused.is_some() { "cases-report-title-mend" } else { "cases-report-title" });
    let before = refused
        .filter(|refused| refused.code == "shell-refused-other-body")
        .and_then(|refused| refused.args.iter().find(|(name, _)| *name == "number"))
        .map(|(_, number)| number.clone());
    let report = Report {
        page: spot::at(ask.page(title), tree, org),
        place: org.map(|org| org.code.clone()).unwrap_or_default(),
        place_name: org.map(|org| org.short(zh).to_owned()).unwrap_or_default(),
        code: chosen.map(|chosen| chosen.code.clone()).unwrap_or_default(),
        centre: org.map(|org| centre(tree, org)).unwrap_or_default(),
        errand: draft
            .errands
            .first()
            .and_then(|code| ask.county.playbook.service(code))
            .map(|item| errand(ask, item)),
        others: others(ask, &draft),
        signed_in: ask.session.is_some(),
        photos: brought.photos(ask, draft.id),
        voice: brought.voice(ask, draft.id),
        most_words: MOST_WORDS as i32,
        errors: if before.is_some() { vec![] } else { mends(ask, &draft, refused) },
        before,
        next: next(ask, tree, org).await?,
        draft,
    };
    let status = refused.map_or(StatusCode::OK, |refused| {
        StatusCode::from_u16(refused.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
    });
    ask.html_with(status, &report)
}

/// Each complaint beside its field; one without a field stands in the summary alone.
fn mends(ask: &Ask, draft: &Draft, refused: Option<&Refused>) -> Vec<Mend> {
    let Some(refused) = refused else { return vec![] };
    if refused.fields.is_empty() {
        return vec![Mend { id: "main".into(), text: ask.t(refused.code) }];
    }
    refused.fields.iter().map(|field| Mend { id: id_of(field), text: sentence(ask, draft, field) }).collect()
}

fn id_of(error: &FieldError) -> String {
    let id = match error.field {
        "place" => "where",
        "voice" => "what",
        field => field,
    };
    id.to_owned()
}

/// A mobile number with a digit too few or too many is the most frequent slip: say how many there are.
fn sentence(ask: &Ask, draft: &Draft, error: &FieldError) -> String {
    let digits = draft.phone.chars().filter(|c| !c.is_whitespace()).count();
    let looks_mobile =
        draft.phone.starts_with('1') && draft.phone.chars().all(|c| c.is_ascii_digit() || c == ' ');
    if error.code == "cases-refused-phone" && looks_mobile && digits != 11 {
        return ask.args("cases-report-phone-digits", &[("n", &digits.to_string())]);
    }
    ask.t(error.code)
}

/// The map opens at the place or at the nearest one above that has a position.
fn centre(tree: &Tree, org: &Org) -> String {
    let point = tree.above(org.id).into_iter().find_map(|org| Some((org.lon?, org.lat?)));
    point.map(|(lon, lat)| format!("{lon:.5},{lat:.5}")).unwrap_or_default()
}

async fn next(ask: &Ask, tree: &Tree, org: Option<&Org>) -> Result<Next, Fault> {
    let limits = &ask.county.playbook.limits;
    let words = |stage| {
        let limit = limits.limit(Pace::Normal, stage).and_then(|rule| rule.limit);
        limit.map(|limit| limit.words().read_in(ask.lang.tag()).to_owned()).unwrap_or_default()
    };
    let town =
        org.and_then(|org| tree.nearest(org.id, "town")).map(|town| town.short(ask.is_zh()).to_owned());
    let mut worker = String::new();
    if let Some(org) = org {
        let posts = posts_with_role(&ask.reader(), "grid-worker", org.id, ask.now).await?;
        worker = posts.first().map(|post| post.person_name.clone()).unwrap_or_default();
    }
    Ok(Next {
        contact: words(Stage::Contact),
        answer: words(Stage::Resolve),
        town: town.unwrap_or_else(|| ask.county.playbook.county().name.read_in(ask.lang.tag()).to_owned()),
        worker,
    })
}

/// The rest of the catalogue, when something is ordered.
fn others(ask: &Ask, draft: &Draft) -> Vec<(String, String)> {
    let Some(first) = draft.errands.first() else { return vec![] };
    let services = ask.county.playbook.services.iter();
    let services = services.filter(|one| one.errand && one.offered && one.code != *first);
    services.map(|one| (one.code.clone(), one.name.read_in(ask.lang.tag()).to_owned())).collect()
}

fn errand(ask: &Ask, item: &Service) -> Errand {
    let tag = ask.lang.tag();
    Errand {
        name: item.name.read_in(tag).to_owned(),
        materials: item.materials.read_in(tag).to_owned(),
        limit: item.limit.words().read_in(tag).to_owned(),
        free: item.fee_fen == 0,
        fee: lianxin_base::Fen(item.fee_fen).to_string(),
        place: match item.done_where {
            DoneWhere::Grid => "cases-report-done-grid",
            DoneWhere::Village => "cases-report-done-village",
            DoneWhere::WorkArea => "cases-report-done-area",
        },
    }
}
