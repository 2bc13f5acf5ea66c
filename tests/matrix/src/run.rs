//! Asks every route, as everybody, about every place.

use axum::Router;
use lianxin_trial::{Kept, Trial};
use lianxin_web::{Access, Module, Route, router};

use crate::aims::{Aim, Body, Target, aims};
use crate::ask::{Came, Question, ask};
use crate::roster::{Asker, Shows};
use crate::seats::{Seat, Where};
use crate::table::{Block, Got, Line, Sheet};
use crate::world::World;

/// Both counties as one request finds them: made anew after a request that changed something.
pub struct Stage<'a> {
    kept: Option<&'a Kept>,
    modules: fn() -> Vec<Module>,
    router: Router,
    copies: Vec<Trial>,
    pub asked: usize,
    pub made_anew: usize,
}

impl<'a> Stage<'a> {
    /// Changes stay: for requests that make none.
    pub fn on(trial: &Trial, modules: fn() -> Vec<Module>) -> Self {
        Self { kept: None, modules, router: router(trial.app()), copies: vec![], asked: 0, made_anew: 0 }
    }

    /// Changes are undone.
    pub async fn of(kept: &'a Kept, modules: fn() -> Vec<Module>) -> Self {
        let copies = kept.open(modules()).await;
        let router = router(copies[0].app());
        Self { kept: Some(kept), modules, router, copies, asked: 0, made_anew: 0 }
    }

    async fn ask(&mut self, question: &Question, shows: &Shows) -> Came {
        self.asked += 1;
        let came = ask(&self.router, question, shows).await;
        assert!(came.status != 500, "{} {} broke", question.method, question.path);
        if let (Some(kept), false, true) = (self.kept, question.method.is_safe(), came.changed()) {
            for copy in self.copies.drain(..) {
                let _ = copy.county().store.clone().close().await;
            }
            self.copies = kept.open((self.modules)()).await;
            self.router = router(self.copies[0].app());
            self.made_anew += 1;
        }
        came
    }
}

/// Which askers and routes are tried.
pub struct Choice {
    /// Only these roles; empty: all.
    pub roles: &'static [&'static str],
    /// Only what changes nothing.
    pub reads_only: bool,
}

pub async fn sheet(stage: &mut Stage<'_>, world: &World, module: &Module, choice: &Choice) -> Sheet {
    let mut sheet = Sheet::default();
    for route in &module.routes {
        if choice.reads_only && !route.method.is_safe() {
            continue;
        }
        for aim in aims(route) {
            let block = block(stage, world, route, &aim, choice).await;
            sheet.blocks.push((title(route, &aim), block));
        }
    }
    sheet
}

/// `GET /cases ?state=signed · case.see`
fn title(route: &Route, aim: &Aim) -> String {
    let access = match route.access {
        Access::Public => "everybody".to_owned(),
        Access::SignedIn => "signed in".to_owned(),
        Access::Capability(one) => one.to_owned(),
        Access::AnyOf(some) => some.join(" | "),
        Access::Token(scope) => format!("key {scope}"),
    };
    let mut title =
        format!("{} {}", route.method, if route.path.is_empty() { "(empty)" } else { route.path });
    if route.above_counties {
        title.push_str(" (above counties)");
    }
    if !aim.query.is_empty() {
        title.push_str(&format!(" {}", aim.query));
    }
    if let (Body::Form(form), true) = (aim.body, route.path == "/cases/bulk") {
        title.push_str(&format!(" {}", form.split('&').next().unwrap_or_default()));
    }
    let stage = match aim.target {
        Target::Case(stage) => format!(" · {stage:?}").to_lowercase(),
        _ => String::new(),
    };
    format!("{title} · {access}{stage}")
}

async fn block(stage: &mut Stage<'_>, world: &World, route: &Route, aim: &Aim, choice: &Choice) -> Block {
    let mut block = Block::default();
    for asker in askers(world, route, choice) {
        let line = line(stage, world, route, aim, &asker).await;
        block.lines.insert(asker.name, line);
    }
    block
}

/// Roles and strangers at pages; programs, and some who hold no key, where a key is asked for.
fn askers(world: &World, route: &Route, choice: &Choice) -> Vec<Asker> {
    let chosen = |asker: &&Asker| {
        choice.roles.is_empty() || asker.role.is_none_or(|role| choice.roles.contains(&role))
    };
    let roster = &world.roster;
    let Access::Token(scope) = route.access else {
        return roster.people.iter().chain(&roster.strangers).filter(chosen).cloned().collect();
    };
    let mut askers: Vec<Asker> =
        roster.strangers.iter().filter(|one| one.shows == Shows::Nothing).cloned().collect();
    askers.extend(roster.people.iter().filter(|one| one.role == Some("town-leader")).cloned());
    for program in &roster.programs {
        let key = program.keys.iter().find(|(own, _)| *own == scope).map(|(_, key)| key.clone());
        let key = key.unwrap_or_else(|| {
            panic!("no program has a key with {scope}: add it to SCOPES of lianxin-trial")
        });
        let shows = Shows::Key(key);
        askers.push(Asker { name: program.name.into(), seat: program.seat, role: None, shows });
    }
    askers
}

async fn line(stage: &mut Stage<'_>, world: &World, route: &Route, aim: &Aim, asker: &Asker) -> Line {
    let stranger = asker.name.starts_with('(');
    let mut line = Line::new();
    if matches!(aim.target, Target::Listing(_)) {
        return list(stage, world, route, aim, asker).await;
    }
    for at in Where::ALL {
        if (aim.target == Target::Nothing || stranger) && !matches!(at, Where::Own | Where::Elsewhere) {
            continue;
        }
        if route.above_counties && at == Where::Elsewhere {
            continue;
        }
        let Some(question) = world.question(route, aim, asker.seat, asker.role, at) else { continue };
        let came = stage.ask(&question, &asker.shows).await;
        let names = came.names(&world.tells(aim, asker.seat, asker.role, at));
        line.push((at, Got::new(came.status, came.to_sign_in, names)));
    }
    line
}

/// A list is asked once in each county: which cases does it name?
async fn list(stage: &mut Stage<'_>, world: &World, route: &Route, aim: &Aim, asker: &Asker) -> Line {
    let mut line = Line::new();
    let mut asked: Option<Came> = None;
    for at in Where::ALL {
        if !world.has_case(asker.seat, asker.role, at) {
            continue;
        }
        if at == Where::Elsewhere {
            asked = None;
        }
        if asked.is_none() {
            let question =
                world.question(route, aim, asker.seat, asker.role, at).expect("a list has no place");
            asked = Some(stage.ask(&question, &asker.shows).await);
        }
        let came = asked.as_ref().expect("asked");
        let names = came.names(&world.tells(aim, asker.seat, asker.role, at));
        line.push((at, Got::new(came.status, came.to_sign_in, names)));
    }
    if line.is_empty() {
        let seat = Seat::Village;
        let question = world.question(route, aim, seat, None, Where::Own).expect("a list has no place");
        let came = stage.ask(&question, &asker.shows).await;
        line.push((Where::Own, Got::new(came.status, came.to_sign_in, false)));
    }
    line
}
