use lianxin_trial::{Trial, on_each};

use super::{TOWN, VILLAGE, case, modules, say};

#[tokio::test]
async fn a_number_opens_its_case_with_or_without_dashes() {
    on_each(modules, async |trial: &Trial| {
        let officer = trial.person("town-officer", TOWN).await;
        let id = say(trial, VILLAGE, "村口路灯坏了三天").await;
        let number = case(trial, id).await.number;
        for typed in [number.clone(), number.replace('-', ""), format!(" {number} ")] {
            let seen = trial.get("/search").field("q", &typed).by(&officer).await;
            assert_eq!(seen.location(), format!("/370114/cases/{id}"), "{typed}");
        }
        let stranger = trial.person("village-secretary", "370114011227").await;
        let seen = trial.get("/search").field("q", &number).by(&stranger).await.ok();
        assert!(seen.says("没有这个编号，或者不归您看"));
    })
    .await;
}

#[tokio::test]
async fn words_are_found_where_they_stand_and_only_within_reach() {
    on_each(modules, async |trial: &Trial| {
        let officer = trial.person("town-officer", TOWN).await;
        say(trial, VILLAGE, "村口的路灯坏了三天，我的电话 13805311234").await;
        say(trial, "370114011227", "井盖丢了一个").await;
        let found = trial.get("/search?q=路灯").by(&officer).await.ok();
        assert_eq!(found.texts("mark"), ["路灯"]);
        assert!(!found.says("13805311234"));
        let secretary = trial.person("village-secretary", "370114011227").await;
        assert!(!trial.get("/search?q=路灯").by(&secretary).await.ok().has("mark"));
        assert_eq!(trial.get("/search?q=井盖").by(&secretary).await.ok().texts("mark"), ["井盖"]);
        assert!(trial.get("/search?q=秧歌").by(&officer).await.ok().says("没有找到“秧歌”"));
    })
    .await;
}

#[tokio::test]
async fn places_and_units_are_found_by_name_and_lead_to_their_lists() {
    on_each(modules, async |trial: &Trial| {
        let officer = trial.person("town-officer", TOWN).await;
        say(trial, VILLAGE, "村口的路灯坏了三天").await;
        let found = trial.get("/search?q=三角湾").by(&officer).await.ok();
        let list = found.press("a.lx-chip[href*='org=370114011251']").await.ok();
        assert_eq!(list.all("tbody tr").len(), 1);
        let unit = trial.get("/search?q=住房").by(&officer).await.ok();
        assert!(unit.has("a.lx-chip[href*='unit=']"));
    })
    .await;
}
