//! blindmask prepares attachments for blind review (盲评): it finds the applicant's own name in every uploaded
//! image, covers it for good, and writes an audit that a reviewer can confirm.
//!
//! The library never prints, exits or reads the environment. Start reading at `pipeline`.
#![forbid(unsafe_code)]

pub mod audit;
pub mod digest;
pub mod error;
pub mod eval;
pub mod find;
pub mod geometry;
pub mod html;
pub mod intake;
pub mod jpeg;
pub mod judge;
pub mod lang;
pub mod mask;
pub mod nets;
pub mod page;
pub mod pipeline;
pub mod pixels;
pub mod proof;
pub mod read;
pub mod recheck;
pub mod report;
pub mod review;
pub mod roster;
pub mod run;
pub mod target;
pub mod tools;
#[cfg(feature = "web")]
pub mod web;
