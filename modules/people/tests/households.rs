//! What the pages of households promise, on both databases.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use lianxin_db::{Db, values};
use lianxin_trial::{Seen, Trial, Who, on_each};

const VILLAGE: &str = "370114011227";
/// A made-up number whose check character fits.
const NUMBER: &str = "370181199003072412";

fn modules() -> Vec<lianxin_web::Module> {
    vec![lianxin_orgs::module(), lianxin_people::module()]
}

/// A household of the village with its head, made through the pages.
async fn household(trial: &Trial, worker: &Who) -> Seen {
    let village = trial.org(VILLAGE).await;
    let form = trial.get("/households/new").by(worker).await.ok().form("#new-household");
    let home =
        form.set("org", &village.id.to_string()).set("number", "幸福路 12 号").await.follow().await.ok();
    let add = home.press("a[href$='/members/new']").await.ok().form("#member");
    let add = add.set("name", "周桂英").set("relation", "head").set("phone", "13905310001");
    add.set("id_number", NUMBER).await.follow().await.ok()
}

#[tokio::test]
async fn a_household_is_registered_found_and_its_numbers_stay_sealed() {
    on_each(modules, async |trial| {
        let worker = trial.person("grid-worker", VILLAGE).await;
        let home = household(trial, &worker).await;
        assert_eq!(home.text("h1"), "幸福路 12 号");
        assert!(home.says("周桂英") && home.says("户主") && home.says("139****0001"));
        assert!(!home.body_text().contains("13905310001") && !home.body_text().contains(NUMBER));
        for words in ["桂英", "幸福路", "12"] {
            let list = trial.get(&format!("/households?q={words}")).by(&worker).await.ok();
            assert_eq!(list.all("#households li").len(), 1, "{words}");
        }
        let none = trial.get("/households?q=100%25").by(&worker).await.ok();
        assert!(none.says("没有找到"), "a sign of the database is searched as itself");
        let db = trial.reader();
        let plain = db.count(
            "SELECT COUNT(*) FROM persons WHERE name = '周桂英' AND phone_sealed IS NOT NULL AND id_number_sealed IS NOT NULL",
            values![],
        );
        assert_eq!(plain.await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn opening_a_number_needs_a_reason_is_shown_once_and_leaves_an_event() {
    on_each(modules, async |trial| {
        let worker = trial.person("grid-worker", VILLAGE).await;
        let home = household(trial, &worker).await;
        let none = home.form("form.open").await.is(422);
        assert!(none.says("请选为什么要看") && !none.body_text().contains("13905310001"));
        let opened = home.form("form.open").set("why", "visit").await.ok();
        assert!(opened.says("13905310001") && opened.says(NUMBER));
        let again = opened.go(home.path()).await.ok();
        assert!(!again.body_text().contains("13905310001"), "the page itself shows nothing of it");
        let count = "SELECT COUNT(*) FROM events WHERE verb = 'household.reveal'";
        assert_eq!(trial.reader().count(count, values![]).await.unwrap(), 1);
        assert!(again.says("有人看了周桂英的号码：走访联系"), "{}", again.body_text());
        assert_eq!(trial.rows_in("number_openings").await, 1);
        let made_up = home.form("form.open").set("why", "curiosity").await.is(422);
        assert!(!made_up.body_text().contains("13905310001"));
    })
    .await;
}

#[tokio::test]
async fn nobody_lives_in_two_households_and_there_is_one_head() {
    on_each(modules, async |trial| {
        let worker = trial.person("grid-worker", VILLAGE).await;
        let first = household(trial, &worker).await;
        let add = first.go(&format!("{}/members/new", first.path())).await.ok().form("#member");
        let second = add.clone().set("name", "王建").set("relation", "head").await.is(422);
        assert!(second.says("已经有户主"));
        assert_eq!(second.form("#member").value("name"), Some("王建"), "what was typed is kept");
        let wrong = add.clone().set("name", "王建").set("id_number", "370181199003072413").await.is(422);
        assert!(wrong.says("身份证号写得不对"));
        let done = add.clone().set("name", "王建").set("relation", "child");
        done.clone().await.is(303);
        done.await.is(303);
        let page = first.go(first.path()).await.ok();
        assert_eq!(page.all(".member").len(), 2, "the same form twice is one person");

        let village = trial.org(VILLAGE).await;
        let form = trial.get("/households/new").by(&worker).await.ok().form("#new-household");
        let twice =
            form.clone().set("org", &village.id.to_string()).set("number", "幸福路 12 号").await.is(422);
        assert!(twice.says("已经有这个户号"));
        let other =
            form.set("org", &village.id.to_string()).set("number", "幸福路 14 号").await.follow().await.ok();
        let add = other.press("a[href$='/members/new']").await.ok().form("#member");
        let elsewhere = add.clone().set("name", "周桂英").set("id_number", NUMBER).await.is(422);
        assert!(elsewhere.says("另一户"));
        let change = page.press(".member:first-of-type a[href*='/members/']").await.ok();
        change.form("#leave").set("why", "moved").await.is(303);
        add.set("name", "周桂英").set("relation", "head").set("id_number", NUMBER).await.is(303);
        let known = "SELECT COUNT(*) FROM persons WHERE name = '周桂英'";
        assert_eq!(trial.reader().count(known, values![]).await.unwrap(), 1, "it is the same person");
        let history = first.go(first.path()).await.ok();
        assert!(history.says("周桂英不住这里了：搬走了"));
    })
    .await;
}

#[tokio::test]
async fn the_family_stands_in_its_order_and_what_happened_last_comes_first() {
    on_each(modules, async |trial| {
        let worker = trial.person("grid-worker", VILLAGE).await;
        let home = household(trial, &worker).await;
        // All of it in one instant, as a visit is written down.
        for (name, relation) in [("周小满", "child"), ("赵德福", "spouse")] {
            let add = home.go(&format!("{}/members/new", home.path())).await.ok().form("#member");
            add.set("name", name).set("relation", relation).await.is(303);
        }
        let page = home.go(home.path()).await.ok();
        let members: Vec<String> = page.texts(".member");
        let at = |name: &str| members.iter().position(|member| member.contains(name)).unwrap();
        assert!(at("周桂英") < at("赵德福") && at("赵德福") < at("周小满"), "{members:?}");
        let past = page.body_text();
        let told = |words: &str| past.find(words).unwrap();
        assert!(
            told("加了赵德福") < told("加了周小满") && told("加了周小满") < told("登记了这一户"),
            "{past}"
        );
    })
    .await;
}

#[tokio::test]
async fn two_who_change_a_household_at_once_do_not_overwrite_each_other() {
    on_each(modules, async |trial| {
        let worker = trial.person("grid-worker", VILLAGE).await;
        let home = household(trial, &worker).await;
        let old = home.form("#number-form");
        old.clone().set("number", "幸福路 12 号甲").await.is(303);
        old.set("number", "幸福路 12 号乙").await.is(409);
        let change = home.press(".member a[href*='/members/']").await.ok().form("#member");
        change.clone().set("name", "周桂芳").await.is(303);
        change.set("name", "周桂香").await.is(409);
        let page = home.go(home.path()).await.ok();
        assert!(page.says("周桂芳") && page.says("139****0001"), "a number that was left empty stays");
    })
    .await;
}

#[tokio::test]
async fn a_household_is_seen_within_reach_only() {
    on_each(modules, async |trial| {
        let worker = trial.person("grid-worker", VILLAGE).await;
        let home = household(trial, &worker).await;
        let path = home.path().strip_prefix("/370114").unwrap().to_owned();
        let neighbour = trial.person("grid-worker", "370114011200").await;
        trial.get(&path).by(&neighbour).await.is(404);
        assert!(!trial.get("/households").by(&neighbour).await.ok().says("幸福路"));
        let member = home.one(".member a[href*='/members/']").attr("href").unwrap().to_owned();
        let member = member.strip_prefix("/370114").unwrap();
        trial.get(member).by(&neighbour).await.is(404);
        trial.post(&format!("{member}/open"), &[("why", "visit")]).by(&neighbour).await.is(404);
        trial
            .post(&format!("{member}/leave"), &[("why", "moved"), ("revision", "2")])
            .by(&neighbour)
            .await
            .is(404);
        let secretary = trial.person("area-secretary", "370114011W03").await;
        let seen = trial.get(&path).by(&secretary).await.ok();
        assert!(!seen.has("#number-form"), "a secretary of the area looks and changes nothing");
        let resident = trial.person("resident", VILLAGE).await;
        trial.get(&path).by(&resident).await.is(404);
        let nowhere = trial.get("/households").by(&resident).await.ok();
        assert!(nowhere.says("您还没有登记在哪一户") && !nowhere.says("幸福路"), "the menu leads somewhere");
        let tx = trial.begin().await;
        let own = path.rsplit('/').next().unwrap().parse::<lianxin_base::Id>().unwrap();
        tx.run("UPDATE persons SET household_id = $2 WHERE id = $1", values![resident.id, own])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let lives = trial.get("/households").by(&resident).await.follow().await.ok();
        assert!(lives.says("幸福路 12 号") && !lives.has("form.open"));
        let dispatcher = trial.person("dispatcher", "370114011").await;
        trial.get("/households").by(&dispatcher).await.is(403);
    })
    .await;
}
