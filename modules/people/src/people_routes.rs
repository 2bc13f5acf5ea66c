use http::StatusCode;
use lianxin_access::{Stop, accounts_of};
use lianxin_base::{Id, Refused};
use lianxin_orgs::{Tree, tree};
use lianxin_seal::Phone;
use lianxin_web::{Answer, Ask, Form};

use crate::SEE;
use crate::add_person::{NewPerson, add_person};
use crate::grant_post::GRANT;
use crate::holder::{Holder, Holders, holders, posts_ever_of};
use crate::households::seen_by;
use crate::pages::{AccountRow, Choice, List, Mistake, New, PostRow, Show, mendable, mistakes};
use crate::person::{masked_phone, person};
use crate::reaching::{reaches, top_of};
use crate::totp::has_totp;

const ON_A_PAGE: i64 = 50;

pub(crate) fn post_row(ask: &Ask, tree: &Tree, held: Holder) -> PostRow {
    let running = held.valid_from <= ask.now && held.valid_to.is_none_or(|until| until > ask.now);
    PostRow {
        id: held.id.to_string(),
        person: held.person_name,
        person_href: ask.href(&format!("/people/{}", held.person_id)),
        role: ask.role_name(&held.role),
        org: tree.path(held.org_id, ask.is_zh()),
        org_href: ask.href(&format!("/orgs/{}", held.org_id)),
        stands_in: held.stands_in_for.is_some(),
        from: ask.when().day(lianxin_base::day_in_china(held.valid_from)),
        until: held.valid_to.map(|until| ask.when().say(until)).unwrap_or_default(),
        running,
    }
}

pub(crate) fn roles(ask: &Ask) -> Vec<Choice> {
    let choice = |role: &lianxin_playbook::Role| Choice {
        value: role.code.clone(),
        text: role.name.read_in(ask.lang.tag()).to_owned(),
    };
    ask.county.playbook.roles.iter().map(choice).collect()
}

/// GET /people: who holds which post, below an organisation. The address is the filter.
pub(crate) async fn list(ask: Ask) -> Answer {
    let grant = ask.grant(SEE)?;
    let db = ask.reader();
    let tree = tree(&ask.county).await?;
    let top = top_of(&db, &grant).await?;
    let asked: Option<Id> = ask.query("org").and_then(|org| org.parse().ok());
    if let Some(org) = asked
        && !reaches(&db, &grant, org).await?
    {
        return Err(Refused::absent("shell-refused-absent").into());
    }
    let under = asked.or(top);
    let which = Holders {
        under,
        role: ask.query("role").map(str::to_owned),
        name: ask.query("name").map(str::to_owned),
        after: ask.query("after").and_then(after),
        limit: ON_A_PAGE + 1,
        at: None,
    };
    let mut held = holders(&db, ask.now, &which).await?;
    let more = held.len() as i64 > ON_A_PAGE;
    held.truncate(ON_A_PAGE as usize);
    let next = held.last().filter(|_| more).map(|last| next_page(&ask, last)).unwrap_or_default();
    let mut choices = vec![Choice { value: String::new(), text: ask.t("people-any-role") }];
    choices.extend(roles(&ask));
    ask.html(&List {
        page: ask.page(ask.t("people-title")),
        org: asked.map(|org| org.to_string()).unwrap_or_default(),
        org_name: under
            .or(tree.root().map(|root| root.id))
            .map(|org| tree.path(org, ask.is_zh()))
            .unwrap_or_default(),
        org_open: asked.is_some(),
        role: ask.query("role").unwrap_or_default().to_owned(),
        roles: choices,
        begins: ask.query("name").unwrap_or_default().to_owned(),
        rows: held.into_iter().map(|one| post_row(&ask, &tree, one)).collect(),
        next,
        may_grant: ask.may(GRANT),
    })
}

/// `{id}~{name}`: the id has no tilde, a name may have anything.
fn after(text: &str) -> Option<(String, Id)> {
    let (id, name) = text.split_once('~')?;
    Some((name.to_owned(), id.parse().ok()?))
}

