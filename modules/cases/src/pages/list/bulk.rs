//! Acts on chosen rows: first what it means, then what became of each.

use askama::Template;
use http::StatusCode;
use lianxin_access::{Done, Grant, Org, org, orgs_above, orgs_below};
use lianxin_base::{Id, Refused};
use lianxin_db::Db;
use lianxin_web::{Answer, Ask, Failed, Form, Page};

use super::export::chosen;
use super::row::{Row, rows};
use crate::bulk::{Became, MOST, Wish, bulk};
use crate::filter::Filter;
use crate::listing::cases_of;
use crate::{Case, reaches};

#[derive(Template)]
#[template(path = "list_bulk.html")]
struct Bulk {
    page: Page,
    act: String,
    verb: String,
    conseq: String,
    rows: Vec<Row>,
    units: Vec<UnitOption>,
    words: String,
    address: String,
    back: String,
    errors: Vec<FormError>,
}

struct UnitOption {
    value: String,
    text: String,
}

struct FormError {
    id: &'static str,
    text: String,
}

#[derive(Template)]
#[template(path = "list_became.html")]
struct BecameOf {
    page: Page,
    heading: String,
    done: usize,
    refused: usize,
    outcomes: Vec<Outcome>,
    back: String,
}

struct Outcome {
    row: Row,
    why: String,
}

pub(super) async fn act(ask: Ask, form: Form) -> Answer {
    let grant = ask.grant("case.see")?;
    let cases = chosen_cases(&ask, &grant, &form).await?;
    let act = form.text("act");
    match act {
        "export" => return chosen(&ask, &grant, &cases).await,
        "dispatch" | "merge" | "press" => {}
        _ => return Err(Refused::invalid("shell-refused-unreadable").into()),
    }
    ask.grant(capability(act))?;
    if !form.ticked("sure") {
        return question(&ask, &grant, &form, &cases, None).await;
    }
    match wish(&ask, &grant, &form).await {
        Ok(wish) => carry_out(&ask, &grant, &form, &cases, &wish).await,
        Err(lianxin_access::Stop::Refused(refused)) => {
            question(&ask, &grant, &form, &cases, Some(refused)).await
        }
        Err(stop) => Err(stop.into()),
    }
}

fn capability(act: &str) -> &'static str {
    match act {
        "dispatch" => "case.dispatch",
        "merge" => "case.merge",
        _ => "case.press",
    }
}

/// Only what the person reaches; anything else was never on their list.
async fn chosen_cases(ask: &Ask, grant: &Grant, form: &Form) -> Done<Vec<Case>> {
    let mut ids: Vec<Id> = form.all("case").filter_map(|id| id.parse().ok()).collect();
    ids.dedup();
    if ids.is_empty() {
        return Err(Refused::invalid("cases-list-refused-none").into());
    }
    if ids.len() > MOST {
        return Err(Refused::invalid("cases-list-refused-many").into());
    }
    let db = ask.reader();
    let mut cases = Vec::new();
    for case in cases_of(&db, &ids).await? {
        if reaches(&db, grant, &case).await? {
            cases.push(case);
        }
    }
    Ok(cases)
}

async fn wish(ask: &Ask, grant: &Grant, form: &Form) -> Done<Wish> {
    let words = form.text("words").to_owned();
    match form.text("act") {
        "dispatch" => {
            let unit = form.id("unit").ok_or_else(|| Refused::field("unit", "cases-refused-unit"))?;
            let known = units(&ask.reader(), grant).await?.iter().any(|org| org.id == unit);
            if known {
                Ok(Wish::Dispatch { unit, words })
            } else {
                Err(Refused::field("unit", "cases-refused-unit").into())
            }
        }
        "merge" => {
            let master =
                form.id("master").ok_or_else(|| Refused::field("master", "cases-list-refused-master"))?;
            Ok(Wish::Merge { master })
        }
        _ => Ok(Wish::Press { words }),
    }
}

