use chrono::{Days, NaiveDate, NaiveTime};
use http::StatusCode;
use lianxin_access::{Stop, post};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, values};
use lianxin_orgs::{Tree, tree};
use lianxin_playbook::from_local;
use lianxin_web::{Answer, Ask, Form};

use crate::end_post::end_post;
use crate::grant_post::{NewPost, grant_post};
use crate::hand_over::hand_over;
use crate::pages::{Choice, GrantForm, HandOver, Mistake, mendable, mistakes};
use crate::people_routes::roles;
use crate::person::person;

/// What was typed into the form of a grant.
struct Typed {
    new_id: String,
    role: String,
    org: String,
    until: String,
    stands_in_for: String,
}

/// GET /people/{id}/grant?org=
pub(crate) async fn grant_form(ask: Ask) -> Answer {
    let typed = Typed {
        new_id: ask.county.store.world().id().to_string(),
        role: ask.query("role").unwrap_or_default().to_owned(),
        org: ask.query("org").unwrap_or_default().to_owned(),
        until: String::new(),
        stands_in_for: String::new(),
    };
    let page = grant_page(&ask, ask.id("id")?, typed, vec![]).await?;
    ask.html(&page)
}

async fn grant_page(ask: &Ask, id: Id, typed: Typed, errors: Vec<Mistake>) -> Result<GrantForm, Stop> {
    let known = person(&ask.reader(), id).await?.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let tree = tree(&ask.county).await?;
    let mut holders = vec![Choice { value: String::new(), text: ask.t("people-nobody") }];
    if let Ok(org) = find_org(&tree, &typed.org) {
        let held = lianxin_access::posts_with_role(&ask.reader(), &typed.role, org, ask.now).await?;
        holders
            .extend(held.into_iter().map(|one| Choice { value: one.id.to_string(), text: one.person_name }));
    }
    Ok(GrantForm {
        page: ask.page(ask.t("people-grant")),
        new_id: typed.new_id,
        person: id.to_string(),
        name: known.name,
        role: typed.role,
        roles: roles(ask),
        org: typed.org,
        until: typed.until,
        stands_in_for: typed.stands_in_for,
        holders,
        errors,
    })
}

/// By code, or by a name that only one organisation has.
pub(crate) fn find_org(tree: &Tree, typed: &str) -> Result<Id, Refused> {
    let typed = typed.trim();
    if let Some(org) = tree.by_code(typed) {
        return Ok(org.id);
    }
    let named = |org: &&lianxin_access::Org| {
        [&org.name_zh, &org.short_zh, &org.name_en, &org.short_en].iter().any(|name| *name == typed)
    };
    let all = tree.root().map(|root| tree.below(root.id)).unwrap_or_default();
    let mut found = all.into_iter().filter(named);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.id),
        (None, _) => Err(Refused::field("org", "people-refused-no-org")),
        (Some(_), Some(_)) => Err(Refused::field("org", "people-refused-org-many")),
    }
}

/// The end of a day in China; nothing typed is no end.
fn until(text: &str) -> Result<Option<Time>, Refused> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || Refused::field("until", "people-refused-day");
    let day: NaiveDate = text.parse().map_err(|_| wrong())?;
    let next = day.checked_add_days(Days::new(1)).ok_or_else(wrong)?;
    Ok(Some(from_local(next.and_time(NaiveTime::MIN))))
}

