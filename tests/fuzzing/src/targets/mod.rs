pub mod picture;
pub mod playbook;
pub mod sheet;
pub mod words;
