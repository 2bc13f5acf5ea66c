//! Short lives, on both databases. `make simulate` lives long ones.

use lianxin_db::Place;

use super::{Lived, simulate};
use crate::modules::modules;

const DAYS: u32 = 4;

fn address() -> String {
    std::env::var("LIANXIN_TEST_POSTGRES").expect("`make test` starts a private cluster and sets it")
}

async fn on_sqlite(seed: u64, days: u32) -> Lived {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::File(folder.path().join("simulated.sqlite"));
    match simulate(place, &modules(), seed, days).await {
        Ok(lived) => lived,
        Err(stopped) => panic!("lianxin simulate --seed {seed} --days {}: {}", stopped.day, stopped.broken),
    }
}

async fn on_postgres(seed: u64, days: u32) -> Lived {
    let schema = format!("simulated_{}", lianxin_base::World::system().id().simple());
    let place = Place::Schema { url: address(), schema: schema.clone(), connections: 4 };
    match simulate(place, &modules(), seed, days).await {
        Ok(lived) => {
            crate::counties::script(&address(), &format!("DROP SCHEMA \"{schema}\" CASCADE"))
                .await
                .expect("dropped");
            lived
        }
        Err(stopped) => {
            panic!("lianxin simulate --database … --seed {seed} --days {}: {}", stopped.day, stopped.broken)
        }
    }
}

#[tokio::test]
async fn a_seed_lives_the_same_life_each_time_and_on_both_databases() {
    let first = on_sqlite(1, DAYS).await;
    assert!(first.cases > 10 && first.events > 100, "{first:?}");
    assert_eq!(first, on_sqlite(1, DAYS).await);
    assert_eq!(first, on_postgres(1, DAYS).await);
}

#[tokio::test]
async fn other_seeds_live_other_lives_and_keep_every_promise() {
    let one = on_sqlite(2, DAYS).await;
    let other = on_postgres(3, DAYS).await;
    assert_ne!(one.digest, other.digest);
}
