//! What a resident is promised at the poster, at home and on a borrowed phone, told through the router.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod following;
mod reporting;
#[allow(dead_code)]
#[path = "../journeys/stage.rs"]
mod stage;

use lianxin_trial::{Call, Seen, Trial, on_each};
use lianxin_web::Module;

use crate::stage::Stage;

const VILLAGE: &str = "370114011251";
const LAMP: &str = "村东头生产路的路灯坏了三天，晚上看不见路";

fn modules() -> Vec<Module> {
    vec![lianxin_orgs::module(), lianxin_cases::module()]
}

async fn on_both(story: impl AsyncFn(&Stage<'_>)) {
    on_each(modules, async |trial| {
        let stage = Stage::new(trial).await;
        trial.at("2026-05-20 10:15");
        story(&stage).await;
    })
    .await;
}

/// The form as the poster's code opens it.
async fn form(trial: &Trial) -> Call {
    trial.get(&format!("/report?place={VILLAGE}")).await.ok().form("main form[enctype]")
}

/// The number and the query word on the received page.
fn receipt(seen: &Seen) -> (String, String) {
    let lines = seen.texts(".lx-number");
    (lines[0].clone(), lines[1].clone())
}

/// A poster's code for the village.
async fn code(trial: &Trial) -> String {
    let place = trial.org(VILLAGE).await.id;
    let by = trial.person("county-admin", "370114").await.by(trial).await;
    let tx = trial.begin().await;
    let made = lianxin_orgs::make_place_code(&tx, &by, &trial.playbook().roles, place, "", "").await.unwrap();
    tx.commit().await.unwrap();
    made.code
}

/// A small photo that says inside where and with which device it was made.
fn photo() -> Vec<u8> {
    include_bytes!("lamp.png").to_vec()
}
