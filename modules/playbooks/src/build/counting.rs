use crate::sheet::{Line, Sheet};
use crate::tongue::Tongue;

/// How rates are counted, how numbers are made, and what of all institutions is drafted only.
pub(crate) fn counting(tongue: &Tongue<'_>) -> Vec<Sheet> {
    vec![satisfaction(tongue), numbers(tongue), drafted(tongue)]
}

fn satisfaction(tongue: &Tongue<'_>) -> Sheet {
    let counting = &tongue.book.manifest.counting;
    let line = |level: &lianxin_playbook::SatisfactionLevel| {
        let then = if level.bad { "playbooks-rating-bad" } else { "playbooks-rating-good" };
        let cells = vec![tongue.words(&level.name), level.value.to_string(), tongue.t(then)];
        Line::new(level.level.to_string(), cells, tongue.mark(counting.basis))
    };
    let none = Line::new(
        "none",
        vec![
            tongue.t("playbooks-rating-none"),
            tongue.t("playbooks-rating-left-out"),
            tongue.t("playbooks-rating-silence"),
        ],
        tongue.mark(counting.basis),
    );
    let partly = match counting.partly_solved_percent {
        0 => tongue.t("playbooks-counting-partly-none"),
        percent => tongue.args("playbooks-counting-partly", &[("percent", &percent.to_string())]),
    };
    let fewest = counting.fewest_for_rate.to_string();
    Sheet::new(
        "satisfaction",
        tongue.t("playbooks-counting-satisfaction"),
        tongue.columns(&["rating", "counts", "then"]),
    )
    .saying("partly", partly)
    .saying("fewest", tongue.args("playbooks-counting-fewest", &[("n", &fewest)]))
    .with(counting.satisfaction.iter().map(line).chain([none]))
}

fn numbers(tongue: &Tongue<'_>) -> Sheet {
    let numbers = &tongue.book.manifest.numbers;
    let digits = numbers.digits.to_string();
    let said = tongue.args("playbooks-numbers-made", &[("digits", &digits)]);
    let mut sheet = Sheet::new("numbers", tongue.t("playbooks-numbers"), vec![]).saying("made", said);
    if !numbers.prefix.is_empty() {
        sheet =
            sheet.saying("prefix", tongue.args("playbooks-numbers-prefix", &[("prefix", &numbers.prefix)]));
    }
    if numbers.check_digit {
        sheet = sheet.saying("check", tongue.t("playbooks-numbers-check"));
    }
    sheet
}

fn drafted(tongue: &Tongue<'_>) -> Sheet {
    let lines = tongue
        .book
        .manifest
        .drafted
        .iter()
        .map(|one| Line::new(&one.file, vec![one.file.clone(), tongue.words(&one.what)], String::new()));
    Sheet::new("drafted", tongue.t("playbooks-drafted"), tongue.columns(&["file", "drafted"]))
        .saying("marks", tongue.t("playbooks-drafted-about"))
        .with(lines)
}
