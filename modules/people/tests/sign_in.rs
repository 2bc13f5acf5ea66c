//! What signing in and one's own account promise, on both databases.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use chrono::Duration;
use lianxin_people::{DemoLogin, add_demo_login};
use lianxin_trial::{PASSWORD, Seen, Trial, Who, on_each};

fn modules() -> Vec<lianxin_web::Module> {
    vec![lianxin_orgs::module(), lianxin_people::module()]
}

async fn try_in(trial: &Trial, login: &str, password: &str) -> Seen {
    trial.post("/sign-in", &[("login", login), ("password", password)]).await
}

async fn signed_in(trial: &Trial, who: &Who) -> Seen {
    try_in(trial, &who.login, PASSWORD).await.is(303)
}

fn set_cookies(seen: &Seen) -> Vec<String> {
    let lines = seen.headers.get_all("set-cookie").iter();
    lines.filter_map(|line| line.to_str().ok()).map(str::to_owned).collect()
}

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
        for part in ["lx_session=", "; HttpOnly", "; SameSite=Lax", "; Path=/", "; Secure"] {
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
        assert!(set_cookies(&language)[0].starts_with("lx_lang=en;"));
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
        assert!(
            try_in(trial, "nobody-here", "wrong").await.is(422).says("还可以试 4 次"),
            "no login is betrayed"
        );
        let verbs = trial.verbs("account", who.account).await;
        assert!(verbs.contains(&"account.lock".to_owned()), "{verbs:?}");
    })
    .await;
}

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
        assert!(set_cookies(&out)[0].starts_with("lx_session=; Path=/; Max-Age=0"));
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

fn code(secret: &str, at: lianxin_base::Time) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret.replace(' ', "")).expect("a secret");
    let totp = totp_rs::Builder::new().with_secret(secret).build().expect("a generator");
    totp.generate(u64::try_from(at.timestamp()).expect("after 1970")).to_string()
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
        assert!(set_cookies(&on)[0].starts_with("lx_type=elder;"));
        assert!(on.follow().await.ok().has("html[data-lx-type=elder]"));
        let off = trial.post("/elder", &[("elder", "off")]).await;
        assert!(set_cookies(&off)[0].starts_with("lx_type=; Path=/; Max-Age=0"));

        let who = trial.person("dispatcher", "370114011").await;
        let desk = signed_in(trial, &who).await;
        let account = desk.go("/370114/account").await.ok();
        let english = account.form("#language").set("lang", "en").await.follow().await.ok();
        assert_eq!(english.text("h1"), "My account");
        trial.post("/account/language", &[("lang", "xx")]).by(&who).await.is(422);
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
