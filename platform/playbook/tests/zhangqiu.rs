//! The playbook of Zhangqiu loads and holds what the county was promised.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use lianxin_playbook::{DivisionKind, Level, Pace, Playbook, Scope, Stage, WhistleKind, load};

fn zhangqiu() -> Playbook {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks/zhangqiu")).unwrap_or_else(|mistakes| {
        panic!("{}", mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

#[test]
fn holds_every_place_unit_and_institution() {
    let playbook = zhangqiu();
    assert_eq!(playbook.county().code, "370114");
    assert_eq!(playbook.divisions.len(), 613);
    assert_eq!(playbook.divisions.towns().count(), 18);
    assert_eq!(playbook.divisions.villages().count(), 594);
    assert_eq!(playbook.work_areas.len(), 75);
    assert_eq!(playbook.units.len(), 63);
    assert_eq!(playbook.categories.leaves().count(), 171);
    assert_eq!(playbook.responsibility.len(), 140);
    assert_eq!(playbook.responsibility.fields().len(), 10);
    assert_eq!(playbook.services.len(), 36);
    assert_eq!(playbook.services.iter().filter(|service| service.offered).count(), 31);
    assert_eq!(playbook.limits.len(), 61);
    assert_eq!(playbook.roles.len(), 30);
    assert_eq!(playbook.capabilities.len(), 83);
    assert_eq!(playbook.separations.len(), 25);
}

#[test]
fn a_place_has_a_name_in_both_languages_and_knows_its_area() {
    let playbook = zhangqiu();
    let town = playbook.divisions.get("370114011").unwrap();
    assert_eq!((town.name.zh.as_str(), town.name.en.as_str()), ("官庄街道", "Guanzhuang Subdistrict"));
    let name = |zh: &str| playbook.divisions.iter().find(|one| one.name.zh == zh).unwrap().name.en.clone();
    assert_eq!(name("单家村"), "Shanjia Village");
    assert_eq!(name("西庵村"), "Xi'an Village");
    assert_eq!(name("长水村"), "Changshui Village");
    assert_eq!(name("翟家庄村"), "Zhaijiazhuang Village");
    assert_eq!(name("明一社区"), "Mingyi Community");
    let village = playbook.divisions.get("370114001001").unwrap();
    assert_eq!((village.level, village.kind), (Level::Village, DivisionKind::Community));
    assert_eq!(playbook.work_areas.of_division("370114001001").unwrap().full.en, "Yanmingquan Work Area");
    assert_eq!(playbook.work_areas.in_town("370114011").count(), 4);
    assert_eq!(playbook.divisions.under("370114").count(), 18);
    for one in &*playbook.divisions {
        assert!(one.name.en.is_ascii(), "{}", one.name.en);
    }
}

#[test]
fn a_broken_lamp_goes_to_a_unit_at_its_own_pace() {
    let playbook = zhangqiu();
    assert_eq!(playbook.pace("C06"), Pace::Fast);
    assert_eq!(playbook.category("C06").unwrap().default_pace, Pace::Urgent);
    assert_eq!(playbook.limit_for("C06", Stage::Resolve).unwrap().limit.unwrap().to_string(), "2wd");
    assert!(playbook.lead_unit("C06").is_some());
    let first = playbook.responsibility.items_for("C06").next().unwrap();
    assert_eq!(Some(first), playbook.primary_item("C06"));
    for category in playbook.categories.leaves() {
        assert!(playbook.lead_unit(&category.code).is_some(), "{}", category.code);
    }
}

#[test]
fn accusations_go_sealed_and_never_to_the_accused_unit() {
    let playbook = zhangqiu();
    let accusation = playbook.category("V06").unwrap();
    assert!(accusation.is_sealed() && accusation.against_unit);
    assert_eq!(accusation.sealed_to.as_deref(), Some("discipline"));
    assert_eq!(accusation.pace, Pace::PassOn);
    assert_eq!(playbook.limits.limit(Pace::PassOn, Stage::Resolve), None);
    assert_eq!(playbook.categories.leaves().filter(|one| one.is_sealed()).count(), 2);
    assert_eq!(playbook.categories.leaves().filter(|one| one.against_unit).count(), 6);
}

#[test]
fn limits_fall_back_to_the_general_row() {
    let limits = zhangqiu().limits;
    let limit = |pace, stage| limits.limit(pace, stage).unwrap().limit.unwrap().to_string();
    assert_eq!(limit(Pace::Normal, Stage::Accept), "2wh");
    assert_eq!(limit(Pace::Urgent, Stage::Accept), "15min");
    assert_eq!(limit(Pace::Enterprise, Stage::Verify), "2wd");
    assert_eq!(limit(Pace::Errand, Stage::ReturnAsk), "4wh");
    let score = limits.whistle(WhistleKind::Urgent, Stage::MutualScore).unwrap();
    assert_eq!(score.pace, Pace::WhistleAny);
    assert_eq!(limits.limit(Pace::Errand, Stage::Resolve).unwrap().limit, None);
    let resolve = limits.limit(Pace::Normal, Stage::Resolve).unwrap();
    assert_eq!(resolve.then_goes_to.len(), 2);
    assert_eq!(resolve.then_goes_to[1].after.unwrap().to_string(), "3wd");
    assert_eq!(
        limits.limit(Pace::Long, Stage::Resolve).unwrap().extension.as_ref().unwrap().decided_by.len(),
        2
    );
}

#[test]
fn roles_reach_as_far_as_their_sheet_says() {
    let playbook = zhangqiu();
    assert_eq!(playbook.roles.scope("dispatcher", "case.dispatch"), Some(Scope::Town));
    assert_eq!(playbook.roles.scope("liaison", "case.handle"), Some(Scope::Dept));
    assert_eq!(playbook.roles.scope("resident", "case.see"), Some(Scope::Own));
    assert_eq!(playbook.roles.scope("county-admin", "case.see"), None);
    assert_eq!(playbook.roles.scope("nobody", "case.see"), None);
    assert_eq!(playbook.roles.holders("export.personal").count(), 0);
    let both = ["case.handle", "case.verify"];
    let broken = playbook.separations.broken_by(|capability| both.contains(&capability));
    assert_eq!(broken.len(), 1);
}

#[test]
fn words_of_danger_show_the_number_to_call_first() {
    let playbook = zhangqiu();
    let found = playbook.emergency_words_in("我家停电了，隔壁好像着火了");
    assert_eq!(found.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["着火", "停电"]);
    assert_eq!(found[0].call.as_deref(), Some("119"));
    assert_eq!(playbook.emergency_words_in("There is a GAS LEAK here").len(), 1);
    assert!(playbook.emergency_words_in("The lamp is broken; we were not entrapped").is_empty());
    assert!(playbook.emergency_words_in("村口路灯不亮").is_empty());
}

#[test]
fn labels_lead_to_top_categories() {
    let playbook = zhangqiu();
    assert_eq!(playbook.labels.len(), 7);
    assert_eq!(playbook.label_of("C06").unwrap().code, "城乡建设");
    assert_eq!(playbook.label_of("D").unwrap().code, "交通运输");
    assert!(playbook.label_of("R01").is_none());
}

#[test]
fn satisfaction_counts_as_set() {
    let counting = zhangqiu().manifest.counting;
    let values: Vec<_> = (1..=5).rev().map(|level| counting.satisfaction_value(level).unwrap()).collect();
    assert_eq!(values, [100, 100, 80, 0, 0]);
    assert_eq!(counting.satisfaction_value(6), None);
}

#[test]
fn years_have_the_working_days_that_the_notices_give() {
    use chrono::{Datelike, NaiveDate};
    let calendar = zhangqiu().calendar;
    let count = |year| {
        NaiveDate::from_ymd_opt(year, 1, 1)
            .unwrap()
            .iter_days()
            .take_while(|day| day.year() == year)
            .filter(|day| calendar.is_working_day(*day))
            .count()
    };
    assert_eq!([2023, 2024, 2025, 2026].map(count), [249, 251, 248, 248]);
    assert_eq!(calendar.notices().collect::<Vec<_>>(), [2023, 2024, 2025, 2026]);
    assert!(!calendar.is_working_day(NaiveDate::from_ymd_opt(2027, 2, 8).unwrap()));
}

#[test]
fn one_playbook_serves_every_request_at_once() {
    let playbook = zhangqiu();
    let lead = |code: &str| playbook.lead_unit(code).map(|unit| unit.code.clone());
    let told = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..4).map(|_| scope.spawn(|| lead("C06"))).collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(told, vec![Some("housing".to_owned()); 4]);
}
