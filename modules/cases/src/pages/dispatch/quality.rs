//! `GET /triage`: how good the suggestions are, and how often they were followed.

use askama::Template;
use chrono::{DateTime, Duration, Utc};
use lianxin_base::{Time, day_in_china};
use lianxin_web::{Answer, Ask, Page};

use crate::listing::newest;
use crate::pages::list::row::category;
use crate::triage::{model_path, triage_of};
use crate::triage_quality::{Decided, Quality, quality};
use crate::triage_record::fared_since;

/// Newest cases that are looked at.
const CASES: i64 = 2_000;
/// Below this a rate says nothing.
const FEW: usize = 50;
const FARED_DAYS: i64 = 30;

#[derive(Template)]
#[template(path = "dispatch_quality.html")]
struct QualityPage {
    page: Page,
    trained: String,
    few: bool,
    cases: usize,
    macro_f1: String,
    first: String,
    among_three: String,
    confused: Vec<Confused>,
    followed: String,
    followed_of: String,
}

struct Confused {
    chosen: String,
    proposed: String,
    many: usize,
}

/// When the model was trained: what was decided before may have been learnt from.
fn trained_at(ask: &Ask) -> Option<Time> {
    let path = model_path(&ask.county, &ask.app.settings().data);
    let changed = std::fs::metadata(path).and_then(|meta| meta.modified()).ok()?;
    Some(DateTime::<Utc>::from(changed))
}

pub(super) async fn show(ask: Ask) -> Answer {
    let grant = ask.grant("case.dispatch")?;
    let db = ask.reader();
    let page = ask.page(ask.t("cases-quality-title"));
    let trained = trained_at(&ask);
    let since = trained.unwrap_or_default();
    let triage = triage_of(&ask.county, &ask.app.settings().data);
    let mut decided = Vec::new();
    for case in newest(&db, grant.org_id, since, CASES).await? {
        let by_person = case.accepted_at.is_some() && !case.category.is_empty();
        if let (true, Some(triage)) = (by_person, triage.as_ref()) {
            let proposed = triage.suggest(&case.title, &case.words);
            decided.push(Decided {
                chosen: case.category,
                proposed: proposed.into_iter().map(|one| one.label).collect(),
            });
        }
    }
    let Quality { cases, macro_f1, first, among_three, confused } = quality(&decided);
    let fared = fared_since(&db, day_in_china(ask.now - Duration::days(FARED_DAYS))).await?;
    let (with, all) = (fared.accepted, fared.accepted + fared.changed);
    let name = |code: &str| {
        if code.is_empty() { page.t("cases-quality-nothing") } else { category(&page, &ask, code) }
    };
    let template = QualityPage {
        trained: trained.map_or_else(
            || page.t("cases-quality-seeds"),
            |at| page.tw("cases-quality-trained", "when", page.when(at)),
        ),
        few: cases < FEW,
        cases,
        macro_f1: format!("{macro_f1:.2}"),
        first: percent(first),
        among_three: percent(among_three),
        confused: confused
            .iter()
            .take(12)
            .map(|(chosen, proposed, many)| Confused {
                chosen: name(chosen),
                proposed: name(proposed),
                many: *many,
            })
            .collect(),
        followed: if all < FEW as i64 {
            page.tn("cases-quality-few", all)
        } else {
            percent(with as f64 / all as f64)
        },
        followed_of: page.args("cases-quality-of", &[("with", &with.to_string()), ("all", &all.to_string())]),
        page,
    };
    ask.html(&template)
}

fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}
