//! The pages: the same numbers as the rows behind them, said to whom they concern, and up to when.

use lianxin_base::Id;
use lianxin_cases::Solved;
use lianxin_trial::Seen;

use crate::act;
use crate::counted::on_both;
use crate::stage::{Stage, heard};

/// A lamp mended and one that is still dark.
async fn two_lamps(stage: &Stage<'_>) -> (Id, Id) {
    let (liaison, housing) = stage.liaison("housing").await;
    let said = stage.says("2026-05-20 10:15", "村东头的路灯坏了三天", "13800000001").await;
    stage.accepts("2026-05-20 10:20", said.case_id, "C06").await;
    stage.dispatches("2026-05-20 10:25", said.case_id, housing).await;
    stage.signs("2026-05-20 10:30", &liaison, said.case_id).await;
    stage.contacts("2026-05-20 10:40", &liaison, said.case_id).await;
    stage.does("2026-05-20 15:30", &liaison, said.case_id).await;
    stage.verifies("2026-05-20 16:00", said.case_id).await;
    stage.calls("2026-05-20 16:30", said.request_id, heard(Solved::Yes, 4)).await.unwrap();
    let open = stage.says("2026-05-20 16:40", "村西头的路灯也不亮", "13800000002").await;
    (said.case_id, open.case_id)
}

fn figure(seen: &Seen, name: &str) -> String {
    let found = seen.all(".lx-fig").into_iter().find(|fig| fig.text.contains(name));
    found.unwrap_or_else(|| panic!("no figure {name}")).text
}

#[tokio::test]
async fn a_leader_sees_how_it_goes_and_every_figure_opens_to_as_many_rows() {
    on_both(async |stage| {
        two_lamps(stage).await;
        stage.trial.work().await;
        let board = stage.trial.get("/board").by(&stage.town_leader).await.ok();
        assert!(board.text("h1").contains("官庄街道"), "{}", board.text("h1"));
        assert!(figure(&board, "按时联系").contains("只有 1 件"), "below fifty there is no rate");
        assert!(figure(&board, "现在超期").contains('0'));
        assert!(figure(&board, "现在超期").contains("在办 1 件里"));
        let links = board.all("dl.is-figures a");
        assert!(links.len() > 8, "the whole way stands below");
        for link in links.iter().chain(&board.all("a.lx-fig")) {
            let rows = board.go(link.attr("href").unwrap()).await.ok();
            let said: i64 = number(&rows.text("#board-count"));
            assert_eq!(rows.all("tr[data-row]").len() as i64, said, "{}", link.text);
        }
        let requests = board.go("/370114/board/rows?figure=requests&category=C").await.ok();
        assert_eq!(number(&requests.text("#board-count")), 1);
        let english =
            stage.trial.get("/board").by(&stage.town_leader).cookie("__Host-lx_lang", "en").await.ok();
        assert!(english.text("h1").contains("this month"));
        assert!(!english.says("board-"), "no text is missing");
        assert!(!board.says("board-"), "no text is missing");
    })
    .await;
}

#[tokio::test]
async fn weeks_are_whole_and_end_on_sunday() {
    on_both(async |stage| {
        two_lamps(stage).await;
        let sentence = async |at: &str| {
            stage.trial.at(at);
            stage.trial.work().await;
            let board = stage.trial.get("/board").by(&stage.town_leader).await.ok();
            board.one("#trend").attr("aria-label").unwrap().to_owned()
        };
        assert!(sentence("2026-05-24 23:00").await.ends_with("收到从 0 件到 0 件，办结从 0 件到 0 件"));
        assert!(sentence("2026-05-25 09:00").await.ends_with("收到从 0 件到 2 件，办结从 0 件到 1 件"));
    })
    .await;
}

/// The last number of a sentence: 本月，2 件.
fn number(words: &str) -> i64 {
    let digits: Vec<String> = words
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(String::from)
        .collect();
    digits.last().expect("a number").parse().unwrap()
}

