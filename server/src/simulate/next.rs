//! What a sensible person would do next with a case, and who that person is now.

use lianxin_access::{By, Done, orgs_above, posts_of, posts_with_role};
use lianxin_base::Id;
use lianxin_cases::{
    Asked, Case, Part, State, asks_of, parts_of, requests_of, scores_of, unit_for, whistles_of,
};
use lianxin_db::Reader;

use super::live::Live;
use super::order::{Order, Verb};

/// A verb with its weight.
type Weighed = (Verb, u32);

const REGISTERED: &[Weighed] = &[
    (Verb::Accept, 84),
    (Verb::Refuse, 5),
    (Verb::HandOver, 3),
    (Verb::AnswerAtOnce, 6),
    (Verb::Merge, 5),
    (Verb::AddWords, 4),
];
const ACCEPTED: &[Weighed] = &[
    (Verb::Dispatch, 80),
    (Verb::Merge, 5),
    (Verb::Relate, 3),
    (Verb::OpenChild, 2),
    (Verb::Withdraw, 3),
    (Verb::AskWhistle, 2),
    (Verb::Blow, 3),
    (Verb::AnswerAtOnce, 2),
];
const DISPATCHED: &[Weighed] = &[
    (Verb::Sign, 70),
    (Verb::AskReturn, 12),
    (Verb::AskWhistle, 3),
    (Verb::Blow, 4),
    (Verb::Withdraw, 3),
    (Verb::Press, 5),
    (Verb::Merge, 3),
];
const SIGNED: &[Weighed] = &[
    (Verb::Contact, 20),
    (Verb::Progress, 14),
    (Verb::Arrive, 6),
    (Verb::Plan, 5),
    (Verb::Assign, 6),
    (Verb::AskExtend, 6),
    (Verb::AskSuspend, 6),
    (Verb::AskWhistle, 3),
    (Verb::Blow, 4),
    (Verb::DeclineWhistle, 2),
    (Verb::ReportIn, 10),
    (Verb::GiveResult, 8),
    (Verb::Press, 3),
    (Verb::AnswerPress, 6),
    (Verb::Resolve, 34),
    (Verb::OpenChild, 1),
    (Verb::Withdraw, 1),
    (Verb::AddWords, 4),
    (Verb::Merge, 2),
];
const DONE: &[Weighed] = &[(Verb::Verify, 78), (Verb::SendBack, 18), (Verb::Merge, 2), (Verb::Rate, 6)];
const CLOSED: &[Weighed] =
    &[(Verb::CallBack, 90), (Verb::Rate, 8), (Verb::AppealRating, 2), (Verb::AskRedo, 3), (Verb::Merge, 2)];
const ENDED: &[Weighed] = &[
    (Verb::Rate, 46),
    (Verb::FixRating, 8),
    (Verb::AppealRating, 10),
    (Verb::AskRedo, 6),
    (Verb::Score, 36),
];
const REFUSED: &[Weighed] = &[(Verb::TellChannel, 70), (Verb::AskAgain, 20), (Verb::AddWords, 10)];

