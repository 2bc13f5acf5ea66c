//! What the tree of organisations promises, on both databases.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use lianxin_access::{By, Stop, reach};
use lianxin_base::{Id, World};
use lianxin_db::{Place, Store, Tx};
use lianxin_orgs::{
    Names, NewGrid, above_at, add_grid, close_org, make_place_code, move_org, place_of_code, rename_org,
    set_phone, tree,
};
use lianxin_playbook::Roles;
use lianxin_trial::{Trial, on_each, playbook};

fn modules() -> Vec<lianxin_web::Module> {
    vec![lianxin_orgs::module()]
}

fn code_of<T>(done: Result<T, Stop>) -> &'static str {
    match done {
        Err(Stop::Refused(refused)) => refused.code,
        Err(Stop::Fault(fault)) => panic!("a fault: {fault}"),
        Ok(_) => "done",
    }
}

async fn short_above(trial: &Trial, org: Id, at: lianxin_base::Time) -> Vec<String> {
    let above = above_at(&trial.reader(), org, at).await.expect("read");
    above.into_iter().map(|org| org.short_zh).collect()
}

#[tokio::test]
async fn a_new_county_gets_its_tree_from_the_playbook() {
    let folder = std::env::temp_dir().join(format!("lianxin-{}", World::system().id()));
    let store = Store::open(&Place::file(&folder, "370114"), World::system()).await.expect("open");
    let migrations = [lianxin_events::MIGRATIONS, lianxin_access::MIGRATIONS, lianxin_orgs::MIGRATIONS];
    store.migrate(&migrations).await.expect("tables");
    let playbook = playbook();
    let tx = store.begin().await.expect("begin");
    let by = lianxin_access::By::system();
    let laid = lianxin_orgs::lay_out(&tx, &by, &playbook).await.expect("laid out");
    assert_eq!((laid.towns, laid.areas, laid.villages), (2, 3, 8));
    assert_eq!(code_of(lianxin_orgs::lay_out(&tx, &by, &playbook).await), "orgs-refused-laid-out");
    let tree = lianxin_orgs::load_tree(&tx).await.expect("tree");
    let village = tree.by_code("370114011227").expect("a village");
    let kinds: Vec<&str> = tree.above(village.id).iter().map(|org| org.kind.as_str()).collect();
    assert_eq!(kinds, ["village", "area", "town", "district"]);
    assert_eq!(
        tree.of_kind("area").count() * 5 + tree.of_kind("town").count() * 7,
        tree.of_kind("office").count()
    );
    let codes = lianxin_orgs::codes_of_org(&tx, village.id).await.expect("codes");
    assert_eq!(codes.len(), 1, "each place has a code for its posters");
    drop(tx);
    std::fs::remove_dir_all(folder).expect("removed");
}

#[tokio::test]
async fn a_village_that_moved_is_shown_as_it_was_and_as_it_is() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let by = admin.by(trial).await;
        let roles = &trial.playbook().roles;
        let (village, here, there) = (
            trial.org("370114011227").await,
            trial.org("370114011W03").await,
            trial.org("370114011W01").await,
        );
        let tx = trial.begin().await;
        let grid = NewGrid { id: tx.id(), under: village.id, kind: "grid", names: None, point: None };
        let grid = add_grid(&tx, &by, roles, grid).await.expect("a grid");
        tx.commit().await.expect("committed");
        let before = trial.now();
        assert_eq!(
            tree(trial.county()).await.expect("tree").nearest(grid, "area").map(|org| org.id),
            Some(here.id)
        );

        trial.at("2026-06-10 09:00");
        let form = trial.get(&format!("/orgs/{}/move", village.id)).by(&admin).await.ok();
        let shown = form.form("#move").set("parent", &there.id.to_string()).await.follow().await.ok();
        assert!(shown.says(&format!("从{}划到{}", here.short_zh, there.short_zh)));

        assert_eq!(short_above(trial, grid, before).await[2], here.short_zh, "as it was");
        assert_eq!(short_above(trial, grid, trial.now()).await[2], there.short_zh, "as it is, with its grid");
        assert!(reach::is_within(&trial.reader(), grid, there.id).await.expect("read"));
        assert!(!reach::is_within(&trial.reader(), grid, here.id).await.expect("read"));
        let now = tree(trial.county()).await.expect("tree");
        assert_eq!(
            now.nearest(grid, "area").map(|org| org.id),
            Some(there.id),
            "the tree in memory is read anew"
        );

        let changes = trial.get("/orgs/changes?from=2026-06-01&to=2026-06-10").by(&admin).await.ok();
        assert_eq!(changes.all("tbody tr").len(), 1);
        assert!(changes.says(&here.short_zh) && changes.says(&there.short_zh));
        let past = trial.get("/orgs?on=2026-06-01").by(&admin).await.ok();
        assert!(past.says("2026-06-01 那天结束时的样子"));
        assert_eq!(trial.verbs("org", village.id).await.last().map(String::as_str), Some("org.move"));
    })
    .await;
}

