use lianxin_trial::on_each;

use crate::stage::modules;

const OPEN: [&str; 5] = ["services", "responsibility", "limits", "calendar", "counting"];
const INSIDE: [&str; 9] = [
    "categories",
    "units",
    "divisions",
    "work-areas",
    "roles",
    "separations",
    "emergency-words",
    "questions",
    "words",
];

#[tokio::test]
async fn anybody_reads_what_is_promised_and_staff_read_all() {
    on_each(modules, async |trial| {
        let resident = trial.person("resident", "370114011227").await;
        let worker = trial.person("grid-worker", "370114011227").await;
        let list = trial.get("/playbook").await.ok();
        assert_eq!(list.all(".playbook-list a.lx-row").len(), OPEN.len(), "a visitor sees the public ones");
        assert_eq!(trial.get("/playbook").by(&worker).await.ok().all(".playbook-list a.lx-row").len(), 14);
        for word in OPEN {
            let page = trial.get(&format!("/playbook/{word}")).await.ok();
            assert!(page.has("main table"), "{word} is a table");
            trial.get(&format!("/playbook/{word}")).by(&worker).await.ok();
        }
        for word in INSIDE {
            let address = format!("/playbook/{word}");
            assert!(trial.get(&address).await.is(303).location().contains("/sign-in"), "{word}");
            trial.get(&address).by(&resident).await.is(403);
            assert!(trial.get(&address).by(&worker).await.ok().has("main table"), "{word}");
            trial.get(&format!("{address}/sheet?as=csv")).await.is(303);
        }
    })
    .await;
}

#[tokio::test]
async fn a_limit_is_told_as_a_sentence_with_an_example_by_the_clock() {
    on_each(modules, async |trial| {
        trial.at("2026-09-21 10:15");
        let page = trial.get("/playbook/limits").await.ok();
        assert!(
            page.says("例：9 月 21 日（周一） 10:15受理的“一般”诉求，最晚 9 月 29 日（周二） 17:00 办结答复"),
            "{}",
            page.body_text()
        );
        let steps = trial.get("/playbook/limits?all=1").await.ok();
        assert!(steps.says("都从9 月 24 日（周四） 16:50算起"), "the eve of the Mid-Autumn holiday");
        assert!(!page.has("#normal"), "who inside is reminded is one press further");
        let page = page.press("a.btn[href*='all=1']").await.ok();
        let row = page.texts("#normal tbody tr").into_iter().find(|row| row.starts_with("办结")).unwrap();
        assert!(row.contains("5 个工作日") && row.contains("10 月"), "{row}");
        let english = trial.get("/playbook/limits").in_english().await.ok();
        assert!(english.says("5 working days") && english.says("Example:"));
    })
    .await;
}

#[tokio::test]
async fn a_guide_tells_a_villager_what_to_bring_and_how_long_it_takes() {
    on_each(modules, async |trial| {
        let page = trial.get("/playbook/services").await.ok();
        let guide = page.press("a[href$='/playbook/services/SI01']").await.ok();
        assert_eq!(guide.text("h1"), "最低生活保障申请");
        assert!(guide.says("户口簿") && guide.says("30 个工作日"));
        assert!(
            guide.says("5 月 20 日（周三） 10:15交齐材料，最晚 7 月 2 日（周四） 17:00 办好"),
            "{}",
            guide.body_text()
        );
        assert!(guide.has("a[href$='/report?errand=SI01']"), "an errand can be ordered from here");
        let item = trial.get("/playbook/responsibility/DJ01").await.ok();
        assert!(item.says("区委组织部牵头") && item.says("街镇可以吹哨"));
        trial.get("/playbook/services/NONE").await.is(404);
        trial.get("/playbook/responsibility/%3Cscript%3E").await.is(404);
    })
    .await;
}

#[tokio::test]
async fn a_search_finds_the_rows_and_says_when_there_is_none() {
    on_each(modules, async |trial| {
        let worker = trial.person("grid-worker", "370114011227").await;
        let all = trial.get("/playbook?q=路灯").by(&worker).await.ok();
        assert!(all.has("a[href*='/playbook/categories?q=']"));
        let page = trial.get("/playbook/categories?q=路灯").by(&worker).await.ok();
        let rows = page.texts("main tbody tr");
        assert!(!rows.is_empty() && rows.iter().all(|row| row.contains("路灯")), "{rows:?}");
        let none = trial.get("/playbook/limits?q=没有这个词").await.ok();
        assert!(none.says("没有写到“没有这个词”的"));
        let script = trial.get("/playbook/limits?q=%3Cscript%3Ealert(1)%3C/script%3E").await.ok();
        assert!(!script.has("main script"));
    })
    .await;
}

#[tokio::test]
async fn each_table_goes_out_as_a_spreadsheet() {
    on_each(modules, async |trial| {
        let csv = trial.get("/playbook/limits/sheet?table=normal&as=csv").await.ok();
        assert!(
            csv.header("content-disposition").contains("playbook-limits-normal")
                || csv.header("content-disposition").contains("limits-normal")
        );
        let text = csv.body_text();
        assert!(
            text.starts_with('\u{feff}') && text.contains("哪一步") && text.contains("5 个工作日"),
            "{text}"
        );
        let xlsx = trial.get("/playbook/services/sheet?as=xlsx").await.ok();
        assert!(xlsx.body.starts_with(b"PK"), "an xlsx is a zip");
        trial.get("/playbook/limits/sheet?table=none").await.is(404);
    })
    .await;
}

#[tokio::test]
async fn a_resident_reads_large_and_without_scripts() {
    on_each(modules, async |trial| {
        let page = trial.get("/playbook/responsibility").await.ok();
        assert!(page.has("html[data-lx=resident]"), "a visitor gets the resident's page");
        assert!(page.body.len() < 400_000, "{} bytes before compression", page.body.len());
        let inline = page.all("script").into_iter().filter(|script| script.attr("src").is_none());
        assert_eq!(inline.count(), 0);
    })
    .await;
}
