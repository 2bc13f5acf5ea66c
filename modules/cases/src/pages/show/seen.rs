//! The case that an address names, as far as this person may read it.

use lianxin_access::{Org, orgs_above};
use lianxin_base::{Id, Refused};
use lianxin_seal::mask_in_text;
use lianxin_web::{Ask, Failed};

use crate::case_rows::CaseRows;
use crate::standing::standing_beside;
use crate::{Case, Standing, within};

pub(crate) struct Seen {
    pub case: Case,
    pub standing: Standing,
    pub rows: CaseRows,
    /// The place and all above it, nearest first.
    pub places: Vec<Org>,
}

impl Seen {
    /// Out of reach and not there look alike.
    pub async fn read(ask: &Ask, id: Id) -> Result<Self, Failed> {
        let db = ask.reader();
        let grant = ask.grant("case.see")?;
        if super::is_own(&grant) {
            return Err(Refused::absent("cases-refused-absent").into());
        }
        let case = within(&db, &grant, id).await?;
        let rows = CaseRows::of(&db, &case).await?;
        let standing = standing_beside(&db, &ask.county, &ask.by, ask.now, &case, &rows).await?;
        let places = orgs_above(&db, case.place_id).await?;
        Ok(Self { case, standing, rows, places })
    }

    pub async fn of(ask: &Ask) -> Result<Self, Failed> {
        Self::read(ask, ask.id("id")?).await
    }

    pub fn reads_whole(&self) -> bool {
        self.standing.reads_whole
    }

    /// The matter; for those who may not read it, that they may not.
    pub fn title(&self, ask: &Ask) -> String {
        if self.reads_whole() { mask_in_text(&self.case.title) } else { ask.t("cases-show-hidden") }
    }

    /// A grid is told with its village: every village has a first grid.
    pub fn place(&self, ask: &Ask) -> String {
        let zh = ask.is_zh();
        let Some(place) = self.places.first() else { return String::new() };
        let village = self.places.iter().find(|org| org.kind == "village");
        match village.filter(|_| matches!(place.kind.as_str(), "grid" | "micro-grid")) {
            Some(village) if zh => format!("{}{}", village.short(zh), place.short(zh)),
            Some(village) => format!("{}, {}", place.short(zh), village.short(zh)),
            None => place.short(zh).to_owned(),
        }
    }

    /// 市政与公用事业 › 路灯
    pub fn category(&self, ask: &Ask) -> String {
        let categories = &ask.county.playbook.categories;
        let Some(category) = categories.get(&self.case.category) else { return String::new() };
        let name = |words: &lianxin_playbook::Words| words.read_in(ask.lang.tag()).to_owned();
        match categories.parent(&category.code) {
            Some(parent) => format!("{} › {}", name(&parent.name), name(&category.name)),
            None => name(&category.name),
        }
    }

    pub fn path(&self) -> String {
        format!("/cases/{}", self.case.id)
    }
}
