//! The places below, in three tiers with reasons and the help that is given. Inside a tier by division code; no ranks.

use std::collections::HashMap;

use lianxin_access::{Org, children};
use lianxin_base::Id;
use lianxin_db::{Db, Fault};
use lianxin_web::{Ask, Page};

use crate::figures::{Figures, Kind, figures_of};
use crate::give_help::helps_of;
use crate::name;
use crate::pages::trend::category;
use crate::question::Question;
use crate::rate::{tenths, thousands};
use crate::tier::{Known, Reason, Tier, tier};

pub(crate) struct Places {
    pub title: String,
    pub tiers: Vec<TierBlock>,
}

pub(crate) struct TierBlock {
    /// help watch steady
    pub word: &'static str,
    pub tone: &'static str,
    pub icon: &'static str,
    pub name: String,
    pub many: String,
    pub count: usize,
    pub places: Vec<Place>,
}

pub(crate) struct Place {
    pub name: String,
    pub href: String,
    pub why: String,
    /// The heaviest reason alone, for a wall.
    pub first: String,
    pub help: String,
    /// Where help is written down; empty where this person cannot.
    pub help_href: String,
}

const LOOKS: [(Tier, &str, &str, &str); 3] = [
    (Tier::Help, "help", "hold", "hand-stop"),
    (Tier::Watch, "watch", "soon", "eye"),
    (Tier::Steady, "steady", "ok", "circle-check"),
];

fn known(ask: &Ask, figures: &Figures) -> Known {
    let counting = &ask.county.playbook.manifest.counting;
    Known {
        rates: Kind::FOUR.map(|kind| figures.rate(kind, counting)),
        open: figures.value(name::OPEN),
        late: figures.value(name::LATE),
    }
}

/// None for a unit, a village, and whatever else has no places below.
pub(crate) async fn places(
    ask: &Ask,
    page: &Page,
    db: &impl Db,
    question: &Question,
    whole: &Figures,
) -> Result<Option<Places>, Fault> {
    let below: Vec<Org> = children(db, question.org.id).await?.into_iter().filter(Org::is_place).collect();
    let (true, Some(first)) = (question.org.is_place(), below.first()) else { return Ok(None) };
    let ids: Vec<Id> = below.iter().map(|org| org.id).collect();
    let mut names =
        vec![name::RESPONSE, name::RESOLUTION, name::PARTLY, name::FIRST_TIME, name::OPEN, name::LATE];
    names.extend(name::SATISFACTION);
    let span = question.period.span(ask.now);
    let found = figures_of(db, &ids, &names, span, question.tree).await?;
    let helps = helps_of(db, &ids, ask.now).await?;
    let whole = known(ask, whole);
    let fewest = i64::from(ask.county.playbook.manifest.counting.fewest_for_rate);
    let mut by_tier: HashMap<&str, Vec<Place>> = HashMap::new();
    for org in &below {
        let figures = found.get(&org.id).cloned().unwrap_or_default();
        let (tier, reasons) = tier(&known(ask, &figures), &whole, fewest);
        let word = LOOKS.iter().find(|look| look.0 == tier).map_or("steady", |look| look.1);
        let own = question.of_org(org);
        let why: Vec<String> = reasons.iter().map(|reason| why(ask, page, &figures, reason)).collect();
        by_tier.entry(word).or_default().push(Place {
            name: org.short(page.is_zh()).to_owned(),
            href: own.href(ask, "/board", &[]),
            first: why.first().cloned().unwrap_or_default(),
            why: why.join(&page.t("board-semicolon")),
            help: helps.get(&org.id).cloned().unwrap_or_default(),
            help_href: if tier == Tier::Steady || !ask.may(crate::give_help::GIVE) {
                String::new()
            } else {
                own.href(ask, "/board/help", &[])
            },
        });
    }
    let tiers = LOOKS.iter().map(|(_, word, tone, icon)| {
        let places = by_tier.remove(word).unwrap_or_default();
        TierBlock {
            word,
            tone,
            icon,
            name: page.t(format!("board-tier-{word}")),
            many: page.tn(format!("board-tier-{word}-many"), places.len()),
            count: places.len(),
            places,
        }
    });
    let title = page.t(format!("board-places-{}", first.kind));
    Ok(Some(Places { title, tiers: tiers.filter(|block| block.count > 0).collect() }))
}

fn why(ask: &Ask, page: &Page, figures: &Figures, reason: &Reason) -> String {
    match reason {
        Reason::Late { many, open } => {
            let said = page.args("board-why-late", &[("n", &thousands(*many)), ("open", &thousands(*open))]);
            // Most of them of one kind: worth saying.
            match figures.by_category(name::LATE).first() {
                Some((code, most)) if most * 10 >= many * 6 && *most > 1 => {
                    format!("{said}{}", page.tw("board-why-mostly", "category", category(ask, page, code)))
                }
                _ => said,
            }
        }
        Reason::Below { kind, rate, tenths: below } => page.args(
            "board-why-below",
            &[
                ("figure", &page.t(format!("board-figure-{}", kind.word()))),
                ("percent", &rate.percent().unwrap_or_default()),
                ("good", &rate.good()),
                ("of", &thousands(rate.of)),
                ("points", &tenths(*below)),
            ],
        ),
        Reason::Few { of, unsolved } => {
            page.args("board-why-few", &[("n", &thousands(*of)), ("unsolved", &thousands(*unsolved))])
        }
    }
}
