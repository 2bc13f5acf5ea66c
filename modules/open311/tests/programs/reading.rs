//! GET requests: what everybody may see, and every filter of the specification.

use chrono::Duration;

use crate::stage::{errors, on_both};

#[tokio::test]
async fn a_request_shows_every_field_and_no_person() {
    on_both(async |stage| {
        let number = stage
            .reported(&[
                ("description", "赵小满家门口路灯不亮，电话 13905310000"),
                ("media_url", "http://169.254.169.254/x.jpg"),
            ])
            .await;
        stage.accepts(&number, "C06", "help").await;
        let seen = stage.get(&format!("requests/{number}.json")).await.ok().json();
        let one = &seen[0];
        let text = seen.to_string();
        for hidden in ["赵小满", "13905310000", "169.254", "小满"] {
            assert!(!text.contains(hidden), "{hidden} in {text}");
        }
        assert_eq!(one["service_request_id"], number.as_str());
        assert_eq!(one["status"], "open");
        assert_eq!(
            (one["service_code"].as_str(), one["service_name"].as_str()),
            (Some("C06"), Some("Street lights"))
        );
        assert!(one["description"].as_str().unwrap().contains("门口路灯不亮"));
        assert_eq!(one["requested_datetime"], "2026-05-20T10:15:00+08:00");
        assert!(one["expected_datetime"].as_str().unwrap().ends_with("+08:00"));
        assert_eq!((one["lat"].as_f64(), one["long"].as_f64()), (Some(36.7014), Some(117.5402)));
        assert_eq!(one["address_id"], crate::stage::VILLAGE);
        assert!(one["address"].as_str().unwrap().starts_with("村口小卖部门前, "));
        assert!(one["zipcode"].is_null() && one["media_url"].is_null());
        let xml = stage.get(&format!("requests/{number}.xml")).await.ok().body_text();
        let fields: Vec<&str> = one.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields.len(), 17, "{fields:?}");
        for field in fields {
            assert!(
                xml.contains(&format!("<{field}>")) || xml.contains(&format!("<{field}/>")),
                "{field} in {xml}"
            );
        }
        assert!(xml.starts_with(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><service_requests><request><service_request_id>"
        ));
        assert!(xml.contains("<lat>36.7014</lat><long>117.5402</long>"), "{xml}");
    })
    .await;
}

#[tokio::test]
async fn words_that_nobody_has_looked_at_are_not_shown() {
    on_both(async |stage| {
        let number = stage.reported(&[("description", "恶意的话，不该登出来")]).await;
        let seen = stage.get(&format!("requests/{number}.json")).await.ok().json();
        assert!(seen[0]["description"].is_null() && seen[0]["lat"].is_null());
        assert!(!seen.to_string().contains("恶意") && !seen.to_string().contains("小卖部"));
        assert_eq!(seen[0]["status"], "open");
    })
    .await;
}

