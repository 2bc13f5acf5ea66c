//! What the people around one case are promised by its page, told through the router on both databases.

#![allow(clippy::unwrap_used)]

use lianxin_base::Id;
use lianxin_cases::{Channel, Register, register};
use lianxin_db::{Db, values};
use lianxin_trial::{Seen, Trial, Who, on_each};
use lianxin_web::Module;

const VILLAGE: &str = "370114011227";
const TOWN: &str = "370114011";
const WORDS: &str = "村东头老磨坊旁生产路三盏路灯坏了三天，晚上看不见路。电话 13905310471。";

fn modules() -> Vec<Module> {
    vec![lianxin_orgs::module(), lianxin_cases::module()]
}

/// Everybody who meets the case.
struct People {
    secretary: Who,
    dispatcher: Who,
    liaison: Who,
    verifier: Who,
    caller: Who,
    leader: Who,
}

async fn people(trial: &Trial) -> People {
    People {
        secretary: trial.person("village-secretary", VILLAGE).await,
        dispatcher: trial.person("dispatcher", TOWN).await,
        liaison: trial.person("liaison", "housing").await,
        verifier: trial.person("verifier", TOWN).await,
        caller: trial.person("caller", TOWN).await,
        leader: trial.person("town-leader", TOWN).await,
    }
}

/// Somebody at the poster says it.
async fn said(trial: &Trial, words: &str, category: &str) -> Id {
    let place = trial.org(VILLAGE).await.id;
    let tx = trial.begin().await;
    let by = lianxin_access::By::nobody();
    let act = lianxin_cases::Act { tx: &tx, county: trial.county(), by: &by };
    let mut new = Register::new(tx.id(), Channel::Code, place, words);
    new.name = "周小满".into();
    new.phone = "13905310471".into();
    new.category = category.into();
    new.point = Some((117.648, 36.592));
    let case = register(act, new).await.unwrap().case_id;
    tx.commit().await.unwrap();
    case
}

async fn page(trial: &Trial, who: &Who, case: Id) -> Seen {
    trial.get(&format!("/cases/{case}")).by(who).await.ok()
}

async fn form(trial: &Trial, who: &Who, case: Id, verb: &str) -> Seen {
    trial.get(&format!("/cases/{case}/{verb}")).by(who).await.ok()
}

async fn do_it(trial: &Trial, who: &Who, case: Id, verb: &str, fields: &[(&str, &str)]) -> Seen {
    let form = form(trial, who, case, verb).await.form("#main-form");
    let filled = fields.iter().fold(form, |form, (name, value)| form.set(name, value));
    filled.await.is(303).follow().await.ok()
}

async fn accepted(trial: &Trial, people: &People) -> Id {
    let case = said(trial, WORDS, "").await;
    do_it(trial, &people.dispatcher, case, "accept?top=C", &[("category", "C06"), ("kind", "help")]).await;
    case
}

async fn signed(trial: &Trial, people: &People) -> Id {
    let case = accepted(trial, people).await;
    do_it(trial, &people.dispatcher, case, "dispatch", &[]).await;
    let page = page(trial, &people.liaison, case).await;
    page.form("form[action$='/sign']").await.is(303);
    case
}

async fn done(trial: &Trial, people: &People) -> Id {
    let case = signed(trial, people).await;
    do_it(trial, &people.liaison, case, "contact", &[("words", "打通了，明天来修")]).await;
    let answer = [("ending", "solved"), ("answer", "换好三盏灯头，已亮。"), ("no_photo", "夜里拍不清")];
    do_it(trial, &people.liaison, case, "resolve", &answer).await;
    case
}

