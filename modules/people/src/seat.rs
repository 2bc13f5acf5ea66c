use lianxin_playbook::NodeLevel;

/// May a role of this level sit in an organisation of this kind? An office belongs to the level of what it stands under.
pub fn fits(level: NodeLevel, kind: &str, parent_kind: &str) -> bool {
    let office_of = |level: &str| kind == "office" && parent_kind == level;
    match level {
        NodeLevel::Household => matches!(kind, "village" | "grid" | "micro-grid"),
        NodeLevel::MicroGrid => matches!(kind, "micro-grid" | "grid"),
        // A courier is registered in an estate, which may have no grid of its own.
        NodeLevel::Grid => matches!(kind, "grid" | "village"),
        NodeLevel::Team => matches!(kind, "village" | "area" | "town"),
        NodeLevel::Firm => kind == "firm",
        NodeLevel::Village => kind == "village",
        NodeLevel::Area => kind == "area" || office_of("area"),
        NodeLevel::Town => kind == "town" || office_of("town"),
        // A branch in a town (police station, court) answers whistles by itself.
        NodeLevel::Department => {
            matches!(kind, "department" | "body")
                || office_of("department")
                || office_of("body")
                || office_of("town")
        }
        NodeLevel::County => matches!(kind, "district" | "department" | "body"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_sits_where_it_belongs() {
        assert!(fits(NodeLevel::Village, "village", "area"));
        assert!(!fits(NodeLevel::Village, "town", "district"));
        assert!(fits(NodeLevel::Town, "office", "town"), "a dispatcher in the command centre");
        assert!(!fits(NodeLevel::Town, "office", "area"));
        assert!(fits(NodeLevel::Area, "office", "area"));
        assert!(fits(NodeLevel::County, "district", ""));
        assert!(!fits(NodeLevel::County, "village", "area"));
    }
}
