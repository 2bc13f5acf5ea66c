//! What the desk promises: every row counts, every count opens, and nothing of others is on it.

#![allow(clippy::unwrap_used)]

use lianxin_access::By;
use lianxin_base::Id;
use lianxin_cases::{Act, Channel, Register, register};
use lianxin_trial::{Seen, Trial, on_each};
use lianxin_web::Module;

const TOWN: &str = "370114011";
const VILLAGE: &str = "三角湾村";

fn modules() -> Vec<Module> {
    vec![lianxin_desk::module(), lianxin_cases::module()]
}

async fn say(trial: &Trial, words: &str) -> Id {
    let place = trial.org(VILLAGE).await.id;
    let by = By::nobody();
    let tx = trial.begin().await;
    let act = Act { tx: &tx, county: trial.county(), by: &by };
    let case = register(act, Register::new(tx.id(), Channel::Code, place, words)).await.unwrap().case_id;
    tx.commit().await.unwrap();
    case
}

fn number(text: &str) -> i64 {
    text.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0)
}

/// The heading, the chip of all and the sections say the same.
fn counts_agree(desk: &Seen, all: i64) {
    let chips = desk.all("#waiting nav .lx-chip b");
    assert_eq!(number(&chips[0].text), all, "{}", desk.body_text());
    let sections: i64 = desk.texts("#waiting section h2 small").iter().map(|text| number(text)).sum();
    assert_eq!(sections, all);
    if all > 0 {
        assert!(desk.text("h1").contains(&format!("有 {all} 件")), "{}", desk.text("h1"));
    }
}

#[tokio::test]
async fn the_desk_counts_what_it_shows_and_many_of_one_kind_are_one_row() {
    on_each(modules, async |trial: &Trial| {
        let dispatcher = trial.person("dispatcher", TOWN).named("韩立新").await;
        let empty = trial.get("/desk").by(&dispatcher).await.ok();
        assert_eq!(empty.text("h1"), "韩立新，现在没有要您办的事");
        for n in 0..3 {
            say(trial, &format!("村口第 {n} 盏路灯坏了")).await;
        }
        let few = trial.get("/desk").by(&dispatcher).await.ok();
        assert_eq!(few.all("#waiting .lx-row").len(), 3);
        counts_agree(&few, 3);
        for n in 3..9 {
            say(trial, &format!("村口第 {n} 盏路灯坏了")).await;
        }
        let many = trial.get("/desk").by(&dispatcher).await.ok();
        assert_eq!(many.all("#waiting .lx-row").len(), 1);
        assert!(many.says("9 件新诉求等受理") && many.says("等您：受理"));
        counts_agree(&many, 9);
        assert_eq!(many.press("#waiting .lx-row").await.ok().all(".dispatch-list li").len(), 9);
    })
    .await;
}

#[tokio::test]
async fn a_whistle_that_is_asked_for_stands_on_the_leaders_desk_and_the_answer_on_the_askers() {
    on_each(modules, async |trial: &Trial| {
        let dispatcher = trial.person("dispatcher", TOWN).await;
        let officer = trial.person("town-officer", TOWN).await;
        let leader = trial.person("town-leader", TOWN).await;
        let case = say(trial, "小区物业费收得不合理，车位被占").await;
        let accept = trial.get(&format!("/cases/{case}/accept?category=A02")).by(&dispatcher).await.ok();
        accept.form("#main-form").set("kind", "complaint").set("category", "A02").await.is(303);
        let housing = trial.org("housing").await.id.to_string();
        let ask = trial.get(&format!("/cases/{case}/ask-whistle")).by(&officer).await.ok();
        let form = ask.form("#main-form").set("kind", "ordinary").set("matter", "请到现场会办");
        form.set("units", &housing).await.is(303);
        let desk = trial.get("/desk").by(&leader).await.ok();
        assert!(desk.says("等您：定吹不吹哨"), "{}", desk.text("main"));
        counts_agree(&desk, 1);
        let blow = trial.get(&format!("/cases/{case}/blow")).by(&leader).await.ok();
        blow.form("#main-form").await.is(303);
        assert!(!trial.get("/desk").by(&leader).await.ok().says("定吹不吹哨"));
        assert!(trial.get("/desk").by(&officer).await.ok().says("您提请的哨吹了"));
    })
    .await;
}

