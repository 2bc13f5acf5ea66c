//! Keeping a list, and letting it go.

use lianxin_base::Refused;
use lianxin_web::{Answer, Ask, Form};

use crate::Act;
use crate::filter::Filter;
use crate::views::{drop_view, save_view};

pub(super) async fn save(ask: Ask, form: Form) -> Answer {
    let id = form.id("id").ok_or_else(|| Refused::invalid("shell-refused-unreadable"))?;
    // What is kept is a filter, read and written anew: never an address of somewhere else.
    let query = form.text("address").trim_start_matches('?').to_owned();
    let pairs = Form::decode(query.as_bytes()).fields().to_vec();
    let address = Filter::parse(&pairs, &ask.county.playbook).address();
    let tx = ask.begin().await?;
    save_view(Act { tx: &tx, county: &ask.county, by: &ask.by }, id, form.text("name"), &address).await?;
    ask.commit(tx).await?;
    Ok(ask.see(&format!("/cases{address}")))
}

pub(super) async fn drop(ask: Ask) -> Answer {
    let tx = ask.begin().await?;
    drop_view(Act { tx: &tx, county: &ask.county, by: &ask.by }, ask.id("id")?).await?;
    ask.commit(tx).await?;
    Ok(ask.see("/cases"))
}
