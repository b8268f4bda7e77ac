//! Proves things about a finished run: its records, its pictures, its signature, and that no name can be read any
//! more.
//!
//! `audit` writes, this folder checks. It uses none of the code that found or judged a name.

pub mod pictures;
pub mod records;
pub mod reread;
pub mod signature;

pub use pictures::{Originals, verify_pictures};
pub use records::{Checked, Failure, verify_records};
