use std::fmt;

use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::digest::hmac;
use crate::halfwidth::{compact, digit};
use crate::keys::{Keys, SealError, fill_random};

/// The query word that opens the follow page of one case: ten digits, shown as `482 915 7360`.
///
/// Why digits: they are on every phone's keypad and large on every screen, can be dictated in any dialect and
/// keyed in after a recorded voice; letters are not known to all elderly, and Chinese words have homophones.
/// Why ten: 10^10 less the ones refused below leaves 32.8 bits. With 10 tries an hour for a case, one
/// guesser needs some 42,000 years for an even chance; six digits would fall in six.
/// The first digit is 2-9, so that no word looks like a mobile or long-distance number, and no digit comes
/// three times in a row, because people lose count of those.
#[derive(Clone)]
pub struct QueryWord(Zeroizing<String>);

const DIGITS: usize = 10;
const SALT: usize = 16;
const HASH: usize = 32;

impl QueryWord {
    /// A new word from the operating system's randomness.
    pub fn new() -> Result<Self, SealError> {
        Self::draw(fill_random)
    }

    /// A new word from given randomness (a seeded simulation); `fill` must keep giving new bytes.
    pub fn draw(mut fill: impl FnMut(&mut [u8]) -> Result<(), SealError>) -> Result<Self, SealError> {
        let mut word = Zeroizing::new(String::with_capacity(DIGITS));
        while word.len() < DIGITS {
            let mut bytes = [0; 32];
            fill(&mut bytes)?;
            for byte in bytes {
                push_fair(&mut word, byte);
            }
        }
        Ok(Self(word))
    }

    /// What a person typed or said; `None` if it is not ten digits. Spaces, dashes, full-width digits and
    /// Chinese numerals are read.
    pub fn parse(typed: &str) -> Option<Self> {
        let digits: String =
            compact(typed).chars().map(|c| digit(c).map(|d| char::from(b'0' + d))).collect::<Option<_>>()?;
        (digits.len() == DIGITS).then(|| Self(Zeroizing::new(digits)))
    }

    /// The ten digits without spaces, as the receipt's QR code carries them.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// As people read it: groups of 3, 3 and 4.
impl fmt::Display for QueryWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", &self.0[..3], &self.0[3..6], &self.0[6..])
    }
}

impl fmt::Debug for QueryWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QueryWord(..)")
    }
}

impl Keys {
    /// What the database keeps of a word: `version (1) | salt (16) | HMAC-SM3 (32)`, bound to the case. Who
    /// steals the database without the key file can guess nothing from it.
    pub fn hash_word(&self, case: Uuid, word: &QueryWord) -> Result<Vec<u8>, SealError> {
        let (version, key) = self.blind.newest();
        let mut salt = [0; SALT];
        fill_random(&mut salt)?;
        let hash = hmac(key, &[b"query word", case.as_bytes(), &salt, word.as_str().as_bytes()]);
        Ok([&[version][..], &salt, &hash].concat())
    }

    /// Whether the word is the case's, in constant time. The caller limits how often may be asked.
    pub fn word_fits(&self, case: Uuid, stored: &[u8], word: &QueryWord) -> bool {
        let Some((version, rest)) = stored.split_first() else { return false };
        let Some((salt, hash)) = rest.split_first_chunk::<SALT>() else { return false };
        let Some(key) = self.blind.get(*version) else { return false };
        let expected = hmac(key, &[b"query word", case.as_bytes(), salt, word.as_str().as_bytes()]);
        hash.len() == HASH && bool::from(expected.ct_eq(hash))
    }
}

/// Bytes from 250 up are thrown away: 256 is no multiple of 10, and each digit must be equally likely.
fn push_fair(word: &mut String, byte: u8) {
    let digit = char::from(b'0' + byte % 10);
    let first_fits = !word.is_empty() || digit >= '2';
    let third_in_a_row = word.chars().rev().take_while(|c| *c == digit).count() >= 2;
    if byte < 250 && word.len() < DIGITS && first_fits && !third_in_a_row {
        word.push(digit);
    }
}
