//! What residents find on the county's and the village's pages, on both databases.

#![allow(clippy::unwrap_used, clippy::panic)]

use lianxin_access::By;
use lianxin_base::Id;
use lianxin_cases::{Act, Channel, Register, register};
use lianxin_db::values;
use lianxin_trial::{Trial, on_each};
use lianxin_web::Module;

const VILLAGE: &str = "370114011251";

fn modules() -> Vec<Module> {
    vec![lianxin_orgs::module(), lianxin_people::module(), lianxin_cases::module(), lianxin_portal::module()]
}

/// A case that has ended, written down as the last verb leaves it.
async fn ended(trial: &Trial, words: &str, ending: &str, change: &str) -> Id {
    let village = trial.org(VILLAGE).await.id;
    let by = By::nobody();
    let tx = trial.begin().await;
    let act = Act { tx: &tx, county: trial.county(), by: &by };
    let mut new = Register::new(tx.id(), Channel::Code, village, words);
    new.name = "周桂英".into();
    new.phone = "13905310001".into();
    let case = register(act, new).await.unwrap().case_id;
    let sql = format!(
        "UPDATE cases SET state = 'ended', ending = '{ending}', answer = '周桂英您好，灯亮了', done_at = $2, \
         promise_due = $2, ended_at = $2{change} WHERE id = $1"
    );
    tx.run(&sql, values![case, trial.now()]).await.unwrap();
    let far = chrono::DateTime::from_timestamp(253_370_764_800, 0).unwrap();
    let sql = "UPDATE case_reach SET state = 'ended', open = $2, due_at = $3 WHERE case_id = $1";
    tx.run(sql, values![case, false, far]).await.unwrap();
    tx.commit().await.unwrap();
    case
}

#[tokio::test]
async fn a_resident_finds_the_village_by_town_or_by_name() {
    on_each(modules, async |trial| {
        let home = trial.get("/").await.ok();
        assert_eq!(home.all("nav.village-acts a").len(), 3);
        assert!(home.has("a[href$='/sign-in']"), "staff find their way in");
        let town = home.press("a.lx-row[href*='town=370114011#']").await.ok();
        let village = town.press(&format!("a.lx-row[href$='/villages/{VILLAGE}']")).await.ok();
        assert_eq!(village.text("h1"), "三角湾村");
        let named = home.form("form[role=search]").set("name", "三角湾").await.ok();
        assert_eq!(named.all("#villages > .lx-list a").len(), 1);
        trial.get("/villages/999999999999").await.is(404);
    })
    .await;
}

#[tokio::test]
async fn the_village_says_who_looks_after_it_when_it_is_open_and_that_nothing_is_published_yet() {
    on_each(modules, async |trial| {
        trial.person("village-secretary", "三角湾村").named("任涛").await;
        trial.at("2026-05-20 10:15");
        let page = trial.get(&format!("/villages/{VILLAGE}")).await.ok();
        assert!(page.says("任涛") && page.says("现在上班") && page.says("09:00–12:00"));
        assert!(page.says("还没有公开事项") && page.says("这些天没有人反映事情"));
        trial.at("2026-05-23 10:15");
        let saturday = page.go(page.path()).await.ok();
        assert!(saturday.says("现在下班") && saturday.says("不上班"));
        let english = page.go(page.path()).in_english().await.ok();
        assert!(english.says("Who looks after you") && english.text("h1").contains("Sanjiaowan"));
    })
    .await;
}

#[tokio::test]
async fn what_is_public_names_nobody_and_leaves_out_what_is_sensitive() {
    on_each(modules, async |trial| {
        ended(trial, "周桂英家门口路灯不亮，电话13905310001", "solved", "").await;
        ended(trial, "举报村干部多占宅基地", "solved", ", kind = 'report'").await;
        ended(trial, "邻居家暴，孩子害怕", "solved", ", sensitive = TRUE").await;
        ended(trial, "不用办了，自己换了灯泡", "withdrawn", "").await;
        let page = trial.get(&format!("/public?place={VILLAGE}")).await.ok();
        let titles = page.texts(".public strong");
        assert_eq!(titles.len(), 1, "{titles:?}");
        assert!(titles[0].contains("家门口路灯不亮"));
        assert!(!page.says("周桂英") && !page.says("13905310001") && !page.says("宅基地"));
        let village = trial.get(&format!("/villages/{VILLAGE}")).await.ok();
        assert!(village.says("收到 4 件，答复 4 件"));
        let elsewhere = trial.get("/public?place=370114007").await.ok();
        assert!(elsewhere.says("还没有可以公开的办结事项"));
        assert!(
            trial.get("/public").await.ok().has(".public strong"),
            "the district shows all of its places"
        );
    })
    .await;
}

#[tokio::test]
async fn the_catalogue_leads_to_an_errand_at_the_same_place() {
    on_each(modules, async |trial| {
        let page = trial.get(&format!("/services?place={VILLAGE}")).await.ok();
        let offered = trial.playbook().services.iter().filter(|item| item.offered).count();
        assert_eq!(page.all("details.service").len(), offered);
        let errand = page.press(&format!("a[href$='errand=SI04&place={VILLAGE}']")).await.ok();
        assert!(errand.text("h1").contains("残疾人两项补贴申请") && errand.says("三角湾村"));
    })
    .await;
}

#[tokio::test]
async fn privacy_and_accessibility_are_told_in_both_languages() {
    on_each(modules, async |trial| {
        for path in ["/privacy", "/accessibility"] {
            let zh = trial.get(path).await.ok();
            let en = trial.get(path).in_english().await.ok();
            assert_eq!(zh.all("section h2").len(), en.all("section h2").len());
            assert!(zh.texts("p").iter().chain(&en.texts("p")).all(|words| !words.starts_with("portal-")));
        }
    })
    .await;
}
