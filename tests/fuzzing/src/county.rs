//! A trial county that programs and residents ask without end. What they write is forgotten again and again, so that an
//! answer depends on little but the input.

use std::cell::RefCell;

use http::Method;
use lianxin_access::By;
use lianxin_base::Id;
use lianxin_cases::{Accept, Act, Case};
use lianxin_db::{Db, values};
use lianxin_trial::{Kept, SCOPES, Seen, Trial, Who};
use lianxin_web::Module;
use tokio::runtime::{Builder, Runtime};

pub const VILLAGE: &str = "370114011251";
/// After so many requests the county is as it was.
const FORGETS: usize = 300;
thread_local! {
    static COUNTY: RefCell<County> = RefCell::new(County::begin());
}

/// What is sent beside the address: a content type and a body.
pub type Content<'a> = Option<(&'a str, Vec<u8>)>;

pub struct County {
    /// As it is now.
    trial: Trial,
    /// As it was at the beginning.
    kept: Kept,
    /// Holds the uploads of all that come after it.
    _first: Trial,
    key: String,
    dispatcher: Who,
    /// A matter that was accepted.
    pub case: Id,
    asked: usize,
    runtime: Runtime,
}

/// Asks this thread's county.
pub fn in_county<T>(asks: impl FnOnce(&mut County) -> T) -> T {
    COUNTY.with_borrow_mut(|county| {
        county.forget();
        asks(county)
    })
}

fn modules() -> Vec<Module> {
    vec![lianxin_cases::module(), lianxin_open311::module(), lianxin_api::module()]
}

impl County {
    fn begin() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (first, kept, trial, key, dispatcher, case) = runtime.block_on(async {
            let first = Trial::on_sqlite(modules()).await;
            let key = first.token(&SCOPES, "370114").await;
            let dispatcher = first.person("dispatcher", "370114011").await;
            let lamp = [
                ("service_code", "C06"),
                ("address_id", VILLAGE),
                ("description", "村口路灯不亮三天了 <&> \u{1}\u{fffe}"),
                ("attribute[fault]", "off"),
            ];
            let seen = first.post("/open311/v2/requests.json", &lamp).with_token(&key).await.is(201);
            let number = seen.json()[0]["service_request_id"].as_str().unwrap_or_default().to_owned();
            let case = accept(&first, &dispatcher, &number).await.expect("the matter is there");
            first.work().await;
            let kept = Kept::of(&[&first]);
            let trial = kept.open(modules()).await.remove(0);
            (first, kept, trial, key, dispatcher, case)
        });
        Self { trial, kept, _first: first, key, dispatcher, case, asked: 0, runtime }
    }

    fn forget(&mut self) {
        if self.asked >= FORGETS {
            let Self { runtime, kept, trial, .. } = self;
            runtime.block_on(async { *trial = kept.open(modules()).await.remove(0) });
            self.asked = 0;
        }
    }

    /// As a program with a key that opens everything.
    pub fn program(&mut self, method: Method, path: &str, content: Content<'_>) -> Seen {
        let key = Some(self.key.clone());
        self.ask(method, path, content, key.as_deref())
    }

    /// As anybody with a browser.
    pub fn resident(&mut self, method: Method, path: &str, content: Content<'_>) -> Seen {
        self.ask(method, path, content, None)
    }

    fn ask(&mut self, method: Method, path: &str, content: Content<'_>, key: Option<&str>) -> Seen {
        self.asked += 1;
        let mut call = self.trial.call(method, path);
        if let Some(key) = key {
            call = call.with_token(key);
        }
        if let Some((kind, body)) = content {
            call = call.raw(kind, body);
        }
        let seen = self.runtime.block_on(async { call.await });
        check(path, &seen);
        seen
    }

    /// Somebody looks at a matter: from then on its words are public.
    pub fn accept(&mut self, number: &str) {
        self.runtime.block_on(accept(&self.trial, &self.dispatcher, number));
    }

    pub fn new_id(&self) -> Id {
        self.trial.county().store.world().id()
    }
}

async fn accept(trial: &Trial, dispatcher: &Who, number: &str) -> Option<Id> {
    let sql = "SELECT * FROM cases WHERE number = $1";
    let case: Case = trial.reader().row(sql, values![number]).await.expect("cases are read")?;
    let by: By = dispatcher.by(trial).await;
    let tx = trial.begin().await;
    let order = Accept {
        case: case.id,
        revision: None,
        category: case.category,
        kind: "help".into(),
        item: String::new(),
        title: String::new(),
        accused: None,
    };
    let act = Act { tx: &tx, county: trial.county(), by: &by };
    if lianxin_cases::accept(act, order).await.is_ok() {
        tx.commit().await.expect("committed");
    }
    Some(case.id)
}

/// No fault; and what says that it is JSON or XML is.
fn check(path: &str, seen: &Seen) {
    assert!(!seen.status.is_server_error(), "{path} answers {}: {}", seen.status, seen.body_text());
    let kind = seen.header("content-type");
    if kind.contains("json") && !seen.body.is_empty() {
        let read: Result<serde_json::Value, _> = serde_json::from_slice(&seen.body);
        assert!(read.is_ok(), "{path} says JSON and is none: {}", seen.body_text());
    }
    if kind.contains("xml") {
        let text = std::str::from_utf8(&seen.body).expect("UTF-8");
        let read = roxmltree::Document::parse(text);
        assert!(read.is_ok(), "{path} says XML and is none, {read:?}: {text:?}");
    }
}
