//! Everybody at once: what each kind of request is, over lives that go on from one step to the next.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use lianxin_base::Id;

use super::mix::Kind;
use crate::Outcome;
use crate::client::Call;
use crate::ground::{COUNTY, Ground};
use crate::life::{Life, Stage};
use crate::people::{Follow, some_cases};
use crate::read::{DISTRICT, SEES_BOARD, SEES_LIST, WORDS, encoded};
use crate::server::Server;

#[derive(Clone)]
pub struct Crowd {
    pub stage: Stage,
    cases: Arc<Vec<Id>>,
    /// Those who have entered number and word: number and cookie.
    followers: Arc<Vec<(String, String)>>,
    /// Lives that wait for a step.
    waiting: Arc<Mutex<HashMap<Kind, VecDeque<Life>>>>,
}

/// The steps of a life after its creation.
const STEPS: [Kind; 7] =
    [Kind::Dispatch, Kind::Sign, Kind::Contact, Kind::Resolve, Kind::Verify, Kind::CallBack, Kind::Rate];
const FOLLOWERS: usize = 150;
/// How many lives wait at each step when the load begins.
const BEFOREHAND: usize = 12;

impl Crowd {
    pub async fn gather(ground: &Ground, server: &Server) -> Outcome<Self> {
        let stage = Stage::of(ground, &server.client).await?;
        let cases = some_cases(&stage.county.store.reader(), 1_000, &stage.chance).await?;
        let mut followers = Vec::new();
        for Follow { number, word } in stage.people.follows.iter().take(FOLLOWERS) {
            let fields = [("number", number.as_str()), ("word", word.as_str())];
            let answer = stage.client.post(&format!("/{COUNTY}/follow"), &fields).send().await?.led_on()?;
            followers.push((number.clone(), answer.cookie()));
        }
        let crowd =
            Self { stage, cases: Arc::new(cases), followers: Arc::new(followers), waiting: Arc::default() };
        crowd.prepare().await?;
        Ok(crowd)
    }

    /// Lives at every step.
    async fn prepare(&self) -> Outcome<()> {
        for steps in 0..STEPS.len() {
            for _ in 0..BEFOREHAND {
                self.act(Kind::Create).await?;
            }
            for step in &STEPS[..steps] {
                for _ in 0..BEFOREHAND {
                    self.act(*step).await?;
                }
            }
        }
        Ok(())
    }

    fn put(&self, step: Option<Kind>, life: Life) {
        let Some(step) = step else { return };
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).entry(step).or_default().push_back(life);
    }

    fn take(&self, step: Kind) -> Option<Life> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&step)?.pop_front()
    }

    /// One request. What was really asked is answered: a step for which no life waits begins a new one.
    pub async fn act(&self, kind: Kind) -> Outcome<Kind> {
        if kind == Kind::Create {
            return self.create().await;
        }
        if STEPS.contains(&kind) {
            return match self.take(kind) {
                Some(life) => self.step(kind, life).await,
                None => self.create().await,
            };
        }
        let answer = self.call(kind).send().await?;
        // A sign-in leads on, everything else is a page.
        let answer = if kind == Kind::SignIn { answer.led_on() } else { answer.came() };
        answer.map_err(|error| format!("{}: {error}", kind.word()))?;
        Ok(kind)
    }

    async fn create(&self) -> Outcome<Kind> {
        let (id, village, matter, answer) = self.stage.create().await?;
        // What the villager does not do is not on the villager's clock.
        let crowd = self.clone();
        tokio::spawn(async move {
            match crowd.stage.begin(id, village, matter, &answer).await {
                Ok(life) => crowd.put(Some(Kind::Dispatch), life),
                Err(error) => eprintln!("a life did not begin: {error}"),
            }
        });
        Ok(Kind::Create)
    }

    async fn step(&self, kind: Kind, life: Life) -> Outcome<Kind> {
        let stage = &self.stage;
        match kind {
            Kind::Dispatch => stage.dispatch(&life).await?,
            Kind::Sign => stage.sign(&life).await?,
            Kind::Contact => stage.contact(&life).await?,
            Kind::Resolve => stage.resolve(&life).await?,
            Kind::Verify => stage.verify(&life).await?,
            Kind::CallBack => stage.call_back(&life).await?,
            _ => stage.rate(&life).await?,
        }
        let at = STEPS.iter().position(|step| *step == kind).unwrap_or(STEPS.len());
        self.put(STEPS.get(at + 1).copied(), life);
        Ok(kind)
    }

    /// A page that somebody looks at.
    fn call(&self, kind: Kind) -> Call {
        let stage = &self.stage;
        let (people, chance) = (&stage.people, &stage.chance);
        let village = stage.pick(&people.villages);
        let page = |path: &str| stage.client.get(&format!("/{COUNTY}{path}"));
        let staff = |roles: &[&str], path: &str| page(path).cookie(&people.any(chance, roles).cookie);
        match kind {
            Kind::Village => page(&format!("/villages/{}", village.code)),
            Kind::ReportForm => page(&format!("/report?place={}", village.code)),
            Kind::Public => page("/public"),
            Kind::Services => page("/services"),
            Kind::Follow if !self.followers.is_empty() => {
                let (number, cookie) = stage.pick(&self.followers);
                page(&format!("/follow/{number}")).cookie(cookie)
            }
            Kind::Desk => page("/desk").cookie(&people.somebody(chance).cookie),
            Kind::List => staff(
                &SEES_LIST,
                ["/cases", "/cases?state=any", "/cases?sort=new", "/cases?due=late"]
                    [chance.below(4) as usize],
            ),
            Kind::Case => staff(&DISTRICT[..1], &format!("/cases/{}", stage.pick(&self.cases))),
            Kind::Search => staff(&SEES_LIST, &format!("/search?q={}", encoded(stage.pick::<&str>(&WORDS)))),
            Kind::Board | Kind::LiveBoard => staff(&SEES_BOARD, "/board"),
            Kind::DispatchDesk => staff(&["dispatcher"], "/dispatch"),
            Kind::ActPage => staff(&DISTRICT[..1], &format!("/cases/{}/print", stage.pick(&self.cases))),
            Kind::SignIn => {
                let (login, password) = stage.pick(&people.logins);
                let fields = [("login", login.as_str()), ("password", password.as_str())];
                stage.client.post(&format!("/{COUNTY}/sign-in"), &fields)
            }
            _ => page("/"),
        }
    }
}
