//! Errands: service items that are ordered, done at the person's home or for them. One order may hold several; each has
//! the limit of its own, from the day on which its papers are complete.

mod finish_item;
mod hand_in;
mod order;
mod papers_complete;
mod visit;

pub use finish_item::{FinishItem, ITEM_ENDINGS, finish_item};
pub use hand_in::{HandIn, hand_in};
pub use papers_complete::papers_complete;
pub use visit::visit;

pub(crate) use finish_item::answer_of;
pub(crate) use order::{begin_visit, order, taken_by};

use lianxin_access::Done;
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_playbook::{Service, Words};

use crate::part::{Part, own_part};
use crate::{Act, Case};

/// When the person wishes to be visited, and when somebody first came.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Errand {
    pub case_id: Id,
    pub wished_at: Option<Time>,
    pub visited_at: Option<Time>,
}

/// One service item of an order.
#[derive(Clone, Debug, FromQueryResult)]
pub struct ErrandItem {
    pub id: Id,
    pub case_id: Id,
    pub service: String,
    /// ordered complete handed-in done explained not-possible
    pub state: String,
    /// What came of it; empty before.
    pub result: String,
    pub papers_at: Option<Time>,
    pub handed_in_at: Option<Time>,
    pub done_at: Option<Time>,
}

impl ErrandItem {
    pub fn is_open(&self) -> bool {
        self.done_at.is_none()
    }

    pub fn lacks_papers(&self) -> bool {
        self.is_open() && self.papers_at.is_none()
    }
}

pub async fn errand_of(db: &impl Db, case: Id) -> Result<Option<Errand>, Fault> {
    db.row("SELECT case_id, wished_at, visited_at FROM errands WHERE case_id = $1", values![case]).await
}

/// The items of an order, as they were ordered; none for a case that is no errand.
pub async fn items_of(db: &impl Db, case: Id) -> Result<Vec<ErrandItem>, Fault> {
    db.rows("SELECT * FROM errand_items WHERE case_id = $1 ORDER BY position", values![case]).await
}

pub async fn item(db: &impl Db, id: Id) -> Result<Option<ErrandItem>, Fault> {
    db.row("SELECT * FROM errand_items WHERE id = $1", values![id]).await
}

/// All papers of several services, each named once: a person is told everything in one go.
pub fn papers_of<'a>(services: impl Iterator<Item = &'a Service> + Clone) -> Words {
    let once = |texts: Vec<&str>, cut: &[char], join: &str| {
        let mut all: Vec<&str> = Vec::new();
        for paper in texts.into_iter().flat_map(|text| text.split(cut)).map(str::trim) {
            if !paper.is_empty() && !all.contains(&paper) {
                all.push(paper);
            }
        }
        all.join(join)
    };
    Words::new(
        once(services.clone().map(|one| one.materials.zh.as_str()).collect(), &['、', '；'], "、"),
        once(services.map(|one| one.materials.en.as_str()).collect(), &[',', ';'], ", "),
    )
}

/// An item, its case and its service, for somebody of a unit that holds a part of the case.
async fn held(act: Act<'_>, id: Id) -> Done<(Case, ErrandItem, Service, Part)> {
    let absent = || Refused::absent("cases-refused-absent");
    let item = item(act.tx, id).await?.ok_or_else(absent)?;
    let case = act.case("case.handle", item.case_id).await?;
    let part = own_part(act.tx, case.id, act.by).await?.filter(|part| part.kind != "whistle");
    let part = part.ok_or_else(|| Refused::forbidden("cases-refused-not-your-unit"))?;
    let service = act.county.playbook.service(&item.service).cloned();
    let service = service.ok_or_else(|| Refused::conflict("cases-refused-service-gone"))?;
    if !item.is_open() {
        return Err(Refused::conflict("cases-refused-item-over").into());
    }
    Ok((case, item, service, part))
}

#[cfg(test)]
mod tests {
    use super::papers_of;

    #[test]
    fn a_paper_that_two_services_want_is_told_once() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks/zhangqiu");
        let playbook = lianxin_playbook::load(&folder).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        let services: Vec<_> = ["SI06", "SI15"].iter().filter_map(|code| playbook.service(code)).collect();
        let papers = papers_of(services.iter().copied());
        assert_eq!(papers.zh, "身份证、户口簿、银行账户");
        assert_eq!(papers.en, "ID card, household book, bank account");
    }
}
