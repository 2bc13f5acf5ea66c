/// Kinds of what an auditor asks about.
pub(crate) const KINDS: [&str; 6] = ["sign-in", "personal", "export", "rights", "settings", "audit"];

/// Which kind an event belongs to; none: it is daily work, which its own page tells.
pub fn kind_of(verb: &str) -> Option<&'static str> {
    let (noun, _) = verb.split_once('.')?;
    match verb {
        "account.sign-in"
        | "account.sign-in-fail"
        | "account.sign-in-unknown"
        | "account.sign-in-over"
        | "account.lock"
        | "account.use-totp"
        | "session.revoke" => return Some("sign-in"),
        "case.reveal-contact" | "case.erase" | "caller.look-up" | "sealed.open" => return Some("personal"),
        "case.export" | "holdings.export" | "audit.export" => return Some("export"),
        "audit.read" => return Some("audit"),
        "account.set-language" => return None,
        _ => {}
    }
    match noun {
        "holdings" | "household" => Some("personal"),
        "account" | "post" | "token" | "person" => Some("rights"),
        "org" | "place-code" | "playbook" | "boundary" => Some("settings"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::kind_of;

    #[test]
    fn reading_and_taking_away_are_told_from_daily_work() {
        assert_eq!(kind_of("case.reveal-contact"), Some("personal"));
        assert_eq!(kind_of("household.reveal"), Some("personal"), "a sealed number was opened");
        assert_eq!(kind_of("case.export"), Some("export"));
        assert_eq!(kind_of("account.sign-in-unknown"), Some("sign-in"));
        assert_eq!(kind_of("account.give-code"), Some("rights"));
        assert_eq!(kind_of("org.move"), Some("settings"));
        assert_eq!(kind_of("audit.read"), Some("audit"));
        assert_eq!(kind_of("case.accept"), None);
        assert_eq!(kind_of("nonsense"), None);
    }
}
