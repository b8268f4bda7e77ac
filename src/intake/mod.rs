//! From the bytes of one file to an attachment: what it is, whether it may be opened, its pixels and coefficients.
//!
//! [`attachment`] opens a file; [`mod@sniff`] tells its format, `picture` decodes it. Nothing here reads text or knows names.

pub mod attachment;
mod picture;
pub mod sniff;
