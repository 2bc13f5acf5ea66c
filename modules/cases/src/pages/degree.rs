use lianxin_triage::Degree;
use lianxin_web::Page;

/// Pips and word of a degree.
pub(crate) fn degree(page: &Page, degree: Option<Degree>) -> (u8, String) {
    match degree {
        Some(degree) => {
            let level = match degree {
                Degree::Sure => 5,
                Degree::Likely => 4,
                Degree::Unsure => 3,
                Degree::Poor => 2,
            };
            (level, page.t(format!("cases-dispatch-degree-{}", degree.code())))
        }
        None => (0, page.t("cases-dispatch-degree-none")),
    }
}
