//! Random counties: nothing shows a case to anybody who does not reach it, and nothing is missing.

use std::cell::RefCell;
use std::collections::BTreeMap;

use lianxin::modules::modules;
use lianxin_matrix::county::{live, plan};
use lianxin_trial::{Kept, beside_on_sqlite};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// `LIANXIN_TREES=10000 make matrix` lives through as many; the same ones each time, unless `LIANXIN_SEED` says another.
const TREES: u32 = 24;

/// What must have happened somewhere, or the counties are too quiet to prove anything.
const EVERYTHING: [&str; 10] = [
    "accept as sensitive",
    "accuse",
    "assign",
    "close",
    "close into another",
    "dispatch",
    "merge",
    "move",
    "return",
    "whistle",
];

fn number(name: &str) -> Option<u32> {
    std::env::var(name).ok()?.parse().ok()
}

/// A district and nothing below it.
async fn bare(trial: &lianxin_trial::Trial) -> Kept {
    let root = trial.org("370114").await.id;
    let tx = trial.begin().await;
    for sql in [
        "DELETE FROM org_above WHERE org_id <> $1",
        "DELETE FROM place_codes WHERE org_id <> $1",
        "DELETE FROM board_orgs WHERE org_id <> $1",
        "DELETE FROM orgs WHERE id <> $1",
    ] {
        tx.run(sql, lianxin_db::values![root]).await.expect("emptied");
    }
    tx.commit().await.expect("committed");
    Kept::of(&[trial])
}

#[test]
fn nothing_shows_a_case_to_anybody_who_does_not_reach_it() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let kept = RefCell::new(None);
    runtime.block_on(beside_on_sqlite(modules, async |here, _| {
        kept.replace(Some(bare(here).await));
    }));
    let kept = kept.into_inner().expect("a bare county");
    let config = Config {
        cases: number("LIANXIN_TREES").unwrap_or(TREES),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    };
    let seed = number("LIANXIN_SEED").unwrap_or(0);
    let mut bytes = [0; 32];
    bytes[..4].copy_from_slice(&seed.to_le_bytes());
    let chance = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, chance);
    let all: RefCell<BTreeMap<&str, usize>> = RefCell::default();
    let lived = runner.run(&plan(), |steps| {
        let did = runtime.block_on(live(&kept, &steps)).map_err(TestCaseError::fail)?;
        for (what, many) in did {
            *all.borrow_mut().entry(what).or_default() += many;
        }
        Ok(())
    });
    if let Err(error) = lived {
        panic!("{error}");
    }
    let all = all.into_inner();
    println!("came to pass: {all:?}");
    for what in EVERYTHING {
        assert!(all.contains_key(what), "no county saw a step that came to {what}: {all:?}");
    }
}
