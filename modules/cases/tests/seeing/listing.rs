use std::collections::BTreeSet;

use lianxin_access::{By, Grant};
use lianxin_base::Id;
use lianxin_cases::{Case, Cursor, Filter, Lens, answer_at_once};
use lianxin_db::{Db, values};
use lianxin_trial::{Trial, on_each, playbook};
use proptest::prelude::*;

use super::{TOWN, VILLAGE, accept_as, case, modules, say};
use lianxin_cases::Act;

fn pairs(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.trim_start_matches('?').as_bytes()).into_owned().collect()
}

proptest! {
    #[test]
    fn any_address_opens_as_a_sentence_and_the_sentence_is_always_written_the_same_way(
        pairs_in in prop::collection::vec(
            (prop::sample::select(vec!["org", "state", "since", "category", "unit", "due", "sort", "q", "x"]),
             prop_oneof!["[ -~]{0,12}", "(open|any|ended|suspended|late|today|left|new|30d|9999d|C06|C|路灯)"]), 0..10)
    ) {
        let pairs_in: Vec<(String, String)> = pairs_in.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let filter = Filter::parse(&pairs_in, &playbook());
        let again = Filter::parse(&pairs(&filter.address()), &playbook());
        prop_assert_eq!(&again, &filter);
        prop_assert_eq!(again.address(), filter.address());
    }
}

#[test]
fn a_short_address_is_the_plain_list() {
    assert_eq!(Filter::default().address(), "");
    let address = "?org=370114011&state=signed&since=30d&category=C06&unit=housing&due=late&sort=new&q=%E8%B7%AF%E7%81%AF";
    assert_eq!(Filter::parse(&pairs(address), &playbook()).address(), address);
}

const WORDS: [(&str, &str); 6] = [
    ("村口路灯坏了三天，晚上看不见", "C06"),
    ("生产路被货车压坏，浇地进不去", "C08"),
    ("物业收费不公示，业主不同意", "A02"),
    ("秸秆堆在河沟边没有人管", ""),
    ("自来水下午常停，做不了饭", ""),
    ("广场舞音响太大，孩子写不了作业", "C06"),
];

/// Forty cases in four villages over forty days, some sorted, some answered, some standing still.
async fn fill(trial: &Trial) -> By {
    let dispatcher = trial.person("dispatcher", TOWN).await;
    let villages = ["三角湾村", "370114011227", "370114011228", "370114011200"];
    for day in 0..40_usize {
        let (words, category) = WORDS[day % WORDS.len()];
        let id = say(trial, villages[day % villages.len()], words).await;
        if !category.is_empty() {
            accept_as(trial, &dispatcher.by(trial).await, id, category).await;
        }
        if day % 7 == 3 {
            let by = dispatcher.by(trial).await;
            let tx = trial.begin().await;
            let act = Act { tx: &tx, county: trial.county(), by: &by };
            answer_at_once(act, id, "C06", "已经当面说清楚了").await.unwrap();
            tx.commit().await.unwrap();
        }
        if day % 11 == 5 {
            let tx = trial.begin().await;
            tx.run("UPDATE cases SET suspended_at = $2 WHERE id = $1", values![id, tx.now()]).await.unwrap();
            tx.commit().await.unwrap();
        }
        trial.later(chrono::Duration::hours(if day % 3 == 0 { 0 } else { 37 }));
    }
    dispatcher.by(trial).await
}

async fn walk(trial: &Trial, grant: &Grant, filter: &Filter, most: usize) -> (Vec<Case>, Vec<Case>) {
    let db = trial.reader();
    let lens = Lens::new(&db, grant, filter.clone(), trial.playbook(), trial.now()).await.unwrap();
    let (mut forward, mut cursor, mut last) = (vec![], Cursor::Start, None);
    loop {
        let page = lens.page(&db, cursor, most).await.unwrap();
        last = page.rows.last().map(|case| case.id).or(last);
        forward.extend(page.rows);
        let Some(after) = page.after else { break };
        cursor = Cursor::parse(Some(&after), None);
        assert!(forward.len() < 1_000, "the list has no end");
    }
    let mut backward: Vec<Case> = vec![];
    // From behind the last row back to the first.
    let mut page = lens.page(&db, cursor, most).await.unwrap();
    loop {
        let mut rows = page.rows.clone();
        rows.extend(backward);
        backward = rows;
        let Some(before) = page.before else { break };
        page = lens.page(&db, Cursor::parse(None, Some(&before)), most).await.unwrap();
        assert!(backward.len() < 1_000, "the list has no beginning");
    }
    (forward, backward)
}

