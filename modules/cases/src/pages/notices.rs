//! What was told to somebody and not read yet: deadlines that came near or passed, and what was sent up.

use askama::Template;
use lianxin_base::Id;
use lianxin_web::{Access, Answer, Ask, Failed, Form, Page, Route};

use crate::listing::cases_of;
use crate::pages::names::{Names, Wanted};
use crate::pages::show::stage_name;
use crate::{Act, Case, Notice, Reader, hidden_from, notices_of, read_notices};

const SEE: Access = Access::Capability("case.see");
const SHOWN: i64 = 100;

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/notices", SEE, show), Route::post("/notices/read", SEE, read)]
}

#[derive(Template)]
#[template(path = "notices.html")]
struct Notices {
    page: Page,
    rows: Vec<NoticeRow>,
}

/// One thing that was told.
pub(crate) struct NoticeRow {
    pub id: String,
    pub href: String,
    pub title: String,
    pub number: String,
    pub place: String,
    /// soon late ok quiet
    pub state: &'static str,
    pub icon: &'static str,
    pub what: String,
    pub at: String,
}

/// 签收过了期限（5 月 20 日 11:30）
pub(crate) fn what(ask: &Ask, notice: &Notice) -> String {
    let stage = if notice.stage.is_empty() { String::new() } else { stage_name(ask, &notice.stage) };
    let due = notice.due_at.map(|at| ask.when().say(at)).unwrap_or_default();
    ask.args(&format!("cases-notice-{}", notice.kind), &[("stage", &stage), ("due", &due)])
}

pub(crate) fn look(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "yellow" => ("soon", "clock"),
        "whistle-blown" => ("ok", "bell-ringing"),
        "whistle-declined" => ("quiet", "circle-x"),
        _ => ("late", "alarm"),
    }
}

async fn show(ask: Ask) -> Answer {
    let notices = notices_of(&ask.reader(), &ask.by, SHOWN).await?;
    let rows = rows(&ask, &notices).await?;
    let page = ask.page(ask.t("cases-notices-title"));
    ask.html(&Notices { page, rows })
}

async fn rows(ask: &Ask, notices: &[Notice]) -> Result<Vec<NoticeRow>, Failed> {
    let db = ask.reader();
    let mut ids: Vec<Id> = notices.iter().map(|notice| notice.case_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let cases: Vec<Case> = cases_of(&db, &ids).await?;
    let keys: Vec<_> = cases.iter().map(|case| (case.id, case.sensitive, case.state())).collect();
    let hidden = hidden_from(&db, &Reader::of(&ask.by, &ask.county.playbook.roles), &keys).await?;
    let mut wanted = Wanted::default();
    cases.iter().for_each(|case| wanted.case(case));
    let names = Names::read(&db, wanted, ask.is_zh()).await?;
    let row = |notice: &Notice| {
        let case = cases.iter().find(|case| case.id == notice.case_id)?;
        let (state, icon) = look(&notice.kind);
        Some(NoticeRow {
            id: notice.id.to_string(),
            href: ask.href(&format!("/cases/{}", case.id)),
            title: if hidden.contains(&case.id) {
                ask.t("cases-list-hidden")
            } else {
                lianxin_seal::mask_in_text(&case.title)
            },
            number: case.number.clone(),
            place: names.org(case.place_id).to_owned(),
            state,
            icon,
            what: what(ask, notice),
            at: ask.when().say(notice.made_at),
        })
    };
    Ok(notices.iter().filter_map(row).collect())
}

/// Taken note of: one, those of a case, or all that the page showed.
async fn read(ask: Ask, form: Form) -> Answer {
    let ids: Vec<Id> = form.all("notice").filter_map(|id| id.parse().ok()).collect();
    let tx = ask.begin().await?;
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    match read_notices(act, &ids).await {
        Ok(_) => ask.commit(tx).await?,
        Err(stop) => {
            tx.rollback().await?;
            return Err(stop.into());
        }
    }
    let case = form.id("case").map(|case| format!("/cases/{case}"));
    Ok(ask.see(&case.unwrap_or_else(|| "/notices".into())))
}
