//! The people and the steps that the stories have in common.

use lianxin_access::{By, Done};
use lianxin_base::{Id, Time, china};
use lianxin_cases::{
    Accept, Act, CallBack, Case, Channel, Dispatch, Heard, Register, Registered, Resolve, Solved, Then,
    clocks_of,
};
use lianxin_db::{Db, values};
use lianxin_trial::{Trial, Who, on_each};
use lianxin_web::Module;

pub fn modules() -> Vec<Module> {
    vec![lianxin_orgs::module(), lianxin_people::module(), lianxin_cases::module()]
}

pub async fn on_both(story: impl AsyncFn(&Stage<'_>)) {
    on_each(modules, async |trial| {
        let stage = Stage::new(trial).await;
        story(&stage).await;
        stage.nothing_is_lost().await;
    })
    .await;
}

/// The town centre of 官庄 and whoever a story needs.
pub struct Stage<'a> {
    pub trial: &'a Trial,
    pub dispatcher: Who,
    pub verifier: Who,
    pub caller: Who,
    pub town_officer: Who,
    pub town_leader: Who,
    pub village: Id,
    pub area: Id,
    pub town: Id,
}

/// What a step of a story does to a case.
#[macro_export]
macro_rules! act {
    ($stage:expr, $who:expr, |$a:ident| $body:expr) => {{
        let by = $who.by($stage.trial).await;
        let tx = $stage.trial.begin().await;
        let $a = lianxin_cases::Act { tx: &tx, county: $stage.trial.county(), by: &by };
        let done = $body.await;
        match done {
            Ok(done) => {
                tx.commit().await.unwrap();
                Ok(done)
            }
            Err(stop) => {
                tx.rollback().await.unwrap();
                Err(stop)
            }
        }
    }};
}

impl<'a> Stage<'a> {
    pub async fn new(trial: &'a Trial) -> Self {
        // Everybody holds a post before the earliest story begins.
        trial.at("2025-12-01 09:00");
        Self {
            dispatcher: trial.person("dispatcher", "官庄街道").named("韩立新").await,
            verifier: trial.person("verifier", "官庄街道").named("高振").await,
            caller: trial.person("caller", "官庄街道").named("刘敏").await,
            town_officer: trial.person("town-officer", "官庄街道").named("范宏").await,
            town_leader: trial.person("town-leader", "官庄街道").named("郑海涛").await,
            village: trial.org("370114011251").await.id,
            area: trial.org("370114011W03").await.id,
            town: trial.org("370114011").await.id,
            trial,
        }
    }

    pub async fn liaison(&self, unit: &str) -> (Who, Id) {
        let org = self.trial.org(unit).await;
        (self.trial.person("liaison", &org.code).await, org.id)
    }

    /// The town officer asks the leader to call these units, with a tap too many.
    pub async fn asks_for_a_whistle(&self, at: &str, case: Id, units: impl Iterator<Item = Id>) {
        self.trial.at(at);
        let order = lianxin_cases::Blow {
            id: self.trial.county().store.world().id(),
            case,
            kind: lianxin_playbook::WhistleKind::Ordinary,
            matter: "三件事在部门手里，请到现场会办".into(),
            units: units.collect(),
            meeting_at: None,
            meeting_place: "小区门口".into(),
        };
        let same = order.clone();
        crate::act!(self, self.town_officer, |a| lianxin_cases::ask_whistle(a, order)).unwrap();
        crate::act!(self, self.town_officer, |a| lianxin_cases::ask_whistle(a, same)).unwrap();
        assert_eq!(self.count("SELECT COUNT(*) FROM whistle_asks").await, 1);
    }

    /// Somebody with a phone says something at the village's code.
    pub async fn says(&self, at: &str, words: &str, phone: &str) -> Registered {
        self.says_with(at, |new| {
            new.words = words.into();
            new.phone = phone.into();
            new.anonymous = phone.is_empty();
        })
        .await
    }

    pub async fn says_with(&self, at: &str, change: impl FnOnce(&mut Register)) -> Registered {
        self.trial.at(at);
        let by = By::nobody();
        let tx = self.trial.begin().await;
        let act = Act { tx: &tx, county: self.trial.county(), by: &by };
        let mut new = Register::new(tx.id(), Channel::Code, self.village, "");
        change(&mut new);
        let registered = lianxin_cases::register(act, new).await.unwrap();
        tx.commit().await.unwrap();
        registered
    }

    pub async fn accepts(&self, at: &str, case: Id, category: &str) {
        self.trial.at(at);
        let order = Accept {
            case,
            revision: None,
            category: category.into(),
            kind: "help".into(),
            item: String::new(),
            title: String::new(),
            accused: None,
        };
        act!(self, self.dispatcher, |a| lianxin_cases::accept(a, order)).unwrap();
    }

    pub async fn dispatches(&self, at: &str, case: Id, unit: Id) {
        self.try_dispatch(at, case, unit).await.unwrap();
    }

