//! What posts and the rota promise, on both databases.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use chrono::Duration;
use lianxin_access::{Stop, posts_of};
use lianxin_people::{
    NewDuty, NewHousehold, NewPerson, NewPost, add_household, add_person, appoint_first_admin, end_post,
    grant_post, hand_over, masked_phone, on_duty, persons_by_phone, put_on_duty, set_phone,
};
use lianxin_seal::Phone;
use lianxin_trial::{Trial, Who, on_each};

fn modules() -> Vec<lianxin_web::Module> {
    vec![lianxin_orgs::module(), lianxin_people::module()]
}

fn code_of<T>(done: Result<T, Stop>) -> &'static str {
    match done {
        Err(Stop::Refused(refused)) => refused.code,
        Err(Stop::Fault(fault)) => panic!("a fault: {fault}"),
        Ok(_) => "done",
    }
}

/// Grants and answers what came of it.
async fn granted(trial: &Trial, admin: &Who, person: &Who, role: &str, org: &str) -> &'static str {
    let org = trial.org(org).await.id;
    let tx = trial.begin().await;
    let new =
        NewPost { id: tx.id(), person: person.id, role, org, stands_in_for: None, from: None, until: None };
    let done = grant_post(&tx, &admin.by(trial).await, trial.playbook(), new).await;
    tx.commit().await.expect("committed");
    code_of(done)
}

#[tokio::test]
async fn what_must_stay_apart_is_refused_in_one_organisation_and_allowed_in_two() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let dispatcher = trial.person("dispatcher", "370114011").await;
        // case.dispatch / case.close and case.handle
        assert_eq!(
            granted(trial, &admin, &dispatcher, "verifier", "370114011").await,
            "people-refused-separation"
        );
        assert_eq!(
            granted(trial, &admin, &dispatcher, "town-officer", "370114011").await,
            "people-refused-separation"
        );
        assert_eq!(granted(trial, &admin, &dispatcher, "verifier", "370114007").await, "done");
        assert_eq!(
            granted(trial, &admin, &dispatcher, "dispatcher", "370114011").await,
            "people-refused-post-twice"
        );
        let posts = posts_of(&trial.reader(), dispatcher.id, trial.now()).await.expect("read");
        assert_eq!(posts.len(), 2);

        let form = trial
            .get(&format!("/people/{}/grant?org=370114011&role=caller", dispatcher.id))
            .by(&admin)
            .await
            .ok();
        let refused = form.form("#grant").set("role", "verifier").await.is(422);
        let said = refused.text("#role-error");
        assert!(
            said.contains("同一单位里") && !said.contains("case."),
            "told by names, not by codes: {said}"
        );
        assert_eq!(refused.form("#grant").value("org"), Some("370114011"), "what was typed is kept");
    })
    .await;
}

#[tokio::test]
async fn a_post_is_refused_where_it_does_not_belong_and_to_oneself() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let leader = trial.person("town-leader", "370114011").await;
        let other = trial.person("village-secretary", "370114011227").await;
        assert_eq!(
            granted(trial, &admin, &other, "village-secretary", "370114011").await,
            "people-refused-seat"
        );
        assert_eq!(granted(trial, &admin, &other, "emperor", "370114011227").await, "people-refused-no-role");
        assert_eq!(granted(trial, &admin, &admin, "auditor", "370114").await, "people-refused-own-post");
        assert_eq!(
            granted(trial, &leader, &other, "town-officer", "370114011").await,
            "shell-refused-no-permission"
        );
        let again = trial.org("370114").await.id;
        let tx = trial.begin().await;
        let id = tx.id();
        let by = lianxin_access::By::system();
        let second = appoint_first_admin(&tx, &by, trial.playbook(), id, other.id, again).await;
        assert_eq!(code_of(second), "people-refused-has-admin");
        let by = trial.person("county-admin", "370114");
        drop(tx);
        let second = by.await;
        let tx = trial.begin().await;
        let by = second.by(trial).await;
        end_post(&tx, &by, trial.playbook(), admin.post).await.expect("one of two ends");
        assert_eq!(
            code_of(end_post(&tx, &by, trial.playbook(), second.post).await),
            "people-refused-own-post"
        );
    })
    .await;
}

