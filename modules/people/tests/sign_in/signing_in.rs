//! Coming in: the right password, the wrong one, and what a guesser learns.

use chrono::Duration;
use lianxin_people::{DemoLogin, add_demo_login};
use lianxin_trial::{PASSWORD, Seen, on_each};

use crate::{modules, set_cookies, signed_in, try_in};

#[tokio::test]
async fn staff_sign_in_to_the_desk_or_where_they_came_from() {
    on_each(modules, async |trial| {
        let who = trial.person("dispatcher", "370114011").await;
        let asked = trial.get("/account").await;
        assert_eq!(asked.location(), "/370114/sign-in?back=%2F370114%2Faccount");
        let form = asked.follow().await.ok().form("#sign-in");
        let done = form.set("login", &who.login).set("password", PASSWORD).await.is(303);
        assert_eq!(done.location(), "/370114/account");
        let cookie = set_cookies(&done).remove(0);
        for part in ["__Host-lx_session=", "; HttpOnly", "; SameSite=Lax", "; Path=/", "; Secure"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(done.follow().await.ok().says(&who.login));
        assert_eq!(signed_in(trial, &who).await.location(), "/370114/desk");
    })
    .await;
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    on_each(modules, async |trial| {
        let who = trial.person("dispatcher", "370114011").await;
        for foreign in
            ["https://evil.example/", "//evil.example", "/370114//evil.example", "/\\evil.example", "/other"]
        {
            let fields = [("login", who.login.as_str()), ("password", PASSWORD), ("back", foreign)];
            assert_eq!(trial.post("/sign-in", &fields).await.location(), "/370114/desk", "{foreign}");
            let fields = [("elder", "on"), ("back", foreign)];
            assert_eq!(trial.post("/elder", &fields).await.location(), "/370114/", "{foreign}");
            let language = trial.get("/language/en").field("back", foreign).await;
            assert_eq!(language.location(), "/370114/", "{foreign}");
        }
        let language = trial.get("/language/en?back=%2F370114%2Fcases%3Fstate%3Dopen").await;
        assert_eq!(language.location(), "/370114/cases?state=open");
        assert!(set_cookies(&language)[0].starts_with("__Host-lx_lang=en;"));
        trial.get("/language/xx").await.is(404);
    })
    .await;
}

#[tokio::test]
async fn five_wrong_passwords_lock_for_fifteen_minutes_and_each_says_how_many_are_left() {
    on_each(modules, async |trial| {
        let who = trial.person("dispatcher", "370114011").await;
        for left in [4, 3, 2, 1] {
            let page = try_in(trial, &who.login, "wrong").await.is(422);
            assert!(page.text("#password-error").contains(&format!("还可以试 {left} 次")));
            assert_eq!(page.form("#sign-in").value("login"), Some(who.login.as_str()), "the login is kept");
            assert_eq!(page.form("#sign-in").value("password"), Some(""), "the password is not");
        }
        assert!(try_in(trial, &who.login, "wrong").await.is(422).says("锁到"));
        assert!(
            try_in(trial, &who.login, PASSWORD).await.is(422).says("锁到"),
            "the right one does not help now"
        );
        trial.later(Duration::minutes(16));
        signed_in(trial, &who).await;
        let verbs = trial.verbs("account", who.account).await;
        assert!(verbs.contains(&"account.lock".to_owned()), "{verbs:?}");
    })
    .await;
}

/// What a guesser reads of a try: the message and nothing of the login.
fn message(seen: &Seen) -> String {
    seen.text("#password-error")
}

#[tokio::test]
async fn a_login_that_nobody_has_is_told_apart_by_nothing() {
    on_each(modules, async |trial| {
        let who = trial.person("dispatcher", "370114011").await;
        for n in 1..=8 {
            let known = try_in(trial, &who.login, "wrong").await.is(422);
            let unknown = try_in(trial, "nobody-here", "wrong").await.is(422);
            assert_eq!(message(&known), message(&unknown), "try {n}");
            let [known, unknown] = [&known, &unknown].map(|seen| seen.body.len());
            assert!(known.abs_diff(unknown) < 40, "the pages differ by the login alone: {known} {unknown}");
        }
        trial.later(Duration::minutes(16));
        let known = try_in(trial, &who.login, "wrong").await.is(422);
        let unknown = try_in(trial, "NOBODY-here", "wrong").await.is(422);
        assert!(message(&known).contains("还可以试 4 次"), "{}", message(&known));
        assert_eq!(message(&known), message(&unknown), "the count begins anew for both");
    })
    .await;
}

#[tokio::test]
async fn tries_at_one_time_are_counted_one_by_one() {
    on_each(modules, async |trial| {
        let who = trial.person("dispatcher", "370114011").await;
        let tries: Vec<_> = (0..8)
            .map(|_| {
                let call = trial.post("/sign-in", &[("login", &who.login), ("password", "wrong")]);
                tokio::spawn(async move { call.await })
            })
            .collect();
        let mut said = Vec::new();
        for one in tries {
            said.push(message(&one.await.unwrap().is(422)));
        }
        let locked = said.iter().filter(|text| text.contains("锁到")).count();
        assert_eq!(locked, 4, "four may be wrong, the fifth locks and the rest find it locked: {said:?}");
    })
    .await;
}

#[tokio::test]
async fn whoever_was_locked_out_is_told_at_the_desk_and_from_where_it_came() {
    on_each(modules, async |trial| {
        let who = trial.person("dispatcher", "370114011").await;
        for _ in 0..5 {
            let fields = [("login", who.login.as_str()), ("password", "wrong")];
            trial.post("/sign-in", &fields).from_address("203.0.113.9").await.is(422);
        }
        trial.later(Duration::minutes(16));
        let account = signed_in(trial, &who).await.go("/370114/account").await.ok();
        let notice = account.text("li.notice.is-fresh");
        assert!(notice.contains("203.0.113.9") && notice.contains("锁过"), "{notice}");
        let again = account.go("/370114/account").await.ok();
        assert!(!again.has("li.notice.is-fresh") && again.has("li.notice"), "told once, kept to be read");
    })
    .await;
}

#[tokio::test]
async fn demonstration_logins_are_offered_only_in_a_demonstration() {
    on_each(modules, async |trial| {
        let tx = trial.begin().await;
        let words = |text: &str| text.to_owned();
        let login = DemoLogin {
            login: words("demo"),
            password: words("lamp4post"),
            role_zh: words("派单员"),
            role_en: words("Dispatcher"),
        };
        add_demo_login(&tx, &login).await.expect("kept");
        tx.commit().await.expect("committed");
        let page = trial.get("/sign-in").await.ok();
        assert!(
            !page.has("#offers") && !page.body_text().contains("lamp4post"),
            "this trial is no demonstration"
        );
    })
    .await;
}

#[tokio::test]
async fn a_form_of_another_site_signs_nobody_in_or_out() {
    on_each(modules, async |trial| {
        let who = trial.person("dispatcher", "370114011").await;
        let fields = [("login", who.login.as_str()), ("password", PASSWORD)];
        trial.post("/sign-in", &fields).from_elsewhere().await.is(403);
        trial.post("/sign-out", &[]).by(&who).from_elsewhere().await.is(403);
        trial.get("/account").by(&who).await.ok();
    })
    .await;
}
