//! Makes each institution's tables and sentences from a playbook.

pub(crate) mod calendar;
pub(crate) mod categories;
pub(crate) mod counting;
pub(crate) mod limits;
pub(crate) mod places;
pub(crate) mod responsibility;
pub(crate) mod roles;
pub(crate) mod services;
pub(crate) mod words;
