use lianxin_base::Fen;
use lianxin_playbook::{DoneWhere, Service};

use crate::sheet::{Line, Sheet};
use crate::tongue::{NOTHING, Tongue};

/// What is done near people's homes, nearest place first.
pub(crate) fn services(tongue: &Tongue<'_>) -> Vec<Sheet> {
    let at = |place: DoneWhere| {
        let columns = ["service", "materials", "how-long", "fee", "decided-by", "errand", "offered"];
        let items = tongue.book.services.iter().filter(move |item| item.done_where == place);
        let heading = tongue.t(&format!("playbooks-done-{}", place.code()));
        Sheet::new(place.code(), heading, tongue.columns(&columns)).with(items.map(|item| line(tongue, item)))
    };
    DoneWhere::ALL.iter().map(|place| at(*place)).filter(|sheet| !sheet.lines.is_empty()).collect()
}

fn line(tongue: &Tongue<'_>, item: &Service) -> Line {
    let cells = vec![
        tongue.words(&item.name),
        tongue.words(&item.materials),
        tongue.limit(item.limit),
        fee(tongue, item),
        tongue.unit(&item.decided_by),
        if item.errand { tongue.t("playbooks-errand-yes") } else { tongue.t("playbooks-errand-no") },
        if item.offered { tongue.t("playbooks-offered") } else { tongue.t("playbooks-not-offered") },
    ];
    Line::new(&item.code, cells, tongue.basis(&item.basis))
        .leading_to(format!("/playbook/services/{}", item.code))
}

pub(crate) fn fee(tongue: &Tongue<'_>, item: &Service) -> String {
    if item.fee_fen == 0 {
        return tongue.t("playbooks-free");
    }
    tongue.args("playbooks-yuan", &[("fee", &Fen(item.fee_fen).to_string())])
}

/// Law is quoted in the language in which it was made.
pub(crate) fn law(tongue: &Tongue<'_>, law_zh: &str) -> String {
    if tongue.page.is_zh() && !law_zh.is_empty() { law_zh.to_owned() } else { NOTHING.to_owned() }
}