async fn state(trial: &Trial, case: Id) -> String {
    let sql = "SELECT state FROM cases WHERE id = $1";
    trial.reader().value(sql, values![case]).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_case_goes_from_the_villager_to_the_last_call_by_the_buttons_of_its_page() {
    on_each(modules, async |trial: &Trial| {
        let people = people(trial).await;
        let case = done(trial, &people).await;
        do_it(trial, &people.verifier, case, "verify", &[("words", "看了照片")]).await;
        assert_eq!(state(trial, case).await, "closed");
        let heard = [("reached", "yes"), ("solved", "yes"), ("satisfaction", "5")];
        let ended = do_it(trial, &people.caller, case, "call-back", &heard).await;
        assert_eq!(state(trial, case).await, "ended");
        assert!(ended.says("已解决") && ended.says("按时办结"), "{}", ended.text("main"));
        let moments = ended.texts(".lx-tl li b");
        assert_eq!(moments.first().map(String::as_str), Some("回访：解决了"));
        assert_eq!(moments.last().map(String::as_str), Some("收到，扫码"));
        assert_eq!(moments.len(), trial.verbs("case", case).await.len());
    })
    .await;
}

#[tokio::test]
async fn the_page_shows_holder_clock_words_and_what_may_be_done() {
    on_each(modules, async |trial: &Trial| {
        let people = people(trial).await;
        let case = signed(trial, &people).await;
        let seen = page(trial, &people.liaison, case).await;
        assert!(seen.text(".case-head").contains(&people.liaison.name), "{}", seen.text(".case-head"));
        assert!(seen.text(".lx-ring").contains("还剩"));
        assert_eq!(seen.all(".case-acts .btn-primary").len(), 1);
        assert_eq!(seen.text(".case-acts .btn-primary"), "记下联系了反映人");
        assert!(seen.text(".case-acts").contains("答复并办结：先联系反映人"));
        assert!(!seen.has("a[href$='/verify']") && !seen.has("a[href$='/dispatch']"));
        assert!(seen.has("#where-things"));
        let order = trial.get(&format!("/cases/{case}/print")).by(&people.liaison).await.ok();
        assert_eq!(order.text("h1"), "办理单");
    })
    .await;
}

#[tokio::test]
async fn numbers_stay_masked_until_a_reason_is_written_and_the_requester_can_see_that() {
    on_each(modules, async |trial: &Trial| {
        let people = people(trial).await;
        let case = signed(trial, &people).await;
        let seen = page(trial, &people.liaison, case).await;
        assert!(!seen.body_text().contains("13905310471") && !seen.body_text().contains("周小满"));
        assert!(seen.says("139****0471") && seen.says("周**"));
        let why = seen.press(".lx-sealed a").await.ok();
        let refused = why.form("main form").await.is(422);
        assert!(!refused.body_text().contains("13905310471"));
        assert!(refused.says("请写明为什么要看"));
        let opened = why.form("main form").set("why", "call").await.ok();
        assert!(opened.says("13905310471") && opened.says("周小满"));
        assert_eq!(opened.header("cache-control"), "no-store");
        assert!(trial.verbs("case", case).await.contains(&"case.reveal-contact".to_owned()));
        let sql = "SELECT COUNT(*) FROM notes WHERE case_id = $1 AND open = $2 AND words = $3";
        let told = trial.reader().count(sql, values![case, true, "电话联系群众"]).await.unwrap();
        assert_eq!(told, 1);
        // The verifier has no business with the number.
        let seen = page(trial, &people.verifier, case).await;
        assert!(!seen.has(".lx-sealed a"));
    })
    .await;
}

#[tokio::test]
async fn two_people_press_the_same_button_and_the_second_is_told_who_was_first() {
    on_each(modules, async |trial: &Trial| {
        let people = people(trial).await;
        let case = said(trial, WORDS, "").await;
        let one = form(trial, &people.dispatcher, case, "accept?top=C").await;
        let other = form(trial, &people.secretary, case, "accept?top=C").await;
        let fill = |seen: &Seen| seen.form("#main-form").set("category", "C06").set("kind", "help");
        fill(&one).set("title", "第一位写的标题文字").await.is(303);
        let late = fill(&other).set("title", "第二位写的标题文字").await.is(409);
        assert_eq!(late.text("h1"), "有人先办了一步");
        assert!(late.says(&people.dispatcher.name), "{}", late.text("main"));
        assert!(late.says("等派单") && late.says("第二位写的标题文字"));
        assert_eq!(trial.verbs("case", case).await, ["case.register", "case.accept"]);
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_is_kept_beside_the_mistake() {
    on_each(modules, async |trial: &Trial| {
        let people = people(trial).await;
        let case = said(trial, WORDS, "").await;
        let seen = form(trial, &people.dispatcher, case, "refuse").await;
        let seen =
            seen.form("#main-form").set("ground", "petition").set("directions", "信访局").await.is(422);
        assert_eq!(seen.one("#directions").attr("aria-invalid"), Some("true"));
        assert_eq!(seen.text("#directions"), "信访局");
        assert!(seen.has("input[value='petition'][checked]"));
        assert_eq!(state(trial, case).await, "registered");
    })
    .await;
}

#[tokio::test]
async fn whoever_handled_it_may_not_verify_it() {
    on_each(modules, async |trial: &Trial| {
        let people = people(trial).await;
        let both = trial.person("town-officer", TOWN).also("verifier", TOWN).await;
        let case = accepted(trial, &people).await;
        let town = trial.org(TOWN).await.id.to_string();
        do_it(trial, &people.dispatcher, case, "dispatch", &[("unit", &town)]).await;
        page(trial, &both, case).await.form("form[action$='/sign']").await.is(303);
        do_it(trial, &both, case, "contact", &[("words", "说好了")]).await;
        let answer = [("ending", "solved"), ("answer", "换好三盏灯头，已亮。"), ("no_photo", "夜里拍不清")];
        do_it(trial, &both, case, "resolve", &answer).await;
        // The same person, in the verifier's post.
        let posts = both.posts(trial).await;
        let post = posts.into_iter().find(|post| post.role == "verifier").unwrap();
        let tx = trial.begin().await;
        let by = lianxin_access::By::in_post(post);
        let act = lianxin_cases::Act { tx: &tx, county: trial.county(), by: &by };
        let refused = lianxin_cases::verify(act, case, None, "").await.unwrap_err();
        assert!(refused.to_string().contains("own-handling"), "{refused}");
        let current = lianxin_cases::find(&tx, case).await.unwrap().unwrap();
        let now = trial.now();
        let offers = lianxin_cases::offers(&tx, trial.county(), &by, now, &current).await.unwrap();
        assert!(offers.iter().all(|offer| offer.verb != lianxin_cases::Verb::Verify), "{offers:?}");
        tx.rollback().await.unwrap();
        let seen = page(trial, &people.verifier, case).await;
        assert_eq!(seen.text(".case-acts .btn-primary"), "核查通过");
    })
    .await;
}

#[tokio::test]
async fn out_of_reach_looks_like_not_there() {
    on_each(modules, async |trial: &Trial| {
        let people = people(trial).await;
        let case = said(trial, WORDS, "").await;
        let stranger = trial.person("dispatcher", "370114007").await;
        trial.get(&format!("/cases/{case}")).by(&stranger).await.is(404);
        trial.get(&format!("/cases/{case}/accept")).by(&stranger).await.is(404);
        trial.post(&format!("/cases/{case}/accept"), &[("category", "C06")]).by(&stranger).await.is(404);
        trial.get("/cases/0190a8e0-0000-7000-8000-000000000000").by(&people.dispatcher).await.is(404);
        trial.get("/cases/abc").by(&people.dispatcher).await.is(404);
    })
    .await;
}

#[tokio::test]
async fn a_sensitive_case_is_read_by_those_it_waits_for_only() {
    on_each(modules, async |trial: &Trial| {
        let people = people(trial).await;
        let sensitive = trial.playbook().categories.leaves().find(|one| one.sensitive && !one.is_sealed());
        let category = sensitive.unwrap().code.clone();
        let case = said(trial, "邻居家里昨天夜里打起来了，请来看看", &category).await;
        let officer = trial.person("town-officer", TOWN).await;
        let seen = page(trial, &officer, case).await;
        assert_eq!(seen.text("h1"), "内容限承办人看");
        assert!(!seen.body_text().contains("打起来") && !seen.body_text().contains("周**"));
        let order = trial.get(&format!("/cases/{case}/print")).by(&officer).await.ok();
        assert!(!order.body_text().contains("打起来"));
        assert!(page(trial, &people.dispatcher, case).await.says("打起来"));
        assert!(page(trial, &people.leader, case).await.says("打起来"));
    })
    .await;
}

#[tokio::test]
async fn staff_register_for_somebody_and_see_first_what_was_said_before() {
    on_each(modules, async |trial: &Trial| {
        let people = people(trial).await;
        let before = said(trial, WORDS, "").await;
        let seen = trial.get("/cases/new").by(&people.secretary).await.ok();
        let place = trial.org(VILLAGE).await.id.to_string();
        let filled =
            seen.form("main form").set("phone", "139 0531 0471").set("what", "井盖丢了，怕有人掉下去");
        let filled = filled.set("place", &place).set("name", "周小满");
        let looked = filled.clone().set("act", "look").await.ok();
        assert_eq!(looked.all("aside .lx-row").len(), 1);
        assert!(looked.one("aside .lx-row").attr("href").unwrap().contains(&before.to_string()));
        assert_eq!(looked.text("#what"), "井盖丢了，怕有人掉下去");
        assert_eq!(trial.rows_in("cases").await, 1);
        let slip = looked.form("main form").set("act", "send").await.ok();
        assert_eq!(slip.all("dl dd").len(), 3);
        assert_eq!(trial.rows_in("cases").await, 2);
        // Sent twice it is the same request, and the same slip.
        let again = looked.form("main form").set("act", "send").await.ok();
        assert_eq!(again.texts("dl dd"), slip.texts("dl dd"));
        assert_eq!(trial.rows_in("cases").await, 2);
        let elsewhere = trial.org("370114007").await.id.to_string();
        looked.form("main form").set("act", "send").set("place", &elsewhere).await.is(422);
    })
    .await;
}

#[tokio::test]
async fn a_whistle_is_answered_on_the_spot_and_both_sides_score() {
    on_each(modules, async |trial: &Trial| {
        let people = people(trial).await;
        let case = signed(trial, &people).await;
        let power = trial.person("liaison", "power").await;
        let power_unit = trial.org("power").await.id.to_string();
        let blow =
            [("matter", "请供电所来查线路"), ("units", &power_unit), ("meeting_at", "2026-05-20T14:00")];
        let seen = do_it(trial, &people.leader, case, "blow", &blow).await;
        assert!(seen.says("会同办理") && seen.says("应哨"), "{}", seen.text("main"));
        trial.later(chrono::Duration::minutes(30));
        let seen = page(trial, &power, case).await;
        assert_eq!(seen.text(".case-acts .btn-primary"), "报到");
        let seen = seen.press("a[href*='/report-in']").await.ok().form("#main-form").await.is(303);
        let seen = seen.follow().await.ok();
        assert!(seen.says("报到用时 30 分"), "{}", seen.text("main"));
        do_it(trial, &power, case, "give-result", &[("words", "线路已换好")]).await;
        do_it(trial, &people.liaison, case, "contact", &[("words", "打通了")]).await;
        let answer = [("ending", "solved"), ("answer", "换好三盏灯头，已亮。"), ("no_photo", "夜里拍不清")];
        do_it(trial, &people.liaison, case, "resolve", &answer).await;
        let seen = do_it(trial, &people.leader, case, "score", &[("score", "4")]).await;
        assert!(seen.says("街镇给部门 4 分"), "{}", seen.text("main"));
    })
    .await;
}

#[tokio::test]
async fn more_time_is_asked_for_and_decided_by_somebody_else_and_both_limits_are_shown() {
    on_each(modules, async |trial: &Trial| {
        let people = people(trial).await;
        let case = said(trial, WORDS, "").await;
        let normal = trial.playbook().categories.leaves().find(|one| {
            one.pace.code() == "normal"
                && !one.sensitive
                && !one.is_sealed()
                && trial.playbook().primary_item(&one.code).is_some_and(|item| item.lead_unit == "housing")
        });
        let normal = normal.unwrap();
        let accept = format!("accept?top={}", normal.parent_code);
        do_it(trial, &people.dispatcher, case, &accept, &[("category", &normal.code), ("kind", "help")])
            .await;
        do_it(trial, &people.dispatcher, case, "dispatch", &[]).await;
        page(trial, &people.liaison, case).await.form("form[action$='/sign']").await.is(303);
        let wish = [("words", "配件要从外地调，后天才到"), ("amount", "1wd")];
        let seen = do_it(trial, &people.liaison, case, "ask-extend", &wish).await;
        assert!(!seen.has("a[href$='/ask-extend']") && !seen.has("a[href*='/decide']"));
        let seen = page(trial, &people.leader, case).await;
        assert_eq!(seen.text(".case-acts .btn-primary"), "审定延期");
        let decide = seen.press(".case-acts .btn-primary").await.ok();
        assert!(decide.says("配件要从外地调，后天才到"));
        decide.form("#main-form").await.is(422);
        let seen = decide.form("#main-form").set("yes", "yes").await.is(303).follow().await.ok();
        assert!(seen.says("原期限") && seen.says("批准延期 1 个工作日"), "{}", seen.text("main"));
    })
    .await;
}

#[tokio::test]
async fn a_photo_of_the_result_is_kept_with_the_case_and_shown_to_nobody_else() {
    on_each(modules, async |trial: &Trial| {
        let people = people(trial).await;
        let case = signed(trial, &people).await;
        do_it(trial, &people.liaison, case, "contact", &[("words", "打通了")]).await;
        let seen = form(trial, &people.liaison, case, "resolve").await;
        let fill = |seen: &Seen| {
            seen.form("#main-form").set("ending", "solved").set("answer", "换好三盏灯头，已亮。")
        };
        let seen = fill(&seen).file("photos", "a.jpg", b"no photo at all".to_vec()).await.is(422);
        assert!(seen.text("#answer").contains("已亮"));
        let seen = fill(&seen).file("photos", "a.png", png()).await.is(303).follow().await.ok();
        let photo = seen.one(".lx-photo").attr("href").unwrap().to_owned();
        let bytes = seen.go(&photo).await.ok();
        assert_eq!(bytes.header("content-type"), "image/jpeg");
        let stranger = trial.person("dispatcher", "370114007").await;
        trial.get(&photo).by(&stranger).await.is(404);
    })
    .await;
}

/// Two by two pixels.
fn png() -> Vec<u8> {
    const BYTES: [u8; 75] = [
        137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0,
        253, 212, 154, 115, 0, 0, 0, 18, 73, 68, 65, 84, 120, 156, 99, 56, 193, 197, 197, 117, 130, 139, 1,
        66, 1, 0, 25, 154, 3, 113, 35, 165, 228, 122, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
    ];
    BYTES.to_vec()
}

#[tokio::test]
async fn whoever_looks_is_written_down_once_in_ten_minutes() {
    on_each(modules, async |trial: &Trial| {
        let people = people(trial).await;
        let case = said(trial, WORDS, "").await;
        page(trial, &people.secretary, case).await;
        page(trial, &people.secretary, case).await;
        let times = "SELECT times FROM case_looks WHERE case_id = $1 AND person_id = $2";
        let looked = async || {
            let value: Option<i64> =
                trial.reader().value(times, values![case, people.secretary.id]).await.unwrap();
            value
        };
        assert_eq!(looked().await, Some(1));
        trial.later(chrono::Duration::minutes(10));
        page(trial, &people.secretary, case).await;
        assert_eq!(looked().await, Some(2));
        let seen = page(trial, &people.leader, case).await;
        assert!(seen.says(&people.secretary.name), "a leader sees who looked");
        assert!(seen.says("2 人看过"));
    })
    .await;
}

#[tokio::test]
async fn cases_are_put_together_by_number_and_every_requester_stays() {
    on_each(modules, async |trial: &Trial| {
        let people = people(trial).await;
        let master = accepted(trial, &people).await;
        let other = said(trial, "老磨坊那里晚上黑，骑车摔人", "").await;
        let number: String = trial
            .reader()
            .value("SELECT number FROM cases WHERE id = $1", values![other])
            .await
            .unwrap()
            .unwrap();
        let found = form(trial, &people.dispatcher, master, &format!("merge?q={number}")).await;
        let seen =
            found.form("#main-form").set("other", &other.to_string()).await.is(303).follow().await.ok();
        assert!(seen.says("并进来的") && seen.says("老磨坊那里晚上黑"), "{}", seen.text("main"));
        assert_eq!(state(trial, other).await, "merged");
        assert_eq!(seen.all("a[href*='/reveal/']").len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_page_for_each_act_can_be_read_in_english() {
    on_each(modules, async |trial: &Trial| {
        let people = people(trial).await;
        let case = said(trial, WORDS, "").await;
        for verb in ["accept", "refuse", "answer-at-once", "withdraw", "relate"] {
            let path = format!("/cases/{case}/{verb}");
            let seen = trial.get(&path).by(&people.dispatcher).cookie("__Host-lx_lang", "en").await.ok();
            assert!(!seen.body_text().contains("cases-"), "{verb} lacks a text");
        }
        let seen = trial
            .get(&format!("/cases/{case}"))
            .by(&people.dispatcher)
            .cookie("__Host-lx_lang", "en")
            .await
            .ok();
        assert!(seen.says("What the person says"), "{}", seen.text("main"));
        assert!(!seen.body_text().contains(">cases-"));
    })
    .await;
}

#[tokio::test]
async fn a_point_in_another_village_is_told_beside_the_map_and_moves_nothing() {
    on_each(modules, async |trial| {
        let people = people(trial).await;
        let case = said(trial, WORDS, "C06").await;
        assert!(!page(trial, &people.secretary, case).await.has("#by-boundary"), "no boundary, nothing to say");
        let other = trial.org("370114011228").await;
        let shape = "[[[[117.6,36.5],[117.7,36.5],[117.7,36.7],[117.6,36.7],[117.6,36.5]]]]";
        let tx = trial.begin().await;
        tx.run(
            "INSERT INTO org_boundaries (id, org_id, shape, west, south, east, north, points, came_as, valid_from) \
             VALUES ($1, $2, $3, 117.6, 36.5, 117.7, 36.7, 5, 'wgs84', $4)",
            values![tx.id(), other.id, shape, tx.now()],
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let seen = page(trial, &people.secretary, case).await;
        assert!(seen.text("#by-boundary").contains(&other.short_zh));
        let place: Id = trial
            .reader()
            .value("SELECT place_id FROM cases WHERE id = $1", values![case])
            .await
            .unwrap()
            .unwrap();
        assert_eq!(place, trial.org(VILLAGE).await.id, "nothing is moved by it");
    })
    .await;
}