/// Where a post may dispatch to: places and offices around it, and the departments.
async fn units(db: &impl Db, grant: &Grant) -> Done<Vec<Org>> {
    let mut units = Vec::new();
    let own = org(db, grant.org_id).await?;
    units.extend(own.filter(|own| matches!(own.kind.as_str(), "town" | "area" | "village")));
    for kind in ["office", "area", "village"] {
        units.extend(orgs_below(db, grant.org_id, kind).await?);
    }
    if let Some(district) = orgs_above(db, grant.org_id).await?.last() {
        units.extend(orgs_below(db, district.id, "department").await?);
    }
    Ok(units)
}

async fn question(ask: &Ask, grant: &Grant, form: &Form, cases: &[Case], refused: Option<Refused>) -> Answer {
    let db = ask.reader();
    let act = form.text("act").to_owned();
    let page = ask.page(ask.t(&format!("cases-bulk-title-{act}")));
    let units = if act == "dispatch" { units(&db, grant).await? } else { vec![] };
    let status = refused.as_ref().map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
    let template = Bulk {
        rows: rows(ask, &db, &page, grant, cases).await?,
        units: units.iter().map(|org| unit_option(org, page.is_zh())).collect(),
        words: form.text("words").to_owned(),
        address: form.text("address").to_owned(),
        back: back(ask, form),
        errors: refused.map_or_else(Vec::new, |refused| errors(&page, &refused)),
        verb: page.t(format!("cases-bulk-verb-{act}")),
        conseq: page.t(format!("cases-bulk-conseq-{act}")),
        act,
        page,
    };
    ask.html_with(status, &template)
}

fn unit_option(org: &Org, zh: bool) -> UnitOption {
    UnitOption { value: org.id.to_string(), text: org.name(zh).to_owned() }
}

fn errors(page: &Page, refused: &Refused) -> Vec<FormError> {
    refused.fields.iter().map(|field| FormError { id: field.field, text: page.t(field.code) }).collect()
}

/// Back to the same list. The address is read and written anew, so that it leads nowhere else.
fn back(ask: &Ask, form: &Form) -> String {
    let query = form.text("address").trim_start_matches('?');
    let pairs = Form::decode(query.as_bytes()).fields().to_vec();
    ask.href(&format!("/cases{}", Filter::parse(&pairs, &ask.county.playbook).address()))
}

async fn carry_out(ask: &Ask, grant: &Grant, form: &Form, cases: &[Case], wish: &Wish) -> Answer {
    let ids: Vec<Id> = cases.iter().map(|case| case.id).collect();
    let became = bulk(&ask.county, &ask.by, &ids, wish).await?;
    let _ = ask.county.live.send(());
    let page = ask.page(ask.t(&format!("cases-bulk-title-{}", form.text("act"))));
    let outcomes = outcomes(ask, grant, &page, &became).await?;
    let refused = became.iter().filter(|one| one.refused.is_some()).count();
    let template = BecameOf {
        heading: page.tn(format!("cases-bulk-done-{}", form.text("act")), became.len() - refused),
        done: became.len() - refused,
        refused,
        outcomes,
        back: back(ask, form),
        page,
    };
    ask.html(&template)
}

async fn outcomes(ask: &Ask, grant: &Grant, page: &Page, became: &[Became]) -> Result<Vec<Outcome>, Failed> {
    let db = ask.reader();
    let ids: Vec<Id> = became.iter().map(|one| one.case).collect();
    let cases = cases_of(&db, &ids).await?;
    let rows = rows(ask, &db, page, grant, &cases).await?;
    let why = |refused: &Refused| {
        let args: Vec<(&str, &str)> =
            refused.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        page.args(refused.code, &args)
    };
    let outcome = |row: Row| {
        let own = became.iter().find(|one| one.case.to_string() == row.id);
        let why = own.and_then(|one| one.refused.as_ref()).map(why).unwrap_or_default();
        Outcome { row, why }
    };
    Ok(rows.into_iter().map(outcome).collect())
}
