//! The people whom one can be in the demonstration.

use lianxin_access::{By, Done, NewAccount, Stop, open_account};
use lianxin_base::{Id, Refused};
use lianxin_db::Tx;
use lianxin_people::{DemoLogin, add_demo_login};
use lianxin_web::County;

use super::chance::Chance;
use super::households::settle_in;
use super::land::Land;
use super::staff::{Staff, seat};

/// 三角湾村.
pub const VILLAGE: &str = "370114011251";
/// Where the lamps belong.
const UNIT: &str = "housing";
/// Where accusations go.
const DISCIPLINE: &str = "discipline";
const PASSWORD: &str = "dengliang2617";

pub struct Logins {
    pub resident: Id,
    pub resident_name: String,
    pub resident_phone: String,
}

pub async fn open(
    tx: &Tx,
    county: &County,
    admin: &By,
    land: &Land,
    staff: &Staff,
    chance: &mut Chance,
) -> Done<Logins> {
    let absent = || Stop::from(Refused::absent("shell-refused-absent"));
    let village = land.villages.get(land.village(VILLAGE)).cloned().ok_or_else(absent)?;
    let home = village.grids.first().copied().unwrap_or(village.id);
    let home = land.orgs.get(&home).cloned().ok_or_else(absent)?;
    let body = |code: &str| land.orgs.values().find(|org| org.code == code).map(|org| org.id);
    let (unit, discipline) = body(UNIT).zip(body(DISCIPLINE)).ok_or_else(absent)?;
    let secretary = staff.get(village.id, "village-secretary", 0).ok_or_else(absent)?;
    let first = settle_in(tx, county, secretary, home.id, chance).await?.ok_or_else(absent)?;
    let resident = seat(tx, county, admin, land, (first.id, first.name), &home, "resident").await?;
    let those: [(&str, Option<&By>); 12] = [
        ("resident", Some(&resident)),
        ("grid", staff.get(home.id, "grid-worker", 0)),
        ("secretary", staff.get(village.id, "village-secretary", 0)),
        ("dispatcher", staff.get(village.town, "dispatcher", 0)),
        ("officer", staff.get(unit, "liaison", 0)),
        ("leader", staff.get(land.district, "district-supervisor", 0)),
        ("admin", Some(admin)),
        ("deputy", staff.get(village.area, "area-deputy", 0)),
        ("town", staff.get(village.town, "town-leader", 0)),
        ("verifier", staff.get(village.town, "verifier", 0)),
        ("caller", staff.get(village.town, "caller", 0)),
        ("discipline", staff.get(discipline, "department-leader", 0)),
    ];
    for (login, by) in those {
        account(tx, county, admin, login, by.ok_or_else(absent)?).await?;
    }
    let post = resident.post.as_ref().ok_or_else(absent)?;
    Ok(Logins {
        resident: post.person_id,
        resident_name: post.person_name.clone(),
        resident_phone: super::names::phone(chance),
    })
}

async fn account(tx: &Tx, county: &County, admin: &By, login: &str, by: &By) -> Done<()> {
    let Some(post) = &by.post else { return Err(Refused::absent("shell-refused-absent").into()) };
    let new = NewAccount { id: tx.id(), person_id: post.person_id, login, password: PASSWORD, lang: "zh-CN" };
    open_account(tx, admin, new).await?;
    let role = county.playbook.roles.get(&post.role).map(|role| role.name.clone()).unwrap_or_default();
    let login = DemoLogin {
        login: login.to_owned(),
        password: PASSWORD.to_owned(),
        role_zh: format!("{}{} {}", post.org_zh, role.zh, post.person_name),
        role_en: format!("{}, {}", role.en, post.org_en),
    };
    Ok(add_demo_login(tx, &login).await?)
}
