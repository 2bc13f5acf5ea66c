//! The institutions that pages show: their word in addresses, who reads them, and how they are made from a playbook.

use lianxin_web::Access;

use crate::READ;
use crate::build;
use crate::sheet::Sheet;
use crate::tongue::Tongue;

pub(crate) struct Institution {
    /// `limits`: `/playbook/limits`, the texts `playbooks-limits` and `playbooks-limits-about`.
    pub word: &'static str,
    pub path: &'static str,
    /// Its tables for spreadsheets.
    pub sheet: &'static str,
    pub icon: &'static str,
    /// What is promised to people is public.
    pub access: Access,
    pub build: fn(&Tongue<'_>) -> Vec<Sheet>,
}

macro_rules! institution {
    ($word:literal, $icon:literal, $access:expr, $build:path) => {
        Institution {
            word: $word,
            path: concat!("/playbook/", $word),
            sheet: concat!("/playbook/", $word, "/sheet"),
            icon: $icon,
            access: $access,
            build: $build,
        }
    };
}

/// In the order in which a newcomer reads them.
pub(crate) static ALL: [Institution; 14] = [
    institution!("services", "clipboard-text", Access::Public, build::services::services),
    institution!("responsibility", "list-check", Access::Public, build::responsibility::responsibility),
    institution!("limits", "clock", Access::Public, build::limits::limits),
    institution!("calendar", "calendar", Access::Public, build::calendar::calendar),
    institution!("counting", "chart-bar", Access::Public, build::counting::counting),
    institution!("categories", "bookmark", READ, build::categories::categories),
    institution!("units", "building", READ, build::places::units),
    institution!("divisions", "map-2", READ, build::places::divisions),
    institution!("work-areas", "hierarchy-2", READ, build::places::work_areas),
    institution!("roles", "id", READ, build::roles::roles),
    institution!("separations", "arrows-sort", READ, build::roles::separations),
    institution!("emergency-words", "alert-triangle", READ, build::words::emergency_words),
    institution!("questions", "help", READ, build::words::questions),
    institution!("words", "list-search", READ, build::words::words),
];

/// The institution of an address below the county: `/playbook/limits?against=2`.
pub(crate) fn of_path(path: &str) -> Option<&'static Institution> {
    let path = path.split('?').next().unwrap_or_default();
    let word = path.split("/playbook/").nth(1)?.split('/').next()?;
    ALL.iter().find(|one| one.word == word)
}