#[tokio::test]
async fn an_appeal_of_a_rating_stands_on_the_supervisors_desk_until_it_is_decided() {
    on_each(modules, async |trial: &Trial| {
        let dispatcher = trial.person("dispatcher", TOWN).await;
        let officer = trial.person("town-officer", TOWN).await;
        let supervisor = trial.person("district-supervisor", "370114").await;
        let case = say(trial, "医保去哪里交费，要带什么").await;
        let by = dispatcher.by(trial).await;
        let tx = trial.begin().await;
        let act = Act { tx: &tx, county: trial.county(), by: &by };
        lianxin_cases::answer_at_once(act, case, "H03", "在村服务站交，带身份证就行").await.unwrap();
        let nobody = By::nobody();
        let act = Act { tx: &tx, county: trial.county(), by: &nobody };
        let request = lianxin_cases::requests_of(&tx, case).await.unwrap()[0].id;
        lianxin_cases::rate(act, request, 1, "").await.unwrap();
        tx.commit().await.unwrap();

        let page = trial.get(&format!("/cases/{case}/appeal-rating?of={request}")).by(&officer).await.ok();
        let form = page.form("#main-form").set("ground", "abuse");
        let short = form.set("words", "骂人").await.is(422);
        assert!(short.says("骂人"), "what was typed is kept: {}", short.text("main"));
        let form = short.form("#main-form").set("ground", "abuse");
        form.set("words", "留言只有辱骂，没有说事").await.is(303);
        let desk = trial.get("/desk").by(&supervisor).await.ok();
        assert!(desk.says("等您：审定差评申诉"), "{}", desk.text("main"));
        counts_agree(&desk, 1);
        let decide = trial.get(&format!("/cases/{case}/decide")).by(&supervisor).await.ok();
        decide.form("#main-form").set("yes", "yes").set("words", "核实过，申诉成立").await.is(303);
        counts_agree(&trial.get("/desk").by(&supervisor).await.ok(), 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_late_comes_first_and_its_chip_shows_it_alone() {
    on_each(modules, async |trial: &Trial| {
        let dispatcher = trial.person("dispatcher", TOWN).await;
        say(trial, "昨天的路灯坏了没有人管").await;
        trial.at("2026-05-21 10:00");
        say(trial, "今天的井盖丢了一个").await;
        let desk = trial.get("/desk").by(&dispatcher).await.ok();
        let sections: Vec<_> =
            desk.all("#waiting section").iter().map(|one| one.attr("data-due").unwrap().to_owned()).collect();
        assert_eq!(sections, ["late", "today"]);
        counts_agree(&desk, 2);
        let late = desk.press("#waiting nav a[href$='due=late']").await.ok();
        assert_eq!(late.all("#waiting .lx-row").len(), 1);
        assert!(late.says("路灯") && !late.text("#waiting section").contains("井盖"));
    })
    .await;
}

#[tokio::test]
async fn a_case_wanders_from_desk_to_desk_and_each_is_told_what_is_awaited() {
    on_each(modules, async |trial: &Trial| {
        let dispatcher = trial.person("dispatcher", TOWN).await;
        let lead = trial.playbook().lead_unit("C06").unwrap().code.clone();
        let liaison = trial.person("liaison", &lead).await;
        let id = say(trial, "村东头的路灯坏了三天，晚上看不见路").await;
        let desk = trial.get("/desk").by(&liaison).await.ok();
        counts_agree(&desk, 0);
        trial.get("/dispatch").by(&dispatcher).await.ok().form("#send").await.is(303);
        counts_agree(&trial.get("/desk").by(&dispatcher).await.ok(), 0);
        let desk = trial.get("/desk").by(&liaison).await.ok();
        counts_agree(&desk, 1);
        assert!(desk.says("等您：签收"));
        let by = liaison.by(trial).await;
        let tx = trial.begin().await;
        let act = Act { tx: &tx, county: trial.county(), by: &by };
        lianxin_cases::sign(act, id, None).await.unwrap();
        tx.commit().await.unwrap();
        let desk = trial.get("/desk").by(&liaison).await.ok();
        counts_agree(&desk, 1);
        assert!(desk.says("等您：办理，报办结"), "{}", desk.body_text());
        let colleague = trial.person("liaison", &lead).await;
        counts_agree(&trial.get("/desk").by(&colleague).await.ok(), 0);
        let leader = trial.person("town-leader", TOWN).await;
        counts_agree(&trial.get("/desk").by(&leader).await.ok(), 0);
        trial.at("2026-06-01 10:00");
        let desk = trial.get("/desk").by(&leader).await.ok();
        assert!(desk.says("等您：催办"), "{}", desk.body_text());
        counts_agree(&desk, 1);
    })
    .await;
}

#[tokio::test]
async fn a_desk_shows_nothing_from_elsewhere() {
    on_each(modules, async |trial: &Trial| {
        say(trial, "村口的路灯坏了三天").await;
        for (role, org) in
            [("dispatcher", "370114007"), ("village-secretary", "370114011227"), ("resident", VILLAGE)]
        {
            let who = trial.person(role, org).await;
            counts_agree(&trial.get("/desk").by(&who).await.ok(), 0);
        }
        let stranger = trial.get("/desk").await.is(303);
        assert!(stranger.location().contains("/sign-in"));
    })
    .await;
}

#[tokio::test]
async fn what_was_taken_on_in_one_post_does_not_wait_in_another() {
    on_each(modules, async |trial: &Trial| {
        let lead = trial.playbook().lead_unit("C06").unwrap().code.clone();
        let dispatcher = trial.person("dispatcher", TOWN).await;
        let both = trial.person("liaison", &lead).also("village-secretary", "370114007200").await;
        let id = say(trial, "村东头的路灯坏了三天，晚上看不见路").await;
        trial.get("/dispatch").by(&dispatcher).await.ok().form("#send").await.is(303);
        let by = both.by(trial).await;
        let tx = trial.begin().await;
        let act = Act { tx: &tx, county: trial.county(), by: &by };
        lianxin_cases::sign(act, id, None).await.unwrap();
        tx.commit().await.unwrap();
        counts_agree(&trial.get("/desk").by(&both).await.ok(), 1);
        let other = both.posts(trial).await[1].id.to_string();
        let sql = "UPDATE sessions SET post_id = $1 WHERE account_id = $2";
        let tx = trial.begin().await;
        let other: Id = other.parse().unwrap();
        tx.run(sql, lianxin_db::values![other, both.account]).await.unwrap();
        tx.commit().await.unwrap();
        let desk = trial.get("/desk").by(&both).await.ok();
        counts_agree(&desk, 0);
        assert!(!desk.says("路灯"), "{}", desk.body_text());
    })
    .await;
}
