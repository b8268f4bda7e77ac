//! The ledger of a run as an auditor reads it: as text, and as one HTML file that prints.
//!
//! Made from what [`verify_records`] proved and from nothing else: when the ledger itself fails the proof, the report tells that
//! and gives no figures. Pictures come from `OUT/masked` alone, and only when the file still has its recorded hash. No
//! name stands in it: neither the applicant's (also with `--audit-names plain`) nor a reviewer's, and no path that no record
//! accounts for. The same folder gives the same bytes.
//!
//! - [`text`] for a terminal, [`page`] as HTML
//! - `summary` what both tell, `review` what reviewers decided, `words` codes in both languages, `entry` one file in the HTML
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
