//! What boundaries, the county map and the grid network promise, on both databases.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use lianxin_orgs::{place_at, tree};
use lianxin_trial::{Seen, Trial, Who, on_each};
use serde_json::{Value, json};

const VILLAGE: &str = "370114011227";
const TOWN: &str = "370114011";

fn modules() -> Vec<lianxin_web::Module> {
    vec![lianxin_orgs::module()]
}

fn square(west: f64, south: f64, side: f64) -> Value {
    let (east, north) = (west + side, south + side);
    json!([[west, south], [east, south], [east, north], [west, north], [west, south]])
}

fn feature(code: &str, ring: Value) -> Value {
    json!({"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}})
}

fn file(features: &[Value]) -> Vec<u8> {
    json!({"type": "FeatureCollection", "features": features}).to_string().into_bytes()
}

async fn bring(trial: &Trial, admin: &Who, system: &str, bytes: Vec<u8>) -> Seen {
    let form = trial.get("/orgs/boundaries").by(admin).await.ok().form("#bring");
    form.set("system", system).file("file", "b.geojson", bytes).await
}

#[tokio::test]
async fn a_boundary_comes_in_is_drawn_and_suggests_the_place_of_a_point() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let (town, village) = (trial.org(TOWN).await, trial.org(VILLAGE).await);
        let features = [feature(TOWN, square(117.4, 36.6, 0.2)), feature(VILLAGE, square(117.5, 36.7, 0.02))];
        let done = bring(trial, &admin, "wgs84", file(&features)).await.follow().await.ok();
        assert!(done.says("收下了 2 个边界"));

        let show = trial.get(&format!("/orgs/{}", village.id)).by(&admin).await.ok();
        assert!(show.says("5 个点") && show.says("设了边界"));
        assert!(show.text("#where-things").contains("MultiPolygon"));
        let map = trial.get(&format!("/orgs/map?of={}", town.id)).by(&admin).await.ok();
        let drawn: Value = serde_json::from_str(&map.text("#county-map-things")).unwrap();
        assert_eq!(
            drawn["features"].as_array().unwrap().len(),
            1,
            "the town's own outline; its areas have none"
        );
        assert!(map.all("section li").len() >= 2, "the list beside it names every place below");

        let tree = tree(trial.county()).await.unwrap();
        let at =
            async |lon, lat| place_at(&trial.reader(), &tree, (lon, lat)).await.unwrap().map(|org| org.id);
        assert_eq!(at(117.51, 36.71).await, Some(village.id), "the smallest that holds it");
        assert_eq!(at(117.45, 36.65).await, Some(town.id));
        assert_eq!(at(118.0, 36.65).await, None);
        let found = map.form("#point-form").set("point", "117.51,36.71").await.ok();
        assert!(found.text("#found").contains(&village.short_zh));
        let nowhere = map.form("#point-form").set("point", "118,37").await.ok();
        assert!(nowhere.text("#found").contains("没有哪个边界"));
        let typed = map.form("#point-form").set("point", "东边").await.ok();
        assert!(typed.has("[role=alert]") && typed.form("#point-form").value("point") == Some("东边"));
    })
    .await;
}

#[tokio::test]
async fn a_boundary_of_a_map_service_is_moved_and_another_one_replaces_it() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let village = trial.org(VILLAGE).await;
        let bytes = file(&[feature(VILLAGE, square(117.5, 36.7, 0.01))]);
        bring(trial, &admin, "gcj02", bytes.clone()).await.is(303);
        let tree = tree(trial.county()).await.unwrap();
        let at = async |lon, lat| place_at(&trial.reader(), &tree, (lon, lat)).await.unwrap().is_some();
        assert!(at(117.4952, 36.7045).await, "the shape lies some hundred metres further west");
        assert!(!at(117.5095, 36.7045).await);
        bring(trial, &admin, "wgs84", bytes).await.is(303);
        assert!(at(117.5095, 36.7045).await && !at(117.4952, 36.7045).await);
        assert_eq!(trial.rows_in("org_boundaries").await, 2, "the earlier one stays as history");
        let show = trial.get(&format!("/orgs/{}", village.id)).by(&admin).await.ok();
        show.form("form[action$='/boundary/drop']").await.is(303);
        assert!(!at(117.5095, 36.7045).await);
        let verbs = trial.verbs("org", village.id).await;
        assert_eq!(verbs[verbs.len() - 3..], ["org.set-boundary", "org.set-boundary", "org.drop-boundary"]);
    })
    .await;
}

