use lianxin_base::Refused;
use lianxin_web::Ask;

/// The format that a client asks for by the end of the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Json,
    Xml,
}

impl Format {
    /// `services.xml` -> (`services`, XML); none for another ending.
    pub fn split(name: &str) -> Option<(&str, Self)> {
        let (stem, ending) = name.rsplit_once('.')?;
        let format = match ending {
            "json" => Self::Json,
            "xml" => Self::Xml,
            _ => return None,
        };
        Some((stem, format))
    }

    pub fn of(path: &str) -> Self {
        let path = path.split('?').next().unwrap_or_default();
        Self::split(path).map_or(Self::Json, |(_, format)| format)
    }

    pub fn of_ask(ask: &Ask) -> Self {
        Self::of(&ask.path)
    }
}

/// `{code}.xml` in the path: the code and the format.
pub fn named<'a>(ask: &'a Ask, param: &str) -> Result<(&'a str, Format), Refused> {
    Format::split(ask.param(param)).ok_or_else(|| Refused::absent("open311-refused-format"))
}
