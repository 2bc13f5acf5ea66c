//! What the demonstration promises, on the trial county and on both databases.

use lianxin_base::Id;
use lianxin_db::{Db, values};
use lianxin_trial::{Trial, on_each};

use super::{Made, Size, fill};
use crate::modules::modules;

async fn small(trial: &Trial) -> Made {
    let until = trial.now();
    let folder = trial.app().settings().data.clone();
    let size = Size { cases: 120, days: 60, seed: 7 };
    fill(trial.county(), &folder, trial.app().modules(), size, until)
        .await
        .expect("the demonstration is made")
}

async fn count(trial: &Trial, sql: &str) -> i64 {
    trial.reader().count(sql, values![]).await.expect("counted")
}

#[tokio::test]
async fn every_generated_request_has_a_holder_or_an_honest_end_and_the_chain_holds() {
    on_each(modules, async |trial| {
        let made = small(trial).await;
        assert_eq!(made.refused, Vec::<String>::new(), "nobody did what nobody may do");
        assert!(made.cases >= 120 && made.events >= 1_000, "{made:?}");
        let verified = lianxin_events::verify(&trial.reader()).await.expect("read").expect("whole");
        assert_eq!((verified.events, verified.waiting), (made.events, 0));
        let lost = "SELECT COUNT(*) FROM cases c WHERE c.state IN ('accepted', 'dispatched', 'signed', 'done', 'closed', \
                    'registered') AND NOT EXISTS (SELECT 1 FROM clocks k WHERE k.case_id = c.id AND k.result = '')";
        assert_eq!(count(trial, lost).await, 0, "open, and no clock runs");
        let ended = "SELECT COUNT(*) FROM cases WHERE state = 'ended' AND (ending = '' OR ended_at IS NULL)";
        assert_eq!(count(trial, ended).await, 0, "ended, and nobody knows how");
        let held = "SELECT COUNT(*) FROM cases WHERE state IN ('dispatched', 'signed') AND unit_id IS NULL";
        assert_eq!(count(trial, held).await, 0, "in hand, and nobody has it");
    })
    .await;
}

#[tokio::test]
async fn everybody_who_can_sign_in_finds_something_waiting() {
    on_each(modules, async |trial| {
        small(trial).await;
        let logins = lianxin_people::demo_logins(&trial.reader()).await.expect("logins");
        assert_eq!(logins.len(), 12);
        for state in ["registered", "accepted", "dispatched", "signed", "done", "closed", "ended"] {
            let sql = "SELECT COUNT(*) FROM cases WHERE state = $1";
            assert!(trial.reader().count(sql, values![state]).await.expect("counted") > 0, "none is {state}");
        }
        for kind in ["return", "extend", "suspend", "appeal"] {
            let sql = "SELECT COUNT(*) FROM asks WHERE state = 'asked' AND kind = $1";
            assert!(trial.reader().count(sql, values![kind]).await.expect("counted") > 0, "no {kind} to decide");
        }
        let sql = "SELECT COUNT(*) FROM parts WHERE kind = 'whistle' AND reported_in_at IS NULL AND state = 'dispatched'";
        assert!(count(trial, sql).await > 0, "nobody is called");
        assert!(count(trial, "SELECT COUNT(*) FROM whistle_asks WHERE state = 'asked'").await > 0, "no whistle to blow");
        let home = "SELECT COUNT(*) FROM household_members m JOIN accounts a ON a.person_id = m.person_id WHERE a.login = 'resident'";
        assert_eq!(count(trial, home).await, 1, "the resident lives nowhere");
        assert!(count(trial, "SELECT COUNT(*) FROM sealed_notes WHERE alone").await > 0, "nothing was handed over");
        let worker: Vec<Id> = trial
            .reader()
            .column(
                "SELECT c.id FROM cases c JOIN accounts a ON a.person_id = c.handler_id WHERE a.login = $1 AND c.state = $2",
                values!["grid", "signed"],
            )
            .await
            .expect("read");
        assert!(!worker.is_empty(), "the grid worker has nothing to do");
        let sql = "SELECT COUNT(*) FROM clocks WHERE result = '' AND due_at < $1";
        assert!(trial.reader().count(sql, values![trial.now()]).await.expect("counted") > 0, "nothing is late");
    })
    .await;
}

#[tokio::test]
async fn the_street_light_is_seen_from_every_desk() {
    on_each(modules, async |trial| {
        small(trial).await;
        for state in ["registered", "dispatched", "signed", "done", "closed", "ended"] {
            let sql = "SELECT COUNT(*) FROM cases WHERE state = $1 AND words LIKE $2";
            let lamps = trial.reader().count(sql, values![state, "%路灯%"]).await.expect("counted");
            assert!(lamps > 0, "no lamp is {state}");
        }
        let photos = count(trial, "SELECT COUNT(*) FROM attachments WHERE kind = 'photo'").await;
        assert!(photos > 0, "nobody took a photo");
    })
    .await;
}
