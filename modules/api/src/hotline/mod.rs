pub mod order;
pub mod replies;

pub use replies::Replies;
