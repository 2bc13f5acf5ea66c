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

fn cookie_of(seen: &Seen) -> String {
    let line = set_cookies(seen).remove(0);
    let value = line.split_once('=').map(|(_, rest)| rest).unwrap_or_default();
    value.split(';').next().unwrap_or_default().to_owned()
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
