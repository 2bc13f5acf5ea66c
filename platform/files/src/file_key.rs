use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use crate::audio::AudioKind;

/// What a kept file is; decides its ending and the content type that it is served with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    Photo,
    Thumbnail,
    Audio(AudioKind),
    Sheet,
}

const KINDS: [FileKind; 7] = [
    FileKind::Thumbnail,
    FileKind::Photo,
    FileKind::Audio(AudioKind::Webm),
    FileKind::Audio(AudioKind::Ogg),
    FileKind::Audio(AudioKind::Mp4),
    FileKind::Audio(AudioKind::Wav),
    FileKind::Sheet,
];

impl FileKind {
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Photo | Self::Thumbnail => "image/jpeg",
            Self::Audio(kind) => kind.content_type(),
            Self::Sheet => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Photo => "jpg",
            Self::Thumbnail => "small.jpg",
            Self::Audio(kind) => kind.extension(),
            Self::Sheet => "xlsx",
        }
    }
}

/// Where a file is kept: `{county}/{yyyy}/{mm}/{uuid}.jpg`. Made only from checked parts, so that no key can
/// lead out of the store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileKey(String);

/// The text is no key of a kept file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the key of a kept file")]
pub struct NotAKey;

impl FileKey {
    /// `county` is its code (`370114`); `None` if it is anything but digits. `day` decides the folder.
    pub fn new(county: &str, day: NaiveDate, id: Uuid, kind: FileKind) -> Option<Self> {
        let (year, month, ending) = (day.year(), day.month(), kind.ending());
        (is_code(county) && (0..=9999).contains(&year))
            .then(|| Self(format!("{county}/{year:04}/{month:02}/{}.{ending}", id.hyphenated())))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key of a photo's thumbnail: beside it, with the same id.
    #[must_use]
    pub fn thumbnail(&self) -> Self {
        let stem = self.0.split('.').next().unwrap_or(&self.0);
        Self(format!("{stem}.{}", FileKind::Thumbnail.ending()))
    }

    pub fn kind(&self) -> FileKind {
        let ending = self.0.split_once('.').map_or("", |(_, ending)| ending);
        KINDS.into_iter().find(|kind| kind.ending() == ending).unwrap_or(FileKind::Sheet)
    }
}

impl FromStr for FileKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let parts: Vec<&str> = text.split('/').collect();
        let [county, year, month, name] = parts[..] else { return Err(NotAKey) };
        let (stem, ending) = name.split_once('.').ok_or(NotAKey)?;
        let id: Uuid = stem.parse().map_err(|_| NotAKey)?;
        let kind = KINDS.into_iter().find(|kind| kind.ending() == ending).ok_or(NotAKey)?;
        let day = format!("{year}-{month}-01").parse().map_err(|_| NotAKey)?;
        // Only the one canonical spelling is a key.
        Self::new(county, day, id, kind).filter(|key| key.0 == text).ok_or(NotAKey)
    }
}

impl fmt::Display for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_code(county: &str) -> bool {
    (1..=12).contains(&county.len()) && county.bytes().all(|byte| byte.is_ascii_digit())
}
