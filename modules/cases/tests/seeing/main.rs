//! What people see of many cases: list, search, acts on many, export, dispatch desk.

#![allow(clippy::unwrap_used)]

mod dispatching;
mod listing;
mod many;
mod searching;

use lianxin_access::By;
use lianxin_base::Id;
use lianxin_cases::{Accept, Act, Case, Channel, Register, accept, find, register};
use lianxin_trial::Trial;
use lianxin_web::Module;

const TOWN: &str = "370114011";
const VILLAGE: &str = "三角湾村";

fn modules() -> Vec<Module> {
    vec![lianxin_cases::module()]
}

/// Somebody at a village's poster says something.
async fn say(trial: &Trial, village: &str, words: &str) -> Id {
    let place = trial.org(village).await.id;
    let by = By::nobody();
    let tx = trial.begin().await;
    let act = Act { tx: &tx, county: trial.county(), by: &by };
    let new = Register::new(tx.id(), Channel::Code, place, words);
    let case = register(act, new).await.unwrap().case_id;
    tx.commit().await.unwrap();
    case
}

/// Accepted under a category by a dispatcher of the town.
async fn accept_as(trial: &Trial, by: &By, case: Id, category: &str) {
    let tx = trial.begin().await;
    let act = Act { tx: &tx, county: trial.county(), by };
    let order = Accept {
        case,
        revision: None,
        category: category.into(),
        kind: "help".into(),
        item: String::new(),
        title: String::new(),
        accused: None,
    };
    accept(act, order).await.unwrap();
    tx.commit().await.unwrap();
}

async fn case(trial: &Trial, id: Id) -> Case {
    find(&trial.reader(), id).await.unwrap().unwrap()
}
