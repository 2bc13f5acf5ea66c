//! Personal data at rest: sealing (SM4-GCM), blind index (HMAC-SM3), digests (SM3), masking, and the codes
//! that people are known by (ID number, phone, credit code, case number, query word).
//!
//! Law: 《个人信息保护法》 Art. 51 (encryption, de-identification); GB/T 39786-2021 (domestic algorithms).

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExample;

mod case_number;
mod credit_code;
mod damm;
pub mod digest;
mod halfwidth;
mod id_number;
mod key_file;
mod keys;
mod mask;
mod mask_text;
mod phone;
mod stream;
mod word;

pub use case_number::{CaseNumber, CaseNumberError};
pub use credit_code::{CreditCode, CreditCodeError};
pub use id_number::{IdNumber, IdNumberError};
pub use key_file::KeyFileError;
pub use keys::{Keys, OVERHEAD, SealError};
pub use mask::{mask_bank_card, mask_id_number, mask_name, mask_phone};
pub use mask_text::mask_in_text;
pub use phone::{Phone, PhoneError, PhoneKind};
pub use stream::{OpeningReader, SealingWriter, StreamError};
pub use word::QueryWord;