#[tokio::test]
async fn one_wrong_area_is_told_with_its_place_and_nothing_is_taken_unless_asked_for() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let open = json!([[117.5, 36.7], [117.6, 36.7], [117.6, 36.8], [117.5, 36.8]]);
        let swapped = json!([[36.7, 117.5], [36.7, 117.6], [36.8, 117.6], [36.7, 117.5]]);
        let bytes = file(&[
            feature(TOWN, square(117.4, 36.6, 0.2)),
            feature(VILLAGE, open),
            feature("370114999", square(117.5, 36.7, 0.01)),
            feature("civil", square(117.5, 36.7, 0.01)),
            feature("370114011228", swapped),
            feature(TOWN, square(117.5, 36.7, 0.01)),
            feature("370114011251", square(110.0, 30.0, 0.01)),
        ]);
        let told = bring(trial, &admin, "wgs84", bytes.clone()).await.is(422);
        let rows: Vec<String> = told.texts("#refused tbody tr");
        for (row, words) in rows.iter().zip(["2", "3", "4", "5", "6", "7"]) {
            assert!(row.starts_with(words), "{row}");
        }
        for words in ["没有闭合", "没有这个代码", "是单位", "写反了", "同一个地方", "上级边界之外"]
        {
            assert!(rows.iter().any(|row| row.contains(words)), "{words}: {rows:?}");
        }
        assert_eq!(trial.rows_in("org_boundaries").await, 0);
        let partly = told.form("#bring").set("system", "wgs84").set("partly", "on");
        let taken = partly.file("file", "b.geojson", bytes).await.ok();
        assert!(taken.says("收下了 1 个边界") && taken.all("#refused tbody tr").len() == 6);

        let no_system = bring(trial, &admin, "", file(&[])).await.is(422);
        assert!(no_system.says("请选坐标系"));
        for (bytes, words) in [
            (b"<kml/>".to_vec(), "不是 JSON"),
            (b"{\"type\":\"Topology\"}".to_vec(), "不是 GeoJSON"),
            (file(&[]), "一个面也没有"),
        ] {
            let told = bring(trial, &admin, "gcj02", bytes).await.is(422);
            assert!(told.says(words), "{words}");
            assert_eq!(told.form("#bring").value("system"), Some("gcj02"), "what was chosen is kept");
        }
        let leader = trial.person("town-leader", TOWN).await;
        trial.get("/orgs/boundaries").by(&leader).await.is(403);
        trial.get("/orgs/map").by(&leader).await.ok();
    })
    .await;
}

#[tokio::test]
async fn the_grid_network_names_who_answers_and_shows_empty_chairs() {
    on_each(modules, async |trial| {
        let leader = trial.person("town-leader", TOWN).await;
        let secretary = trial.person("village-secretary", VILLAGE).await;
        let area = trial.org("370114011W03").await;
        let page = trial.get(&format!("/orgs/network?of={}", area.id)).by(&leader).await.ok();
        let row =
            page.texts("#network tbody tr").into_iter().find(|row| row.contains(&secretary.name)).unwrap();
        assert!(
            row.contains("村（社区）党组织书记") && row.contains("空缺"),
            "the other chairs are empty: {row}"
        );
        let chairs = page.texts("#network li");
        assert!(!chairs.iter().any(|chair| chair.contains("居民")), "a resident is no chair");
        let vacant = page.press("a.lx-chip[href*='only=vacant']").await.ok();
        assert!(vacant.all("#network tbody tr").len() <= page.all("#network tbody tr").len());
        let village = trial.org(VILLAGE).await;
        trial.get(&format!("/orgs/network?of={}", village.id)).by(&leader).await.ok();
        trial.get("/orgs/network").by(&leader).await.ok();
        trial.get("/orgs/network?of=nowhere").by(&leader).await.is(404);
        let unit = trial.org("civil").await;
        trial.get(&format!("/orgs/map?of={}", unit.id)).by(&leader).await.is(404);
        trial.get("/orgs/network").by(&secretary).await.is(403);
    })
    .await;
}
