//! Devices, posts, type and language: what a person chooses for themselves.

use chrono::Duration;
use lianxin_trial::on_each;

use crate::{modules, set_cookies, signed_in};

#[tokio::test]
async fn a_session_that_was_revoked_or_left_lets_nobody_in() {
    on_each(modules, async |trial| {
        let who = trial.person("dispatcher", "370114011").await;
        let (phone, desk) = (signed_in(trial, &who).await, signed_in(trial, &who).await);
        let page = desk.go("/370114/account").await.ok();
        assert_eq!(page.all("li.device").len(), 2);
        page.form("li.device form").await.follow().await.ok();
        assert!(phone.go("/370114/account").await.location().starts_with("/370114/sign-in"));
        desk.go("/370114/account").await.ok();
        let out = page.form("form[action$='/sign-out']").await.is(303);
        assert!(set_cookies(&out)[0].starts_with("__Host-lx_session=; Path=/; Max-Age=0"));
        assert!(desk.go("/370114/account").await.location().starts_with("/370114/sign-in"));
        let third = signed_in(trial, &who).await;
        trial.later(Duration::hours(3));
        assert!(
            third.go("/370114/account").await.location().starts_with("/370114/sign-in"),
            "idle for too long"
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_signs_out_the_device_of_another() {
    on_each(modules, async |trial| {
        let (who, other) =
            (trial.person("dispatcher", "370114011").await, trial.person("caller", "370114007").await);
        let (mine, theirs) = (signed_in(trial, &who).await, signed_in(trial, &other).await);
        signed_in(trial, &other).await;
        let page = theirs.go("/370114/account").await.ok();
        let id = page.one("li.device input[name=session]").attr("value").unwrap_or_default().to_owned();
        let stolen = mine.go("/370114/account").await.ok();
        assert!(!stolen.body_text().contains(&id));
        trial.post("/account/sessions/revoke", &[("session", &id)]).by(&who).await.is(303);
        assert_eq!(theirs.go("/370114/account").await.ok().all("li.device").len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_person_acts_in_one_chosen_post_of_the_own() {
    on_each(modules, async |trial| {
        let who = trial.person("town-leader", "370114011").also("dispatcher", "370114007").await;
        let other = trial.person("county-admin", "370114").await;
        let posts = who.posts(trial).await;
        let page = trial.get("/post").by(&who).await.ok();
        assert_eq!(page.all("main form").len(), 2);
        trial.get("/people").by(&who).await.ok();
        trial.post("/post", &[("post", &posts[1].id.to_string())]).by(&who).await.is(303);
        trial.get("/people").by(&who).await.is(403);
        trial.post("/post", &[("post", &other.post.to_string())]).by(&who).await.is(404);
        trial.post("/post", &[("post", "x")]).by(&who).await.is(404);
    })
    .await;
}

#[tokio::test]
async fn large_type_and_language_are_kept_for_the_reader() {
    on_each(modules, async |trial| {
        let on = trial.post("/elder", &[("elder", "on"), ("back", "/370114/sign-in")]).await;
        assert!(set_cookies(&on)[0].starts_with("__Host-lx_type=elder;"));
        assert!(on.follow().await.ok().has("html[data-lx-type=elder]"));
        let off = trial.post("/elder", &[("elder", "off")]).await;
        assert!(set_cookies(&off)[0].starts_with("__Host-lx_type=; Path=/; Max-Age=0"));

        let who = trial.person("dispatcher", "370114011").await;
        let desk = signed_in(trial, &who).await;
        let account = desk.go("/370114/account").await.ok();
        let english = account.form("#language").set("lang", "en").await.follow().await.ok();
        assert_eq!(english.text("h1"), "My account");
        trial.post("/account/language", &[("lang", "xx")]).by(&who).await.is(422);
    })
    .await;
}