fn ids(cases: &[Case]) -> Vec<Id> {
    cases.iter().map(|case| case.id).collect()
}

#[tokio::test]
async fn pages_of_a_list_leave_nothing_out_and_show_nothing_twice_whatever_the_filter() {
    on_each(modules, async |trial: &Trial| {
        let by = fill(trial).await;
        let grant = by.grant(&trial.playbook().roles, "case.see").unwrap();
        let all: Vec<Case> = trial.reader().rows("SELECT * FROM cases", values![]).await.unwrap();
        let addresses = [
            "",
            "?state=any",
            "?state=registered",
            "?state=accepted",
            "?state=answered",
            "?state=suspended",
            "?sort=new",
            "?since=30d",
            "?state=any&since=7d",
            "?category=C06",
            "?category=C",
            "?category=C&state=any",
            "?category=A02&sort=new",
            "?due=late",
            "?due=today",
            "?due=week",
            "?due=later",
            "?due=late&category=C",
            "?state=accepted&sort=new&since=30d",
            "?state=suspended&sort=new",
        ];
        let mut seen = 0;
        for address in addresses {
            let filter = Filter::parse(&pairs(address), trial.playbook());
            let expected: BTreeSet<Id> = all
                .iter()
                .filter(|case| filter.holds(case, trial.playbook(), trial.now()))
                .map(|case| case.id)
                .collect();
            let (forward, backward) = walk(trial, &grant, &filter, 7).await;
            assert_eq!(forward.len(), expected.len(), "{address}");
            assert_eq!(ids(&forward).into_iter().collect::<BTreeSet<_>>(), expected, "{address}");
            assert_eq!(ids(&backward), ids(&forward), "{address}");
            seen += usize::from(!expected.is_empty());
            let lens =
                Lens::new(&trial.reader(), &grant, filter, trial.playbook(), trial.now()).await.unwrap();
            assert_eq!(lens.counts(&trial.reader()).await.unwrap().all, expected.len() as i64, "{address}");
        }
        assert!(seen > 14, "only {seen} filters found anything");
        let (by_left, _) = walk(trial, &grant, &Filter::default(), 7).await;
        let far = chrono::DateTime::from_timestamp(253_370_764_800, 0).unwrap();
        assert!(by_left.windows(2).all(|two| two[0].due_at.unwrap_or(far) <= two[1].due_at.unwrap_or(far)));
    })
    .await;
}

#[tokio::test]
async fn a_list_says_how_many_are_late_and_each_number_opens_its_rows() {
    on_each(modules, async |trial: &Trial| {
        let dispatcher = trial.person("dispatcher", TOWN).await;
        for words in ["村口路灯坏了三天", "东头路灯也坏了", "西头路灯忽明忽暗"] {
            say(trial, VILLAGE, words).await;
        }
        trial.at("2026-05-21 16:00");
        say(trial, VILLAGE, "今天又坏了一盏路灯").await;
        let page = trial.get("/cases").by(&dispatcher).await.ok();
        assert!(page.text("#cases-count").contains("共 4 件"), "{}", page.text("#cases-count"));
        let late = page.go(page.all("#cases-count a")[0].attr("href").unwrap()).await.ok();
        assert!(late.text("#cases-count").contains("共 3 件"), "{}", late.text("#cases-count"));
        assert_eq!(late.all("tbody tr").len(), 3);
        assert_eq!(late.all("tbody .lx-clock.is-late").len(), 3);
        assert_eq!(page.all("tbody tr").len(), 4);
        assert!(page.all("tbody a.matter")[0].attr("href").unwrap().starts_with("/370114/cases/"));
    })
    .await;
}

