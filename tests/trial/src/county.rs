//! Lays out the trial county's organisations from its playbook.

use lianxin_access::{Org, add_org};
use lianxin_base::Id;
use lianxin_db::{Fault, Tx};
use lianxin_playbook::{Level, Playbook, Unit, UnitKind, Words};

/// Places from the district to the villages, departments below the district, offices below each town and area.
pub(crate) async fn lay_out(tx: &Tx, playbook: &Playbook) -> Result<(), Fault> {
    let county = playbook.county();
    let district = add(tx, &county.code, "district", &county.name, None).await?;
    for unit in playbook.units.iter().filter(|unit| unit.kind.is_county_wide()) {
        add(tx, &unit.code, "department", &unit.name, Some(district)).await?;
    }
    for town in playbook.divisions.towns() {
        let town_id = add(tx, &town.code, "town", &town.name, Some(district)).await?;
        add_offices(tx, playbook, &town.code, town_id, |kind| {
            matches!(kind, UnitKind::TownBody | UnitKind::TownBranch)
        })
        .await?;
        for area in playbook.work_areas.in_town(&town.code) {
            let area_id = add(tx, &area.code, "area", &area.name, Some(town_id)).await?;
            add_offices(tx, playbook, &area.code, area_id, |kind| kind == UnitKind::AreaOffice).await?;
            for code in &area.division_codes {
                let Some(village) = playbook.divisions.get(code).filter(|one| one.level == Level::Village)
                else {
                    continue;
                };
                add(tx, code, "village", &village.name, Some(area_id)).await?;
            }
        }
    }
    Ok(())
}

async fn add_offices(
    tx: &Tx,
    playbook: &Playbook,
    place: &str,
    above: Id,
    here: impl Fn(UnitKind) -> bool,
) -> Result<(), Fault> {
    let offices: Vec<&Unit> = playbook.units.iter().filter(|unit| here(unit.kind)).collect();
    for office in offices {
        add(tx, &format!("{place}-{}", office.code), "office", &office.name, Some(above)).await?;
    }
    Ok(())
}

async fn add(tx: &Tx, code: &str, kind: &str, name: &Words, parent_id: Option<Id>) -> Result<Id, Fault> {
    let org = Org {
        id: tx.id(),
        code: code.to_owned(),
        kind: kind.to_owned(),
        name_zh: name.zh.clone(),
        name_en: name.en.clone(),
        short_zh: name.zh.clone(),
        short_en: name.en.clone(),
        parent_id,
        lon: None,
        lat: None,
        valid_to: None,
        revision: 1,
    };
    add_org(tx, &org).await?;
    Ok(org.id)
}
