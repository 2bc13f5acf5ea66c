//! Sessions that run out, and what was being written then.

use chrono::Duration;
use lianxin_trial::{PASSWORD, on_each};

use crate::{cookie_of, modules, signed_in, try_in};

#[tokio::test]
async fn what_was_written_when_a_sign_in_lapsed_is_kept_and_sent_afterwards() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let desk = signed_in(trial, &admin).await;
        let form = desk.go("/370114/people/new").await.ok().form("#new").set("name", "周<b>小雨</b>");
        trial.later(Duration::hours(3));
        let lapsed = form.await.is(401);
        assert!(lapsed.says("登录已过期"));
        assert_eq!(lapsed.text("textarea"), "周<b>小雨</b>", "what was written is there, and is text");
        let sign_in = lapsed.form("main form").await.ok().form("#sign-in");
        let wrong = sign_in.clone().set("login", &admin.login).set("password", "wrong").await.is(422);
        let kept = wrong.form("#sign-in").set("login", &admin.login).set("password", PASSWORD).await.ok();
        assert_eq!(kept.one("form#kept").attr("action"), Some("/370114/people/new"));
        let done = kept.form("#kept").await.is(303);
        assert!(done.follow().await.ok().says("周<b>小雨</b>"));
    })
    .await;
}

#[tokio::test]
async fn words_are_carried_through_the_sign_in_only_to_pages_of_this_county() {
    on_each(modules, async |trial| {
        let who = trial.person("dispatcher", "370114011").await;
        for foreign in [
            "https://evil.example/x",
            "//evil.example",
            "/370114//evil.example",
            "/370115/people/new",
            "/370114",
        ] {
            let fields = [
                ("login", who.login.as_str()),
                ("password", PASSWORD),
                ("kept-path", foreign),
                ("kept-fields", "a=b"),
            ];
            assert_eq!(trial.post("/sign-in", &fields).await.location(), "/370114/desk", "{foreign}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_fragment_of_a_lapsed_sign_in_leads_the_whole_page_to_the_sign_in() {
    on_each(modules, async |trial| {
        let seen = trial
            .get("/people")
            .fragment()
            .header("hx-current-url", "https://lianxin.test/370114/people?role=x")
            .await
            .is(401);
        assert_eq!(seen.header("hx-redirect"), "/370114/sign-in?back=%2F370114%2Fpeople%3Frole%3Dx");
    })
    .await;
}

#[tokio::test]
async fn a_session_lapses_by_itself_whatever_a_page_fetches_and_goes_on_when_a_person_says_so() {
    on_each(modules, async |trial| {
        let who = trial.person("town-leader", "370114011").await;
        let desk = signed_in(trial, &who).await;
        let page = desk.go("/370114/people").await.ok();
        assert_eq!(page.one("#lapse").attr("data-lapse"), Some("7200"));
        trial.later(Duration::minutes(110));
        assert_eq!(desk.go("/370114/account/left").header("lx-quiet", "1").await.ok().body_text(), "600");
        desk.go("/370114/people").header("lx-quiet", "1").await.ok();
        let stay = trial.post("/account/stay", &[]).cookie("__Host-lx_session", &cookie_of(&desk)).await.ok();
        assert_eq!(stay.body_text(), "7200");
        trial.later(Duration::minutes(110));
        desk.go("/370114/people").header("lx-quiet", "1").await.ok();
        trial.later(Duration::minutes(15));
        assert!(
            desk.go("/370114/people").await.location().starts_with("/370114/sign-in"),
            "quiet fetches kept nothing open"
        );
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_however_busy() {
    on_each(modules, async |trial| {
        let who = trial.person("town-leader", "370114011").await;
        let desk = signed_in(trial, &who).await;
        for _ in 0..7 {
            trial.later(Duration::minutes(100));
            desk.go("/370114/people").await.ok();
        }
        trial.later(Duration::minutes(30));
        assert!(desk.go("/370114/people").await.location().starts_with("/370114/sign-in"));
    })
    .await;
}

#[tokio::test]
async fn old_sign_ins_are_forgotten_after_the_time_that_the_playbook_says() {
    on_each(modules, async |trial| {
        let who = trial.person("dispatcher", "370114011").await;
        signed_in(trial, &who).await;
        try_in(trial, "nobody-here", "wrong").await.is(422);
        trial.later(Duration::days(2));
        trial.work().await;
        assert_eq!(trial.rows_in("sign_in_tries").await, 0);
        assert_eq!(trial.rows_in("sessions").await, 1);
        trial.later(Duration::days(190));
        trial.work().await;
        assert_eq!(trial.rows_in("sessions").await, 0);
        assert!(
            trial.verbs("account", who.account).await.contains(&"account.sign-in".to_owned()),
            "the log keeps it"
        );
    })
    .await;
}
