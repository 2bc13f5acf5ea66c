//! What stands on every answer, whoever gives it.

use lianxin_trial::{Seen, on_each};

use crate::{TOWN, modules, said};

/// What no answer lacks.
const EVERYWHERE: [(&str, &str); 8] = [
    ("content-security-policy", "default-src 'none'"),
    ("content-security-policy", "frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("permissions-policy", "geolocation="),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
];

fn guarded(seen: &Seen) {
    for (name, part) in EVERYWHERE {
        // A file of a stranger has a policy of its own, which allows nothing at all.
        let alone = seen.header(name).contains("sandbox");
        // What Open311 tells everybody may be read by the pages of other sites.
        let open = name == "cross-origin-resource-policy" && seen.path().contains("/open311/");
        let alone = alone || open;
        assert!(
            alone || seen.header(name).contains(part),
            "{}: {name} is {:?}",
            seen.path(),
            seen.header(name)
        );
    }
    let policy = seen.header("content-security-policy");
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
}

/// Nothing in the page runs or dresses it but our own files.
fn has_nothing_inline(seen: &Seen) {
    for script in seen.all("script") {
        let data = script.attr("type") == Some("application/json");
        assert!(data || script.attr("src").is_some(), "{}: {}", seen.path(), script.html);
    }
    assert!(!seen.has("style, [style]"), "{}: a style in the page", seen.path());
    for event in ["onclick", "onload", "onerror", "onsubmit", "onchange", "onfocus"] {
        assert!(!seen.has(&format!("[{event}]")), "{}: {event}", seen.path());
    }
    assert!(!seen.has("[href^='javascript:'], iframe, object, embed, base"), "{}", seen.path());
}

#[tokio::test]
async fn every_answer_keeps_other_sites_out_errors_and_files_among_them() {
    on_each(modules, async |trial| {
        let who = trial.person("dispatcher", TOWN).await;
        let case = said(trial, None).await.case_id;
        let token = trial.token(&["cases.read"], "370114").await;
        let answers = [
            trial.get("/").above().await,
            trial.get("/healthz").above().await,
            trial.get("/metrics").above().await,
            trial.get("/assets/none.js").above().await,
            trial.get("/q/NONE").above().await,
            trial.get("/open311/discovery.json").above().await,
            trial.get("/no/such/address").above().await,
            trial.get("/").await,
            trial.get("/sign-in").await,
            trial.get("/report").await,
            trial.get("/desk").await,
            trial.get("/desk").by(&who).await,
            trial.get(&format!("/cases/{case}")).by(&who).await,
            trial.get("/cases/no-id").by(&who).await,
            trial.get("/orgs/none").by(&who).await,
            trial.get("/tokens").by(&who).await,
            trial.post("/sign-in", &[]).from_elsewhere().await,
            trial.post("/people/new", &[("name", "x")]).await,
            trial.get("/api/v1/cases").await,
            trial.get("/api/v1/cases").with_token(&token).await,
            trial.get("/open311/v2/requests.xml?status=none").await,
            trial.get(&format!("/files/{case}")).await,
        ];
        for seen in &answers {
            guarded(seen);
            if !seen.path().contains("/assets/") && !seen.path().contains("/open311/") {
                assert!(seen.header("cache-control").contains("no-store"), "{} may be kept", seen.path());
            }
            if seen.header("content-type").starts_with("text/html") {
                has_nothing_inline(seen);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn every_cookie_is_bound_to_this_host_and_hidden_where_it_can_be() {
    on_each(modules, async |trial| {
        let who = trial.person("dispatcher", TOWN).await;
        let done = said(trial, None).await;
        let word = done.word.to_string();
        let sent = [
            trial.post("/sign-in", &[("login", &who.login), ("password", lianxin_trial::PASSWORD)]).await,
            trial.post("/elder", &[("elder", "on")]).await,
            trial.get("/language/en").await,
            trial.post("/follow", &[("number", &done.number), ("word", &word)]).await,
        ];
        for seen in sent {
            let line = seen.header("set-cookie");
            let host = line.starts_with("__Host-") && line.contains("; Path=/;");
            assert!(host || line.starts_with("__Secure-lx_follow="), "{line}");
            assert!(line.contains("; Secure") && line.contains("SameSite=Lax"), "{line}");
            let secret = line.contains("lx_session") || line.contains("lx_follow");
            assert!(!secret || line.contains("; HttpOnly"), "{line}");
            assert!(!line.to_lowercase().contains("domain="), "{line}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_of_ours_never_names_the_host_that_somebody_wrote() {
    on_each(modules, async |trial| {
        let who = trial.person("dispatcher", TOWN).await;
        for path in
            ["/", "/sign-in", "/report", "/services", "/open311/v2/services.xml", "/api/v1/openapi.json"]
        {
            let seen = trial
                .get(path)
                .header("host", "evil.example")
                .header("x-forwarded-host", "evil.example")
                .await;
            assert!(!seen.body_text().contains("evil.example"), "{path}");
            assert!(!seen.header("location").contains("evil.example"), "{path}");
        }
        let seen = trial.get("/desk").header("host", "evil.example").await;
        assert_eq!(seen.location(), "/370114/sign-in?back=%2F370114%2Fdesk");
        let fields = [("login", who.login.as_str()), ("password", lianxin_trial::PASSWORD)];
        let forged = trial
            .post("/sign-in", &fields)
            .without("sec-fetch-site")
            .header("origin", "https://evil.example");
        forged.await.is(403);
    })
    .await;
}