#[tokio::test]
async fn a_post_passes_to_the_successor_at_one_instant_with_its_duties() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let old = trial.person("dispatcher", "370114011").await;
        let new = trial.person("village-secretary", "370114011227").await;
        let by = admin.by(trial).await;
        let town = trial.org("370114011").await.id;
        let tx = trial.begin().await;
        let duty =
            NewDuty { id: tx.id(), post: old.post, from: tx.now(), to: tx.now() + Duration::hours(12) };
        put_on_duty(&tx, &by, &trial.playbook().roles, duty).await.expect("on duty");
        tx.commit().await.expect("committed");

        let form = trial.get(&format!("/posts/{}/hand-over", old.post)).by(&admin).await.ok();
        form.form("#hand-over").set("person", "nobody-known").await.is(422);
        form.form("#hand-over").set("person", &new.login).await.follow().await.ok();

        let reader = trial.reader();
        assert!(posts_of(&reader, old.id, trial.now()).await.expect("read").is_empty());
        let held = posts_of(&reader, new.id, trial.now()).await.expect("read");
        assert!(held.iter().any(|post| post.role == "dispatcher" && post.org_id == town));
        let on = on_duty(&reader, town, "dispatcher", trial.now()).await.expect("read").expect("somebody");
        assert_eq!(on.person_id, new.id, "the duties passed too");
        assert_eq!(trial.verbs("post", old.post).await, ["post.hand-over"]);

        let tx = trial.begin().await;
        let id = tx.id();
        let twice = hand_over(&tx, &by, trial.playbook(), old.post, id, new.id).await;
        assert_eq!(code_of(twice), "people-refused-post-over");
    })
    .await;
}

#[tokio::test]
async fn the_rota_answers_first_then_the_stand_in_then_the_holder() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let by = admin.by(trial).await;
        let holder = trial.person("liaison", "civil").await;
        let stand_in = trial.person("caller", "370114007").await;
        let (civil, start) = (trial.org("civil").await.id, trial.now());
        let who = async || {
            let post = on_duty(&trial.reader(), civil, "liaison", trial.now()).await.expect("read");
            post.map(|post| post.person_id)
        };
        assert_eq!(who().await, Some(holder.id));
        let tx = trial.begin().await;
        let new = NewPost {
            id: tx.id(),
            person: stand_in.id,
            role: "liaison",
            org: civil,
            stands_in_for: Some(holder.post),
            from: None,
            until: Some(start + Duration::days(3)),
        };
        grant_post(&tx, &by, trial.playbook(), new).await.expect("a stand-in");
        tx.commit().await.expect("committed");
        assert_eq!(who().await, Some(stand_in.id));

        let form = trial.get(&format!("/rota?org={civil}")).by(&admin).await.ok().form("#duty");
        let form = form.set("post", &holder.post.to_string());
        form.clone().set("from", "tomorrow").set("to", "2026-05-21T08:00").await.is(422);
        let done = form.set("from", "2026-05-20T08:00").set("to", "2026-05-21T08:00");
        let page = done.clone().await.follow().await.ok();
        assert_eq!(page.all("li.duty").len(), 1);
        assert_eq!(who().await, Some(holder.id));
        let again = trial.get(&format!("/rota?org={civil}")).by(&admin).await.ok().form("#duty");
        let again = again
            .set("post", &holder.post.to_string())
            .set("from", "2026-05-20T20:00")
            .set("to", "2026-05-21T20:00");
        assert!(again.await.is(422).says("这段时间已经排了人"));
        trial.at("2026-05-21 09:00");
        assert_eq!(who().await, Some(stand_in.id));
        trial.at("2026-05-24 09:00");
        assert_eq!(who().await, Some(holder.id), "the stand-in's time is over");
    })
    .await;
}

