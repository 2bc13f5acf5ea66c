pub mod form;
pub mod picture;
pub mod playbook;
pub mod routes;
pub mod sheet;
pub mod words;
pub mod xml;
