//! A program with a key, and the people who handle what it reports.

use lianxin_access::By;
use lianxin_base::Id;
use lianxin_cases::{Accept, Act, Case, Channel, Register, Registered};
use lianxin_db::{Db, values};
use lianxin_trial::{Call, Seen, Trial, Who, on_each};
use lianxin_web::Module;

pub const VILLAGE: &str = "370114011251";

pub fn modules() -> Vec<Module> {
    vec![lianxin_cases::module(), lianxin_open311::module()]
}

pub async fn on_both(story: impl AsyncFn(&Stage<'_>)) {
    on_each(modules, async |trial| {
        let stage = Stage {
            trial,
            key: trial.token(&["open311.write"], "370114").await,
            dispatcher: trial.person("dispatcher", "370114011").await,
        };
        story(&stage).await;
    })
    .await;
}

pub struct Stage<'a> {
    pub trial: &'a Trial,
    pub key: String,
    pub dispatcher: Who,
}

impl Stage<'_> {
    pub fn get(&self, path: &str) -> Call {
        self.trial.get(&format!("/open311/v2/{path}")).without("sec-fetch-site").in_english()
    }

    /// A form as a program sends it: no browser's headers, the key among the fields.
    pub fn post(&self, format: &str, fields: &[(&str, &str)]) -> Call {
        let call = self.trial.post(&format!("/open311/v2/requests.{format}"), fields);
        call.without("sec-fetch-site").in_english()
    }

    /// A street lamp in the village, with these fields changed or added.
    pub fn lamp(&self, fields: &[(&str, &str)]) -> Call {
        let plain = [
            ("api_key", self.key.as_str()),
            ("service_code", "C06"),
            ("address_id", VILLAGE),
            ("description", "村口路灯不亮三天了"),
            ("attribute[fault]", "off"),
            ("last_name", "赵"),
            ("first_name", "小满"),
            ("phone", "13905310000"),
            ("lat", "36.7014"),
            ("long", "117.5402"),
            ("address_string", "村口小卖部门前"),
        ];
        let call = self.post("json", &plain);
        fields.iter().fold(call, |call, (name, value)| call.set(name, value))
    }

    /// Reports it and answers its number.
    pub async fn reported(&self, fields: &[(&str, &str)]) -> String {
        number(&self.lamp(fields).await.is(201))
    }

    pub async fn case(&self, number: &str) -> Case {
        let sql = "SELECT * FROM cases WHERE number = $1";
        self.trial.reader().row(sql, values![number]).await.unwrap().expect("the case is there")
    }

    pub async fn accepts(&self, number: &str, category: &str, kind: &str) {
        let case = self.case(number).await.id;
        let by = self.dispatcher.by(self.trial).await;
        let tx = self.trial.begin().await;
        let act = Act { tx: &tx, county: self.trial.county(), by: &by };
        let order = Accept {
            case,
            revision: None,
            category: category.into(),
            kind: kind.into(),
            item: String::new(),
            title: String::new(),
            accused: None,
        };
        lianxin_cases::accept(act, order).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Advice that is answered at once: closed with a public answer.
    pub async fn answers(&self, number: &str, answer: &str) {
        let case = self.case(number).await.id;
        let by = self.dispatcher.by(self.trial).await;
        let tx = self.trial.begin().await;
        let act = Act { tx: &tx, county: self.trial.county(), by: &by };
        lianxin_cases::answer_at_once(act, case, "C06", answer).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Somebody says something at the village's poster.
    pub async fn says(&self, words: &str, change: impl FnOnce(&mut Register)) -> Registered {
        let by = By::nobody();
        let tx = self.trial.begin().await;
        let act = Act { tx: &tx, county: self.trial.county(), by: &by };
        let village = self.trial.org(VILLAGE).await.id;
        let mut new = Register::new(tx.id(), Channel::Code, village, words);
        change(&mut new);
        let registered = lianxin_cases::register(act, new).await.unwrap();
        tx.commit().await.unwrap();
        registered
    }

    pub async fn numbers(&self, query: &str) -> Vec<String> {
        let found = self.get(&format!("requests.json{query}")).await.ok().json();
        found
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["service_request_id"].as_str().unwrap().to_owned())
            .collect()
    }

    pub async fn open311_rows(&self) -> i64 {
        self.trial.rows_in("open311_requests").await
    }

    pub async fn token_of(&self, number: &str) -> Id {
        let sql = "SELECT id FROM requests WHERE number = $1";
        self.trial.reader().value(sql, values![number]).await.unwrap().expect("the request is there")
    }
}

pub fn number(seen: &Seen) -> String {
    seen.json()[0]["service_request_id"].as_str().expect("a number").to_owned()
}

/// Codes and descriptions of an error list.
pub fn errors(seen: &Seen) -> Vec<(i64, String)> {
    let list = seen.json();
    let list = list.as_array().unwrap_or_else(|| panic!("no error list: {list}")).clone();
    list.iter()
        .map(|one| (one["code"].as_i64().unwrap(), one["description"].as_str().unwrap().to_owned()))
        .collect()
}