#[tokio::test]
async fn a_phone_number_is_sealed_found_and_shown_masked() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let by = admin.by(trial).await;
        let (roles, keys) = (&trial.playbook().roles, &trial.county().keys);
        let phone: Phone = "139 1234 4471".parse().expect("a phone");
        let tx = trial.begin().await;
        let id = tx.id();
        let new = NewPerson { id, name: " 赵一鸣 ", phone: Some(&phone), home: None, household: None };
        add_person(&tx, &by, roles, keys, new.clone()).await.expect("added");
        add_person(&tx, &by, roles, keys, new).await.expect("a retry is the same request");
        tx.commit().await.expect("committed");
        let reader = trial.reader();
        assert_eq!(masked_phone(&reader, keys, id).await.expect("opened").as_deref(), Some("139****4471"));
        let found = persons_by_phone(&reader, keys, &phone).await.expect("read");
        assert_eq!(found.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["赵一鸣"]);
        let page = trial.get(&format!("/people/{id}")).by(&admin).await.ok();
        assert!(page.says("139****4471") && !page.body_text().contains("13912344471"));
        let tx = trial.begin().await;
        set_phone(&tx, &by, roles, keys, id, None).await.expect("taken away");
        tx.commit().await.expect("committed");
        assert!(persons_by_phone(&reader, keys, &phone).await.expect("read").is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_leader_sees_the_people_below_and_no_others() {
    on_each(modules, async |trial| {
        let leader = trial.person("town-leader", "370114011").await;
        let below = trial.person("village-secretary", "370114011227").await;
        let elsewhere = trial.person("village-secretary", "370114007200").await;
        let worker = trial.person("grid-worker", "370114011228").await;
        let page = trial.get("/people").by(&leader).await.ok();
        assert!(page.says(&below.name) && !page.says(&elsewhere.name));
        trial.get(&format!("/people/{}", below.id)).by(&leader).await.ok();
        trial.get(&format!("/people/{}", elsewhere.id)).by(&leader).await.is(404);
        let other = trial.org("370114007").await.id;
        trial.get(&format!("/people?org={other}")).by(&leader).await.is(404);
        trial.get("/people").by(&worker).await.is(403);
        let filtered = trial.get("/people?role=village-secretary").by(&leader).await.ok();
        assert_eq!(filtered.all("tbody tr").len(), 1);
        let none = trial.get("/people?name=%F0%9F%A6%84").by(&leader).await.ok();
        assert!(none.says("没有符合的人"));
    })
    .await;
}

#[tokio::test]
async fn a_person_is_added_and_given_an_account_by_forms() {
    on_each(modules, async |trial| {
        let admin = trial.person("county-admin", "370114").await;
        let form = trial.get("/people/new").by(&admin).await.ok().form("#new");
        let wrong = form.clone().set("name", "周二桥").set("phone", "12").await.is(422);
        assert_eq!(wrong.form("#new").value("name"), Some("周二桥"));
        let filled = form.set("name", "周二桥").set("phone", "0531-83212345");
        let page = filled.clone().await.follow().await.ok();
        filled.await.is(303);
        assert_eq!(page.text("h1"), "周二桥");
        let account = page.form("#open-account").set("login", "zhouerqiao");
        account.clone().set("login", &admin.login).await.is(422);
        account.clone().set("login", "周二桥").await.is(422);
        let code = account.await.ok().text("#code code");
        let signed = trial.post("/sign-in", &[("login", "zhouerqiao"), ("password", &code)]).await;
        assert_eq!(signed.location(), "/370114/", "no post yet, so no desk");
        let first = signed.go("/370114/account").await.ok();
        assert!(first.says("zhouerqiao"), "the own account is the way to an own password");
    })
    .await;
}

#[tokio::test]
async fn households_are_kept_by_those_who_live_near() {
    on_each(modules, async |trial| {
        let secretary = trial.person("village-secretary", "370114011227").await;
        let by = secretary.by(trial).await;
        let (own, other) = (trial.org("370114011227").await.id, trial.org("370114011228").await.id);
        let roles = &trial.playbook().roles;
        let tx = trial.begin().await;
        let household = |id, org, number| NewHousehold { id, org, number };
        add_household(&tx, &by, roles, household(tx.id(), own, "12")).await.expect("added");
        assert_eq!(
            code_of(add_household(&tx, &by, roles, household(tx.id(), other, "1")).await),
            "shell-refused-no-permission"
        );
        assert_eq!(
            code_of(add_household(&tx, &by, roles, household(tx.id(), own, " ")).await),
            "people-refused-household-number"
        );
        let twice = code_of(add_household(&tx, &by, roles, household(tx.id(), own, "12")).await);
        assert_eq!(twice, "people-refused-household-twice");
    })
    .await;
}
