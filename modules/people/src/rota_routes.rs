use chrono::NaiveDateTime;
use http::StatusCode;
use lianxin_access::Stop;
use lianxin_base::{Id, Refused, Time};
use lianxin_orgs::tree;
use lianxin_playbook::from_local;
use lianxin_web::{Answer, Ask, Form};

use crate::duty::{KEEP_ROTA, NewDuty, duties, on_duty, put_on_duty, take_off_duty};
use crate::holder::{Holder, Holders, holders};
use crate::pages::{Choice, DutyRow, Mistake, OnDuty, Rota, mendable, mistakes};
use crate::reaching::reaches;

/// What was typed into the form of a duty.
#[derive(Default)]
struct Typed {
    post: String,
    from: String,
    to: String,
}

/// GET /rota?org=: who is on duty, the own organisation first.
pub(crate) async fn show(ask: Ask) -> Answer {
    let org = wanted(&ask, ask.query("org"))?;
    let page = rota_page(&ask, org, Typed::default(), vec![]).await?;
    ask.html(&page)
}

fn wanted(ask: &Ask, org: Option<&str>) -> Result<Id, Refused> {
    let absent = || Refused::absent("shell-refused-absent");
    match org {
        Some(org) => org.parse().map_err(|_| absent()),
        None => ask.by.org_id().ok_or_else(absent),
    }
}

async fn rota_page(ask: &Ask, org: Id, typed: Typed, errors: Vec<Mistake>) -> Result<Rota, Stop> {
    let db = ask.reader();
    let tree = tree(&ask.county).await?;
    let Some(place) = tree.get(org) else { return Err(Refused::absent("shell-refused-absent").into()) };
    let held = holders(&db, ask.now, &Holders { at: Some(org), limit: 200, ..Holders::default() }).await?;
    let may_keep = may_keep(ask, org).await?;
    let duty = |row: crate::Duty| DutyRow {
        id: row.id.to_string(),
        person: row.person_name,
        role: ask.role_name(&row.role),
        when: format!("{} – {}", ask.when().say(row.from_at), ask.when().say(row.to_at)),
    };
    Ok(Rota {
        page: ask.page(ask.t("people-rota")),
        org: org.to_string(),
        org_name: tree.path(place.id, ask.is_zh()),
        now: on_duty_now(ask, org, &held).await?,
        rows: duties(&db, org, ask.now).await?.into_iter().map(duty).collect(),
        may_keep,
        new_id: ask.county.store.world().id().to_string(),
        post: typed.post,
        posts: held.iter().map(|one| choice(ask, one)).collect(),
        from: typed.from,
        to: typed.to,
        errors,
    })
}

fn choice(ask: &Ask, held: &Holder) -> Choice {
    Choice {
        value: held.id.to_string(), text: format!("{}·{}", held.person_name, ask.role_name(&held.role))
    }
}

async fn on_duty_now(ask: &Ask, org: Id, held: &[Holder]) -> Result<Vec<OnDuty>, Stop> {
    let mut roles: Vec<&str> = held.iter().map(|one| one.role.as_str()).collect();
    roles.sort_unstable();
    roles.dedup();
    let mut now = Vec::new();
    for role in roles {
        if let Some(post) = on_duty(&ask.reader(), org, role, ask.now).await? {
            now.push(OnDuty { role: ask.role_name(role), person: post.person_name });
        }
    }
    Ok(now)
}

async fn may_keep(ask: &Ask, org: Id) -> Result<bool, Stop> {
    for capability in KEEP_ROTA {
        if let Ok(grant) = ask.grant(capability)
            && reaches(&ask.reader(), &grant, org).await?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What a `datetime-local` field sends, as people in China mean it.
fn local(form: &Form, field: &'static str) -> Result<Time, Refused> {
    let text = form.text(field);
    let read = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M"));
    read.map(from_local).map_err(|_| Refused::field(field, "people-refused-time"))
}

/// POST /rota
pub(crate) async fn put(ask: Ask, form: Form) -> Answer {
    let org = wanted(&ask, form.some("org"))?;
    let id = form.id("id").unwrap_or_else(|| ask.county.store.world().id());
    let tx = ask.begin().await?;
    let done = match (local(&form, "from"), local(&form, "to")) {
        (Ok(from), Ok(to)) => {
            let new = NewDuty { id, post: form.id("post").unwrap_or(Id::nil()), from, to };
            put_on_duty(&tx, &ask.by, &ask.county.playbook.roles, new).await
        }
        (Err(refused), _) | (_, Err(refused)) => Err(refused.into()),
    };
    match mendable(done)? {
        Ok(_) => {
            ask.commit(tx).await?;
            Ok(ask.see(&format!("/rota?org={org}")))
        }
        Err(refused) => {
            tx.rollback().await?;
            let text = |name: &str| form.text(name).to_owned();
            let typed = Typed { post: text("post"), from: text("from"), to: text("to") };
            let page = rota_page(&ask, org, typed, mistakes(&ask, &refused)).await?;
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// POST /rota/{id}/remove
pub(crate) async fn remove(ask: Ask, form: Form) -> Answer {
    let tx = ask.begin().await?;
    take_off_duty(&tx, &ask.by, &ask.county.playbook.roles, ask.id("id")?).await?;
    ask.commit(tx).await?;
    let org = wanted(&ask, form.some("org"))?;
    Ok(ask.see(&format!("/rota?org={org}")))
}
