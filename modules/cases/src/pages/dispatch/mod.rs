//! The dispatch desk: the queue by time left, and beside it one case with what is proposed and why.

mod proposal;
mod quality;
mod queue;
mod send;
mod unit_line;

use askama::Template;
use http::StatusCode;
use lianxin_base::{Id, Refused};
use lianxin_web::{Access, Answer, Ask, Page, Route};

use crate::pages::names::Names;
use crate::{Case, GROUNDS, State, find, reaches};
use proposal::{Choice, Proposal, proposal};
use queue::{Queue, queue};

pub(crate) fn routes() -> Vec<Route> {
    const DISPATCH: Access = Access::Capability("case.dispatch");
    vec![
        Route::get("/dispatch", DISPATCH, show),
        Route::post("/dispatch/{id}", DISPATCH, send::send),
        Route::post("/dispatch/{id}/answer", Access::Capability("case.answer-at-once"), send::answer),
        Route::post("/dispatch/{id}/refuse", Access::Capability("case.accept"), send::refuse_one),
        Route::post("/dispatch/{id}/claim", Access::Capability("case.accept"), send::claim_one),
        Route::post("/dispatch/{id}/release", Access::Capability("case.accept"), send::release_one),
        Route::post("/dispatch/{id}/merge", Access::Capability("case.merge"), send::merge_into),
        Route::post("/dispatch/{id}/relate", Access::Capability("case.merge"), send::relate_to),
        Route::get("/triage", DISPATCH, quality::show),
    ]
}

/// What the person has on the page: a case, what they changed, what they typed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    case: Option<Id>,
    category: String,
    /// Code of the unit.
    unit: String,
    kind: String,
    /// answer refuse, empty for the suggestion
    form: String,
    answer: String,
    ground: String,
    directions: String,
}

#[derive(Template)]
#[template(path = "dispatch.html")]
struct DispatchDesk {
    page: Page,
    queue: Queue,
    proposal: Option<Proposal>,
    done: Option<Done>,
    wrong: String,
    errors: Vec<FormError>,
    form: String,
    grounds: Vec<Choice>,
    wanted: Wanted,
    may_answer: bool,
}

struct FormError {
    id: &'static str,
    text: String,
}

/// What was just done, told above the next case.
struct Done {
    text: String,
    href: String,
    title: String,
}

async fn show(ask: Ask) -> Answer {
    let text = |name: &str| ask.query(name).unwrap_or_default().to_owned();
    let wanted = Wanted {
        case: ask.query("case").and_then(|id| id.parse().ok()),
        category: text("category"),
        unit: text("unit"),
        kind: text("kind"),
        form: text("form"),
        ..Wanted::default()
    };
    desk(&ask, wanted, None).await
}

/// The page, with what went wrong if something did; typed text is kept.
pub(crate) async fn desk(ask: &Ask, wanted: Wanted, refused: Option<Refused>) -> Answer {
    let grant = ask.grant("case.dispatch")?;
    let db = ask.reader();
    let page = ask.page(ask.t("cases-dispatch-title"));
    let asked = match wanted.case {
        Some(id) => find(&db, id).await?,
        None => None,
    };
    let mut chosen: Option<Case> = None;
    if let Some(case) = asked.filter(waits)
        && reaches(&db, &grant, &case).await?
    {
        chosen = Some(case);
    }
    let queue = queue(ask, &db, &page, &grant, chosen.as_ref().map(|case| case.id)).await?;
    let chosen = chosen.or_else(|| queue.cases.first().cloned());
    let proposal = match &chosen {
        Some(case) => Some(proposal(ask, &db, &page, &grant, case, &wanted).await?),
        None => None,
    };
    let status = refused.as_ref().and_then(|refused| StatusCode::from_u16(refused.status).ok());
    let template = DispatchDesk {
        done: done(ask, &page).await?,
        wrong: refused.as_ref().map(|refused| sentence(&page, refused)).unwrap_or_default(),
        errors: refused
            .iter()
            .flat_map(|refused| &refused.fields)
            .map(|field| FormError { id: field.field, text: page.t(field.code) })
            .collect(),
        form: form_shown(&wanted, chosen.as_ref()),
        grounds: GROUNDS
            .map(|ground| Choice { value: ground.into(), text: page.t(format!("cases-ground-{ground}")) })
            .into(),
        may_answer: ask.may("case.answer-at-once"),
        queue,
        proposal,
        wanted,
        page,
    };
    ask.html_with(status.unwrap_or(StatusCode::OK), &template)
}

fn waits(case: &Case) -> bool {
    matches!(case.state(), State::Registered | State::Accepted)
}

/// What was accepted can no longer be refused.
fn form_shown(wanted: &Wanted, case: Option<&Case>) -> String {
    let fresh = case.is_some_and(|case| case.state() == State::Registered);
    match wanted.form.as_str() {
        "answer" => "answer".into(),
        "refuse" if fresh => "refuse".into(),
        _ => String::new(),
    }
}

fn sentence(page: &Page, refused: &Refused) -> String {
    let args: Vec<(&str, &str)> = refused.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    page.args(refused.code, &args)
}

/// The case that was just dealt with, as it stands now. There is no taking back: whoever got it was told.
async fn done(ask: &Ask, page: &Page) -> Result<Option<Done>, lianxin_access::Stop> {
    let Some(id) = ask.query("done").and_then(|id| id.parse().ok()) else { return Ok(None) };
    let db = ask.reader();
    let grant = ask.grant("case.dispatch")?;
    let Some(case) = find(&db, id).await? else { return Ok(None) };
    if !reaches(&db, &grant, &case).await? {
        return Ok(None);
    }
    let names = Names::of(&db, std::slice::from_ref(&case), page.is_zh()).await?;
    let text = match case.state() {
        State::Dispatched | State::Signed => page.tw("cases-dispatch-done", "unit", names.org(case.unit_id)),
        state => page.t(format!("cases-dispatch-done-{}", state.word())),
    };
    Ok(Some(Done { text, href: ask.href(&format!("/cases/{}", case.id)), title: case.title }))
}
