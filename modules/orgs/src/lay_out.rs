use std::collections::HashMap;

use lianxin_access::{By, Done, Org, root};
use lianxin_base::{Id, Refused};
use lianxin_db::{Fault, Tx};
use lianxin_playbook::{Division, DivisionKind, Playbook, Unit, UnitKind, WorkArea};

use crate::add_org::write;
use crate::rename_org::Names;
use crate::tree::raise_generation;

/// What was laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LaidOut {
    pub district: Id,
    pub towns: usize,
    pub areas: usize,
    pub villages: usize,
    /// Departments and bodies of the district.
    pub units: usize,
    /// Offices of towns and work areas.
    pub offices: usize,
}

/// Makes the whole tree of a new county from its playbook. Only the program does this, once: a county that has its tree
/// is refused.
///
/// Codes are those of the playbook: `370114` the district, `370114001` a town, `370114001W01` a work area,
/// `370114001001` a village, `civil` a department, `370114001-town-police` and `370114001W01-office-party` what each
/// town and each work area has of its own.
pub async fn lay_out(tx: &Tx, by: &By, playbook: &Playbook) -> Done<LaidOut> {
    if root(tx).await?.is_some() {
        return Err(Refused::conflict("orgs-refused-laid-out").into());
    }
    let mut laying = Laying { tx, by, ids: HashMap::new(), done: LaidOut::default() };
    laying.district(playbook).await?;
    for town in playbook.divisions.towns() {
        laying.town(playbook, town).await?;
    }
    for area in playbook.work_areas.iter() {
        laying.area(playbook, area).await?;
    }
    for village in playbook.divisions.villages() {
        let parent =
            playbook.work_areas.of_division(&village.code).map_or(&village.parent_code, |area| &area.code);
        laying.division(village, "village", Some(parent)).await?;
        laying.done.villages += 1;
    }
    raise_generation(tx).await?;
    Ok(laying.done)
}

struct Laying<'a> {
    tx: &'a Tx,
    by: &'a By,
    ids: HashMap<String, Id>,
    done: LaidOut,
}

impl Laying<'_> {
    async fn put(&mut self, code: &str, kind: &str, names: Names, parent: Option<&str>) -> Result<Id, Fault> {
        let org = Org {
            id: self.tx.id(),
            code: code.to_owned(),
            kind: kind.to_owned(),
            name_zh: names.name_zh,
            name_en: names.name_en,
            short_zh: names.short_zh,
            short_en: names.short_en,
            parent_id: parent.and_then(|parent| self.ids.get(parent)).copied(),
            lon: None,
            lat: None,
            valid_to: None,
            revision: 1,
        };
        write(self.tx, self.by, &org).await?;
        self.ids.insert(org.code, org.id);
        Ok(org.id)
    }

    async fn division(&mut self, one: &Division, kind: &str, parent: Option<&str>) -> Result<Id, Fault> {
        let names = Names::plain(&one.name.zh, &one.name.en);
        self.put(&one.code, kind, names, parent).await
    }

    async fn district(&mut self, playbook: &Playbook) -> Done<()> {
        let county =
            playbook.divisions.county().ok_or_else(|| Refused::invalid("orgs-refused-no-district"))?;
        self.done.district = self.division(county, "district", None).await?;
        for unit in playbook.units.iter().filter(|unit| unit.kind.is_county_wide()) {
            let names = Names::plain(&unit.name.zh, &unit.name.en);
            self.put(&unit.code, unit_kind(unit.kind), names, Some(&county.code)).await?;
            self.done.units += 1;
        }
        Ok(())
    }

    async fn town(&mut self, playbook: &Playbook, town: &Division) -> Result<(), Fault> {
        self.division(town, "town", Some(&town.parent_code)).await?;
        for unit in &playbook.units {
            if matches!(unit.kind, UnitKind::TownBody | UnitKind::TownBranch) {
                let code = format!("{}-{}", town.code, unit.code);
                self.put(&code, "office", town_office(town, unit), Some(&town.code)).await?;
                self.done.offices += 1;
            }
        }
        self.done.towns += 1;
        Ok(())
    }

    async fn area(&mut self, playbook: &Playbook, area: &WorkArea) -> Result<(), Fault> {
        self.put(&area.code, "area", area_names(area), Some(&area.town_code)).await?;
        for unit in playbook.units.iter().filter(|unit| unit.kind == UnitKind::AreaOffice) {
            let code = format!("{}-{}", area.code, unit.code);
            self.put(&code, "office", area_office(area, unit), Some(&area.code)).await?;
            self.done.offices += 1;
        }
        self.done.areas += 1;
        Ok(())
    }
}

fn unit_kind(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::DistrictParty | UnitKind::Government | UnitKind::GovernmentBranch => "department",
        _ => "body",
    }
}

/// 眼明泉党建工作区, in short 眼明泉工作区.
fn area_names(area: &WorkArea) -> Names {
    Names {
        name_zh: area.full.zh.clone(),
        name_en: area.full.en.clone(),
        short_zh: format!("{}工作区", area.name.zh),
        short_en: area.full.en.clone(),
    }
}

/// 官庄街道综合治理指挥中心: the playbook says 街镇 for the town's own name. In short 官庄派出所.
fn town_office(town: &Division, unit: &Unit) -> Names {
    let zh = unit.name.zh.strip_prefix("街镇").unwrap_or(&unit.name.zh);
    let en = unit.name.en.strip_prefix("Town ").unwrap_or(&unit.name.en);
    let proper_zh = match town.kind {
        DivisionKind::Street => town.name.zh.strip_suffix("街道"),
        _ => town.name.zh.strip_suffix('镇'),
    };
    let proper_en = town.name.en.rsplit_once(' ').map(|(proper, _)| proper);
    Names {
        name_zh: format!("{}{zh}", town.name.zh),
        name_en: format!("{} {en}", town.name.en),
        short_zh: format!("{}{zh}", proper_zh.unwrap_or(&town.name.zh)),
        short_en: format!("{} {en}", proper_en.unwrap_or(&town.name.en)),
    }
}

/// 眼明泉党建工作区党群工作办公室, in short 眼明泉党群工作办公室.
fn area_office(area: &WorkArea, unit: &Unit) -> Names {
    Names {
        name_zh: format!("{}{}", area.full.zh, unit.name.zh),
        name_en: format!("{} {}", area.full.en, unit.name.en),
        short_zh: format!("{}{}", area.name.zh, unit.name.zh),
        short_en: format!("{} {}", area.name.en, unit.name.en),
    }
}
