//! Reviewers' decisions: the state of a page under them, which ones are allowed, and what a sample shows.
//!
//! A decision is a line of the ledger ([`crate::audit::decision`]) and changes no file: the page is rendered when the
//! decisions are applied (`run::apply`). Everything here is computed from the ledger, so a killed server loses
//! nothing and every reader of the ledger gets the same result.
//!
//! - [`page`] is a page with the decisions since it was last rendered
//! - [`rules`] tells which decisions are allowed
//! - [`desk`] is a folder that several reviewers, servers and commands work in
//! - [`tally`] counts the reviewers' progress; [`sample`] draws pages at random and estimates the share with a name left

pub mod desk;
pub mod page;
pub mod rules;
pub mod sample;
pub mod tally;

pub use desk::{Denied, Desk};
pub use page::Page;
pub use rules::Refused;