/// POST /people/{id}/grant
pub(crate) async fn grant(ask: Ask, form: Form) -> Answer {
    let id = ask.id("id")?;
    let new_id = form.id("id").unwrap_or_else(|| ask.county.store.world().id());
    let tree = tree(&ask.county).await?;
    let tx = ask.begin().await?;
    let done = match (find_org(&tree, form.text("org")), until(form.text("until"))) {
        (Ok(org), Ok(until)) => {
            let stands_in_for = form.id("stands_in_for");
            let new = NewPost {
                id: new_id,
                person: id,
                role: form.text("role"),
                org,
                stands_in_for,
                from: None,
                until,
            };
            grant_post(&tx, &ask.by, &ask.county.playbook, new).await
        }
        (Err(refused), _) | (_, Err(refused)) => Err(refused.into()),
    };
    match mendable(done)? {
        Ok(_) => {
            ask.commit(tx).await?;
            Ok(ask.see(&format!("/people/{id}")))
        }
        Err(refused) => {
            tx.rollback().await?;
            let text = |name: &str| form.text(name).to_owned();
            let typed = Typed {
                new_id: new_id.to_string(),
                role: text("role"),
                org: text("org"),
                until: text("until"),
                stands_in_for: text("stands_in_for"),
            };
            let page = grant_page(&ask, id, typed, mistakes(&ask, &refused)).await?;
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// POST /posts/{id}/end
pub(crate) async fn end(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let held =
        post(&ask.reader(), id, ask.now).await?.ok_or_else(|| Refused::absent("people-refused-post-over"))?;
    let tx = ask.begin().await?;
    end_post(&tx, &ask.by, &ask.county.playbook, id).await?;
    ask.commit(tx).await?;
    Ok(ask.see(&format!("/people/{}", held.person_id)))
}

/// GET /posts/{id}/hand-over
pub(crate) async fn hand_over_form(ask: Ask) -> Answer {
    let new_id = ask.county.store.world().id().to_string();
    let page = hand_over_page(&ask, new_id, String::new(), vec![]).await?;
    ask.html(&page)
}

async fn hand_over_page(
    ask: &Ask,
    new_id: String,
    successor: String,
    errors: Vec<Mistake>,
) -> Result<HandOver, Stop> {
    let id = ask.id("id")?;
    let held =
        post(&ask.reader(), id, ask.now).await?.ok_or_else(|| Refused::absent("people-refused-post-over"))?;
    let tree = tree(&ask.county).await?;
    Ok(HandOver {
        page: ask.page(ask.t("people-hand-over")),
        post: id.to_string(),
        new_id,
        person_href: ask.href(&format!("/people/{}", held.person_id)),
        person: held.person_name,
        role: ask.role_name(&held.role),
        org: tree.path(held.org_id, ask.is_zh()),
        successor,
        errors,
    })
}

/// POST /posts/{id}/hand-over
pub(crate) async fn hand_over_now(ask: Ask, form: Form) -> Answer {
    let id = ask.id("id")?;
    let new_id = form.id("id").unwrap_or_else(|| ask.county.store.world().id());
    let tx = ask.begin().await?;
    let done = match find_person(&tx, form.text("person")).await {
        Ok(successor) => {
            let done = hand_over(&tx, &ask.by, &ask.county.playbook, id, new_id, successor).await;
            done.map(|_| successor)
        }
        Err(stop) => Err(stop),
    };
    match mendable(done)? {
        Ok(successor) => {
            ask.commit(tx).await?;
            Ok(ask.see(&format!("/people/{successor}")))
        }
        Err(refused) => {
            tx.rollback().await?;
            let errors = mistakes(&ask, &refused);
            let page =
                hand_over_page(&ask, new_id.to_string(), form.text("person").to_owned(), errors).await?;
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// By login, or by a name that only one person with an account has.
async fn find_person(db: &impl Db, typed: &str) -> Result<Id, Stop> {
    let by_login = "SELECT person_id FROM accounts WHERE login = $1 AND closed_at IS NULL";
    if let Some(id) = db.value(by_login, values![typed]).await? {
        return Ok(id);
    }
    let by_name = "SELECT n.id FROM persons n WHERE n.name = $1 AND EXISTS \
                   (SELECT 1 FROM accounts a WHERE a.person_id = n.id AND a.closed_at IS NULL) LIMIT 2";
    let found: Vec<Id> = db.column(by_name, values![typed]).await?;
    match found[..] {
        [one] => Ok(one),
        [] => Err(Refused::field("person", "people-refused-no-person").into()),
        _ => Err(Refused::field("person", "people-refused-person-many").into()),
    }
}
