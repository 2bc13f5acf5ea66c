//! Somebody tries to break in.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod apart;
mod headers;
mod input;
mod limits;
mod log;
mod own_data;

use lianxin_access::By;
use lianxin_base::Id;
use lianxin_cases::{Act, Channel, Register, Registered, register};
use lianxin_trial::{Trial, Who};
use lianxin_web::Module;

const VILLAGE: &str = "370114011251";
const TOWN: &str = "370114011";
const WORDS: &str = "村东头老磨坊旁三盏路灯坏了，赵小满家门口最黑";
const PHONE: &str = "13905318264";

fn modules() -> Vec<Module> {
    lianxin::modules::modules()
}

/// Somebody says something; signed in or not.
async fn said(trial: &Trial, who: Option<&Who>) -> Registered {
    said_as(trial, trial.county().store.world().id(), who).await
}

async fn said_as(trial: &Trial, id: Id, who: Option<&Who>) -> Registered {
    let place = trial.org(VILLAGE).await.id;
    let by = By::nobody();
    let tx = trial.begin().await;
    let mut new = Register::new(id, Channel::Code, place, WORDS);
    new.name = "赵小满".into();
    new.phone = PHONE.into();
    new.person_id = who.map(|who| who.id);
    let done = register(Act { tx: &tx, county: trial.county(), by: &by }, new).await.expect("registered");
    tx.commit().await.expect("committed");
    done
}
