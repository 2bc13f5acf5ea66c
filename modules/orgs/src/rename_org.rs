use lianxin_access::{By, Done, Org, org};
use lianxin_base::{Id, Refused};
use lianxin_db::{Db, Fault, Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::Roles;

use crate::KEEP_TREE;
use crate::tree::raise_generation;

/// What an organisation is called: in full and as people say it (三角湾村), in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    pub name_zh: String,
    pub name_en: String,
    pub short_zh: String,
    pub short_en: String,
}

const LONGEST: usize = 60;

impl Names {
    /// The same name in full and in short.
    pub fn plain(zh: impl Into<String>, en: impl Into<String>) -> Self {
        let (zh, en) = (zh.into(), en.into());
        Self { name_zh: zh.clone(), name_en: en.clone(), short_zh: zh, short_en: en }
    }

    pub fn of(org: &Org) -> Self {
        Self {
            name_zh: org.name_zh.clone(),
            name_en: org.name_en.clone(),
            short_zh: org.short_zh.clone(),
            short_en: org.short_en.clone(),
        }
    }

    /// A Chinese name is needed; what is left empty is taken from what was given.
    pub(crate) fn checked(self) -> Result<Self, Refused> {
        let given =
            |text: &str, other: &str| if text.trim().is_empty() { other } else { text }.trim().to_owned();
        let names = Self {
            short_zh: given(&self.short_zh, &self.name_zh),
            short_en: given(&self.short_en, given(&self.name_en, &self.name_zh).as_str()),
            name_en: given(&self.name_en, &self.name_zh),
            name_zh: given(&self.name_zh, ""),
        };
        if names.name_zh.is_empty() {
            return Err(Refused::field("name_zh", "orgs-refused-no-name"));
        }
        let all = [
            ("name_zh", &names.name_zh),
            ("name_en", &names.name_en),
            ("short_zh", &names.short_zh),
            ("short_en", &names.short_en),
        ];
        // An English name runs about twice as wide.
        if let Some((field, _)) = all.iter().find(|(_, text)| text.chars().count() > LONGEST * 2) {
            return Err(Refused::field(field, "orgs-refused-name-long"));
        }
        Ok(names)
    }
}

/// Gives an organisation another name from now on. Reports of earlier days keep the earlier one.
pub async fn rename_org(tx: &Tx, by: &By, roles: &Roles, id: Id, revision: i64, names: Names) -> Done<()> {
    by.grant(roles, KEEP_TREE)?;
    let names = names.checked()?;
    let before = open_org(tx, id, revision).await?;
    if Names::of(&before) == names {
        return Ok(());
    }
    keep_name(tx, &before).await?;
    let sql = "UPDATE orgs SET name_zh = $2, name_en = $3, short_zh = $4, short_en = $5, revision = revision + 1 \
               WHERE id = $1 AND revision = $6";
    let changed = tx
        .run(sql, values![id, names.name_zh, names.name_en, names.short_zh, names.short_en, before.revision])
        .await?;
    one_row(changed)?;
    raise_generation(tx).await?;
    let subject = Subject { kind: "org", id, revision: before.revision + 1 };
    append(tx, by.actor(), Event::new("org.rename", subject)).await?;
    Ok(())
}

async fn keep_name(tx: &Tx, org: &Org) -> Result<(), Fault> {
    let since: Option<lianxin_base::Time> = tx
        .value(
            "SELECT valid_to FROM org_names WHERE org_id = $1 ORDER BY valid_to DESC LIMIT 1",
            values![org.id],
        )
        .await?;
    let since = match since {
        Some(since) => since,
        None => {
            tx.value("SELECT valid_from FROM orgs WHERE id = $1", values![org.id]).await?.unwrap_or_default()
        }
    };
    tx.run(
        "INSERT INTO org_names (org_id, name_zh, name_en, short_zh, short_en, valid_from, valid_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![
            org.id,
            org.name_zh.as_str(),
            org.name_en.as_str(),
            org.short_zh.as_str(),
            org.short_en.as_str(),
            since,
            tx.now()
        ],
    )
    .await
    .map(|_| ())
}

/// An organisation that stands and is still at the revision that the person saw.
pub(crate) async fn open_org(db: &impl Db, id: Id, revision: i64) -> Done<Org> {
    let org = org(db, id).await?.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    if org.valid_to.is_some() {
        return Err(Refused::invalid("orgs-refused-closed").into());
    }
    if org.revision != revision {
        return Err(Refused::conflict("shell-refused-changed").into());
    }
    Ok(org)
}

/// Two people at once: only one of them changed the row.
pub(crate) fn one_row(rows: u64) -> Result<(), Refused> {
    if rows == 1 { Ok(()) } else { Err(Refused::conflict("shell-refused-changed")) }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn one_chinese_name_is_enough() {
        let only = Names { name_zh: " 三角湾村 ".into(), ..Names::default() };
        let names = only.checked().unwrap_or_default();
        assert_eq!(names, Names::plain("三角湾村", "三角湾村"));
        assert!(Names::plain(" ", "Sanjiaowan").checked().is_err());
        assert!(Names::plain("村".repeat(200), "").checked().is_err());
    }
}
