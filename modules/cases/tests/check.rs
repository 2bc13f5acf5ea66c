//! Each integrity check finds what it is there to find, and the mend of derived rows mends it.

#![allow(clippy::unwrap_used)]

use lianxin_access::By;
use lianxin_cases::{Act, Channel, Register, mend_derived, register};
use lianxin_trial::{Trial, on_each};

async fn broken(trial: &Trial) -> Vec<&'static str> {
    let mut broken = vec![];
    for check in trial.app().modules().iter().flat_map(|module| &module.checks) {
        if !(check.run)(trial.county()).await.unwrap().is_whole() {
            broken.push(check.number);
        }
    }
    broken
}

async fn damage(trial: &Trial, sql: &str) {
    let tx = trial.begin().await;
    tx.script(sql).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn every_check_finds_its_damage_and_derived_rows_can_be_mended() {
    on_each(
        || vec![lianxin_cases::module()],
        async |trial| {
            let village = trial.org("370114011251").await.id;
            let by = By::nobody();
            let tx = trial.begin().await;
            let act = Act { tx: &tx, county: trial.county(), by: &by };
            let new = Register::new(tx.id(), Channel::Web, village, "村口的路灯坏了三天");
            register(act, new).await.unwrap();
            tx.commit().await.unwrap();
            trial.work().await;
            assert_eq!(broken(trial).await, Vec::<&str>::new());

            let elsewhere = trial.org("370114007").await.id.simple().to_string();
            let uuid = |hex: &str| match trial.engine() {
                lianxin_db::Engine::Sqlite => format!("x'{hex}'"),
                lianxin_db::Engine::Postgres => format!("'{hex}'"),
            };
            damage(trial, "DELETE FROM case_reach WHERE why = 'place'").await;
            assert_eq!(broken(trial).await, ["C01"]);
            mend_derived(trial.county()).await.unwrap();
            assert_eq!(broken(trial).await, Vec::<&str>::new());

            let leak = format!(
                "INSERT INTO case_reach SELECT {}, id, 'place', TRUE, state, category, due_at FROM cases",
                uuid(&elsewhere)
            );
            damage(trial, &leak).await;
            assert_eq!(broken(trial).await, ["C02"]);
            damage(trial, "UPDATE case_reach SET state = 'ended'").await;
            assert_eq!(broken(trial).await, ["C02", "C03"]);
            damage(trial, "DELETE FROM case_grams").await;
            assert_eq!(broken(trial).await, ["C02", "C03", "C09"]);
            mend_derived(trial.county()).await.unwrap();
            assert_eq!(broken(trial).await, Vec::<&str>::new());

            damage(trial, "UPDATE clocks SET result = 'met'").await;
            assert_eq!(broken(trial).await, ["C04", "C10"]);
            damage(trial, "UPDATE clocks SET result = ''; UPDATE cases SET state = 'accepted', revision = 2")
                .await;
            let after = broken(trial).await;
            assert!(after.contains(&"C03") && after.contains(&"C06"), "{after:?}");
            damage(trial, "UPDATE cases SET state = 'merged'").await;
            let after = broken(trial).await;
            assert!(after.contains(&"C04") && after.contains(&"C08"), "{after:?}");
        },
    )
    .await;
}
