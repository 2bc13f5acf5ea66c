//! SIGKILL at random moments, under load: nothing that was acknowledged is lost, nothing is half there.

use std::time::{Duration, Instant};

use lianxin_base::Random;
use lianxin_faults::{Base, County, Load, judge, seed, setting};

const KILLS: u64 = 10;

/// Some are killed while they start, most in the middle of work.
fn killed_and_killed_again(base: Base) {
    let kills = setting("KILLS", KILLS);
    let seed = seed();
    let random = Random::seeded(seed);
    let mut county = County::make(base);
    for kill in 0..kills {
        let began = Instant::now();
        let mut server = county.serve();
        let load = Load::start(&county, seed + kill);
        if random.below(5) > 0 {
            server.ready();
            load.answers(random.below(40));
        }
        std::thread::sleep(Duration::from_millis(random.below(300)));
        // Every third time the database server dies with it.
        let both = kill % 3 == 2;
        if let (Some(cluster), true) = (&mut county.cluster, both) {
            cluster.kill();
        }
        server.kill();
        if let (Some(cluster), true) = (&mut county.cluster, both) {
            cluster.go();
        }
        // Clients are still trying: what they began before the kill they finish now.
        let mut server = county.serve();
        server.ready();
        load.answers(4);
        let heard = load.stop();
        judge(&county, &mut server, &heard);
        let (cases, reports) = (heard.cases.len(), heard.reports.len());
        let seconds = began.elapsed().as_secs_f64();
        eprintln!(
            "kill {}: {cases} cases, {reports} reports, {} taken back, {seconds:.1} s",
            kill + 1,
            heard.withdrawn.len()
        );
        assert_eq!(server.stop(), 0, "a server that is told to stop ends whole");
    }
}

#[test]
fn no_acknowledged_write_is_lost_to_a_kill_on_sqlite() {
    killed_and_killed_again(Base::Sqlite);
}

#[test]
fn no_acknowledged_write_is_lost_to_a_kill_on_postgresql() {
    killed_and_killed_again(Base::Postgres);
}
