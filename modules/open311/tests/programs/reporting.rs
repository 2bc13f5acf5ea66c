//! POST requests: the key, the place, the questions, retries, photos.

use lianxin_cases::{attachments_of, requests_of};

use crate::stage::{VILLAGE, errors, number, on_both};

#[tokio::test]
async fn a_report_becomes_a_case_with_its_words_place_and_sealed_contact() {
    on_both(async |stage| {
        let seen =
            stage.lamp(&[("email", "a@b.cn"), ("device_id", "d1"), ("account_id", "77")]).await.is(201);
        let number = number(&seen);
        assert!(seen.json()[0]["service_notice"].as_str().unwrap().starts_with("Registered"));
        assert!(seen.json()[0]["account_id"].is_null() && seen.json()[0].get("token").is_none());
        let case = stage.case(&number).await;
        assert_eq!(
            (case.channel.as_str(), case.category.as_str(), case.state.as_str()),
            ("open311", "C06", "registered")
        );
        assert_eq!(case.words, "村口路灯不亮三天了\nWhat is wrong with the lamp: Off");
        assert_eq!((case.lon, case.lat), (Some(117.5402), Some(36.7014)));
        assert_eq!(case.place_id, stage.trial.org(VILLAGE).await.id);
        let request = &requests_of(&stage.trial.reader(), case.id).await.unwrap()[0];
        assert!(!request.anonymous && request.phone_sealed.is_some() && request.name_sealed.is_some());
        let keys = &stage.trial.county().keys;
        let name = keys.open("requests", request.id, "name", request.name_sealed.as_ref().unwrap()).unwrap();
        assert_eq!(name.to_string(), "赵小满");
        assert_eq!(stage.trial.verbs("request", request.id).await, ["request.bring"]);
        assert_eq!(stage.trial.verbs("case", case.id).await, ["case.register"]);
        let xml = stage
            .post(
                "xml",
                &[
                    ("api_key", &stage.key),
                    ("service_code", "W03"),
                    ("address_id", VILLAGE),
                    ("description", "谢谢修路的师傅们"),
                ],
            )
            .await
            .is(201)
            .body_text();
        assert!(xml.contains("<service_requests><request><service_request_id>26-0520-0002-"), "{xml}");
        assert!(xml.contains("<account_id/>"), "{xml}");
    })
    .await;
}

#[tokio::test]
async fn the_key_comes_by_field_query_or_header_and_nothing_goes_without_one() {
    on_both(async |stage| {
        let fields = [("service_code", "W03"), ("address_id", VILLAGE), ("description", "谢谢修路的师傅们")];
        stage.post("json", &fields).with_token(&stage.key).await.is(201);
        let path = format!("/open311/v2/requests.json?api_key={}", stage.key);
        stage.trial.post(&path, &fields).without("sec-fetch-site").await.is(201);
        stage.post("json", &fields).field("api_key", &stage.key).multipart().await.is(201);
        let read_only = stage.trial.token(&["cases.read"], "370114").await;
        for wrong in ["", "nonsense", &"A".repeat(43), &read_only] {
            let seen = stage.post("json", &fields).field("api_key", wrong).await.is(403);
            assert_eq!(errors(&seen)[0].0, 403, "{wrong}");
            let xml = stage.post("xml", &fields).field("api_key", wrong).await.is(403);
            assert!(xml.body_text().contains("<errors><error><code>403</code>"), "{}", xml.body_text());
        }
        assert_eq!(stage.trial.rows_in("cases").await, 3);
        // A key opens this interface only in its own ways, never by another one's query.
        let listed = stage.get("requests.json?api_key=nonsense").await.ok();
        assert!(listed.json().is_array(), "reading needs no key");
    })
    .await;
}

