//! Rows kept in the order of their file and found by code.

use std::collections::HashMap;

/// A list of things with codes: in file order, each found by its code at once.
#[derive(Debug, Clone)]
pub struct Register<T> {
    rows: Vec<T>,
    at: HashMap<String, usize>,
}

/// A thing that has a code of its own.
pub trait Coded {
    fn code(&self) -> &str;
}

impl<T: Coded> Register<T> {
    pub(crate) fn new(rows: Vec<T>) -> Self {
        let at = rows.iter().enumerate().map(|(at, row)| (row.code().to_owned(), at)).collect();
        Self { rows, at }
    }

    pub fn get(&self, code: &str) -> Option<&T> {
        self.at.get(code).and_then(|at| self.rows.get(*at))
    }

    pub fn has(&self, code: &str) -> bool {
        self.at.contains_key(code)
    }

    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl<'a, T: Coded> IntoIterator for &'a Register<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}

/// Gives a type its place in a [`Register`].
macro_rules! coded {
    ($name:ty) => {
        impl $crate::registers::Coded for $name {
            fn code(&self) -> &str {
                &self.code
            }
        }
    };
}
pub(crate) use coded;
