//! Closed lists of codes. A code is what files, databases and addresses hold; the words are for people.

/// Makes an enum whose variants each have a code and a name in both languages.
macro_rules! codes {
    ($(#[$about:meta])* $name:ident { $($variant:ident = $code:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $(#[doc = $en] #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every variant, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code as files and databases hold it.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The variant of a code, or none if the code is unknown.
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            pub fn words(self) -> $crate::Words {
                match self { $(Self::$variant => $crate::Words::new($zh, $en)),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl $crate::codes::Code for $name {
            fn from_code(code: &str) -> Option<Self> { Self::parse(code) }
            fn known() -> String {
                Self::ALL.iter().map(|one| one.code()).collect::<Vec<_>>().join(", ")
            }
        }
    };
}
pub(crate) use codes;

/// What a cell with a code from a closed list can be read into.
pub(crate) trait Code: Sized {
    fn from_code(code: &str) -> Option<Self>;
    fn known() -> String;
}
