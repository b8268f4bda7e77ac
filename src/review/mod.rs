//! What reviewers decide: what a page comes to under their decisions, what may be decided, and what a sample tells.
//!
//! A decision is a line of the ledger ([`crate::audit::decision`]) and changes no file: the page is rendered when the
//! decisions are applied (`run::apply`). Everything here is a function of the ledger, so that a killed server loses nothing
//! and every reader of the ledger comes to the same.
//!
//! - [`page`] a page with the decisions since it was rendered last
//! - [`rules`] what may be decided about it
//! - [`desk`] one folder that several reviewers, servers and commands work in
//! - [`tally`] how far reviewers are; [`sample`] pages drawn at random, and the share of them with a name left

pub mod desk;
pub mod page;
pub mod rules;
pub mod sample;
pub mod tally;

pub use desk::{Denied, Desk};
pub use page::Page;
pub use rules::Refused;
