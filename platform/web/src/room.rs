//! How much memory all forms that are being read may take together: each is bounded, but many at one time are not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Six of the largest forms, or hundreds of ordinary ones.
const ALL: usize = 256 * 1024 * 1024;
static TAKEN: AtomicUsize = AtomicUsize::new(0);

/// Memory that one form holds; given back when the form is dropped.
#[derive(Clone, Debug, Default)]
pub(crate) struct Room(Arc<Held>);

#[derive(Debug, Default)]
struct Held(AtomicUsize);

impl Room {
    /// Takes so many bytes more; false when there is no room now.
    pub fn take(&self, bytes: usize) -> bool {
        if TAKEN.fetch_add(bytes, Ordering::Relaxed) + bytes > ALL {
            TAKEN.fetch_sub(bytes, Ordering::Relaxed);
            return false;
        }
        self.0.0.fetch_add(bytes, Ordering::Relaxed);
        true
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        TAKEN.fetch_sub(self.0.load(Ordering::Relaxed), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, Room};

    #[test]
    fn what_one_form_gives_back_another_may_take() {
        let one = Room::default();
        assert!(one.take(ALL / 2));
        let other = Room::default();
        assert!(!other.take(ALL / 2 + 1), "together they would be too much");
        drop(one);
        assert!(other.take(ALL / 2 + 1));
    }
}
