//! Programs with keys, the people beside them, and a check of each answer against the document.

use http::Method;
use jsonschema::Validator;
use lianxin_access::By;
use lianxin_base::Id;
use lianxin_cases::{Accept, Act, Case, Channel, Dispatch, Register, Registered};
use lianxin_trial::{Call, Seen, Trial, Who, on_each};
use lianxin_web::Module;
use serde_json::{Value, json};

pub const VILLAGE: &str = "370114011251";
pub const SCOPES: [&str; 6] =
    ["cases.read", "cases.write", "hotline.write", "hotline.read", "catalogue.read", "figures.read"];

pub fn modules() -> Vec<Module> {
    vec![lianxin_cases::module(), lianxin_api::module()]
}

pub async fn on_both(story: impl AsyncFn(&Stage<'_>)) {
    on_each(modules, async |trial| {
        let document = trial.get("/api/v1/openapi.json").without("sec-fetch-site").await.ok().json();
        let stage = Stage {
            trial,
            document,
            key: trial.token(&SCOPES, "370114").await,
            dispatcher: trial.person("dispatcher", "370114011").await,
        };
        story(&stage).await;
    })
    .await;
}

pub struct Stage<'a> {
    pub trial: &'a Trial,
    pub document: Value,
    pub key: String,
    pub dispatcher: Who,
}

impl Stage<'_> {
    pub fn get(&self, path: &str) -> Call {
        self.trial.get(&format!("/api/v1/{path}")).with_token(&self.key).in_english()
    }

    pub fn post(&self, path: &str, body: &Value) -> Call {
        self.trial
            .call(Method::POST, &format!("/api/v1/{path}"))
            .with_token(&self.key)
            .in_english()
            .json(body)
    }

    /// Asks, and holds the answer against the document.
    pub async fn read(&self, path: &str) -> Seen {
        self.checked("get", path, self.get(path).await)
    }

    pub async fn send(&self, path: &str, body: &Value) -> Seen {
        self.checked("post", path, self.post(path, body).await)
    }

    /// The answer's status is documented, and its body is as its schema says.
    pub fn checked(&self, method: &str, path: &str, seen: Seen) -> Seen {
        let operation = self.operation(method, path);
        let status = seen.status.as_u16().to_string();
        let answer = &operation["responses"][&status];
        assert!(
            answer.is_object(),
            "{method} {path} answers {status}, which the document does not name: {}",
            seen.body_text()
        );
        let kind = seen.header("content-type").split(';').next().unwrap_or_default().to_owned();
        if answer["content"].is_null() {
            assert!(seen.body.is_empty(), "{path}");
            return seen;
        }
        let schema = &answer["content"][&kind]["schema"];
        assert!(schema.is_object(), "{method} {path} answers {kind} with {status}");
        let validator = self.validator(schema);
        let body = seen.json();
        let wrong: Vec<String> =
            validator.iter_errors(&body).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{method} {path}: {wrong:#?} in {body}");
        seen
    }

    pub fn validator(&self, schema: &Value) -> Validator {
        // References point into the whole document.
        let mut whole = schema.clone();
        whole["components"] = self.document["components"].clone();
        jsonschema::draft202012::options().should_validate_formats(true).build(&whole).expect("a schema")
    }

    fn operation(&self, method: &str, path: &str) -> &Value {
        let path = format!("/api/v1/{}", path.split('?').next().unwrap_or_default());
        let own: Vec<&str> = path.split('/').collect();
        let paths = self.document["paths"].as_object().unwrap();
        let fits = |template: &str| {
            let parts: Vec<&str> = template.split('/').collect();
            parts.len() == own.len()
                && parts.iter().zip(&own).all(|(part, own)| part.starts_with('{') || part == own)
        };
        let found = paths.iter().find(|(template, one)| fits(template) && one[method].is_object());
        &found.unwrap_or_else(|| panic!("{method} {path} is not in the document")).1[method]
    }

    pub fn id(&self) -> Id {
        self.trial.county().store.world().id()
    }

    pub fn lamp(&self) -> Value {
        json!({
            "id": self.id(), "words": "村口路灯不亮三天了，电话 13905310000", "place": VILLAGE,
            "place_words": "小卖部门前", "lon": 117.54, "lat": 36.7, "name": "赵小满", "phone": "13905310000",
            "category": "C06",
        })
    }

    /// Registers a case and answers its id.
    pub async fn registered(&self, body: &Value) -> Id {
        let seen = self.send("cases", body).await.is(201).json();
        seen["id"].as_str().unwrap().parse().unwrap()
    }

    pub async fn case(&self, id: Id) -> Case {
        lianxin_cases::find(&self.trial.reader(), id).await.unwrap().unwrap()
    }

    pub async fn accepts(&self, case: Id, category: &str) {
        let by = self.dispatcher.by(self.trial).await;
        let tx = self.trial.begin().await;
        let act = Act { tx: &tx, county: self.trial.county(), by: &by };
        let order = Accept {
            case,
            revision: None,
            category: category.into(),
            kind: "help".into(),
            item: String::new(),
            title: String::new(),
            accused: None,
        };
        lianxin_cases::accept(act, order).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn dispatches(&self, case: Id, unit: Id) {
        let by = self.dispatcher.by(self.trial).await;
        let tx = self.trial.begin().await;
        let act = Act { tx: &tx, county: self.trial.county(), by: &by };
        let order = Dispatch {
            case,
            revision: None,
            part: tx.id(),
            unit,
            supports: vec![],
            item: String::new(),
            words: String::new(),
            suggestion: "none",
        };
        lianxin_cases::dispatch(act, order).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Somebody says something at a village's poster.
    pub async fn says(&self, village: &str, words: &str) -> Registered {
        let by = By::nobody();
        let village = self.trial.org(village).await.id;
        let tx = self.trial.begin().await;
        let act = Act { tx: &tx, county: self.trial.county(), by: &by };
        let new = Register::new(tx.id(), Channel::Code, village, words);
        let registered = lianxin_cases::register(act, new).await.unwrap();
        tx.commit().await.unwrap();
        registered
    }
}

/// The names of the fields that a problem document wants mended.
pub fn fields(seen: &Seen) -> Vec<String> {
    let fields = seen.json()["fields"].as_array().cloned().unwrap_or_default();
    fields.iter().map(|one| one["field"].as_str().unwrap().to_owned()).collect()
}

pub fn code(seen: &Seen) -> String {
    seen.json()["code"].as_str().unwrap_or_default().to_owned()
}
