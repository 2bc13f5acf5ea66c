use http::StatusCode;
use lianxin_access::{Done, Org, Stop, org};
use lianxin_base::{Id, Refused};
use lianxin_web::{Answer, Ask, Failed, Form, follow_move};

use crate::add_org::{NewGrid, NewOrg, add_grid, add_org, kinds_below, may_stand_below};
use crate::close_org::close_org;
use crate::move_org::move_org;
use crate::pages::{Add, Choice, Mistake, Move, Rename, mistakes};
use crate::rename_org::{Names, rename_org};
use crate::set_phone::set_phone;
use crate::show_routes::shown;
use crate::tree::tree;

/// What a person can mend comes back in the form; everything else goes its way.
pub(crate) fn mendable<T>(done: Done<T>) -> Result<Result<T, Refused>, Failed> {
    match done {
        Ok(value) => Ok(Ok(value)),
        Err(Stop::Refused(refused)) if refused.status == 422 => Ok(Err(refused)),
        Err(stop) => Err(stop.into()),
    }
}

async fn found(ask: &Ask) -> Result<Org, Stop> {
    let found = org(&ask.reader(), ask.id("id")?).await?;
    Ok(found.ok_or_else(|| Refused::absent("shell-refused-absent"))?)
}

fn names(form: &Form) -> Names {
    let text = |name: &str| form.text(name).to_owned();
    Names {
        name_zh: text("name_zh"),
        name_en: text("name_en"),
        short_zh: text("short_zh"),
        short_en: text("short_en"),
    }
}

fn revision(form: &Form) -> i64 {
    form.number("revision").unwrap_or_default()
}

pub(crate) async fn rename_form(ask: Ask) -> Answer {
    let org = found(&ask).await?;
    ask.html(&rename_page(&ask, &org, org.revision, Names::of(&org), vec![]))
}

fn rename_page(ask: &Ask, org: &Org, revision: i64, names: Names, errors: Vec<Mistake>) -> Rename {
    Rename {
        page: ask.page(ask.t("orgs-rename")),
        id: org.id.to_string(),
        revision,
        name: org.short(ask.is_zh()).to_owned(),
        names,
        errors,
    }
}