#[tokio::test]
async fn htmx_gets_the_list_alone() {
    on_each(modules, async |trial: &Trial| {
        let dispatcher = trial.person("dispatcher", TOWN).await;
        say(trial, VILLAGE, "村口路灯坏了三天").await;
        let block = trial.get("/cases?state=any").by(&dispatcher).fragment().await.ok();
        assert!(!block.body_text().contains("<html"));
        assert_eq!(block.all("#cases tbody tr").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_out_of_reach_is_never_listed_not_even_by_asking_for_its_place() {
    on_each(modules, async |trial: &Trial| {
        say(trial, VILLAGE, "村口路灯坏了三天").await;
        let neighbour = trial.person("village-secretary", "370114011227").await;
        let page = trial.get("/cases?state=any").by(&neighbour).await.ok();
        assert_eq!(page.all("tbody tr").len(), 0);
        trial.get("/cases?org=370114011251").by(&neighbour).await.is(404);
        trial.get("/cases?org=370114011").by(&neighbour).await.is(404);
        trial.get("/cases?org=nowhere").by(&neighbour).await.is(404);
        let town = trial.person("town-officer", TOWN).await;
        let own = trial.get("/cases?org=370114011251").by(&town).await.ok();
        assert_eq!(own.all("tbody tr").len(), 1);
        let elsewhere = trial.person("town-officer", "370114007").await;
        assert_eq!(trial.get("/cases?state=any").by(&elsewhere).await.ok().all("tbody tr").len(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_resident_lists_only_what_they_asked_themselves() {
    on_each(modules, async |trial: &Trial| {
        let resident = trial.person("resident", VILLAGE).await;
        let other = say(trial, VILLAGE, "别人家的井盖坏了").await;
        let own = say(trial, VILLAGE, "我家门口路灯坏了").await;
        let tx = trial.begin().await;
        tx.run("UPDATE requests SET person_id = $1 WHERE case_id = $2", values![resident.id, own])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let page = trial.get("/cases").by(&resident).await.ok();
        let links: Vec<_> =
            page.all("tbody a.matter").iter().map(|link| link.attr("href").unwrap().to_owned()).collect();
        assert_eq!(links, [format!("/370114/cases/{own}")]);
        assert_ne!(own, other);
        // The page of the case is that of staff: the person gets their own, and nobody else's at all.
        let opened = trial.get(&links[0]).by(&resident).await.is(303);
        assert!(opened.location().contains("/follow/"), "{}", opened.location());
        assert!(opened.follow().await.ok().says("我家门口路灯坏了"));
        trial.get(&format!("/cases/{own}/print")).by(&resident).await.is(404);
        trial.get(&format!("/cases/{other}")).by(&resident).await.is(404);
    })
    .await;
}

#[tokio::test]
async fn a_sensitive_matter_shows_number_place_and_state_but_not_what_it_is_about() {
    on_each(modules, async |trial: &Trial| {
        let sensitive = trial
            .playbook()
            .categories
            .leaves()
            .find(|one| one.sensitive && !one.is_sealed())
            .unwrap()
            .code
            .clone();
        let id = say(trial, VILLAGE, "村里账目不清楚，有人多领了补助").await;
        let dispatcher = trial.person("dispatcher", TOWN).await;
        accept_as(trial, &dispatcher.by(trial).await, id, &sensitive).await;
        let tx = trial.begin().await;
        tx.run("UPDATE cases SET state = 'signed' WHERE id = $1", values![id]).await.unwrap();
        tx.run("UPDATE case_reach SET state = 'signed' WHERE case_id = $1", values![id]).await.unwrap();
        tx.commit().await.unwrap();
        let officer = trial.person("town-officer", TOWN).await;
        let list = trial.get("/cases").by(&officer).await.ok();
        assert!(!list.says("补助"));
        assert_eq!(list.text("tbody a.matter"), "敏感诉求：仅承办人可看内容");
        assert!(list.says(&case(trial, id).await.number));
        assert!(!trial.get("/cases?q=补助").by(&officer).await.ok().has("tbody tr"));
        assert!(!trial.get("/search?q=补助").by(&officer).await.ok().has(".search-said"));
        let export = trial.get("/cases/export.csv").by(&officer).await;
        assert!(!export.body_text().contains("补助"));
        let leader = trial.person("town-leader", TOWN).await;
        assert!(trial.get("/cases").by(&leader).await.ok().says("补助"));
    })
    .await;
}

#[tokio::test]
async fn a_list_can_be_kept_under_a_name_and_let_go() {
    on_each(modules, async |trial: &Trial| {
        let officer = trial.person("town-officer", TOWN).await;
        say(trial, VILLAGE, "村口路灯坏了三天").await;
        let page = trial.get("/cases?category=C06&state=any").by(&officer).await.ok();
        let save = page.form("form[action$='/cases/views']").set("name", "路灯的事");
        let kept = save.clone().await.follow().await.ok();
        assert_eq!(kept.text(".lx-chip.is-saved.is-on"), "路灯的事");
        save.await.follow().await.ok();
        assert_eq!(trial.rows_in("views").await, 1);
        let other = trial.person("town-officer", TOWN).await;
        assert!(!trial.get("/cases").by(&other).await.ok().has(".lx-chip.is-saved"));
        kept.form("form[action$='/drop']").await.follow().await.ok();
        assert_eq!(trial.rows_in("views").await, 0);
        let nameless =
            page.form("form[action$='/cases/views']").set("id", &officer.post.to_string()).set("name", " ");
        nameless.await.is(422);
    })
    .await;
}