#[tokio::test]
async fn a_board_says_up_to_when_it_counts() {
    on_both(async |stage| {
        two_lamps(stage).await;
        stage.trial.work().await;
        stage.trial.at("2026-05-20 17:30");
        let fresh = async || stage.trial.get("/board").by(&stage.town_leader).await.ok().text(".lx-head p");
        assert!(fresh().await.contains("到今天 17:30"), "nothing waits, so it counts up to now");
        stage.says("2026-05-20 17:40", "路口井盖响", "13800000003").await;
        stage.trial.at("2026-05-20 17:50");
        assert!(fresh().await.contains("到今天 16:40"), "the last that was counted");
        stage.trial.work().await;
        assert!(fresh().await.contains("到今天 17:50"));
    })
    .await;
}

#[tokio::test]
async fn a_board_reaches_what_the_post_reaches_and_nothing_else() {
    on_both(async |stage| {
        two_lamps(stage).await;
        stage.trial.work().await;
        let secretary = stage.trial.person("village-secretary", "370114011251").await;
        stage.trial.get("/board").by(&secretary).await.ok();
        for org in ["370114", "370114011", "370114007", "no-such-place"] {
            stage.trial.get(&format!("/board?org={org}")).by(&secretary).await.is(404);
            stage.trial.get(&format!("/board/rows?figure=requests&org={org}")).by(&secretary).await.is(404);
        }
        let worker = stage.trial.person("grid-worker", "370114011251").await;
        stage.trial.get("/board").by(&worker).await.is(403);
        stage.trial.get("/board/rows?figure=no-such").by(&secretary).await.is(404);
        let department = stage.trial.person("department-leader", "housing").await;
        let board = stage.trial.get("/board").by(&department).await.ok();
        assert!(board.has("#bars"), "a department sees what it held");
        let rows = stage.trial.get("/board/rows?figure=in-time").by(&department).await.ok();
        assert_eq!(rows.all("tr[data-row]").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_sensitive_matter_is_counted_and_not_told() {
    on_both(async |stage| {
        let said = stage.says("2026-05-20 10:15", "隔壁老人总被家里人打骂", "13800000001").await;
        let sensitive =
            stage.trial.playbook().categories.leaves().find(|one| one.sensitive && !one.is_sealed()).unwrap();
        stage.accepts("2026-05-20 10:20", said.case_id, &sensitive.code).await;
        stage.trial.work().await;
        let deputy = stage.trial.person("area-deputy", "370114011W03").await;
        let rows = stage.trial.get("/board/rows?figure=accepted").by(&deputy).await.ok();
        assert_eq!(rows.all("tr[data-row]").len(), 1);
        assert!(rows.says("限承办人看") && !rows.says("打骂"));
    })
    .await;
}

#[tokio::test]
async fn what_was_left_out_names_its_reason_and_who_approved() {
    on_both(async |stage| {
        let first = stage.says("2026-05-20 10:15", "村东头的路灯坏了三天", "13800000001").await;
        let again = stage.says("2026-05-20 10:16", "东头路灯坏了没人修", "13800000002").await;
        stage.accepts("2026-05-20 10:20", first.case_id, "C06").await;
        let ids = [again.case_id];
        crate::act!(stage, stage.dispatcher, |a| lianxin_cases::merge(a, first.case_id, &ids)).unwrap();
        stage.trial.work().await;
        let board = stage.trial.get("/board").by(&stage.town_leader).await.ok();
        assert!(board.says("没有算进来的 1 件：重复合并 1"));
        let rows = stage.trial.get("/board/rows?figure=left-out").by(&stage.town_leader).await.ok();
        assert!(rows.says("重复合并") && rows.says("韩立新"), "the dispatcher who merged it");
    })
    .await;
}

#[tokio::test]
async fn wall_and_brief_say_the_same_figures() {
    on_both(async |stage| {
        two_lamps(stage).await;
        stage.trial.work().await;
        let leader = stage.trial.person("district-supervisor", "370114").await;
        let wall = stage.trial.get("/board/wall").by(&leader).await.ok();
        assert!(wall.says("收到 2 件，办结 1 件") && wall.has("[data-live]"));
        assert_eq!(wall.all(".wall-fig").len(), 4);
        let brief = stage.trial.get("/board/brief").by(&leader).await.ok();
        assert!(brief.says("收到诉求 2 件，受理 1 件，办结 1 件；现在在办 1 件，其中超期 0 件。"));
        let district = stage.trial.get("/board").by(&leader).await.ok();
        assert!(district.says("街镇分三档") && district.says("平稳"));
    })
    .await;
}

#[tokio::test]
async fn the_level_above_says_how_it_helps() {
    on_both(async |stage| {
        let mut late = Vec::new();
        for n in 0..6 {
            late.push(
                stage.says("2026-05-20 10:15", "村里的路灯不亮了", &format!("1380000000{n}")).await.case_id,
            );
        }
        for case in &late {
            stage.accepts("2026-05-20 10:20", *case, "C06").await;
        }
        stage.trial.at("2026-05-28 10:00");
        stage.trial.work().await;
        let leader = stage.trial.person("district-supervisor", "370114").await;
        let board = stage.trial.get("/board").by(&leader).await.ok();
        assert!(
            board.text(".board-tier.is-help").contains("超期 6 件"),
            "{}",
            board.text(".board-tier.is-help")
        );
        assert_eq!(board.all("table.is-stack tbody tr").len(), 6, "the longest late are listed");
        let form = stage.trial.get("/board/help?org=370114011").by(&leader).await.ok();
        let short = form.form("form.board-help-form").set("words", "帮").await.is(422);
        assert!(short.says("4 到 60 个字"));
        let done =
            form.form("form.board-help-form").set("words", "区住建局本周派人").await.follow().await.ok();
        assert!(done.text(".board-tier.is-help").contains("区住建局本周派人"));
        let secretary = stage.trial.person("village-secretary", "370114011251").await;
        stage.trial.get("/board/help?org=370114011251").by(&secretary).await.is(403);
    })
    .await;
}

#[tokio::test]
async fn a_desk_gets_three_figures() {
    on_both(async |stage| {
        two_lamps(stage).await;
        stage.trial.work().await;
        let three =
            lianxin_board::three_figures(&stage.trial.reader(), stage.town, stage.trial.now()).await.unwrap();
        assert_eq!((three.requests, three.open, three.late), (2, 1, 0));
        assert_eq!((three.in_time.hundredths, three.in_time.of), (100, 1));
        assert_eq!(three.fresh, stage.trial.now());
    })
    .await;
}

#[tokio::test]
async fn a_complaint_counts_at_the_first_level_that_it_does_not_complain_about() {
    on_both(async |stage| {
        let said = stage.says("2026-05-20 10:15", "村里收了修灯的钱却不修", "13800000001").await;
        let order = lianxin_cases::Accept {
            case: said.case_id,
            revision: None,
            category: "C06".into(),
            kind: "complaint".into(),
            item: String::new(),
            title: String::new(),
            accused: Some(stage.village),
        };
        act!(stage, stage.dispatcher, |a| lianxin_cases::accept(a, order)).unwrap();
        stage.trial.work().await;
        for (org, many) in [(stage.village, 0), (stage.area, 1), (stage.town, 1)] {
            assert_eq!(crate::counted::of(stage.trial, org).await.value(lianxin_board::name::REQUESTS), many);
        }
        let secretary = stage.trial.person("village-secretary", "370114011251").await;
        let rows = stage.trial.get("/board/rows?figure=requests").by(&secretary).await.ok();
        assert_eq!(rows.all("tr[data-row]").len(), 0, "not even that there is one");
        crate::counted::figures_agree(stage.trial).await;
    })
    .await;
}

#[tokio::test]
async fn who_sees_figures_but_no_cases_opens_them_to_rows_that_name_nothing() {
    on_both(async |stage| {
        two_lamps(stage).await;
        stage.trial.work().await;
        for role in ["auditor", "organisation-officer"] {
            let who = stage.trial.person(role, "370114").await;
            let rows = stage.trial.get("/board/rows?figure=requests").by(&who).await.ok();
            assert_eq!(rows.all("tr[data-row]").len(), 2, "{role}");
            assert!(!rows.says("路灯") && !rows.has("tr[data-row] a"), "{role}: {}", rows.body_text());
            assert!(!stage.trial.get("/board").by(&who).await.ok().says("路灯不亮"), "{role}");
        }
    })
    .await;
}
