//! Renders the ledger of a run for an auditor: as text, and as one HTML file that prints well.
//!
//! The report is made only from what [`verify_records`] proved: when the ledger itself fails the proof, the report
//! says so and gives no figures. Pictures come from `OUT/masked` alone, and only if the file still has its recorded
//! hash. No name stands in it: neither the applicant's (even with `--audit-names plain`) nor a reviewer's, nor a path
//! that no record has. The same folder gives the same bytes.
//!
//! - [`text`] is for a terminal, [`page`] is HTML
//! - `summary` holds the figures of both, `review` the reviewers' work, `words` the codes in both languages, `entry`
//!   one file in the HTML
//!
//! [`verify_records`]: crate::proof::verify_records

pub mod check;
mod entry;
mod page;
mod review;
mod summary;
mod text;
mod words;

pub use page::{Pictures, page};
pub use review::lines as review_lines;
pub use text::text;
pub use words::verdicts;
