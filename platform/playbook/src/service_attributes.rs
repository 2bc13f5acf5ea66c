//! What is asked beside the words when a matter of a category is reported by a program: GeoReport v2 calls these the
//! attributes of a service definition.

use serde::{Deserialize, Serialize};

use crate::Words;
use crate::basis::Basis;
use crate::categories::Categories;
use crate::codes::codes;
use crate::mistakes::Mistakes;
use crate::services::Services;
use crate::tables::{Row, Shape, Table};

pub(crate) const SHAPE: Shape = Shape {
    file: "service-attributes.csv",
    key: &["category_code", "code"],
    columns: &[
        "category_code",
        "code",
        "order",
        "variable",
        "datatype",
        "required",
        "description_zh",
        "description_en",
        "hint_zh",
        "hint_en",
        "values",
        "basis",
        "basis_zh",
    ],
    open: false,
};

codes! {
    /// What kind of answer an attribute takes.
    Datatype {
        String = "string", "一行文字", "A line of text";
        Number = "number", "数字", "A number";
        Datetime = "datetime", "日期和时间", "A date and time";
        Text = "text", "多行文字", "Lines of text";
        Single = "singlevaluelist", "单选", "One of a list";
        Multi = "multivaluelist", "多选", "Several of a list";
    }
}

/// One choice of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub key: String,
    pub name: Words,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceAttribute {
    pub category_code: String,
    pub code: String,
    /// 1 is asked first.
    pub order: u32,
    /// False for words that are only shown.
    pub variable: bool,
    pub datatype: Datatype,
    pub required: bool,
    pub description: Words,
    /// How to answer; may be empty.
    pub hint: Words,
    pub choices: Vec<Choice>,
    /// The choices are the category's errands: the answer orders one.
    pub errands: bool,
    pub basis: Basis,
}

#[derive(Debug, Clone, Default)]
pub struct ServiceAttributes(Vec<ServiceAttribute>);

impl ServiceAttributes {
    /// The questions of a category, in the order in which they are asked.
    pub fn of<'a>(&'a self, category: &'a str) -> impl Iterator<Item = &'a ServiceAttribute> {
        self.0.iter().filter(move |one| one.category_code == category)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

pub(crate) fn read(
    table: &Table,
    categories: &Categories,
    services: &Services,
    mistakes: &mut Mistakes,
) -> ServiceAttributes {
    let mut rows: Vec<ServiceAttribute> = Vec::new();
    for row in &table.rows {
        let category_code = row.text("category_code", mistakes);
        let leaf = categories.get(&category_code).is_some_and(|one| !one.is_top());
        row.refer("category_code", &category_code, "categories.csv", leaf, mistakes);
        let Some(datatype) = row.code("datatype", mistakes) else { continue };
        let errands = row.cell("values") == "errands";
        if errands && mistakes.is_unread("services.csv") {
            continue;
        }
        let choices = if errands { errands_of(&category_code, services) } else { choices(row, mistakes) };
        let one = ServiceAttribute {
            code: row.text("code", mistakes),
            order: row.number("order", mistakes),
            variable: row.yes("variable", mistakes),
            datatype,
            required: row.yes("required", mistakes),
            description: row.words("description", mistakes),
            hint: Words::new(row.cell("hint_zh"), row.cell("hint_en")),
            choices,
            errands,
            basis: row.basis(mistakes),
            category_code,
        };
        check(row, &one, &rows, mistakes);
        rows.push(one);
    }
    rows.sort_by(|one, other| (&one.category_code, one.order).cmp(&(&other.category_code, other.order)));
    ServiceAttributes(rows)
}

fn check(row: &Row, one: &ServiceAttribute, before: &[ServiceAttribute], mistakes: &mut Mistakes) {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !one.code.chars().all(plain) {
        let expected = Words::new("小写字母、数字和连字符", "small letters, digits and dashes");
        row.wrong("code", &one.code, expected, mistakes);
    }
    let taken =
        before.iter().any(|other| other.category_code == one.category_code && other.order == one.order);
    if one.order == 0 || taken {
        let expected =
            Words::new("从 1 起、同一类别里不重复的次序", "an order from 1 on, once within its category");
        row.wrong("order", row.cell("order"), expected, mistakes);
    }
    let list = matches!(one.datatype, Datatype::Single | Datatype::Multi);
    if list == one.choices.is_empty() {
        let expected = Words::new(
            "选择题写明选项（key:中文:English;…）或 errands，其他题空着",
            "choices (key:中文:English;...) or errands for a list, nothing for the others",
        );
        row.wrong("values", row.cell("values"), expected, mistakes);
    }
    if one.required && !one.variable {
        row.wrong("required", "yes", Words::new("只供阅读的不必填", "no where nothing is asked"), mistakes);
    }
}

fn choices(row: &Row, mistakes: &mut Mistakes) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for cell in row.list("values") {
        let parts: Vec<&str> = cell.split(':').map(str::trim).collect();
        match parts[..] {
            [key, zh, en] if ![key, zh, en].contains(&"") && choices.iter().all(|one| one.key != key) => {
                choices.push(Choice { key: key.to_owned(), name: Words::new(zh, en) });
            }
            _ => row.wrong(
                "values",
                &cell,
                Words::new("key:中文:English，不重复", "key:中文:English, once"),
                mistakes,
            ),
        }
    }
    choices
}

fn errands_of(category: &str, services: &Services) -> Vec<Choice> {
    let offered = services.iter().filter(|one| one.category_code == category && one.errand && one.offered);
    offered.map(|one| Choice { key: one.code.clone(), name: one.name.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Files, load_files};
    use std::borrow::Cow;

    fn mistakes_with(rows: &str) -> Vec<String> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks/zhangqiu");
        let mut files = Files::new();
        for entry in folder.read_dir().expect("the playbook is there").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            files.insert(name, Cow::Owned(std::fs::read(entry.path()).expect("a file can be read")));
        }
        let table = format!("{}\n{rows}\n", SHAPE.columns.join(","));
        files.insert(SHAPE.file.into(), Cow::Owned(table.into_bytes()));
        load_files(&files).err().unwrap_or_default().iter().map(crate::Mistake::en).collect()
    }

    #[test]
    fn a_wrong_row_is_told_with_line_column_and_what_was_expected() {
        assert!(
            mistakes_with("C06,state,1,yes,singlevaluelist,yes,怎么了,What is wrong,,,off:不亮:Off,U,")
                .is_empty()
        );
        let told = mistakes_with("C99,State,0,yes,singlevaluelist,yes,怎么了,What is wrong,,,,U,").join("\n");
        for expected in ["line 2, category_code", "line 2, code", "line 2, order", "line 2, values"] {
            assert!(told.contains(expected), "{expected} in {told}");
        }
        let told = mistakes_with("C06,hint,1,no,string,yes,看一看,Look,,,a:甲,U,").join("\n");
        assert!(told.contains("required") && told.contains("values"), "{told}");
    }

    #[test]
    fn errands_are_those_that_the_category_offers() {
        let playbook =
            crate::load(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks/zhangqiu"));
        let playbook = playbook.expect("the standard playbook has no mistakes");
        let pension: Vec<&ServiceAttribute> = playbook.service_attributes.of("L04").collect();
        assert_eq!(pension[0].code, "errand");
        let keys: Vec<&str> = pension[0].choices.iter().map(|one| one.key.as_str()).collect();
        assert_eq!(keys, ["SI13", "SI14", "SI15"], "SI16 is not offered yet");
    }
}
