//! System, security and audit administrators are three, and none of them reads the casework.

use lianxin_trial::{Trial, Who, on_each};
use lianxin_web::Access;

use crate::{PHONE, WORDS, modules, said};

/// Every page that takes no id, asked for as this person.
async fn reads(trial: &Trial, who: &Who) -> Vec<(String, u16, String)> {
    let mut read = Vec::new();
    for route in trial.app().modules().iter().flat_map(|module| &module.routes) {
        let asks = route.method == http::Method::GET && !route.above_counties && !route.path.contains('{');
        // The description of the interface tells made-up numbers; the stream of news tells nothing.
        let told = ["live", "openapi.json"].iter().any(|part| route.path.contains(part));
        if !asks || matches!(route.access, Access::Token(_)) || told {
            continue;
        }
        let seen = trial.get(route.path).by(who).await;
        read.push((route.path.to_owned(), seen.status.as_u16(), seen.body_text()));
    }
    read
}

#[tokio::test]
async fn an_administrator_sees_nothing_of_what_people_asked() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let done = said(trial, None).await;
        trial.work().await;
        for (path, status, text) in reads(trial, &admin).await {
            assert!(status < 500, "{path}: {status}");
            assert!(
                !text.contains("老磨坊") && !text.contains(&done.number) && !text.contains(PHONE),
                "{path} tells it"
            );
        }
        for path in
            ["/cases", "/dispatch", "/cases/export.xlsx", "/cases/export.csv", "/audit", "/holdings/erase"]
        {
            let seen = trial.get(path).by(&admin).await;
            assert!(matches!(seen.status.as_u16(), 403 | 404), "{path}: {}", seen.status);
        }
        let case = done.case_id;
        for path in ["", "/print", "/reveal", "/timeline"] {
            let seen = trial.get(&format!("/cases/{case}{path}")).by(&admin).await;
            assert!(matches!(seen.status.as_u16(), 403..=405), "{path}: {}", seen.status);
            assert!(!seen.body_text().contains(WORDS));
        }
    })
    .await;
}

#[tokio::test]
async fn an_auditor_reads_the_log_and_changes_nothing() {
    on_each(modules, async |trial| {
        let auditor = trial.person("auditor", "370114").await;
        let who = trial.person("dispatcher", "370114011").await;
        trial.get("/audit").by(&auditor).await.ok();
        for path in ["/people/new", "/tokens", "/orgs/new", "/holdings/erase"] {
            let seen = trial.get(path).by(&auditor).await;
            assert!(matches!(seen.status.as_u16(), 403 | 404), "{path}: {}", seen.status);
        }
        for act in ["account/code", "account/close", "account/second-step", "grant"] {
            trial.post(&format!("/people/{}/{act}", who.id), &[]).by(&auditor).await.is(403);
        }
        trial.post("/tokens", &[("name", "mine")]).by(&auditor).await.is(403);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_both_administrator_and_auditor() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let other = trial.person("auditor", "370114").await;
        let district = trial.org("370114").await.id;
        let form = trial
            .get(&format!("/people/{}/grant?org=370114&role=county-admin", other.id))
            .by(&admin)
            .await
            .ok();
        let refused = form.form("#grant").set("role", "county-admin").set("org", "370114").await.is(422);
        assert!(refused.has("#role-error"), "{district}");
        trial
            .post(&format!("/people/{}/grant", admin.id), &[("role", "auditor"), ("org", "370114")])
            .by(&admin)
            .await
            .is(403);
    })
    .await;
}

#[tokio::test]
async fn a_token_is_made_listed_bound_and_taken_away_by_who_keeps_keys() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let page = trial.get("/tokens").by(&admin).await.ok();
        let form = page.form("#token").set("name", "市热线平台").set("scope", "cases.read").set("days", "30");
        let wrong = form.clone().set("addresses", "everywhere").set("days", "0").await.is(422);
        assert!(wrong.has("#addresses-error") && wrong.has("#days-error"));
        assert_eq!(wrong.form("#token").value("name"), Some("市热线平台"), "what was typed is kept");
        assert!(
            form.clone().set("scope", "case.reveal-contact").await.is(422).has("#scope-error"),
            "no such scope"
        );
        let made = form.set("addresses", "127.0.0.1").await.ok();
        let secret = made.text("#secret code");
        let listed = made.go("/370114/tokens").by(&admin).await.ok();
        assert!(!listed.body_text().contains(&secret), "shown once");
        assert!(listed.text("li.token").contains("127.0.0.1") && listed.says("还没用过"));

        assert!(made.says("确认后才起作用") && listed.says("等人确认"));
        trial.get("/api/v1/cases").with_token(&secret).await.is(401);
        let leader = trial.person("district-supervisor", "370114").await;
        assert!(trial.get("/desk").by(&leader).await.ok().says("1 个接口令牌等您确认"));
        let waiting = trial.get("/tokens").by(&leader).await.ok();
        assert!(!waiting.has("#token") && !waiting.has("li.token form.revoke"), "who confirms makes none");
        let confirm = waiting.form("li.token form.confirm");
        confirm.clone().by(&admin).await.is(403);
        trial.get("/api/v1/cases").with_token(&secret).await.is(401);
        confirm.await.is(303);
        assert!(!trial.get("/desk").by(&leader).await.ok().says("接口令牌等您确认"));

        trial.get("/api/v1/cases").with_token(&secret).await.ok();
        let foreign = trial.get("/api/v1/cases").with_token(&secret).from_address("203.0.113.7").await;
        assert_eq!(foreign.status.as_u16(), 401, "from there it opens nothing");
        trial
            .call(http::Method::POST, "/api/v1/cases")
            .with_token(&secret)
            .json(&serde_json::json!({}))
            .await
            .is(403);
        let listed = trial.get("/tokens").by(&admin).await.ok();
        assert!(listed.says("最近用过"));
        listed.form("li.token form.revoke").await.is(303);
        trial.get("/api/v1/cases").with_token(&secret).await.is(401);
        let auditor = trial.person("auditor", "370114").await;
        trial.work().await;
        let log = trial.get("/audit?kind=rights").by(&auditor).await.ok();
        assert!(log.says("发接口令牌") && log.says("确认接口令牌") && log.says("作废接口令牌"));
    })
    .await;
}

#[tokio::test]
async fn roles_that_the_playbook_asks_for_a_second_step_exist() {
    on_each(modules, async |trial| {
        let playbook = trial.playbook();
        let asked = &playbook.manifest.sign_in.second_step;
        assert!(
            !asked.is_empty() && asked.iter().all(|role| playbook.roles.get(role).is_some()),
            "{asked:?}"
        );
    })
    .await;
}