#[tokio::test]
async fn somebody_without_a_name_has_no_exact_place() {
    on_both(async |stage| {
        let number = stage.reported(&[("last_name", ""), ("first_name", ""), ("phone", "")]).await;
        stage.accepts(&number, "C06", "help").await;
        let seen = stage.get(&format!("requests/{number}.json")).await.ok().json();
        assert!(seen[0]["lat"].is_null() && seen[0]["long"].is_null());
        assert!(!seen[0]["address"].as_str().unwrap().contains("小卖部"));
        assert!(!seen[0]["address"].as_str().unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn sensitive_matters_complaints_and_what_was_sealed_are_in_no_list() {
    on_both(async |stage| {
        let poor = stage.says("家里困难想申请低保", |_| {}).await;
        stage.accepts(&poor.number, "J01", "help").await;
        let complaint = stage.says("城管执法态度很差，要投诉", |_| {}).await;
        stage.accepts(&complaint.number, "E01", "complaint").await;
        let fresh = stage.says("村口井盖没有了很危险", |_| {}).await;
        let lamp = stage.says("东头路灯又不亮了", |_| {}).await;
        stage.accepts(&lamp.number, "C06", "help").await;
        assert_eq!(stage.numbers("").await, std::slice::from_ref(&lamp.number));
        for hidden in [&poor.number, &complaint.number, &fresh.number] {
            let seen = stage.get(&format!("requests/{hidden}.json")).await.is(404);
            assert_eq!(errors(&seen)[0].0, 404);
        }
        let all = format!("?service_request_id={},{},{}", poor.number, lamp.number, complaint.number);
        assert_eq!(stage.numbers(&all).await, [lamp.number]);
    })
    .await;
}

#[tokio::test]
async fn an_answered_case_is_closed_with_its_masked_answer() {
    on_both(async |stage| {
        let number = stage.reported(&[]).await;
        stage.trial.later(Duration::hours(2));
        stage.answers(&number, "电工小刘 13905311111 今天已去换灯，当晚就亮").await;
        let seen = stage.get(&format!("requests/{number}.json")).await.ok().json();
        assert_eq!(seen[0]["status"], "closed");
        let notes = seen[0]["status_notes"].as_str().unwrap();
        assert!(notes.contains("换灯") && !notes.contains("13905311111"), "{notes}");
        assert_eq!(seen[0]["updated_datetime"], "2026-05-20T12:15:00+08:00");
        assert_eq!(stage.numbers("?status=closed").await, std::slice::from_ref(&number));
        assert!(stage.numbers("?status=open").await.is_empty());
        assert_eq!(stage.numbers("?status=open,closed").await, std::slice::from_ref(&number));
        assert_eq!(stage.numbers("?status=open&status=closed&status=").await, [number]);
    })
    .await;
}

#[tokio::test]
async fn numbers_override_every_other_argument_and_come_in_their_order() {
    on_both(async |stage| {
        let one = stage.reported(&[]).await;
        let two = stage.reported(&[]).await;
        let query = format!(
            "?service_request_id={two},26-0101-0001-9,%20{one},{two}&status=closed&start_date=nonsense"
        );
        assert_eq!(stage.numbers(&query).await, [two.clone(), one.clone()]);
        let query = format!("?service_request_id={one}&service_request_id={two}");
        assert_eq!(stage.numbers(&query).await, [one, two]);
    })
    .await;
}

#[tokio::test]
async fn dates_choose_both_ends_included_and_span_at_most_ninety_days() {
    on_both(async |stage| {
        stage.trial.at("2026-02-01 09:00");
        let old = stage.reported(&[]).await;
        stage.trial.at("2026-05-18 09:00");
        let before = stage.reported(&[]).await;
        stage.trial.at("2026-05-20 10:15");
        let now = stage.reported(&[]).await;
        assert_eq!(
            stage.numbers("").await,
            [now.clone(), before.clone()],
            "the newest 90 days, newest first"
        );
        let of = async |query: &str| stage.numbers(query).await;
        assert_eq!(of("?end_date=2026-05-01T00:00:00Z").await, [old.clone()]);
        assert_eq!(
            of("?start_date=2026-02-01T09:00:00%2B08:00").await,
            [old.clone()],
            "from then 90 days on"
        );
        assert_eq!(of("?start_date=2026-02-01T01:00:00Z&end_date=2026-02-01T09:00:00+08:00").await, [old]);
        assert_eq!(of("?start_date=2026-05-20").await, [now], "a date alone is midnight in China");
        assert_eq!(of("?start_date=2026-05-18&end_date=2026-05-19&start_date=").await, [before]);
        for (query, argument) in [
            ("?start_date=2026-01-01T00:00:00Z&end_date=2026-05-01T00:00:00Z", "end_date"),
            ("?start_date=2026-05-02T00:00:00Z&end_date=2026-05-01T00:00:00Z", "end_date"),
            ("?start_date=yesterday", "start_date"),
            ("?status=sleeping", "status"),
            ("?page=0", "page"),
            ("?page_size=1001", "page_size"),
            ("?page=11", "page"),
        ] {
            let seen = stage.get(&format!("requests.json{query}")).await.is(400);
            let told = errors(&seen);
            assert!(
                told.iter().any(|(code, text)| *code == 400 && text.starts_with(argument)),
                "{query}: {told:?}"
            );
        }
        let seen = stage.get("requests.json?status=x&start_date=y&page=z").await.is(400);
        assert_eq!(errors(&seen).len(), 3, "all that is wrong is told at once");
    })
    .await;
}

#[tokio::test]
async fn services_choose_and_pages_cut() {
    on_both(async |stage| {
        let mut lamps = Vec::new();
        for _ in 0..3 {
            lamps.insert(0, stage.reported(&[]).await);
            stage.trial.later(Duration::minutes(1));
        }
        let hole = stage.reported(&[("service_code", "C07"), ("attribute[fault]", "missing")]).await;
        assert_eq!(stage.numbers("?service_code=C06").await, lamps);
        assert_eq!(stage.numbers("?service_code=C07,C08&service_code=C01").await, [hole.clone()]);
        assert_eq!(stage.numbers("?page_size=2").await, [hole, lamps[0].clone()]);
        assert_eq!(stage.numbers("?page_size=2&page=2").await, lamps[1..]);
        assert!(stage.numbers("?page_size=2&page=3").await.is_empty());
        for unknown in ["XX", "J01"] {
            let seen = stage.get(&format!("requests.xml?service_code=C06,{unknown}")).await.is(404);
            assert!(seen.body_text().contains(unknown), "{}", seen.body_text());
        }
        let none = stage.get("requests.xml?status=closed").await.ok().body_text();
        assert_eq!(none, "<?xml version=\"1.0\" encoding=\"utf-8\"?><service_requests></service_requests>");
    })
    .await;
}
