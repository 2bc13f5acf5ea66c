//! Random counties: trees, posts, cases, re-organisations by the real verbs, and a naive model of who may see what. Every
//! list, search, export, figure and interface must hold exactly the cases of the model.

mod carry;
mod look;
mod model;
mod plan;

pub use carry::County;
pub use look::look;
pub use model::{Case, Model, Org, Post};
pub use plan::{Step, plan};

use std::collections::BTreeMap;

use lianxin_trial::Kept;

/// Lives through a plan and looks from every post. The error says what was seen that should not be, or is missing.
///
/// Answers what came to pass, so that a test can tell whether its counties live at all.
pub async fn live(kept: &Kept, steps: &[Step]) -> Result<BTreeMap<&'static str, usize>, String> {
    let mut county = County::open(kept).await;
    for step in steps {
        county.carry_out(*step).await;
    }
    county.trial.work().await;
    // What runs out tells people: not those who do not reach it.
    county.let_pass(chrono::Duration::days(6)).await;
    let found = look(&county).await;
    let did = std::mem::take(&mut county.did);
    county.close().await;
    found.map(|()| did)
}