fn next_page(ask: &Ask, last: &Holder) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in ask.queries().iter().filter(|(name, _)| name != "after") {
        query.append_pair(name, value);
    }
    query.append_pair("after", &format!("{}~{}", last.id, last.person_name));
    ask.href(&format!("/people?{}", query.finish()))
}

/// GET /people/{id}
pub(crate) async fn show(ask: Ask) -> Answer {
    let page = show_page(&ask, ask.id("id")?, "", vec![]).await?;
    ask.html(&page)
}

pub(crate) async fn show_page(ask: &Ask, id: Id, login: &str, errors: Vec<Mistake>) -> Result<Show, Stop> {
    let db = ask.reader();
    let known = person(&db, id).await?.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let held = posts_ever_of(&db, id).await?;
    let may_grant = ask.may(GRANT);
    if !may_grant {
        may_see(ask, &held).await?;
    }
    let tree = tree(&ask.county).await?;
    let mut accounts = Vec::new();
    for one in accounts_of(&db, id).await? {
        let still = |until: Option<lianxin_base::Time>| {
            until.filter(|until| *until > ask.now).map(|until| ask.when().say(until)).unwrap_or_default()
        };
        accounts.push(AccountRow {
            second_step: has_totp(&db, one.id).await?,
            locked_until: still(one.locked_until),
            code_until: still(one.password_until),
            last: one.signed_in_at.map(|at| ask.when().say(at)).unwrap_or_default(),
            login: one.login,
        });
    }
    let household = seen_by(ask, id).await?;
    Ok(Show {
        household_href: household
            .as_ref()
            .map(|one| ask.href(&format!("/households/{}", one.id)))
            .unwrap_or_default(),
        household: household
            .map(|one| format!("{}·{}", one.number, tree.path(one.org_id, ask.is_zh())))
            .unwrap_or_default(),
        page: ask.page(known.name.clone()),
        id: id.to_string(),
        name: known.name,
        phone: masked_phone(&db, &ask.county.keys, id).await?.unwrap_or_default(),
        rows: held.into_iter().map(|one| post_row(ask, &tree, one)).collect(),
        accounts,
        own: ask.by.person == Some(id),
        code: String::new(),
        may_grant,
        login: login.to_owned(),
        errors,
    })
}

/// A leader looks at those who hold or held a post below; residents who never did are nobody's to look up.
async fn may_see(ask: &Ask, held: &[Holder]) -> Result<(), Stop> {
    let grant = ask.grant(SEE)?;
    for one in held {
        if reaches(&ask.reader(), &grant, one.org_id).await? {
            return Ok(());
        }
    }
    Err(Refused::absent("shell-refused-absent").into())
}

/// GET /people/new
pub(crate) async fn new_form(ask: Ask) -> Answer {
    let id = ask.county.store.world().id().to_string();
    ask.html(&New {
        page: ask.page(ask.t("people-new")),
        id,
        typed: String::new(),
        phone: String::new(),
        errors: vec![],
    })
}

/// POST /people/new
pub(crate) async fn new(ask: Ask, form: Form) -> Answer {
    let id = form.id("id").unwrap_or_else(|| ask.county.store.world().id());
    let tx = ask.begin().await?;
    let done = match phone(&form) {
        Ok(phone) => {
            let new =
                NewPerson { id, name: form.text("name"), phone: phone.as_ref(), home: None, household: None };
            add_person(&tx, &ask.by, &ask.county.playbook.roles, &ask.county.keys, new).await
        }
        Err(refused) => Err(refused.into()),
    };
    match mendable(done)? {
        Ok(id) => {
            ask.commit(tx).await?;
            Ok(ask.see(&format!("/people/{id}")))
        }
        Err(refused) => {
            tx.rollback().await?;
            let page = New {
                page: ask.page(ask.t("people-new")),
                id: id.to_string(),
                typed: form.text("name").to_owned(),
                phone: form.text("phone").to_owned(),
                errors: mistakes(&ask, &refused),
            };
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

fn phone(form: &Form) -> Result<Option<Phone>, Refused> {
    let Some(text) = form.some("phone") else { return Ok(None) };
    text.parse().map(Some).map_err(|_| Refused::field("phone", "people-refused-phone"))
}
