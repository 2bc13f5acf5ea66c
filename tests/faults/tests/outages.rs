//! The database server goes away and comes back: a clear page within seconds, and recovery without hands.

use std::time::{Duration, Instant};

use lianxin_faults::{Base, Client, County, Load, judge, seed, setting};

/// A villager's page in words, a machine's word, both within a time that somebody would wait.
fn told_that_it_is_away(county: &County, longest: Duration) {
    let client = Client::patient(county.port, longest);
    let began = Instant::now();
    loop {
        let heard = client.get("/370114/report?place=370114011251").expect("an answer in time");
        if heard.status == 503 {
            assert!(heard.body.contains("请"), "words: {}", heard.body);
            break;
        }
        // What stands in memory may still be shown.
        assert_eq!(heard.status, 200, "{}", heard.body);
        assert!(began.elapsed() < longest, "the database is away, and nobody says so");
    }
    assert_eq!(client.get("/readyz").expect("an answer").status, 503);
    assert_eq!(client.get("/healthz").expect("an answer").status, 200);
}

#[test]
fn a_database_that_is_stopped_and_started_again_is_used_again_without_hands() {
    let mut county = County::make(Base::Postgres);
    let mut server = county.serve();
    server.ready();
    let load = Load::start(&county, seed());
    load.answers(20);
    let away = Instant::now();
    county.cluster.as_mut().expect("a cluster").stop();
    told_that_it_is_away(&county, Duration::from_secs(25));
    let outage = Duration::from_secs(setting("OUTAGE", 5));
    std::thread::sleep(outage.saturating_sub(away.elapsed()));
    county.cluster.as_mut().expect("a cluster").go();
    load.answers(20);
    let heard = load.stop();
    judge(&county, &mut server, &heard);
    assert_eq!(server.stop(), 0);
}

#[test]
fn a_database_that_freezes_is_told_and_used_again_when_it_moves() {
    let county = County::make(Base::Postgres);
    let mut server = county.serve();
    server.ready();
    let load = Load::start(&county, seed());
    load.answers(20);
    let away = Instant::now();
    county.cluster.as_ref().expect("a cluster").freeze();
    told_that_it_is_away(&county, Duration::from_secs(40));
    let outage = Duration::from_secs(setting("OUTAGE", 5));
    std::thread::sleep(outage.saturating_sub(away.elapsed()));
    county.cluster.as_ref().expect("a cluster").thaw();
    load.answers(20);
    let heard = load.stop();
    judge(&county, &mut server, &heard);
    assert_eq!(server.stop(), 0);
}
