use std::path::PathBuf;

use sea_orm::{DbErr, RuntimeErr};

/// What went wrong with the store itself. Never shown to a person in these words, except by the command line,
/// where the message says what and how to mend.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("the store answered: {0}")]
    Sql(#[from] DbErr),
    #[error("cannot open the store at {}: {why}", place.display())]
    Open { place: PathBuf, why: String },
    #[error(
        "migration {module}/{name} was changed after it had run here; restore the program that made this store"
    )]
    Changed { module: String, name: String },
    #[error("migration {module}/{name} failed: {why}")]
    Migration { module: String, name: String, why: String },
}

impl Fault {
    /// The name of the unique or other constraint that said no, if one did.
    pub fn constraint(&self) -> Option<String> {
        let Self::Sql(error) = self else { return None };
        match error.sql_err() {
            Some(
                sea_orm::SqlErr::UniqueConstraintViolation(text)
                | sea_orm::SqlErr::ForeignKeyConstraintViolation(text),
            ) => Some(text),
            _ => None,
        }
    }

    /// A stored value is not what its column holds: the row was damaged or changed by hand.
    pub fn is_unreadable(&self) -> bool {
        let Self::Sql(error) = self else { return false };
        match error {
            DbErr::Query(RuntimeErr::SqlxError(error)) => {
                use sea_orm::sqlx::Error;
                matches!(&**error, Error::ColumnDecode { .. } | Error::Decode(_))
            }
            DbErr::Type(_) | DbErr::TryIntoErr { .. } => true,
            _ => false,
        }
    }

    /// Two writers at one time; the same request may be sent again as it is.
    pub fn is_contention(&self) -> bool {
        let Self::Sql(error) = self else { return false };
        let text = error.to_string();
        ["40001", "40P01", "database is locked", "deadlock"].iter().any(|sign| text.contains(sign))
    }
}