pub(crate) async fn rename(ask: Ask, form: Form) -> Answer {
    let org = found(&ask).await?;
    let tx = ask.begin().await?;
    let done =
        rename_org(&tx, &ask.by, &ask.county.playbook.roles, org.id, revision(&form), names(&form)).await;
    match mendable(done)? {
        Ok(()) => {
            ask.commit(tx).await?;
            Ok(ask.see(&format!("/orgs/{}", org.id)))
        }
        Err(refused) => {
            let page = rename_page(&ask, &org, revision(&form), names(&form), mistakes(&ask, &refused));
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

pub(crate) async fn move_form(ask: Ask) -> Answer {
    let org = found(&ask).await?;
    let page = move_page(&ask, &org, org.revision, String::new(), vec![]).await?;
    ask.html(&page)
}

async fn move_page(
    ask: &Ask,
    org: &Org,
    revision: i64,
    parent: String,
    errors: Vec<Mistake>,
) -> Result<Move, Stop> {
    let tree = tree(&ask.county).await?;
    let zh = ask.is_zh();
    let town = tree.nearest(org.id, "town").map(|town| town.id);
    // A grid goes to another village of its town; the whole county's villages would be a list that nobody reads.
    let near = |to: &Org| org.kind != "grid" || tree.nearest(to.id, "town").map(|town| town.id) == town;
    let root = tree.root().map(|root| root.id);
    let fitting = root.map(|root| tree.below(root)).unwrap_or_default();
    let fitting =
        fitting.into_iter().filter(|to| may_stand_below(&org.kind, to) && Some(to.id) != org.parent_id);
    let parents = fitting
        .filter(|to| near(to))
        .map(|to| Choice { value: to.id.to_string(), text: tree.path(to.id, zh) });
    Ok(Move {
        page: ask.page(ask.t("orgs-move")),
        id: org.id.to_string(),
        revision,
        name: org.short(zh).to_owned(),
        now_under: org.parent_id.map(|parent| tree.path(parent, zh)).unwrap_or_default(),
        parent,
        parents: parents.collect(),
        errors,
    })
}

pub(crate) async fn move_it(ask: Ask, form: Form) -> Answer {
    let org = found(&ask).await?;
    let to = form.id("parent").unwrap_or(Id::nil());
    let tx = ask.begin().await?;
    let done = move_org(&tx, &ask.by, &ask.county.playbook.roles, org.id, revision(&form), to).await;
    match mendable(done)? {
        Ok(moved) => {
            follow_move(ask.app.modules(), &tx, &moved.below).await?;
            ask.commit(tx).await?;
            Ok(ask.see(&format!("/orgs/{}", org.id)))
        }
        Err(refused) => {
            let errors = mistakes(&ask, &refused);
            let page = move_page(&ask, &org, revision(&form), form.text("parent").to_owned(), errors).await?;
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

pub(crate) async fn add_form(ask: Ask) -> Answer {
    let org = found(&ask).await?;
    let new_id = ask.county.store.world().id().to_string();
    ask.html(&add_page(&ask, &org, new_id, &Form::default(), vec![]))
}

fn add_page(ask: &Ask, org: &Org, new_id: String, form: &Form, errors: Vec<Mistake>) -> Add {
    let kinds: Vec<Choice> = kinds_below(&org.kind)
        .map(|kind| Choice { value: kind.to_owned(), text: ask.t(&format!("orgs-kind-{kind}")) })
        .collect();
    Add {
        page: ask.page(ask.t("orgs-add")),
        id: org.id.to_string(),
        new_id,
        under: org.short(ask.is_zh()).to_owned(),
        kind: form
            .some("kind")
            .or(kinds.first().map(|kind| kind.value.as_str()))
            .unwrap_or_default()
            .to_owned(),
        kinds,
        code: form.text("code").to_owned(),
        names: names(form),
        lon: form.text("lon").to_owned(),
        lat: form.text("lat").to_owned(),
        errors,
    }
}

pub(crate) async fn add(ask: Ask, form: Form) -> Answer {
    let org = found(&ask).await?;
    let id = form.id("id").unwrap_or_else(|| ask.county.store.world().id());
    let tx = ask.begin().await?;
    let roles = &ask.county.playbook.roles;
    let kind = form.text("kind");
    let point = point(&form);
    let done = match (point, kind) {
        (Err(refused), _) => Err(refused.into()),
        (Ok(point), "grid" | "micro-grid") => {
            let names = Some(names(&form)).filter(|names| !names.name_zh.is_empty());
            add_grid(&tx, &ask.by, roles, NewGrid { id, under: org.id, kind, names, point }).await
        }
        (Ok(point), _) => {
            let new =
                NewOrg { id, code: form.text("code"), kind, parent: org.id, names: names(&form), point };
            add_org(&tx, &ask.by, roles, new).await
        }
    };
    match mendable(done)? {
        Ok(id) => {
            ask.commit(tx).await?;
            Ok(ask.see(&format!("/orgs/{id}")))
        }
        Err(refused) => {
            let page = add_page(&ask, &org, id.to_string(), &form, mistakes(&ask, &refused));
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// Both numbers or none.
fn point(form: &Form) -> Result<Option<(f64, f64)>, Refused> {
    match (form.some("lon"), form.some("lat")) {
        (None, None) => Ok(None),
        _ => match form.decimal("lon").zip(form.decimal("lat")) {
            Some(point) => Ok(Some(point)),
            None => Err(Refused::field("lon", "orgs-refused-point")),
        },
    }
}

pub(crate) async fn close(ask: Ask, form: Form) -> Answer {
    let org = found(&ask).await?;
    let tx = ask.begin().await?;
    let next = form.id("replaced_by");
    let moved = close_org(&tx, &ask.by, &ask.county.playbook.roles, org.id, revision(&form), next).await?;
    follow_move(ask.app.modules(), &tx, &moved).await?;
    ask.commit(tx).await?;
    Ok(ask.see(&format!("/orgs/{}", org.id)))
}

pub(crate) async fn phone(ask: Ask, form: Form) -> Answer {
    let org = found(&ask).await?;
    let tx = ask.begin().await?;
    let done = set_phone(&tx, &ask.by, &ask.county.playbook.roles, org.id, form.text("phone")).await;
    match mendable(done)? {
        Ok(()) => {
            ask.commit(tx).await?;
            Ok(ask.see(&format!("/orgs/{}", org.id)))
        }
        Err(refused) => {
            tx.rollback().await?;
            let mut page = shown(&ask, org.id, mistakes(&ask, &refused)).await?;
            form.text("phone").clone_into(&mut page.phone);
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