    pub async fn try_dispatch(&self, at: &str, case: Id, unit: Id) -> Done<Id> {
        self.trial.at(at);
        let part = self.trial.county().store.world().id();
        let order = Dispatch {
            case,
            revision: None,
            part,
            unit,
            supports: vec![],
            item: String::new(),
            words: String::new(),
            suggestion: "none",
        };
        act!(self, self.dispatcher, |a| lianxin_cases::dispatch(a, order))
    }

    pub async fn signs(&self, at: &str, who: &Who, case: Id) {
        self.trial.at(at);
        act!(self, who, |a| lianxin_cases::sign(a, case, None)).unwrap();
    }

    pub async fn contacts(&self, at: &str, who: &Who, case: Id) {
        self.trial.at(at);
        act!(self, who, |a| lianxin_cases::contact(a, case, "电工下午来")).unwrap();
    }

    pub async fn does(&self, at: &str, who: &Who, case: Id) {
        self.try_resolve(at, who, case).await.unwrap();
    }

    pub async fn try_resolve(&self, at: &str, who: &Who, case: Id) -> Done<()> {
        self.trial.at(at);
        let order = Resolve {
            case,
            revision: None,
            ending: "solved".into(),
            answer: "已经换好，夜里亮了".into(),
            no_photo: "夜间核查时补拍".into(),
        };
        act!(self, who, |a| lianxin_cases::resolve(a, order))
    }

    pub async fn verifies(&self, at: &str, case: Id) {
        self.trial.at(at);
        act!(self, self.verifier, |a| lianxin_cases::verify(a, case, None, "看过照片")).unwrap();
    }

    pub async fn calls(&self, at: &str, request: Id, heard: Option<Heard>) -> Done<()> {
        self.trial.at(at);
        let id = self.trial.county().store.world().id();
        let call = CallBack { id, request, way: "phone", heard, words: "电话回访".into() };
        act!(self, self.caller, |a| lianxin_cases::call_back(a, call))
    }

    pub async fn case(&self, id: Id) -> Case {
        lianxin_cases::find(&self.trial.reader(), id).await.unwrap().unwrap()
    }

    /// The deadline of the newest clock with this stage, as a wall in China shows it, and what became of it.
    pub async fn clock(&self, case: Id, stage: &str) -> (String, String) {
        let clocks = clocks_of(&self.trial.reader(), case).await.unwrap();
        let clock = clocks.iter().rfind(|clock| clock.stage == stage);
        let clock = clock.unwrap_or_else(|| panic!("there is no clock for {stage}"));
        (wall(clock.due_at), clock.result.clone())
    }

    pub async fn due(&self, case: Id, stage: &str) -> String {
        self.clock(case, stage).await.0
    }

    pub async fn result(&self, case: Id, stage: &str) -> String {
        self.clock(case, stage).await.1
    }

    pub async fn count(&self, sql: &str) -> i64 {
        self.trial.reader().count(sql, values![]).await.unwrap()
    }

    /// After every story: the chain holds, each case has a holder or an honest end, reach is what the tree says.
    pub async fn nothing_is_lost(&self) {
        self.trial.work().await;
        let reader = self.trial.reader();
        assert!(lianxin_events::verify(&reader).await.unwrap().is_ok());
        for check in self.trial.app().modules().iter().flat_map(|module| &module.checks) {
            let found = (check.run)(self.trial.county()).await.unwrap();
            assert!(found.is_whole(), "check {}: {found:?}", check.number);
        }
        let ids: Vec<Id> = reader.column("SELECT id FROM cases", values![]).await.unwrap();
        for id in ids {
            let case = self.case(id).await;
            let written: Vec<Id> = reader
                .column("SELECT unit_id FROM case_reach WHERE case_id = $1 ORDER BY unit_id", values![id])
                .await
                .unwrap();
            let meant: Vec<Id> = lianxin_cases::reach_of(&reader, &case).await.unwrap().into_keys().collect();
            assert_eq!(sorted(written), sorted(meant), "reach of {}", case.number);
            let running =
                clocks_of(&reader, id).await.unwrap().into_iter().filter(|clock| clock.is_running()).count();
            if case.is_open() {
                assert!(running > 0, "{} is open ({}) and no clock runs", case.number, case.state);
            }
        }
    }
}

fn sorted(mut ids: Vec<Id>) -> Vec<Id> {
    ids.sort_unstable();
    ids
}

pub fn wall(at: Time) -> String {
    china(at).format("%Y-%m-%d %H:%M").to_string()
}

pub fn heard(solved: Solved, satisfaction: i64) -> Option<Heard> {
    Some(Heard { solved, satisfaction, then: Then::Rest })
}

pub fn redo(solved: Solved, satisfaction: i64) -> Option<Heard> {
    Some(Heard { solved, satisfaction, then: Then::Redo })
}

/// The code of a refusal.
pub fn code<T: std::fmt::Debug>(done: Done<T>) -> &'static str {
    match done {
        Err(lianxin_access::Stop::Refused(refused)) => {
            refused.fields.first().map_or(refused.code, |field| field.code)
        }
        other => panic!("this should be refused: {other:?}"),
    }
}
