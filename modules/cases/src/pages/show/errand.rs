//! What was ordered: which items, how far each is, when somebody comes, what to have ready, what the person agreed to.

use lianxin_db::{Db, Fault};
use lianxin_playbook::Stage;
use lianxin_web::Ask;

use crate::errand::{errand_of, papers_of};
use crate::{Case, ClockRow, Consent, ErrandItem, consents_of, may_open_consent};

pub(crate) struct ErrandBox {
    pub items: Vec<ItemRow>,
    /// When the person wishes to be visited, when somebody comes or came.
    pub lines: Vec<String>,
    /// All papers that are still needed, each once.
    pub papers: String,
    pub consents: Vec<ConsentRow>,
}

pub(crate) struct ItemRow {
    pub name: String,
    /// run soon late ok quiet
    pub state: &'static str,
    pub icon: &'static str,
    pub status: String,
    pub result: String,
}

pub(crate) struct ConsentRow {
    pub kind: String,
    pub purpose: String,
    pub line: String,
    /// Where the reason is asked for; empty for those who may not open it and where nothing was noted.
    pub open_at: String,
}

/// None for a case that is no errand. `whole`: what came of it may be read.
pub(crate) async fn errand_box(
    db: &impl Db,
    ask: &Ask,
    case: &Case,
    items: &[ErrandItem],
    clocks: &[ClockRow],
    whole: bool,
) -> Result<Option<ErrandBox>, Fault> {
    if items.is_empty() {
        return Ok(None);
    }
    let playbook = &ask.county.playbook;
    let lacking = items.iter().filter(|item| item.lacks_papers());
    let services: Vec<_> = lacking.filter_map(|item| playbook.service(&item.service)).collect();
    let papers = papers_of(services.into_iter()).read_in(ask.lang.tag()).to_owned();
    let opens = whole && may_open_consent(db, &ask.county, &ask.by, case).await?;
    let consents = if whole { consents_of(db, case.id).await? } else { Vec::new() };
    Ok(Some(ErrandBox {
        items: items.iter().map(|item| row(ask, item, clocks, whole)).collect(),
        lines: lines(db, ask, case, clocks).await?,
        papers: if case.is_open() { papers } else { String::new() },
        consents: consents.iter().map(|one| consent_row(ask, one, opens)).collect(),
    }))
}

fn row(ask: &Ask, item: &ErrandItem, clocks: &[ClockRow], whole: bool) -> ItemRow {
    let service = ask.county.playbook.service(&item.service);
    let name = service.map_or(item.service.as_str(), |one| one.name.read_in(ask.lang.tag()));
    let clock = clocks.iter().rev().find(|clock| clock.item_id == Some(item.id));
    let due = clock.map(|clock| ask.when().say(clock.due_at)).unwrap_or_default();
    let late = clock.is_some_and(|clock| clock.is_running() && ask.now > clock.due_at);
    let (state, icon) = match item.state.as_str() {
        _ if late => ("late", "alarm"),
        "done" => ("ok", "circle-check"),
        "explained" | "not-possible" => ("quiet", "circle-x"),
        "handed-in" => ("run", "send"),
        "complete" => ("run", "tool"),
        _ => ("soon", "inbox"),
    };
    let at = item.done_at.map(|at| ask.when().say(at)).unwrap_or_default();
    ItemRow {
        name: name.to_owned(),
        state,
        icon,
        status: ask.args(&format!("cases-errand-{}", item.state), &[("due", &due), ("at", &at)]),
        result: if whole { item.result.clone() } else { String::new() },
    }
}

async fn lines(db: &impl Db, ask: &Ask, case: &Case, clocks: &[ClockRow]) -> Result<Vec<String>, Fault> {
    let mut lines = Vec::new();
    let Some(errand) = errand_of(db, case.id).await? else { return Ok(lines) };
    if let Some(wished) = errand.wished_at {
        lines.push(ask.args("cases-errand-wished", &[("at", &ask.when().say(wished))]));
    }
    let visit = clocks.iter().rev().find(|clock| clock.stage == Stage::Visit.code());
    match visit {
        Some(clock) if clock.is_running() => {
            lines.push(ask.args("cases-errand-visit-by", &[("at", &ask.when().say(clock.due_at))]));
        }
        Some(clock) if clock.ended_at.is_some() && errand.visited_at.is_some() => {
            let at = errand.visited_at.map(|at| ask.when().say(at)).unwrap_or_default();
            lines.push(ask.args("cases-errand-visited", &[("at", &at)]));
        }
        _ => {}
    }
    Ok(lines)
}

fn consent_row(ask: &Ask, consent: &Consent, opens: bool) -> ConsentRow {
    let kind = ask.t(&format!("cases-consent-{}", consent.kind));
    let way = ask.t(&format!("cases-consent-way-{}", consent.way));
    let giver = ask.t(&format!("cases-consent-by-{}", consent.given_by));
    let until = ask.when().date(consent.keep_until);
    let given = ask.when().say(consent.given_at);
    let key = match (consent.withdrawn_at, consent.erased_at) {
        (Some(_), _) => "cases-consent-withdrawn",
        (None, Some(_)) => "cases-consent-erased",
        _ => "cases-consent-line",
    };
    let args = [("way", &*way), ("giver", &*giver), ("until", &*until), ("given", &*given)];
    ConsentRow {
        open_at: if opens && consent.holds_something() {
            ask.href(&format!("/cases/{}/consents/{}", consent.case_id, consent.id))
        } else {
            String::new()
        },
        kind,
        purpose: consent.purpose.clone(),
        line: ask.args(key, &args),
    }
}
