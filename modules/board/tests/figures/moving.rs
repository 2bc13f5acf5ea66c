//! A village moves: by the tree of now its past moves along, by the tree of each day it stays.

use lianxin_base::Id;
use lianxin_board::{Span, Tree, figures, name};
use lianxin_trial::Trial;

use crate::counted::{on_both, year};
use crate::stage::Stage;

async fn requests(trial: &Trial, org: Id, span: Span, tree: Tree) -> i64 {
    figures(&trial.reader(), org, span, tree).await.unwrap().value(name::REQUESTS)
}

async fn move_village(stage: &Stage<'_>, at: &str, village: Id, to: Id) {
    stage.trial.at(at);
    let keeper = stage.trial.person("county-admin", "370114").await;
    let by = keeper.by(stage.trial).await;
    let tx = stage.trial.begin().await;
    let revision = lianxin_access::org(&tx, village).await.unwrap().unwrap().revision;
    let roles = &stage.trial.county().playbook.roles;
    lianxin_orgs::move_org(&tx, &by, roles, village, revision, to).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_village_that_moves_takes_its_past_along_only_by_the_tree_of_now() {
    let modules = || vec![lianxin_orgs::module(), lianxin_cases::module(), lianxin_board::module()];
    lianxin_trial::on_each(modules, async |trial| {
        let stage = Stage::new(trial).await;
        let (here, there) = (stage.area, trial.org("370114007W01").await.id);
        let (old_town, new_town) = (stage.town, trial.org("370114007").await.id);
        let district = trial.org("370114").await.id;
        for day in [4, 5, 6] {
            stage.says(&format!("2026-06-{day:02} 10:00"), "村里的路灯不亮了", "13800000001").await;
        }
        trial.work().await;
        // Something happens, then the village moves, then something happens; the consumer reads all of it at once.
        stage.says("2026-06-08 10:00", "井盖松了，走路绊脚", "13800000002").await;
        move_village(&stage, "2026-06-09 15:00", stage.village, there).await;
        stage.says("2026-06-11 10:00", "水管又漏了", "13800000003").await;
        trial.work().await;
        for (org, is, was) in [
            (here, 0, 4),
            (old_town, 0, 4),
            (there, 5, 1),
            (new_town, 5, 1),
            (district, 5, 5),
            (stage.village, 5, 5),
        ] {
            assert_eq!(requests(trial, org, year(), Tree::Is).await, is);
            assert_eq!(requests(trial, org, year(), Tree::Was).await, was);
        }
        let day = |n| chrono::NaiveDate::from_ymd_opt(2026, 6, n).unwrap();
        let before = Span { from: day(1), to: day(8) };
        assert_eq!(requests(trial, there, before, Tree::Was).await, 0);
        assert_eq!(requests(trial, here, before, Tree::Was).await, 4);
        crate::counted::figures_agree(trial).await;

        move_village(&stage, "2026-07-01 09:00", stage.village, here).await;
        stage.says("2026-07-02 10:00", "路灯又不亮了", "13800000004").await;
        trial.work().await;
        for (org, is, was) in [(here, 6, 5), (there, 0, 1)] {
            assert_eq!(requests(trial, org, year(), Tree::Is).await, is);
            assert_eq!(requests(trial, org, year(), Tree::Was).await, was);
        }
        crate::counted::figures_agree(trial).await;
    })
    .await;
}

#[tokio::test]
async fn nothing_moved_and_both_trees_say_the_same() {
    on_both(async |stage| {
        stage.says("2026-05-20 10:15", "村里的路灯不亮了", "13800000001").await;
        stage.trial.work().await;
        for tree in [Tree::Is, Tree::Was] {
            assert_eq!(requests(stage.trial, stage.town, year(), tree).await, 1);
        }
    })
    .await;
}

#[tokio::test]
async fn a_long_log_is_taken_in_one_go_with_the_same_figures() {
    let modules = || vec![lianxin_orgs::module(), lianxin_cases::module(), lianxin_board::module()];
    lianxin_trial::on_each(modules, async |trial| {
        let stage = Stage::new(trial).await;
        let there = trial.org("370114007W01").await.id;
        stage.says("2026-06-08 10:00", "井盖松了，走路绊脚", "13800000002").await;
        trial.work().await;
        stage.says("2026-06-08 11:00", "路灯坏了好几天", "13800000003").await;
        move_village(&stage, "2026-06-09 15:00", stage.village, there).await;
        stage.says("2026-06-11 10:00", "水管又漏了", "13800000004").await;
        let store = &trial.county().store;
        while lianxin_events::seal(store).await.unwrap() > 0 {}
        assert_eq!(lianxin_board::catch_up(store).await.unwrap(), 3);
        assert_eq!(requests(trial, there, year(), Tree::Is).await, 3);
        assert_eq!(requests(trial, stage.area, year(), Tree::Was).await, 2);
        let left = lianxin_events::feed(store, &lianxin_board::Board).await.unwrap();
        assert_eq!(left, 0, "nothing is left to read");
        crate::counted::figures_agree(trial).await;
    })
    .await;
}
