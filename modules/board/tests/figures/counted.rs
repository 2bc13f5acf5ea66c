//! What a story looks at.

use chrono::NaiveDate;
use lianxin_base::Id;
use lianxin_board::{
    Figures, Kind, Only, Span, Standing, Tree, Which, belonging, count, figures, name, recount, rows,
};
use lianxin_trial::{Trial, on_each};

use crate::stage::Stage;

pub async fn on_both(story: impl AsyncFn(&Stage<'_>)) {
    let modules = || vec![lianxin_orgs::module(), lianxin_cases::module(), lianxin_board::module()];
    on_each(modules, async |trial| {
        let stage = Stage::new(trial).await;
        story(&stage).await;
        stage.nothing_is_lost().await;
        figures_agree(trial).await;
    })
    .await;
}

/// The year of all stories.
pub fn year() -> Span {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    Span { from: day(1, 1), to: day(12, 31) }
}

/// What a place with everything below it, or a unit, has now.
pub async fn of(trial: &Trial, org: Id) -> Figures {
    trial.work().await;
    figures(&trial.reader(), org, year(), Tree::Is).await.unwrap()
}

pub async fn district(trial: &Trial) -> Figures {
    let district = trial.org("370114").await.id;
    of(trial, district).await
}

/// Value and total of figures.
pub fn sums(figures: &Figures, names: &[&str]) -> Vec<(i64, i64)> {
    names.iter().map(|name| (figures.sum(name).value, figures.sum(name).total)).collect()
}

pub fn percent(trial: &Trial, figures: &Figures, kind: Kind) -> String {
    figures.rate(kind, &trial.playbook().manifest.counting).percent().unwrap_or_else(|| "-".into())
}

/// Counted again from the rows, everything is the same; each figure of each organisation is the rows that it opens.
pub async fn figures_agree(trial: &Trial) {
    let reader = trial.reader();
    let found = recount(&reader).await.unwrap();
    assert!(found.is_empty(), "{found:?}");
    let standing = Standing::read(&reader).await.unwrap();
    for org in standing.ids().collect::<Vec<_>>() {
        for tree in [Tree::Is, Tree::Was] {
            opens_to_its_rows(trial, &standing, org, tree).await;
        }
    }
}

async fn opens_to_its_rows(trial: &Trial, standing: &Standing, org: Id, tree: Tree) {
    let reader = trial.reader();
    let figures = figures(&reader, org, year(), tree).await.unwrap();
    let members = belonging(&reader, standing, org, tree).await.unwrap();
    let place = lianxin_access::org(&reader, org).await.unwrap().unwrap().is_place();
    for name in name::by_day().chain(name::NOW) {
        for only in [Only::All, Only::Good, Only::Rest] {
            let which = Which { names: vec![name], only, category: String::new() };
            let found = rows(&reader, &members, place, &which, year(), None, 10_000).await.unwrap();
            let counted: i64 = found
                .iter()
                .map(|row| match only {
                    Only::All => row.sum.total,
                    Only::Good => row.sum.value,
                    Only::Rest => row.sum.total - row.sum.value,
                })
                .sum();
            assert_eq!(counted, count(&figures, &which), "{name} of {org} {tree:?} {only:?}");
        }
    }
}
