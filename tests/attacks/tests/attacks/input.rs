//! What is sent: too much, too deep, too clever.

use http::Method;
use lianxin_trial::on_each;

use crate::{TOWN, VILLAGE, modules, said};

#[tokio::test]
async fn what_is_too_deep_or_no_json_gets_a_problem_with_a_stable_code() {
    on_each(modules, async |trial| {
        let token = trial.token(&["cases.write", "cases.read"], "370114").await;
        let deep = format!("{}1{}", "[".repeat(20_000), "]".repeat(20_000));
        let objects = format!("{}1{}", "{\"a\":".repeat(20_000), "}".repeat(20_000));
        for body in [deep.as_str(), objects.as_str(), "{", "\u{0}", "[1e999]", "{\"words\":\"\\ud800\"}"] {
            let seen = trial
                .call(Method::POST, "/api/v1/cases")
                .raw("application/json", body)
                .with_token(&token)
                .await;
            assert!(
                (400..=422).contains(&seen.status.as_u16()),
                "{}: {}",
                seen.status,
                &body[..body.len().min(20)]
            );
            assert_eq!(seen.header("content-type"), "application/problem+json");
            assert!(seen.json()["code"].as_str().is_some_and(|code| !code.is_empty()));
        }
    })
    .await;
}

#[tokio::test]
async fn a_form_of_many_parts_or_long_fields_is_refused_before_it_costs() {
    on_each(modules, async |trial| {
        let many = (0..3_000).fold(trial.post("/report", &[]), |call, n| call.field(&format!("f{n}"), "x"));
        many.multipart().await.is(413);
        let long = "长".repeat(30_000);
        trial.post("/report", &[("what", &long)]).multipart().await.is(413);
        trial.post("/report", &[("what", &"x".repeat(3_000_000))]).await.is(413);
        let body = "--b\r\nContent-Disposition: form-data; name=\"what\"\r\n\r\nno end";
        trial.call(Method::POST, "/report").raw("multipart/form-data; boundary=b", body).await.is(422);
        trial.call(Method::POST, "/report").raw("multipart/form-data", body).await.is(422);
    })
    .await;
}

#[tokio::test]
async fn a_file_is_what_its_bytes_are_whatever_it_is_called() {
    on_each(modules, async |trial| {
        let form = trial.get(&format!("/report?place={VILLAGE}")).await.ok().form("main form[enctype]");
        let form = form.set("what", "村东头路灯不亮了");
        for (name, bytes) in [
            ("lamp.jpg", b"<script>alert(1)</script>".to_vec()),
            ("../../../../etc/passwd", b"root:x:0:0".to_vec()),
            ("lamp.png\r\nX-Evil: 1", b"\x89PNG\r\n\x1a\nnothing more".to_vec()),
            ("lamp.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec()),
            ("bomb.xlsx", b"PK\x03\x04rest".to_vec()),
        ] {
            let seen = form.clone().file("photos", &name.replace(['\r', '\n'], ""), bytes).await.is(422);
            assert!(seen.has("#photos-error"), "{name}");
            assert_eq!(seen.text("textarea[name=what]"), "村东头路灯不亮了", "what was typed is kept");
        }
        assert_eq!(trial.rows_in("attachments").await, 0, "nothing of it was stored");
    })
    .await;
}

#[tokio::test]
async fn no_address_leads_out_of_the_folder() {
    on_each(modules, async |trial| {
        let who = trial.person("dispatcher", TOWN).await;
        for path in [
            "/assets/../Cargo.toml",
            "/assets/..%2f..%2fCargo.toml",
            "/assets/%2e%2e/%2e%2e/etc/passwd",
            "/assets//etc/passwd",
            "/assets/%00",
            "/assets/%ff%fe",
        ] {
            let seen = trial.get(path).above().await;
            assert!(matches!(seen.status.as_u16(), 400 | 404), "{path}: {}", seen.status);
        }
        for path in [
            "/files/..%2f..%2fkeys.toml",
            "/files/%2e%2e",
            "/cases/..%2f..",
            "/orgs/%00",
            "/report/kept/..%2fx",
        ] {
            let seen = trial.get(path).by(&who).await;
            assert!((400..=422).contains(&seen.status.as_u16()), "{path}: {}", seen.status);
        }
    })
    .await;
}

#[tokio::test]
async fn a_line_break_in_what_is_typed_makes_no_header() {
    on_each(modules, async |trial| {
        for evil in ["/370114/x%0d%0aSet-Cookie:%20a=b", "/370114/x\r\nSet-Cookie: a=b"] {
            let seen = trial.post("/elder", &[("elder", "on"), ("back", evil)]).await;
            assert_eq!(seen.headers.get_all("set-cookie").iter().count(), 1, "{evil}");
            assert!(!seen.header("location").contains(['\r', '\n']), "{evil}");
        }
        let seen = trial.get("/language/en%0d%0aSet-Cookie:%20a=b").await;
        assert!(!seen.headers.contains_key("set-cookie") || seen.status.is_redirection());
        assert!(
            !seen
                .headers
                .get_all("set-cookie")
                .iter()
                .any(|line| line.as_bytes().windows(4).any(|part| part == b" a=b"))
        );
    })
    .await;
}

#[tokio::test]
async fn words_that_look_like_a_program_are_words_wherever_they_come_out() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let evil = "<img src=x onerror=alert(1)>'\"--></script>";
        let form = trial.get("/people/new").by(&admin).await.ok().form("#new");
        let person = form.set("name", evil).await.follow().await.ok();
        assert_eq!(person.text("h1"), evil);
        for path in [
            "/sign-in?back=%22%3E%3Cscript%3E",
            "/people?name=%3Cscript%3E",
            "/search?q=%22onfocus%3Dalert",
            "/follow?number=%3Cb%3E",
        ] {
            let seen = trial.get(path).by(&admin).await;
            assert!(!seen.has("script:not([src]):not([type])") && !seen.has("[onfocus], main b b"), "{path}");
        }
        let forged = "';DROP TABLE cases;--";
        let who = trial.person("dispatcher", TOWN).await;
        said(trial, None).await;
        trial.get(&format!("/cases?q={}", "%27%3BDROP%20TABLE%20cases%3B--")).by(&who).await.ok();
        trial.post("/sign-in", &[("login", forged), ("password", forged)]).await.is(422);
        assert_eq!(trial.rows_in("cases").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_number_or_id_of_somebody_else_opens_nothing() {
    on_each(modules, async |trial| {
        let mine = said(trial, None).await;
        let theirs = said(trial, None).await;
        let word = mine.word.to_string();
        trial.post("/follow", &[("number", &theirs.number), ("word", &word)]).await.is(422);
        let inside = trial.post("/follow", &[("number", &mine.number), ("word", &word)]).await.is(303);
        inside.go(&format!("/370114/follow/{}", mine.number)).await.ok();
        let other = inside.go(&format!("/370114/follow/{}", theirs.number)).await;
        assert!(!other.body_text().contains("路灯"), "a cookie opens its own request alone");
        let elsewhere = trial.person("dispatcher", "370114007").await;
        trial.get(&format!("/cases/{}", mine.case_id)).by(&elsewhere).await.is(404);
        for act in ["accept", "dispatch", "resolve", "contact"] {
            let seen = trial
                .post(&format!("/cases/{}/{act}", mine.case_id), &[("revision", "1")])
                .by(&elsewhere)
                .await;
            assert!(matches!(seen.status.as_u16(), 403..=405), "{act}: {}", seen.status);
        }
    })
    .await;
}
