use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::{Acknowledged, Client, County, Server};

/// After it has come up again: consumers catch up, the chain is whole, every check is whole, and whatever was
/// acknowledged is there as it was acknowledged.
pub fn judge(county: &County, server: &mut Server, heard: &Acknowledged) {
    server.ready();
    catch_up(county);
    let verified = county.run(&["verify"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    let checked = county.run(&["check", "--lang", "en"]);
    assert_eq!(checked.code, 0, "{}{}\n{}", checked.out, checked.err, server.said());
    acknowledged(county, heard);
}

/// Everything is sealed and read by all within a while.
pub fn catch_up(county: &County) {
    let client = Client::new(county.port);
    let began = Instant::now();
    let mut calm = 0;
    // The gauge is renewed every second.
    while calm < 2 {
        let verified = county.run(&["verify"]);
        let waiting = !verified.out.contains(" 0 waiting");
        let figures = client.get("/metrics").map(|heard| heard.body).unwrap_or_default();
        let lag = figures.lines().find(|line| line.starts_with("lianxin_consumer_lag"));
        let behind = lag.is_none_or(|line| !line.ends_with(" 0"));
        calm = if waiting || behind { 0 } else { calm + 1 };
        assert!(began.elapsed() < Duration::from_mins(1), "still behind: {lag:?} {}", verified.out);
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn acknowledged(county: &County, heard: &Acknowledged) {
    let there = all_cases(county);
    let numbers: BTreeSet<&str> = there.iter().map(|case| case.1.as_str()).collect();
    for number in heard.cases.iter().map(|case| &case.1).chain(&heard.reports) {
        assert!(numbers.contains(number.as_str()), "{number} was acknowledged and is gone");
    }
    for id in &heard.withdrawn {
        let state = there.iter().find(|case| case.0 == *id).map(|case| case.2.as_str());
        assert_eq!(state, Some("ended"), "{id} was taken back, acknowledged, and is not");
    }
    assert_eq!(numbers.len(), there.len(), "a number was given twice");
}

/// Id, number and state of every case.
fn all_cases(county: &County) -> Vec<(String, String, String)> {
    let client = Client::new(county.port).with_key(&county.key);
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let heard =
            client.get(&format!("/370114/api/v1/cases?state=any&limit=200{after}")).expect("an answer");
        assert_eq!(heard.status, 200, "{}", heard.body);
        let page = heard.json();
        for case in page["cases"].as_array().expect("cases") {
            let text = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
            all.push((text("id"), text("number"), text("state")));
        }
        match page["after"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}
