//! Passwords: what is taken, how they are kept, how they are compared.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use lianxin_base::{Refused, World};
use tokio::sync::Semaphore;

use crate::common::is_common;

/// A password as it is kept: Argon2id, salted.
#[derive(Clone, Debug)]
pub struct Hashed(pub(crate) String);

/// At least ten characters, or eight with letters and digits (GB/T 22239-2019 8.1.4.1 asks for some complexity); never
/// the login itself; never one of those that everybody tries. Everything else may stand in it.
pub fn check_password_rule(login: &str, password: &str) -> Result<(), Refused> {
    let long = password.chars().count();
    let mixed = password.chars().any(|c| c.is_ascii_digit()) && password.chars().any(char::is_alphabetic);
    if long < 8 || (long < 10 && !mixed) {
        return Err(Refused::field("password", "shell-refused-password-short"));
    }
    if long > 200 {
        return Err(Refused::field("password", "shell-refused-password-long"));
    }
    if is_common(login, password) {
        return Err(Refused::field("password", "shell-refused-password-easy"));
    }
    Ok(())
}

/// Argon2id with 19 MiB, two passes, one lane (OWASP Password Storage, first choice for Argon2id).
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19 * 1024, 2, 1, None).unwrap_or_default())
}

/// How many passwords are hashed at one time: each takes 19 MiB and a core, so a crowd of tries waits in a row instead
/// of taking the server's memory.
static TURNS: Semaphore = Semaphore::const_new(4);

/// Hashes a password off the async threads: it is meant to be slow. Never inside a transaction, which would make every
/// writer of the county wait for it.
pub async fn hash_password(password: &str) -> Result<Hashed, Refused> {
    let password = password.to_owned();
    let _turn = TURNS.acquire().await;
    let hashed = tokio::task::spawn_blocking(move || hash(&password)).await;
    hashed.unwrap_or_else(|_| Err(Refused::invalid("shell-refused-password-long")))
}

pub(crate) fn hash(password: &str) -> Result<Hashed, Refused> {
    let hashed = argon2()
        .hash_password(password.as_bytes())
        .map_err(|_| Refused::invalid("shell-refused-password-long"))?;
    Ok(Hashed(hashed.to_string()))
}

/// Off the async threads, and never inside a transaction.
pub(crate) async fn verify(password: String, kept: String) -> bool {
    let check = move || {
        PasswordHash::new(&kept)
            .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
    };
    let _turn = TURNS.acquire().await;
    tokio::task::spawn_blocking(check).await.unwrap_or(false)
}

/// The hash of a password that nobody has.
pub(crate) const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ib2R5$XmIhmjlHfMwjq7mXm0nGWC2cE6Qw8mJ0ZJ4fH0hQ0nE";

/// Letters and digits that nobody confuses on paper or on the phone.
const LETTERS: &[u8] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LENGTH: usize = 12;

/// A code that is handed over in person and works once: twelve of 31 letters, some 59 bits, in groups of four.
pub fn one_time_code(world: &World) -> String {
    let letters: Vec<char> = (0..LENGTH)
        .map(|_| usize::try_from(world.random.below(LETTERS.len() as u64)).unwrap_or(0))
        .map(|at| char::from(LETTERS[at]))
        .collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// However it is typed: with or without dashes, in small letters.
pub(crate) fn plain_code(typed: &str) -> String {
    typed.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easy_passwords_are_refused() {
        for easy in ["short1", "12345678", "abcdefgh", "zhangsan2026", "password1"] {
            assert!(check_password_rule("zhangsan", easy).is_err(), "{easy}");
        }
        assert!(check_password_rule("zhangsan", "三角湾村口的路灯亮了吗").is_ok());
        assert!(check_password_rule("zhangsan", "lamp4post").is_ok());
    }

    #[tokio::test]
    async fn the_hash_of_nobody_is_a_real_one_so_that_it_takes_as_long() {
        assert!(PasswordHash::new(NOBODY).is_ok());
        assert!(!verify("anything".into(), NOBODY.into()).await);
        let kept = hash_password("lamp4post").await.expect("hashed");
        assert!(verify("lamp4post".into(), kept.0).await);
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = one_time_code(&World::set(chrono::DateTime::UNIX_EPOCH, 7));
        assert_eq!(code.len(), 14);
        assert_eq!(plain_code(&code.to_lowercase()), code.replace('-', ""));
        assert_eq!(plain_code(&code.replace('-', " ")), code.replace('-', ""));
        let other = one_time_code(&World::set(chrono::DateTime::UNIX_EPOCH, 8));
        assert_ne!(code, other);
    }
}
