//! One wish for many cases: a verb for each, each told by itself. One that is refused does not stop the others.

use lianxin_access::{By, Done, Stop};
use lianxin_base::{Id, Refused};
use lianxin_db::Fault;
use lianxin_web::County;

use crate::{Act, Dispatch, dispatch, merge, press};

/// What is wished for.
#[derive(Clone, Debug)]
pub enum Wish {
    Dispatch {
        unit: Id,
        words: String,
    },
    Press {
        words: String,
    },
    /// All others go on in this one.
    Merge {
        master: Id,
    },
}

/// What became of one case.
#[derive(Debug)]
pub struct Became {
    pub case: Id,
    pub refused: Option<Refused>,
}

/// The most that one wish may touch: a page of the list.
pub const MOST: usize = 50;

/// # Errors
/// `cases-list-refused-many` when more than a page is chosen; a fault of the store.
pub async fn bulk(county: &County, by: &By, cases: &[Id], wish: &Wish) -> Done<Vec<Became>> {
    if cases.len() > MOST {
        return Err(Refused::invalid("cases-list-refused-many").into());
    }
    let mut became = Vec::new();
    for &case in cases {
        if matches!(wish, Wish::Merge { master } if *master == case) {
            continue;
        }
        let refused = one(county, by, case, wish).await?;
        became.push(Became { case, refused });
    }
    Ok(became)
}

async fn one(county: &County, by: &By, case: Id, wish: &Wish) -> Result<Option<Refused>, Fault> {
    let tx = county.store.begin().await?;
    let act = Act { tx: &tx, county, by };
    let done = match wish {
        Wish::Press { words } => press(act, case, words).await,
        Wish::Merge { master } => merge(act, *master, &[case]).await.map(|_| ()),
        Wish::Dispatch { unit, words } => {
            let order = Dispatch {
                case,
                revision: None,
                part: tx.id(),
                unit: *unit,
                supports: vec![],
                item: String::new(),
                words: words.clone(),
                suggestion: "none",
            };
            dispatch(act, order).await.map(|_| ())
        }
    };
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(None)
        }
        Err(Stop::Refused(refused)) => {
            tx.rollback().await?;
            Ok(Some(refused))
        }
        Err(Stop::Fault(fault)) => Err(fault),
    }
}