#[tokio::test]
async fn all_that_is_missing_or_wrong_is_told_at_once_and_nothing_is_written() {
    on_both(async |stage| {
        let seen = stage.post("json", &[("api_key", &stage.key)]).await.is(400);
        assert!(errors(&seen)[0].1.starts_with("service_code: "), "{:?}", errors(&seen));
        let seen = stage.lamp(&[("service_code", "C99")]).await.is(404);
        assert!(errors(&seen)[0].1.contains("C99"));
        stage.lamp(&[("service_code", "V06")]).await.is(404);
        stage.lamp(&[("jurisdiction_id", "sfgov.org")]).await.is(404);
        let none =
            [("address_id", ""), ("address_string", ""), ("lat", ""), ("long", ""), ("attribute[fault]", "")];
        let told = errors(&stage.lamp(&none).await.is(400));
        assert!(told.iter().any(|(_, text)| text.starts_with("address_string: lat and long")), "{told:?}");
        assert!(told.iter().any(|(_, text)| text.starts_with("attribute: A required")), "{told:?}");
        for (field, value, expected) in [
            ("attribute[fault]", "exploded", "attribute"),
            ("attribute[lamps]", "many", "attribute"),
            ("attribute[unknown]", "1", "attribute"),
            ("attribute[fault][]", "flicker", "attribute"),
            ("attribute[pole]", "a\nb", "attribute"),
            ("lat", "", "lat"),
            ("long", "", "long"),
            ("lat", "91", "lat"),
            ("lat", "NaN", "lat"),
            ("long", "-117.5", "long"),
            ("address_id", "370114999999", "address_id"),
            ("phone", "12", "phone"),
            ("description", &"长".repeat(4_001), "description"),
            ("media_url", &"x".repeat(2_001), "media_url"),
        ] {
            let seen = stage.lamp(&[(field, value)]).await.is(400);
            let told = errors(&seen);
            assert!(told.iter().any(|(_, text)| text.starts_with(expected)), "{field}={value}: {told:?}");
        }
        stage.lamp(&[("description", "a\0b路灯坏了")]).await.is(400);
        assert_eq!((stage.trial.rows_in("cases").await, stage.open311_rows().await), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn words_name_the_place_and_a_point_alone_goes_to_the_county() {
    on_both(async |stage| {
        let village = stage.trial.org(VILLAGE).await;
        let town = stage.trial.org("370114011").await;
        let place = async |fields: &[(&str, &str)]| {
            let number = stage.reported(fields).await;
            stage.case(&number).await.place_id
        };
        let words = format!("{}{}东头第三排", town.short_zh, village.short_zh);
        assert_eq!(place(&[("address_id", ""), ("address_string", &words)]).await, village.id);
        let words = format!("{}十字路口", town.short_zh);
        assert_eq!(place(&[("address_id", ""), ("address_string", &words)]).await, town.id);
        let words = format!("East end, {}", village.name_en.to_uppercase());
        assert_eq!(place(&[("address_id", ""), ("address_string", &words)]).await, village.id);
        let root = stage.trial.org("370114").await.id;
        assert_eq!(place(&[("address_id", ""), ("address_string", "不知道是哪里")]).await, root);
        assert_eq!(place(&[("address_id", ""), ("address_string", "")]).await, root);
        assert_eq!(place(&[("address_id", &town.code)]).await, town.id);
    })
    .await;
}

#[tokio::test]
async fn a_towns_key_reports_within_its_town_only() {
    on_both(async |stage| {
        let key = stage.trial.token(&["open311.write"], "370114011").await;
        let number = stage.reported(&[("api_key", &key), ("address_id", ""), ("address_string", "")]).await;
        assert_eq!(stage.case(&number).await.place_id, stage.trial.org("370114011").await.id);
        let seen = stage.lamp(&[("api_key", &key), ("address_id", "370114007200")]).await.is(400);
        assert!(errors(&seen)[0].1.starts_with("address_id: "));
        let department = stage.trial.token(&["open311.write"], "housing").await;
        stage.reported(&[("api_key", &department)]).await;
    })
    .await;
}

#[tokio::test]
async fn a_retry_with_the_clients_key_is_the_same_report() {
    on_both(async |stage| {
        let first = stage.lamp(&[]).header("idempotency-key", "app-1/2026-05-20/7").await.is(201);
        let again = stage.lamp(&[]).header("idempotency-key", "app-1/2026-05-20/7").await.is(200);
        assert_eq!(first.json(), again.json());
        let other = stage
            .lamp(&[("description", "另外一盏灯也不亮了")])
            .header("idempotency-key", "app-1/2026-05-20/7")
            .await;
        errors(&other.is(400));
        let stranger = stage.trial.token(&["open311.write"], "370114").await;
        let theirs = stage
            .lamp(&[("api_key", &stranger)])
            .header("idempotency-key", "app-1/2026-05-20/7")
            .await
            .is(201);
        assert_ne!(number(&theirs), number(&first), "a key of one program says nothing about another's");
        let field = stage.reported(&[("client_request_id", "8")]).await;
        assert_eq!(number(&stage.lamp(&[("client_request_id", "8")]).await.is(200)), field);
        assert_eq!(stage.trial.rows_in("cases").await, 3);
        let token = stage.token_of(&field).await;
        let found = stage.get(&format!("tokens/{token}.json")).await.ok().json();
        assert_eq!(found, serde_json::json!([{ "service_request_id": field, "token": token.to_string() }]));
        let xml = stage.get(&format!("tokens/{token}.xml")).await.ok().body_text();
        assert!(xml.contains(&format!(
            "<request><service_request_id>{field}</service_request_id><token>{token}</token></request>"
        )));
        stage.get("tokens/018f0000-0000-7000-8000-000000000000.json").await.is(404);
        stage.get(&format!("tokens/{token}.json?jurisdiction_id=x")).await.is(404);
    })
    .await;
}

#[tokio::test]
async fn eight_retries_at_one_time_make_one_case() {
    on_both(async |stage| {
        let send = || async { stage.lamp(&[]).header("idempotency-key", "once").await };
        let all = tokio::join!(send(), send(), send(), send(), send(), send(), send(), send());
        let all = [all.0, all.1, all.2, all.3, all.4, all.5, all.6, all.7];
        let made = all.iter().filter(|seen| seen.status.as_u16() == 201).count();
        assert_eq!(made, 1);
        assert!(
            all.iter()
                .all(|seen| matches!(seen.status.as_u16(), 200 | 201) && number(seen) == number(&all[0]))
        );
        assert_eq!(stage.trial.rows_in("cases").await, 1);
    })
    .await;
}

#[tokio::test]
async fn questions_errands_and_danger_reach_whoever_handles_it() {
    on_both(async |stage| {
        let fields = [
            ("service_code", "C08"),
            ("attribute[fault]", "sunken"),
            ("attribute[danger][]", "road"),
            ("attribute[size]", "3.5"),
        ];
        let number = number(&stage.lamp(&fields).field("attribute[danger][]", "school").await.is(201));
        let case = stage.case(&number).await;
        assert!(case.words.contains("On the carriageway, By a school or hospital"), "{}", case.words);
        let errand = [
            ("service_code", "L04"),
            ("attribute[fault]", ""),
            ("attribute[errand]", "SI14"),
            ("description", ""),
        ];
        let seen = stage.lamp(&errand).await;
        assert_eq!(seen.status.as_u16(), 400, "an answer to a question of another service is a mistake");
        let plain = [
            ("api_key", stage.key.as_str()),
            ("service_code", "L04"),
            ("address_id", VILLAGE),
            ("attribute[errand]", "SI14"),
        ];
        let number = crate::stage::number(&stage.post("json", &plain).await.is(201));
        let case = stage.case(&number).await;
        assert_eq!(case.service, "SI14");
        assert!(case.words.contains("Proof of right to a pension"), "{}", case.words);
        let fire = stage.lamp(&[("description", "路灯杆着火了快来人")]).await.is(201).json();
        assert!(fire[0]["service_notice"].as_str().unwrap().contains("119"), "{fire}");
    })
    .await;
}

#[tokio::test]
async fn a_photo_is_kept_and_what_is_none_is_refused() {
    on_both(async |stage| {
        let png = include_bytes!("lamp.png").to_vec();
        let number = number(&stage.lamp(&[]).file("media", "lamp.png", png).await.is(201));
        let case = stage.case(&number).await;
        let kept = attachments_of(&stage.trial.reader(), case.id).await.unwrap();
        assert_eq!((kept.len(), kept[0].kind.as_str(), kept[0].phase.as_str()), (1, "photo", "raised"));
        let told = errors(&stage.lamp(&[]).file("media", "x.jpg", b"no photo at all".to_vec()).await.is(400));
        assert!(told[0].1.starts_with("media: "), "{told:?}");
        assert_eq!(stage.trial.rows_in("cases").await, 1);
    })
    .await;
}
