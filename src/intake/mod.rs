//! Turns the bytes of one file into an attachment: its format, its pixels and its coefficients.
//!
//! [`attachment`] opens a file; [`mod@sniff`] tells its format, `picture` decodes it, within `limits`; [`coefficients`] keeps what is rewritten. Nothing here
//! reads text or knows names.

pub mod attachment;
pub mod coefficients;
mod limits;
mod picture;
pub mod sniff;
