use lianxin_playbook::Item;

use crate::sheet::{Line, Sheet};
use crate::tongue::Tongue;

/// Who leads and who helps, field by field.
pub(crate) fn responsibility(tongue: &Tongue<'_>) -> Vec<Sheet> {
    let list = &tongue.book.responsibility;
    let columns = ["item", "leads", "helps", "town-does", "village-does", "whistle"];
    let field = |(at, field): (usize, &lianxin_playbook::Words)| {
        let items = list.iter().filter(|item| item.field == *field);
        Sheet::new(format!("field-{}", at + 1), tongue.words(field), tongue.columns(&columns))
            .with(items.map(|item| line(tongue, item)))
    };
    list.fields().into_iter().enumerate().map(field).collect()
}

fn line(tongue: &Tongue<'_>, item: &Item) -> Line {
    let cells = vec![
        tongue.words(&item.name),
        tongue.unit(&item.lead_unit),
        tongue.list(item.supporting_units.iter().map(|code| tongue.unit(code))),
        tongue.words(&item.town_does),
        tongue.words(&item.village_does),
        match item.whistle {
            Some(kind) => tongue.words(&kind.words()),
            None => tongue.t("playbooks-no-whistle"),
        },
    ];
    let href = format!("/playbook/responsibility/{}", item.code);
    Line::new(&item.code, cells, tongue.basis(&item.basis)).leading_to(href)
}
