//! How often one address, account, phone may ask. The trial has its limits off; here they are on.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use http::{Request, StatusCode, header};
use lianxin_trial::{Trial, Who, on_sqlite};
use lianxin_web::{App, County, Rates, Shelf, router, session_cookie};
use tower::ServiceExt;

use crate::{TOWN, VILLAGE, modules, said};

/// The same county behind a router that counts.
fn counting(trial: &Trial) -> Router {
    let county = trial.county();
    let (live, _) = tokio::sync::broadcast::channel(16);
    let same = County {
        code: county.code.clone(),
        store: county.store.clone(),
        playbook: Arc::clone(&county.playbook),
        keys: Arc::clone(&county.keys),
        live,
        shelf: Shelf::default(),
    };
    let settings = trial.app().settings().clone();
    router(&App::new(vec![same], modules(), settings, Rates::new(true)))
}

struct Asked {
    status: StatusCode,
    wait: bool,
    text: String,
}

async fn ask(router: &Router, from: &str, path: &str, form: Option<&str>, cookie: Option<&str>) -> Asked {
    let mut request = Request::builder()
        .method(if form.is_some() { "POST" } else { "GET" })
        .uri(path)
        .header("host", "lianxin.test")
        .header("sec-fetch-site", "same-origin")
        // Nobody is believed to be somebody else because of a line that anybody can write.
        .header("x-forwarded-for", format!("198.51.100.{}", path.len() % 250));
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, format!("{}={cookie}", session_cookie(true)));
    }
    if form.is_some() {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    let peer: SocketAddr = format!("{from}:40000").parse().unwrap();
    let mut request = request.body(Body::from(form.unwrap_or_default().to_owned())).unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    let answer = router.clone().oneshot(request).await.unwrap();
    let (status, wait) = (answer.status(), answer.headers().contains_key(header::RETRY_AFTER));
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    Asked { status, wait, text: String::from_utf8_lossy(&body).into_owned() }
}

async fn refused_after(most: usize, mut once: impl AsyncFnMut(usize) -> Asked) -> (usize, Asked) {
    for n in 0..most {
        let asked = once(n).await;
        if asked.status == StatusCode::TOO_MANY_REQUESTS || asked.text.contains("太快了") {
            return (n, asked);
        }
    }
    let last = once(most).await;
    panic!("never refused in {most} tries: {} {}", last.status, last.text);
}

async fn cookie(trial: &Trial, who: &Who) -> String {
    who.cookie(&trial.county().store).await
}

#[tokio::test]
async fn one_address_is_held_back_above_counties_and_at_files_as_well() {
    on_sqlite(modules, async |trial| {
        for path in ["/healthz", "/assets/none.css"] {
            let router = counting(trial);
            let (n, asked) =
                refused_after(9_000, async |_| ask(&router, "203.0.113.7", path, None, None).await).await;
            assert!((3_000..9_000).contains(&n), "{path}: {n}");
            assert!(asked.wait, "told when to come again");
            let other = ask(&router, "203.0.113.8", path, None, None).await.status;
            assert_ne!(other, StatusCode::TOO_MANY_REQUESTS, "another address has a measure of its own");
        }
    })
    .await;
}

#[tokio::test]
async fn an_account_is_counted_wherever_it_comes_from_and_its_neighbours_are_not() {
    on_sqlite(modules, async |trial| {
        let (one, other) = (trial.person("town-leader", TOWN).await, trial.person("town-leader", TOWN).await);
        let (mine, theirs) = (cookie(trial, &one).await, cookie(trial, &other).await);
        let router = counting(trial);
        let (n, asked) = refused_after(700, async |n| {
            let from = format!("203.0.113.{}", n % 200 + 1);
            ask(&router, &from, "/370114/account/left", None, Some(&mine)).await
        })
        .await;
        assert!((300..700).contains(&n), "{n}");
        assert!(asked.wait);
        let neighbour = ask(&router, "203.0.113.1", "/370114/account/left", None, Some(&theirs)).await;
        assert_eq!(neighbour.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn passwords_are_tried_slowly_by_address_and_by_login() {
    on_sqlite(modules, async |trial| {
        let router = counting(trial);
        let by_address = async |n: usize| {
            let form = format!("login=somebody{n}&password=wrong");
            ask(&router, "203.0.113.7", "/370114/sign-in", Some(&form), None).await
        };
        assert_eq!(refused_after(30, by_address).await.0, 10);
        let by_login = async |n: usize| {
            let from = format!("203.0.113.{}", n + 20);
            let login = if n.is_multiple_of(2) { "ONE-login" } else { "one-LOGIN" };
            ask(&router, &from, "/370114/sign-in", Some(&format!("login={login}&password=wrong")), None).await
        };
        assert_eq!(refused_after(30, by_login).await.0, 10);
    })
    .await;
}

#[tokio::test]
async fn query_words_are_tried_slowly_by_address_and_by_number() {
    on_sqlite(modules, async |trial| {
        let number = said(trial, None).await.number;
        let wrong = said(trial, None).await.word.to_string().replace(' ', "");
        let router = counting(trial);
        let by_number = async |n: usize| {
            let from = format!("203.0.113.{}", n + 20);
            let form = format!("number={number}&word={wrong}");
            ask(&router, &from, "/370114/follow", Some(&form), None).await
        };
        assert_eq!(refused_after(30, by_number).await.0, 10);
    })
    .await;
}

#[tokio::test]
async fn reports_are_counted_by_address_and_by_the_phone_that_they_leave() {
    on_sqlite(modules, async |trial| {
        let report = |n: usize, phone: &str| {
            let id = trial.county().store.world().id();
            format!("id={id}&place={VILLAGE}&what=%E8%B7%AF%E7%81%AF%E5%9D%8F%E4%BA%86%E5%BF%AB%E4%BF%AE{n}&phone={phone}")
        };
        let router = counting(trial);
        let by_address = async |n: usize| {
            ask(&router, "203.0.113.7", "/370114/report", Some(&report(n, "")), None).await
        };
        assert_eq!(refused_after(40, by_address).await.0, 20);
        let by_phone = async |n: usize| {
            let from = format!("203.0.113.{}", n + 20);
            ask(&router, &from, "/370114/report", Some(&report(n, "139 0531 0000")), None).await
        };
        let (n, asked) = refused_after(40, by_phone).await;
        assert_eq!(n, 5);
        assert!(asked.text.contains("路灯坏了快修5"), "what was typed is kept");
    })
    .await;
}
