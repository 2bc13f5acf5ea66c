//! What the dispatcher decides, and back to the next case.

use lianxin_access::{Done, Stop};
use lianxin_base::{Id, Refused};
use lianxin_db::Tx;
use lianxin_web::{Answer, Ask, Form};

use super::{Wanted, desk};
use crate::triage::{leads, triage_of};
use crate::{
    Accept, Act, Case, Dispatch, State, accept, answer_at_once, claim, dispatch, merge, refuse, relate,
    release, within,
};

/// Accepts and dispatches in one step, or not at all.
pub(super) async fn send(ask: Ask, form: Form) -> Answer {
    let id = ask.id("id")?;
    let tx = ask.begin().await?;
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    let done = send_out(&ask, act, id, &form).await;
    settle(&ask, &form, "", tx, done, &over(id)).await
}

async fn send_out(ask: &Ask, act: Act<'_>, id: Id, form: &Form) -> Result<(), Stop> {
    let case = within(act.tx, &act.grant("case.dispatch")?, id).await?;
    case.must_be_at(form.number("revision"))?;
    let unit = form.id("unit").ok_or_else(|| Refused::field("unit", "cases-refused-unit"))?;
    let part = form.id("part").ok_or_else(|| Refused::invalid("shell-refused-unreadable"))?;
    let suggestion = fared(ask, act, &case, form.text("category"), unit).await?;
    let item = form.text("item").to_owned();
    if case.state() == State::Registered {
        let order = Accept {
            case: id,
            revision: None,
            category: form.text("category").to_owned(),
            kind: form.text("kind").to_owned(),
            item: item.clone(),
            title: String::new(),
            accused: None,
        };
        accept(act, order).await?;
    }
    let order = Dispatch {
        case: id,
        revision: None,
        part,
        unit,
        supports: form.all("supports").filter_map(|id| id.parse().ok()).collect(),
        item,
        words: form.text("words").to_owned(),
        suggestion,
    };
    dispatch(act, order).await?;
    Ok(())
}

/// How the suggestion fared, reckoned here and not taken from the form.
async fn fared(ask: &Ask, act: Act<'_>, case: &Case, category: &str, unit: Id) -> Result<&'static str, Stop> {
    let triage = triage_of(&ask.county, &ask.app.settings().data);
    let proposed = triage.as_ref().as_ref().map(|triage| triage.suggest(&case.title, &case.words));
    let Some(first) = proposed.and_then(|proposed| proposed.into_iter().next()) else { return Ok("none") };
    let leads = leads(act.tx, &ask.county.playbook, &first.label, case.place_id).await?;
    let same_unit = leads.first().is_some_and(|(_, org)| org.id == unit);
    let decided = if case.state() == State::Registered { category } else { &case.category };
    Ok(if first.label == decided && same_unit { "accepted" } else { "changed" })
}

pub(super) async fn answer(ask: Ask, form: Form) -> Answer {
    let id = ask.id("id")?;
    let tx = ask.begin().await?;
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    let done = async {
        let case = within(act.tx, &act.grant("case.answer-at-once")?, id).await?;
        case.must_be_at(form.number("revision"))?;
        answer_at_once(act, id, form.text("category"), form.text("answer")).await
    };
    let done = done.await;
    settle(&ask, &form, "answer", tx, done, &over(id)).await
}

pub(super) async fn refuse_one(ask: Ask, form: Form) -> Answer {
    let id = ask.id("id")?;
    let tx = ask.begin().await?;
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    let done = refuse(act, id, form.number("revision"), form.text("ground"), form.text("directions")).await;
    settle(&ask, &form, "refuse", tx, done, &over(id)).await
}

pub(super) async fn claim_one(ask: Ask, form: Form) -> Answer {
    let id = ask.id("id")?;
    let tx = ask.begin().await?;
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    let done = claim(act, id).await;
    settle(&ask, &form, "", tx, done, &still(id)).await
}

pub(super) async fn release_one(ask: Ask, form: Form) -> Answer {
    let id = ask.id("id")?;
    let tx = ask.begin().await?;
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    let done = release(act, id).await;
    settle(&ask, &form, "", tx, done, "/dispatch").await
}

pub(super) async fn merge_into(ask: Ask, form: Form) -> Answer {
    let id = ask.id("id")?;
    let master = form.id("other").ok_or_else(|| Refused::invalid("shell-refused-unreadable"))?;
    let tx = ask.begin().await?;
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    let done = merge(act, master, &[id]).await.map(drop);
    settle(&ask, &form, "", tx, done, &over(id)).await
}

pub(super) async fn relate_to(ask: Ask, form: Form) -> Answer {
    let id = ask.id("id")?;
    let other = form.id("other").ok_or_else(|| Refused::invalid("shell-refused-unreadable"))?;
    let tx = ask.begin().await?;
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    let done = relate(act, id, other, form.text("kind") == "related").await;
    settle(&ask, &form, "", tx, done, &still(id)).await
}

/// On to the next case, with a word about this one.
fn over(id: Id) -> String {
    format!("/dispatch?done={id}#case")
}

/// Back to this case.
fn still(id: Id) -> String {
    format!("/dispatch?case={id}#case")
}

/// What was decided holds, or nothing of it does and the page says why. `shown`: the form that stands open then.
async fn settle(ask: &Ask, form: &Form, shown: &str, tx: Tx, done: Done<()>, next: &str) -> Answer {
    match done {
        Ok(()) => {
            ask.commit(tx).await?;
            Ok(ask.see(next))
        }
        Err(stop) => {
            tx.rollback().await?;
            again(ask, form, shown, stop).await
        }
    }
}

/// A refusal is told on the same page, with what was typed; a fault is a fault.
async fn again(ask: &Ask, form: &Form, shown: &str, stop: Stop) -> Answer {
    let Stop::Refused(refused) = stop else { return Err(stop.into()) };
    let text = |name: &str| form.text(name).to_owned();
    let wanted = Wanted {
        case: ask.id("id").ok(),
        category: text("category"),
        unit: text("unit_code"),
        kind: text("kind"),
        form: shown.into(),
        answer: text("answer"),
        ground: text("ground"),
        directions: text("directions"),
    };
    desk(ask, wanted, Some(refused)).await
}
