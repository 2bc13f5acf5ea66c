//! Members of a household: come, change, leave, and have their numbers opened.

use http::StatusCode;
use lianxin_access::{Done, Stop};
use lianxin_base::{Refused, day_in_china};
use lianxin_db::Tx;
use lianxin_seal::{IdNumber, Phone};
use lianxin_web::{Answer, Ask, Failed, Form};

use super::add_member::{NewMember, RELATIONS, add_member};
use super::change_member::{MemberChange, change_member};
use super::leave::{LEFT_WHY, leave};
use super::pages::MemberForm;
use super::read::{Member, member};
use super::reveal::reveal;
use super::routes::{choice, masked, show_page};
use super::{EDIT, reached};
use crate::pages::{mendable, mistakes};

/// An empty form for a new member, or what is known of one.
async fn member_page(ask: &Ask, known: Option<&Member>) -> Result<MemberForm, Stop> {
    let id = ask.id("id")?;
    let home = reached(&ask.reader(), &ask.by, &ask.county.playbook.roles, EDIT, id).await?;
    let (phone_known, id_number_known) = match known {
        Some(known) => masked(ask, known)?,
        None => Default::default(),
    };
    let title = if known.is_some() { "people-member-change" } else { "people-member-add" };
    Ok(MemberForm {
        page: ask.page(ask.t(title)),
        household: id.to_string(),
        household_number: home.number,
        revision: home.revision,
        action: known.map_or_else(|| "new".to_owned(), |known| known.id.to_string()),
        new_id: if known.is_some() { String::new() } else { ask.county.store.world().id().to_string() },
        typed: known.map(|known| known.name.clone()).unwrap_or_default(),
        relation: known.and_then(|known| known.relation.clone()).unwrap_or_else(|| "other".to_owned()),
        relations: RELATIONS.map(|one| choice(ask, "people-relation-", one)).to_vec(),
        phone: String::new(),
        phone_known,
        id_number: String::new(),
        id_number_known,
        left_whys: LEFT_WHY.map(|one| choice(ask, "people-left-", one)).to_vec(),
        errors: vec![],
    })
}

pub(super) async fn add_form(ask: Ask) -> Answer {
    let page = member_page(&ask, None).await?;
    ask.html(&page)
}

pub(super) async fn change_form(ask: Ask) -> Answer {
    let known = member(&ask.reader(), ask.id("id")?, ask.id("person")?).await?;
    let known = known.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let page = member_page(&ask, Some(&known)).await?;
    ask.html(&page)
}

/// The numbers that were typed; none for an empty field.
struct Typed {
    phone: Option<Phone>,
    id_number: Option<IdNumber>,
}

fn typed(ask: &Ask, form: &Form) -> Result<Typed, Refused> {
    let phone = form.some("phone").map(str::parse).transpose();
    let today = day_in_china(ask.now);
    let id_number = form.some("id_number").map(|text| IdNumber::parse(text, today)).transpose();
    match (phone, id_number) {
        (Ok(phone), Ok(id_number)) => Ok(Typed { phone, id_number }),
        (Err(_), Ok(_)) => Err(Refused::field("phone", "people-refused-phone")),
        (Ok(_), Err(_)) => Err(Refused::field("id_number", "people-refused-id-number")),
        (Err(_), Err(_)) => Err(Refused::field("phone", "people-refused-phone")
            .and_field("id_number", "people-refused-id-number")),
    }
}

pub(super) async fn add(ask: Ask, form: Form) -> Answer {
    let household = ask.id("id")?;
    let person = form.id("id").ok_or_else(|| Refused::invalid("shell-refused-unreadable"))?;
    let tx = ask.begin().await?;
    let (roles, keys) = (&ask.county.playbook.roles, &ask.county.keys);
    let done = match typed(&ask, &form) {
        Ok(typed) => {
            let new = NewMember {
                household,
                person,
                name: form.text("name"),
                relation: form.text("relation"),
                phone: typed.phone.as_ref(),
                id_number: typed.id_number.as_ref(),
            };
            add_member(&tx, &ask.by, roles, keys, new).await.map(|_| ())
        }
        Err(refused) => Err(refused.into()),
    };
    let Some(refused) = settle(&ask, tx, done).await? else {
        return Ok(ask.see(&format!("/households/{household}")));
    };
    let mut page = member_page(&ask, None).await?;
    page.new_id = person.to_string();
    refill(&ask, &mut page, &form, &refused)
}

/// Ends the transaction one way or the other; what the person can mend comes back.
async fn settle(ask: &Ask, tx: Tx, done: Done<()>) -> Result<Option<Refused>, Failed> {
    match mendable(done)? {
        Ok(()) => {
            ask.commit(tx).await?;
            Ok(None)
        }
        Err(refused) => {
            tx.rollback().await?;
            Ok(Some(refused))
        }
    }
}

fn refill(ask: &Ask, page: &mut MemberForm, form: &Form, refused: &Refused) -> Answer {
    let fields = [
        (&mut page.typed, "name"),
        (&mut page.relation, "relation"),
        (&mut page.phone, "phone"),
        (&mut page.id_number, "id_number"),
    ];
    for (field, name) in fields {
        form.text(name).clone_into(field);
    }
    page.errors = mistakes(ask, refused);
    ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, page)
}

pub(super) async fn change(ask: Ask, form: Form) -> Answer {
    let (household, person) = (ask.id("id")?, ask.id("person")?);
    let tx = ask.begin().await?;
    let (roles, keys) = (&ask.county.playbook.roles, &ask.county.keys);
    let done = match typed(&ask, &form) {
        Ok(typed) => {
            let change = MemberChange {
                household,
                revision: form.number("revision").unwrap_or_default(),
                person,
                name: form.text("name"),
                relation: form.text("relation"),
                phone: typed.phone.as_ref(),
                id_number: typed.id_number.as_ref(),
            };
            change_member(&tx, &ask.by, roles, keys, change).await
        }
        Err(refused) => Err(refused.into()),
    };
    let Some(refused) = settle(&ask, tx, done).await? else {
        return Ok(ask.see(&format!("/households/{household}")));
    };
    let known = member(&ask.reader(), household, person).await?;
    let known = known.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let mut page = member_page(&ask, Some(&known)).await?;
    refill(&ask, &mut page, &form, &refused)
}

pub(super) async fn leave_now(ask: Ask, form: Form) -> Answer {
    let (household, person) = (ask.id("id")?, ask.id("person")?);
    let tx = ask.begin().await?;
    let revision = form.number("revision").unwrap_or_default();
    let roles = &ask.county.playbook.roles;
    leave(&tx, &ask.by, roles, household, revision, person, form.text("why")).await?;
    ask.commit(tx).await?;
    Ok(ask.see(&format!("/households/{household}")))
}

/// Shows the numbers once, in the answer itself: no address leads to them.
pub(super) async fn open(ask: Ask, form: Form) -> Answer {
    let (household, person) = (ask.id("id")?, ask.id("person")?);
    let tx = ask.begin().await?;
    let (roles, keys) = (&ask.county.playbook.roles, &ask.county.keys);
    let done = reveal(&tx, &ask.by, roles, keys, household, person, form.text("why")).await;
    match mendable(done)? {
        Ok(opened) => {
            ask.commit(tx).await?;
            let page = show_page(&ask, household, Some(opened), vec![]).await?;
            ask.html(&page)
        }
        Err(refused) => {
            tx.rollback().await.map_err(Failed::from)?;
            let page = show_page(&ask, household, None, mistakes(&ask, &refused)).await?;
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
