//! The one-time code of the phone.

use chrono::Duration;
use lianxin_trial::{PASSWORD, on_each};

use crate::{code, modules, signed_in, try_in};

#[tokio::test]
async fn a_role_that_needs_the_second_step_does_nothing_before_it_is_set_up() {
    on_each(modules, async |trial| {
        let auditor = trial.person("auditor", "370114").await;
        let tx = trial.begin().await;
        tx.script("UPDATE accounts SET totp_step = NULL").await.expect("as if it had never been set up");
        tx.commit().await.expect("committed");
        let inside = signed_in(trial, &auditor).await;
        assert_eq!(inside.go("/370114/people").await.location(), "/370114/account/totp");
        let page = inside.go("/370114/account/totp").await.ok();
        assert!(page.says("您的岗位要用动态码登录"));
        let shown = page.form("#begin").await.follow().await.ok();
        let secret = shown.text("main code");
        shown.form("#confirm").set("code", &code(&secret, trial.now())).await.is(303);
        inside.go("/370114/people").await.ok();
        let dispatcher = trial.person("dispatcher", "370114011").await;
        signed_in(trial, &dispatcher).await.go("/370114/post").await.ok();
    })
    .await;
}

#[tokio::test]
async fn the_one_time_code_is_asked_for_and_works_once() {
    on_each(modules, async |trial| {
        let who = trial.person("dispatcher", "370114011").await;
        let desk = signed_in(trial, &who).await;
        let page = desk.go("/370114/account/totp").await.ok();
        let shown = page.form("#begin").await.follow().await.ok();
        assert!(shown.has("main svg"), "a QR code to scan");
        let secret = shown.text("main code");
        signed_in(trial, &who).await;
        shown.form("#confirm").set("code", "000000").await.is(422);
        shown.form("#confirm").set("code", &code(&secret, trial.now())).await.follow().await.ok();

        trial.later(Duration::minutes(1));
        assert!(
            try_in(trial, &who.login, PASSWORD).await.is(422).has("#code-error"),
            "the password alone is not enough"
        );
        let with = async |code: &str| {
            trial.post("/sign-in", &[("login", &who.login), ("password", PASSWORD), ("code", code)]).await
        };
        let fresh = code(&secret, trial.now());
        with(&fresh).await.is(303);
        assert!(with(&fresh).await.is(422).says("用过了"));
        for _ in 0..4 {
            with("000000").await.is(422);
        }
        trial.later(Duration::minutes(1));
        assert!(
            with(&code(&secret, trial.now())).await.is(422).says("锁到"),
            "codes cannot be tried without end"
        );
        trial.later(Duration::minutes(16));
        let desk = with(&code(&secret, trial.now())).await.is(303);
        trial.later(Duration::minutes(1));
        let page = desk.go("/370114/account/totp").await.ok();
        page.form("#drop").set("code", "123").await.is(422);
        page.form("#drop").set("code", &code(&secret, trial.now())).await.is(303);
        signed_in(trial, &who).await;
    })
    .await;
}
