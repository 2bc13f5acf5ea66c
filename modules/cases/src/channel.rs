/// How a request came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Code,
    Web,
    Staff,
    Proxy,
    Sheet,
    Api,
    Open311,
    Hotline,
    Rider,
    Firm,
}

impl Channel {
    pub const ALL: [Self; 10] = [
        Self::Code,
        Self::Web,
        Self::Staff,
        Self::Proxy,
        Self::Sheet,
        Self::Api,
        Self::Open311,
        Self::Hotline,
        Self::Rider,
        Self::Firm,
    ];
    pub fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Web => "web",
            Self::Staff => "staff",
            Self::Proxy => "proxy",
            Self::Sheet => "sheet",
            Self::Api => "api",
            Self::Open311 => "open311",
            Self::Hotline => "hotline",
            Self::Rider => "rider",
            Self::Firm => "firm",
        }
    }
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.word() == word)
    }
}