#[tokio::test]
async fn a_stale_form_and_a_wrong_parent_move_nothing() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let by = admin.by(trial).await;
        let roles = &trial.playbook().roles;
        let (village, area) = (trial.org("370114011227").await, trial.org("370114011W01").await);
        let tx = trial.begin().await;
        assert_eq!(code_of(move_org(&tx, &by, roles, village.id, 7, area.id).await), "shell-refused-changed");
        let town = trial.org("370114").await;
        assert_eq!(code_of(move_org(&tx, &by, roles, village.id, 1, town.id).await), "orgs-refused-level");
        assert_eq!(
            code_of(move_org(&tx, &by, roles, village.id, 1, village.id).await),
            "orgs-refused-same-parent"
        );
        drop(tx);
        let page = trial.post(&format!("/orgs/{}/move", village.id), &[("parent", "x"), ("revision", "1")]);
        let page = page.by(&admin).await.is(422);
        assert!(page.has("[role=alert]"));
        assert_eq!(
            tree(trial.county()).await.expect("tree").parent(village.id).map(|org| org.id),
            village.parent_id
        );
    })
    .await;
}

#[tokio::test]
async fn only_whoever_keeps_the_tree_changes_it() {
    on_each(modules, async |trial| {
        let leader = trial.person("town-leader", "370114011").await;
        let worker = trial.person("village-secretary", "370114011227").await;
        let village = trial.org("370114011227").await;
        let show = format!("/orgs/{}", village.id);
        let seen = trial.get(&show).by(&leader).await.ok();
        assert!(!seen.has("#phone-form"), "a leader looks and changes nothing");
        trial.get(&format!("{show}/move")).by(&leader).await.is(403);
        trial.get("/orgs").by(&worker).await.is(403);
        let by = leader.by(trial).await;
        let tx = trial.begin().await;
        let renamed =
            rename_org(&tx, &by, &trial.playbook().roles, village.id, 1, Names::plain("别名", "X")).await;
        assert_eq!(code_of(renamed), "shell-refused-no-permission");
    })
    .await;
}

#[tokio::test]
async fn an_earlier_day_keeps_the_earlier_name() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let village = trial.org("370114011227").await;
        let before = trial.now();
        trial.at("2026-06-10 09:00");
        let form = trial.get(&format!("/orgs/{}/rename", village.id)).by(&admin).await.ok();
        let empty = form.form("#rename").set("name_zh", " ").await.is(422);
        assert_eq!(
            empty.form("#rename").value("name_en"),
            Some(village.name_en.as_str()),
            "what was typed is kept"
        );
        let form = form.form("#rename").set("name_zh", "新柳社区").set("short_zh", "新柳社区");
        form.await.follow().await.ok();
        assert_eq!(short_above(trial, village.id, before).await[0], village.short_zh);
        assert_eq!(short_above(trial, village.id, trial.now()).await[0], "新柳社区");
        assert_eq!(tree(trial.county()).await.expect("tree").short(village.id, true), "新柳社区");
    })
    .await;
}

async fn three_grids(tx: &Tx, by: &By, roles: &Roles, under: Id) -> Vec<Id> {
    let mut ids = Vec::new();
    for _ in 0..3 {
        let grid = NewGrid { id: tx.id(), under, kind: "grid", names: None, point: None };
        ids.push(add_grid(tx, by, roles, grid).await.expect("a grid"));
    }
    ids
}

#[tokio::test]
async fn what_was_joined_before_moves_along_with_what_it_was_joined_to() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let by = admin.by(trial).await;
        let roles = &trial.playbook().roles;
        let village = trial.org("370114011227").await;
        let tx = trial.begin().await;
        let ids = three_grids(&tx, &by, roles, village.id).await;
        let first =
            close_org(&tx, &by, roles, ids[0], 1, Some(ids[1])).await.expect("joined with the second");
        assert_eq!(first, [ids[0]]);
        let both = close_org(&tx, &by, roles, ids[1], 1, Some(ids[2])).await.expect("joined with the third");
        assert_eq!(both, [ids[1], ids[0]], "who follows the second follows the first");
        tx.commit().await.expect("committed");
    })
    .await;
}

