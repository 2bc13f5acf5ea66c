//! Passwords: what is taken, how they are kept, how they are compared.

use std::sync::{Mutex, PoisonError};

use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, PasswordHasher, Version};
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
static TURNS: Semaphore = Semaphore::const_new(2);

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
    let _turn = TURNS.acquire().await;
    tokio::task::spawn_blocking(move || fits(password.as_bytes(), &kept)).await.unwrap_or(false)
}

fn fits(password: &[u8], kept: &str) -> bool {
    let Ok(kept) = PasswordHash::new(kept) else { return false };
    let (Some(salt), Some(hash), Ok(params)) = (&kept.salt, &kept.hash, Params::try_from(&kept)) else {
        return false;
    };
    if kept.algorithm != Algorithm::Argon2id.ident() || kept.version != Some(Version::V0x13.into()) {
        return false;
    }
    let mut out = vec![0; hash.as_bytes().len()];
    let done = in_a_room(params.block_count(), |room| {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon2.hash_password_into_with_memory(password, salt, &mut out, room)
    });
    // Output compares in constant time.
    done.is_ok() && Output::new(&out).is_ok_and(|out| out == *hash)
}

/// The memory that a hash takes, kept for the next one: asked for anew each time, the system's allocator held nineteen
/// MiB back for every thread that had ever hashed.
static ROOMS: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

fn in_a_room<T>(blocks: usize, work: impl FnOnce(&mut [Block]) -> T) -> T {
    let kept = ROOMS.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let mut room = kept.unwrap_or_default();
    room.resize(blocks, Block::default());
    let done = work(&mut room);
    // Nothing of a password stays behind.
    room.fill(Block::default());
    ROOMS.lock().unwrap_or_else(PoisonError::into_inner).push(room);
    done
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
    fn the_right_password_fits_and_nothing_else_does() {
        let kept = hash("三角湾村口的路灯亮了吗").unwrap().0;
        assert!(fits("三角湾村口的路灯亮了吗".as_bytes(), &kept));
        assert!(!fits("三角湾村口的路灯亮了".as_bytes(), &kept));
        assert!(!fits(b"", NOBODY) && !fits(b"anything", "no hash") && !fits(b"anything", ""));
        let weaker = kept.replace("argon2id", "argon2i");
        assert!(!fits("三角湾村口的路灯亮了吗".as_bytes(), &weaker), "another algorithm is none of ours");
    }

    #[test]
    fn nothing_of_a_password_stays_in_the_room() {
        let kept = hash("lamp4post").unwrap().0;
        assert!(fits(b"lamp4post", &kept));
        let empty =
            |room: &mut [Block]| room.iter().all(|block| block.as_ref().iter().all(|word| *word == 0));
        assert!(in_a_room(64, empty));
    }

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
