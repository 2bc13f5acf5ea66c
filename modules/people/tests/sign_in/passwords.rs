//! Passwords that were forgotten, lent and changed.

use chrono::Duration;
use lianxin_trial::{PASSWORD, Trial, Who, on_each};

use crate::{modules, signed_in, try_in};

/// The code that the administrator's page shows once.
async fn code_for(trial: &Trial, admin: &Who, who: &Who) -> String {
    let page = trial.get(&format!("/people/{}", who.id)).by(admin).await.ok();
    page.form("form.give-code").await.ok().text("#code code")
}

#[tokio::test]
async fn a_forgotten_password_is_helped_with_a_code_that_only_leads_to_an_own_one() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let who = trial.person("dispatcher", "370114011").await;
        let before = signed_in(trial, &who).await;
        let code = code_for(trial, &admin, &who).await;
        let page = trial.get(&format!("/people/{}", who.id)).by(&admin).await.ok();
        assert!(!page.body_text().contains(&code), "shown once");
        assert!(page.says("一次性口令等着用"));
        assert!(
            before.go("/370114/account").await.location().starts_with("/370114/sign-in"),
            "devices are out"
        );
        try_in(trial, &who.login, PASSWORD).await.is(422);

        let typed = code.to_lowercase().replace('-', " ");
        let inside = try_in(trial, &who.login, &typed).await.is(303);
        for elsewhere in ["/370114/post", "/370114/people", "/370114/rota"] {
            assert_eq!(inside.go(elsewhere).await.location(), "/370114/account/password", "{elsewhere}");
        }
        let form = inside.go("/370114/account/password").await.ok().form("#change-password");
        let easy = form.clone().set("new", "password1").set("again", "password1").await.is(422);
        assert!(easy.has("#new-error"));
        let same = form.clone().set("new", &code).set("again", &code).await.is(422);
        assert!(same.has("#new-error"), "the code that others know is no own password");
        form.set("new", "six lamps 6").set("again", "six lamps 6").await.follow().await.ok();
        inside.go("/370114/post").await.ok();
        try_in(trial, &who.login, &code).await.is(422);
        let account = try_in(trial, &who.login, "six lamps 6").await.go("/370114/account").await.ok();
        assert!(account.texts("li.notice").iter().any(|text| text.contains(&admin.name)), "told who did it");
        let verbs = trial.verbs("account", who.account).await;
        for verb in ["account.give-code", "account.change-password"] {
            assert!(verbs.contains(&verb.to_owned()), "{verbs:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_code_runs_out_after_a_day() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let who = trial.person("dispatcher", "370114011").await;
        let code = code_for(trial, &admin, &who).await;
        trial.later(Duration::hours(25));
        assert!(try_in(trial, &who.login, &code).await.is(422).says("过期了"));
        assert!(try_in(trial, &who.login, "wrong").await.is(422).says("还可以试"));
    })
    .await;
}

#[tokio::test]
async fn nobody_keeps_the_own_account_and_without_the_permission_nobodys() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let who = trial.person("dispatcher", "370114011").await;
        for act in ["code", "second-step", "close"] {
            trial.post(&format!("/people/{}/account/{act}", admin.id), &[]).by(&admin).await.is(403);
            trial.post(&format!("/people/{}/account/{act}", admin.id), &[]).by(&who).await.is(403);
        }
        let own = trial.get(&format!("/people/{}", admin.id)).by(&admin).await.ok();
        assert!(!own.has("form.give-code") && !own.has("form.close-account"));
        let session = signed_in(trial, &who).await;
        let page = trial.get(&format!("/people/{}", who.id)).by(&admin).await.ok();
        page.form("form.close-account").await.is(303);
        assert!(session.go("/370114/account").await.location().starts_with("/370114/sign-in"));
        try_in(trial, &who.login, PASSWORD).await.is(422);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_signs_the_other_devices_out() {
    on_each(modules, async |trial| {
        let who = trial.person("dispatcher", "370114011").await;
        let (phone, desk) = (signed_in(trial, &who).await, signed_in(trial, &who).await);
        let form = desk.go("/370114/account").await.ok().form("#change-password");
        let fill = |old: &str, new: &str, again: &str| {
            form.clone().set("old", old).set("new", new).set("again", again)
        };
        assert!(fill("no", "six lamps 6", "six lamps 6").await.is(422).has("#old-error"));
        assert!(fill(PASSWORD, "12345678", "12345678").await.is(422).has("#new-error"));
        assert!(fill(PASSWORD, "six lamps 6", "six lamps 7").await.is(422).has("#again-error"));
        fill(PASSWORD, "six lamps 6", "six lamps 6").await.follow().await.ok();
        assert!(phone.go("/370114/account").await.location().starts_with("/370114/sign-in"));
        desk.go("/370114/account").await.ok();
        try_in(trial, &who.login, PASSWORD).await.is(422);
        try_in(trial, &who.login, "six lamps 6").await.is(303);
    })
    .await;
}