#[tokio::test]
async fn grids_are_numbered_and_a_number_is_never_given_twice() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let by = admin.by(trial).await;
        let roles = &trial.playbook().roles;
        let village = trial.org("370114011227").await;
        let tx = trial.begin().await;
        let ids = three_grids(&tx, &by, roles, village.id).await;
        close_org(&tx, &by, roles, ids[2], 1, None).await.expect("closed");
        let grid = NewGrid { id: tx.id(), under: village.id, kind: "grid", names: None, point: None };
        let retry = grid.clone();
        let fourth = add_grid(&tx, &by, roles, grid).await.expect("a grid");
        assert_eq!(
            add_grid(&tx, &by, roles, retry).await.expect("again"),
            fourth,
            "a retry makes no second grid"
        );
        assert_eq!(code_of(close_org(&tx, &by, roles, village.id, 1, None).await), "orgs-refused-not-empty");
        tx.commit().await.expect("committed");
        let tree = tree(trial.county()).await.expect("tree");
        let codes: Vec<&str> = tree.children(village.id).map(|org| org.code.as_str()).collect();
        assert_eq!(codes, ["370114011227G01", "370114011227G02", "370114011227G04"]);
        assert_eq!(tree.short(fourth, true), "第 4 网格");
        let page = trial.get(&format!("/orgs/{}/posters", village.id)).by(&admin).await.ok();
        assert_eq!(page.all(".paper-qr svg").len(), 3, "a label for each grid that stands");
    })
    .await;
}

#[tokio::test]
async fn a_poster_leads_to_the_report_of_its_place() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let by = admin.by(trial).await;
        let roles = &trial.playbook().roles;
        let village = trial.org("370114011227").await;
        let tx = trial.begin().await;
        let made = make_place_code(&tx, &by, roles, village.id, "村委会门口", "").await.expect("a code");
        set_phone(&tx, &by, roles, trial.org("370114011").await.id, "0531-83210011").await.expect("a phone");
        tx.commit().await.expect("committed");

        let poster =
            trial.get(&format!("/orgs/{}/poster?code={}", village.id, made.id)).by(&admin).await.ok();
        assert_eq!(poster.text("h1"), village.short_zh);
        assert!(poster.has(".paper-qr svg"));
        assert!(poster.says(&made.spoken()), "{}", poster.body_text());
        assert!(poster.says("村委会门口"));
        assert!(poster.says("0531-83210011"), "the number of the town, as the village has none");

        let scanned = trial.get(&format!("/q/{}", made.code)).above().await;
        assert_eq!(scanned.location(), format!("/370114/report?at={}", made.code));
        let typed = trial.get(&format!("/q/{}", made.spoken().to_lowercase())).above().await;
        assert_eq!(typed.location(), format!("/370114/report?at={}", made.code));
        let place = place_of_code(&trial.reader(), &made.code).await.expect("read").expect("a place");
        assert_eq!((place.org_id, place.venue_zh.as_str()), (village.id, "村委会门口"));

        let revoked = [("code", made.id.to_string())];
        let revoked: Vec<(&str, &str)> =
            revoked.iter().map(|(name, value)| (*name, value.as_str())).collect();
        trial.post(&format!("/orgs/{}/codes/revoke", village.id), &revoked).by(&admin).await.is(303);
        let gone = trial.get(&format!("/q/{}", made.code)).above().await.follow().await.is(404);
        assert!(gone.says("这个码已经停用了") && gone.says("0531-83210011"));
    })
    .await;
}

#[tokio::test]
async fn whoever_scans_an_unknown_code_is_told_whom_to_call() {
    on_each(modules, async |trial| {
        for code in ["34679ACD", "x", "%22%3E%3Cscript%3E", "..%2F..%2Fetc", "%0d%0aSet-Cookie:a=b"] {
            let page = trial.get(&format!("/q/{code}")).above().await.follow().await.is(404);
            assert!(page.says("没有认出这个码") && page.says("12345"), "{code}");
            assert!(page.has("a[href='/370114/report']"));
        }
    })
    .await;
}

#[tokio::test]
async fn a_day_that_is_none_is_told_and_nothing_breaks() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        for day in ["yesterday", "2026-13-45", "9999999-01-01", "-1"] {
            let page = trial.get(&format!("/orgs?on={day}")).by(&admin).await.is(422);
            assert!(page.says("日期写得不对"), "{day}");
        }
        trial.get("/orgs?on=2999-01-01").by(&admin).await.ok();
        trial.get("/orgs/changes").by(&admin).await.ok();
        trial.get("/orgs/not-an-id").by(&admin).await.is(404);
        trial.get(&format!("/orgs/{}", Id::nil())).by(&admin).await.is(404);
        let english = trial.get("/orgs").by(&admin).in_english().cookie("__Host-lx_lang", "en").await.ok();
        assert_eq!(english.text("h1"), "Organisations");
    })
    .await;
}

#[tokio::test]
async fn an_office_is_added_by_its_form_once() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let area = trial.org("370114011W03").await;
        let form = trial.get(&format!("/orgs/{}/add", area.id)).by(&admin).await.ok().form("#add");
        let filled = form.set("kind", "village").set("name_zh", "新村").set("code", "370114011999");
        let wrong = filled.clone().set("lon", "117.6").await.is(422);
        assert_eq!(wrong.form("#add").value("name_zh"), Some("新村"), "what was typed is kept");
        filled.clone().await.follow().await.ok();
        filled.await.is(303);
        assert_eq!(trial.org("370114011999").await.parent_id, Some(area.id));
    })
    .await;
}
