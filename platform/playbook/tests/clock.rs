//! Every deadline, yellow and result that the clock's examples and the journeys promise.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::sync::LazyLock;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use lianxin_playbook::{Deadline, Limit, LimitRule, Pace, Playbook, Stage, from_local, load, to_local};

static ZHANGQIU: LazyLock<Playbook> =
    LazyLock::new(|| load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks/zhangqiu")).unwrap());

fn at(text: &str) -> DateTime<Utc> {
    from_local(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap())
}

fn shown(at: DateTime<Utc>) -> String {
    to_local(at).format("%Y-%m-%d %H:%M").to_string()
}

fn limit(text: &str) -> Limit {
    text.parse().unwrap()
}

fn rows(text: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect()
}

#[test]
fn every_example_comes_out_as_told() {
    let examples = rows(include_str!("clock-examples.csv"));
    assert_eq!(examples.len(), 23);
    for row in examples {
        let deadline = ZHANGQIU.clock.deadline(at(&row[1]), limit(&format!("{}{}", &row[2], &row[3])), None);
        assert_eq!(shown(deadline.due), &row[4], "{row:?}");
        assert!(!deadline.provisional, "{row:?}");
    }
}

/// A row of the journeys: its rule, when it starts and what was promised.
struct Promise {
    row: csv::StringRecord,
    rule: &'static LimitRule,
    start: DateTime<Utc>,
}

fn promises() -> Vec<Promise> {
    rows(include_str!("journeys-clock.csv"))
        .into_iter()
        .map(|row| Promise {
            rule: {
                let (pace, stage) = (Pace::parse(&row[2]).unwrap(), Stage::parse(&row[3]).unwrap());
                ZHANGQIU.limits.limit(pace, stage).unwrap()
            },
            start: at(&row[4]),
            row,
        })
        .collect()
}

#[test]
fn every_step_of_the_journeys_has_its_deadline_and_yellow() {
    let promises = promises();
    assert_eq!(promises.len(), 108);
    let mut counted = 0;
    for Promise { row, rule, start } in promises.iter().filter(|one| !one.row[5].is_empty()) {
        let told = limit(&format!("{}{}", &row[5], &row[6]));
        let deadline = if let Some(own) = rule.limit {
            assert_eq!(own, told, "{row:?}");
            ZHANGQIU.clock.deadline_by(rule, *start).unwrap()
        } else {
            // The errand of J12 runs on the limit of its service.
            assert_eq!(ZHANGQIU.service("SI04").unwrap().limit, told);
            ZHANGQIU.clock.deadline(*start, told, None)
        };
        assert_eq!(shown(deadline.due), &row[7], "{row:?}");
        assert_eq!(deadline.yellow.map(shown).unwrap_or_default(), &row[8], "{row:?}");
        counted += 1;
    }
    assert_eq!(counted, 103);
}

#[test]
fn extensions_and_suspensions_of_the_journeys_move_the_deadline() {
    let mut moved = 0;
    for Promise { row, rule, start: acts } in promises().iter().filter(|one| one.row[5].is_empty()) {
        let from = at(row[10].strip_prefix("deadline moved from ").unwrap());
        let in_force = Deadline { due: from, yellow: None, provisional: false };
        let clock = &ZHANGQIU.clock;
        let deadline = if row[1].starts_with("suspension") {
            let start = at("2026-07-13 09:05");
            clock.suspended(
                start,
                rule.limit.unwrap(),
                rule.yellow_left,
                in_force,
                at("2026-07-15 11:05"),
                *acts,
            )
        } else if row[1].starts_with("whistle result follows") {
            Deadline { due: at("2026-04-16 17:00"), ..in_force }
        } else {
            clock.extended(in_force, rule.extension.as_ref().unwrap().each, rule.yellow_left)
        };
        assert_eq!(shown(deadline.due), &row[7], "{row:?}");
        moved += 1;
    }
    assert_eq!(moved, 5);
}

/// Deadlines that a later row of the same journey moved: what was done is judged by the last one.
fn in_force(row: &csv::StringRecord, all: &[Promise]) -> DateTime<Utc> {
    let due = at(&row[7]);
    all.iter()
        .filter(|other| other.row[0] == row[0] && other.row[10].ends_with(&row[7]))
        .filter(|other| {
            other.row[10].starts_with("deadline moved") && other.row[2] == row[2] && other.row[3] == row[3]
        })
        .map(|other| in_force(&other.row, all))
        .max()
        .unwrap_or(due)
}

#[test]
fn what_happened_in_the_journeys_was_met_or_late_as_told() {
    let all = promises();
    let (mut met, mut late) = (0, 0);
    for Promise { row, .. } in all.iter().filter(|one| matches!(&one.row[10], "met" | "late")) {
        let deadline = Deadline { due: in_force(row, &all), yellow: None, provisional: false };
        let is_late = deadline.is_late(at(&row[9]));
        assert_eq!(is_late, &row[10] == "late", "{row:?}");
        if is_late { late += 1 } else { met += 1 }
    }
    assert_eq!((met, late), (99, 1));
}

#[test]
fn a_suspension_lifted_on_its_day_adds_no_working_day() {
    let (clock, five) = (&ZHANGQIU.clock, limit("5wd"));
    let start = at("2026-07-13 09:05");
    let first = clock.deadline(start, five, None);
    let after = clock.suspended(start, five, None, first, at("2026-07-15 09:00"), at("2026-07-15 16:00"));
    assert_eq!(after, first);
}

#[test]
fn a_suspension_on_the_day_of_the_start_does_not_count_that_day() {
    let (clock, five) = (&ZHANGQIU.clock, limit("5wd"));
    let start = at("2026-07-13 09:05");
    let first = clock.deadline(start, five, None);
    let after = clock.suspended(start, five, None, first, at("2026-07-13 11:00"), at("2026-07-15 09:00"));
    assert_eq!((shown(first.due), shown(after.due)), ("2026-07-20 17:00".into(), "2026-07-21 17:00".into()));
}

#[test]
fn hours_left_at_a_suspension_run_on_from_its_lifting() {
    let clock = &ZHANGQIU.clock;
    let start = at("2026-03-06 10:00");
    let suspend = |text: &str| {
        let first = clock.deadline(start, limit(text), Some(limit("1h")));
        clock.suspended(
            start,
            limit(text),
            Some(limit("1h")),
            first,
            at("2026-03-06 11:00"),
            at("2026-03-09 16:00"),
        )
    };
    // Of 4 wh, 1 is used: 3 run on from Monday 16:00.
    assert_eq!(shown(suspend("4wh").due), "2026-03-10 11:00");
    assert_eq!(shown(suspend("24h").due), "2026-03-10 15:00");
    assert_eq!(shown(suspend("24h").yellow.unwrap()), "2026-03-10 14:00");
    assert_eq!(shown(suspend("90min").due), "2026-03-09 16:30");
    assert_eq!(shown(suspend("90min").yellow.unwrap()), "2026-03-09 16:00");
    assert_eq!(shown(suspend("15d").due), "2026-03-23 23:59");
}

#[test]
fn a_suspension_after_the_deadline_or_lifted_before_its_decision_changes_nothing() {
    let clock = &ZHANGQIU.clock;
    let start = at("2026-03-06 10:00");
    let first = clock.deadline(start, limit("4wh"), Some(limit("1wh")));
    let late =
        clock.suspended(start, limit("4wh"), None, first, at("2026-03-20 10:00"), at("2026-03-23 10:00"));
    let turned =
        clock.suspended(start, limit("4wh"), None, first, at("2026-03-06 11:00"), at("2026-03-06 10:30"));
    assert_eq!((late, turned), (first, first));
}

#[test]
fn a_right_that_ends_on_a_day_off_moves_to_the_next_working_day_but_a_duty_does_not() {
    let clock = &ZHANGQIU.clock;
    let rule = ZHANGQIU.limits.limit(Pace::Mediation, Stage::JudicialConfirmation).unwrap();
    // 30 days from 6 September 2026 end on 6 October, in the National Day holiday.
    let right = clock.deadline_by(rule, at("2026-09-06 10:00")).unwrap();
    assert_eq!(shown(right.due), "2026-10-08 23:59");
    assert_eq!(shown(clock.deadline(at("2026-09-06 10:00"), limit("30d"), None).due), "2026-10-06 23:59");
    assert_eq!(shown(clock.deadline_by(rule, at("2026-03-10 10:00")).unwrap().due), "2026-04-09 23:59");
}

#[test]
fn done_at_the_deadline_is_in_time_and_a_second_later_is_late() {
    let deadline = ZHANGQIU.clock.deadline(at("2026-03-06 10:00"), limit("1wd"), Some(limit("4wh")));
    assert_eq!(shown(deadline.due), "2026-03-09 17:00");
    assert!(!deadline.is_late(deadline.due));
    assert!(deadline.is_late(deadline.due + TimeDelta::seconds(1)));
    assert!(deadline.is_yellow(at("2026-03-09 12:00")) && !deadline.is_yellow(at("2026-03-09 11:59")));
    let day = ZHANGQIU.clock.deadline(at("2026-02-11 10:00"), limit("15d"), None);
    assert!(!day.is_late(at("2026-02-26 23:59") + TimeDelta::seconds(59)));
    assert!(day.is_late(at("2026-02-27 00:00")));
}

#[test]
fn late_time_is_shown_in_working_time() {
    let clock = &ZHANGQIU.clock;
    // J02: fire should report in by Friday 17:00 and came after Qingming, on Tuesday 09:20.
    let late = clock.late_by(at("2026-04-03 17:00"), at("2026-04-07 09:20"));
    assert_eq!(late, TimeDelta::minutes(20));
    assert_eq!(clock.late_by(at("2026-04-07 09:20"), at("2026-04-03 17:00")), TimeDelta::zero());
    assert_eq!(clock.working_days(at("2026-09-24 16:30"), at("2026-10-09 12:00")), 5);
}

#[test]
fn the_same_day_is_today_until_the_close_and_then_the_next_working_day() {
    let due = |start| shown(ZHANGQIU.clock.deadline(at(start), limit("0wd"), None).due);
    assert_eq!(due("2026-03-06 16:59"), "2026-03-06 17:00");
    assert_eq!(due("2026-03-06 17:01"), "2026-03-09 17:00");
    assert_eq!(due("2026-10-03 10:00"), "2026-10-08 17:00");
}

#[test]
fn a_year_without_its_notice_gives_a_provisional_deadline() {
    let clock = &ZHANGQIU.clock;
    assert!(clock.deadline(at("2026-12-30 10:00"), limit("5wd"), None).provisional);
    assert!(!clock.deadline(at("2026-12-30 10:00"), limit("1wd"), None).provisional);
    assert!(!clock.deadline(at("2027-03-30 10:00"), limit("24h"), None).provisional);
    // Statutory days are kept even so: 5 to 8 February 2027 is the Spring Festival.
    let spring = clock.deadline(at("2027-02-04 10:00"), limit("1wd"), None);
    assert_eq!((shown(spring.due), spring.provisional), ("2027-02-09 17:00".into(), true));
    let past = clock.deadline(at("2019-05-06 10:00"), limit("5wd"), None);
    assert!(past.provisional);
    let moved = clock.extended(spring, limit("24h"), None);
    assert!(moved.provisional, "what rests on a provisional deadline is provisional");
}

#[test]
fn instants_outside_the_table_are_answered_without_a_fall() {
    let clock = &ZHANGQIU.clock;
    for start in
        [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, at("1900-01-01 00:00"), at("2500-01-01 00:00")]
    {
        for text in ["0wd", "5wd", "0wh", "4wh", "60d", "1000000wd", "1000000wh", "1000000d"] {
            let deadline = clock.deadline(start, limit(text), Some(limit("2wd")));
            assert!(
                deadline.provisional || limit(text).unit == lianxin_playbook::TimeUnit::Days,
                "{start} {text}"
            );
            clock.suspended(start, limit(text), Some(limit("1wh")), deadline, start, deadline.due);
            clock.extended(deadline, limit(text), Some(limit("3d")));
        }
        clock.deadline(start, limit("1000000h"), Some(limit("1000000h")));
        clock.deadline_of_right(start, 30, Some(limit("7d")));
    }
}

#[test]
fn limits_are_read_and_written_and_nothing_else_is() {
    for text in ["30min", "24h", "60d", "4wh", "5wd", "0wd"] {
        assert_eq!(limit(text).to_string(), text);
    }
    for text in ["", "5", "wd", "5 weeks", "-1wd", "1.5h", "99999999999wd", "1000001h", "５wd"] {
        let wrong = text.parse::<Limit>().unwrap_err();
        assert!(wrong.to_string().contains("4wh"), "{text}");
    }
    assert_eq!(limit("5wd").words().zh, "5 个工作日");
    assert_eq!((limit("5wd").words().en, limit("1h").words().en), ("5 working days".into(), "1 hour".into()));
}

#[test]
fn the_day_that_a_person_chose_binds_where_it_is_later_and_never_shortens_the_limit() {
    let rule = ZHANGQIU.limits.limit(Pace::Errand, Stage::Visit).unwrap();
    let set = ZHANGQIU.clock.deadline_by(rule, at("2026-04-28 11:00")).unwrap();
    assert_eq!(shown(set.due), "2026-04-29 17:00");
    let chosen = ZHANGQIU.clock.chosen(set, at("2026-04-30 09:30"), rule.yellow_left);
    assert_eq!(shown(chosen.due), "2026-04-30 09:30");
    assert_eq!(shown(chosen.yellow.unwrap()), "2026-04-29 13:30");
    assert_eq!(ZHANGQIU.clock.chosen(set, at("2026-04-29 08:00"), rule.yellow_left), set);
}