impl Live<'_> {
    /// The next order for a case; none when nothing is to be done, or nobody is there.
    pub(super) async fn next(&mut self, case: &Case) -> Done<Option<Order>> {
        let db = self.home.county.store.reader();
        let asked: Vec<Asked> =
            asks_of(&db, case.id).await?.into_iter().filter(|ask| ask.state == "asked").collect();
        if let Some(ask) = asked.first()
            && self.chance.percent(50)
        {
            let by = self.decider(&db, case, ask).await?;
            return Ok(self.order(Verb::Decide, case, by, ask.id));
        }
        if case.suspended_at.is_some() && self.chance.percent(30) {
            let by = self.holder(&db, case.place_id, "town", "town-leader").await?;
            return Ok(self.order(Verb::Lift, case, by, case.id));
        }
        let weighed = match case.state() {
            State::Registered => REGISTERED,
            State::Accepted => ACCEPTED,
            State::Dispatched => DISPATCHED,
            State::Signed => SIGNED,
            State::Done => DONE,
            State::Closed => CLOSED,
            State::Ended | State::Answered => ENDED,
            State::Refused => REFUSED,
            State::Merged => return Ok(None),
        };
        let weights: Vec<u32> = weighed.iter().map(|(_, weight)| *weight).collect();
        let verb = weighed[self.chance.weighted(&weights)].0;
        let Some(target) = self.target(&db, verb, case).await? else { return Ok(None) };
        let by = self.who(&db, verb, case, target).await?;
        let order = self.order(verb, case, by, target);
        self.fill(&db, case, order).await
    }

    pub(super) fn order(&mut self, verb: Verb, case: &Case, by: By, target: Id) -> Option<Order> {
        let nobody = matches!(verb, Verb::Rate | Verb::AskRedo | Verb::AddWords | Verb::Withdraw);
        if by.post.is_none() && !nobody {
            return None;
        }
        let sees = Verb::SEES_REVISION.contains(&verb) && self.chance.percent(80);
        Some(Order {
            verb,
            case: case.id,
            revision: sees.then_some(case.revision),
            by,
            id: self.id(),
            target,
            units: vec![],
            code: String::new(),
            seed: self.chance.below(usize::MAX) as u64,
        })
    }

    /// Category and units that an order names.
    async fn fill(&mut self, db: &Reader, case: &Case, order: Option<Order>) -> Done<Option<Order>> {
        let Some(mut order) = order else { return Ok(None) };
        match order.verb {
            Verb::Accept => {
                order.code = self.category(case);
                if self.chance.percent(4) {
                    let village = self.above(db, case.place_id, "village").await?;
                    order.units.extend(village);
                }
            }
            Verb::AnswerAtOnce | Verb::OpenChild => order.code = self.category(case),
            Verb::Dispatch => {
                order.units.push(self.unit(db, case).await?.unwrap_or(case.place_id));
                if self.chance.percent(6) {
                    order.units.extend(self.department());
                }
            }
            Verb::AskReturn => order.units.extend(self.department()),
            Verb::AskWhistle | Verb::Blow => {
                for _ in 0..self.chance.between(1, 3) {
                    order.units.extend(self.department());
                }
            }
            _ => {}
        }
        Ok(Some(order))
    }

    fn category(&mut self, case: &Case) -> String {
        match self.said.get(&case.id) {
            Some(code) => code.clone(),
            None if !case.category.is_empty() => case.category.clone(),
            None => "B05".into(),
        }
    }

    /// Where the list sends it, or one of the place's own.
    async fn unit(&mut self, db: &Reader, case: &Case) -> Done<Option<Id>> {
        let playbook = self.home.county.playbook.clone();
        let listed = match playbook.responsibility.get(&case.item) {
            Some(item) if item.lead_unit != "town" => {
                unit_for(db, &playbook, &item.lead_unit, case.place_id).await?.map(|unit| unit.id)
            }
            _ => None,
        };
        if listed.is_some() && self.chance.percent(85) {
            return Ok(listed);
        }
        let kind = ["village", "area", "area", "town"][self.chance.below(4)];
        self.above(db, case.place_id, kind).await
    }

    pub(super) fn department(&mut self) -> Option<Id> {
        self.chance.pick(&self.departments).copied()
    }

    pub(super) async fn above(&self, db: &Reader, place: Id, kind: &str) -> Done<Option<Id>> {
        Ok(orgs_above(db, place).await?.into_iter().find(|org| org.kind == kind).map(|org| org.id))
    }

    /// One of those who hold a role where the place belongs.
    async fn holder(&mut self, db: &Reader, place: Id, kind: &str, role: &str) -> Done<By> {
        match self.above(db, place, kind).await? {
            Some(org) => self.in_role(db, org, role).await,
            None => Ok(By::nobody()),
        }
    }

    async fn in_role(&mut self, db: &Reader, org: Id, role: &str) -> Done<By> {
        let posts = posts_with_role(db, role, org, self.now()).await?;
        Ok(self.chance.pick(&posts).cloned().map_or_else(By::nobody, By::in_post))
    }

    async fn decider(&mut self, db: &Reader, case: &Case, ask: &Asked) -> Done<By> {
        let (kind, role) = match (ask.kind.as_str(), self.chance.below(4)) {
            ("return", _) if case.returns > 1 => ("town", "town-officer"),
            ("return", _) => ("town", "dispatcher"),
            ("extend", 0) => ("area", "area-secretary"),
            ("extend", 1) | ("appeal", _) => ("district", "district-supervisor"),
            _ => ("town", "town-leader"),
        };
        self.holder(db, case.place_id, kind, role).await
    }

    /// Ask, part, request or other case; the case itself where the verb needs none.
    pub(super) async fn target(&mut self, db: &Reader, verb: Verb, case: &Case) -> Done<Option<Id>> {
        Ok(match verb {
            Verb::CallBack | Verb::Rate | Verb::FixRating | Verb::AppealRating | Verb::AddWords => {
                let requests: Vec<Id> = requests_of(db, case.id).await?.iter().map(|one| one.id).collect();
                self.chance.pick(&requests).copied()
            }
            Verb::ReportIn | Verb::GiveResult | Verb::Score => {
                let parts: Vec<Part> = parts_of(db, case.id).await?;
                let called: Vec<Id> =
                    parts.iter().filter(|part| part.kind == "whistle").map(|part| part.id).collect();
                self.chance.pick(&called).copied()
            }
            Verb::Decide => {
                let asks: Vec<Id> = asks_of(db, case.id).await?.iter().map(|ask| ask.id).collect();
                self.chance.pick(&asks).copied()
            }
            Verb::Merge | Verb::Relate => {
                let others: Vec<Id> = self.open.iter().copied().filter(|other| *other != case.id).collect();
                self.chance.pick(&others).copied()
            }
            Verb::Assign => self.colleague(db, case).await?,
            _ => Some(case.id),
        })
    }

    /// Somebody of the unit, or of the grid below it.
    async fn colleague(&mut self, db: &Reader, case: &Case) -> Done<Option<Id>> {
        let Some(unit) = case.unit_id else { return Ok(None) };
        let grid = self.above(db, case.place_id, "grid").await?;
        let mut people = Vec::new();
        for (org, role) in [
            (Some(unit), "village-committee-member"),
            (Some(unit), "village-secretary"),
            (Some(unit), "liaison"),
            (Some(unit), "town-officer"),
            (Some(unit), "area-office"),
            (grid, "grid-worker"),
        ] {
            let Some(org) = org else { continue };
            people
                .extend(posts_with_role(db, role, org, self.now()).await?.iter().map(|post| post.person_id));
        }
        Ok(self.chance.pick(&people).copied())
    }

    async fn who(&mut self, db: &Reader, verb: Verb, case: &Case, target: Id) -> Done<By> {
        let (kind, role) = match verb {
            Verb::Sign | Verb::AskReturn => return self.of_unit(db, case).await,
            Verb::Contact
            | Verb::Progress
            | Verb::Arrive
            | Verb::Plan
            | Verb::Assign
            | Verb::AskExtend
            | Verb::AskSuspend
            | Verb::AnswerPress
            | Verb::FixRating
            | Verb::AppealRating
            | Verb::Resolve => return self.handler(db, case).await,
            Verb::ReportIn | Verb::GiveResult | Verb::Score => {
                return self.called(db, verb, case, target).await;
            }
            Verb::Rate | Verb::AskRedo | Verb::AddWords | Verb::Withdraw => return Ok(By::nobody()),
            Verb::AskWhistle => ("town", "town-officer"),
            Verb::Blow | Verb::DeclineWhistle | Verb::Lift => ("town", "town-leader"),
            Verb::Press => ("district", "district-supervisor"),
            Verb::SendBack | Verb::Verify => ("town", "verifier"),
            Verb::CallBack => ("town", "caller"),
            _ => ("town", "dispatcher"),
        };
        self.holder(db, case.place_id, kind, role).await
    }

    /// Whoever handles, if still in post; else somebody of the unit.
    async fn handler(&mut self, db: &Reader, case: &Case) -> Done<By> {
        if let Some(person) = case.handler_id {
            let posts = posts_of(db, person, self.now()).await?;
            if let Some(post) = posts.into_iter().find(|post| post.role != "county-admin") {
                return Ok(By::in_post(post));
            }
        }
        self.of_unit(db, case).await
    }

    async fn of_unit(&mut self, db: &Reader, case: &Case) -> Done<By> {
        let Some(unit) = case.unit_id else { return Ok(By::nobody()) };
        for org in orgs_above(db, unit).await? {
            let roles: &[&str] = match org.kind.as_str() {
                "village" => &["village-secretary", "village-committee-member"],
                "area" => &["area-deputy", "area-office"],
                "town" => &["town-officer"],
                "department" | "body" => &["liaison"],
                _ => &[],
            };
            let mut posts = Vec::new();
            for role in roles {
                posts.extend(posts_with_role(db, role, org.id, self.now()).await?);
            }
            if let Some(post) = self.chance.pick(&posts) {
                return Ok(By::in_post(post.clone()));
            }
        }
        Ok(By::nobody())
    }

    async fn called(&mut self, db: &Reader, verb: Verb, case: &Case, part: Id) -> Done<By> {
        let Some(part) = lianxin_cases::part(db, part).await? else { return Ok(By::nobody()) };
        if verb != Verb::Score {
            return self.in_role(db, part.unit_id, "liaison").await;
        }
        for whistle in whistles_of(db, case.id).await? {
            if Some(whistle.id) == part.whistle_id
                && scores_of(db, whistle.id)
                    .await?
                    .iter()
                    .all(|score| score.part_id != part.id || score.side != "town")
            {
                return self.in_role(db, whistle.town_id, "town-leader").await;
            }
        }
        self.in_role(db, part.unit_id, "department-leader").await
    }
}
