//! Whoever watches over a village reads the log of its people, not of the county.

#![allow(clippy::unwrap_used)]

use lianxin_access::By;
use lianxin_cases::{Act, Channel, Register, register};
use lianxin_trial::{PASSWORD, Trial, on_each};
use lianxin_web::Module;

const VILLAGE: &str = "370114011251";

fn modules() -> Vec<Module> {
    vec![lianxin_orgs::module(), lianxin_people::module(), lianxin_cases::module(), lianxin_audit::module()]
}

async fn say(trial: &Trial, place: &str) -> String {
    let place = trial.org(place).await.id;
    let by = By::nobody();
    let tx = trial.begin().await;
    let act = Act { tx: &tx, county: trial.county(), by: &by };
    let told =
        register(act, Register::new(tx.id(), Channel::Code, place, "村口的路灯坏了三天")).await.unwrap();
    tx.commit().await.unwrap();
    trial.get(&format!("/cases/{}", told.case_id)).by(&trial.person("caller", "370114").await).await.ok();
    told.number
}

#[tokio::test]
async fn a_villages_supervisor_reads_what_its_own_people_did_and_who_read_its_own_cases() {
    on_each(modules, async |trial: &Trial| {
        let own = trial.person("village-secretary", VILLAGE).named("任涛").await;
        let other = trial.person("town-leader", "370114007").named("郑海涛").await;
        for who in [&own, &other] {
            trial.post("/sign-in", &[("login", &who.login), ("password", PASSWORD)]).await.is(303);
        }
        let (here, elsewhere) = (say(trial, VILLAGE).await, say(trial, "370114007200").await);
        trial.work().await;
        let supervisor = trial.person("village-supervisor", VILLAGE).await;
        let log = trial.get("/audit").by(&supervisor).await.ok();
        assert!(log.says("任涛") && !log.says("郑海涛"), "{}", log.body_text());
        let inspector = trial.person("discipline-inspector", "370114").await;
        let log = trial.get("/audit?kind=sign-in").by(&inspector).await.ok();
        assert!(log.says("郑海涛"), "{}", log.body_text());
        let looks = async |number: &str, who| {
            trial.get(&format!("/audit/case?number={number}")).by(who).await.ok().all("tbody tr").len()
        };
        assert_eq!(looks(&here, &supervisor).await, 1);
        assert_eq!(looks(&elsewhere, &supervisor).await, 0);
        assert_eq!(looks(&elsewhere, &inspector).await, 1);
    })
    .await;
}
