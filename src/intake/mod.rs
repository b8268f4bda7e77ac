//! From the bytes of one file to an attachment: what it is, whether it may be opened, its pixels and coefficients.
//!
//! [`attachment`] opens a file; [`mod@sniff`] tells its format, `picture` decodes it, within `limits`. Nothing here reads text or knows names.

pub mod attachment;
mod limits;
mod picture;
pub mod sniff;
