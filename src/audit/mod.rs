//! Writes what was done so that it can be proved: a record per image, an audit per applicant, a chained ledger per
//! run.
//!
//! The ledger is the only source: audits and `run.json` are computed from it ([`Replay`]). So a killed run loses
//! nothing, and `proof` can name a single altered byte. Nothing here knows how names are found. A name in clear
//! enters a record only when the operator asks for it.
//!
//! - [`draft`] is a record in the making, [`record`] one image, [`applicant`] one applicant and the schema of the audit
//!   file
//! - [`event`] holds the ledger's events, [`decision`] the reviewers' decisions among them; [`ledger`] is the file,
//!   [`replay`] its state
//! - [`run`] is `run.json` and the writing of the audit files
//! - [`wire`] has the formats' words for what the stages say
//! - [`key`] is the keyed hash of a name
//! - [`files`] writes whole files or none, [`folder`] names the output's folders

pub mod applicant;
pub mod decision;
pub mod draft;
pub mod event;
pub mod files;
pub mod folder;
pub mod key;
pub mod ledger;
mod line;
pub mod record;
pub mod replay;
pub mod run;
pub mod wire;

pub use applicant::ApplicantAudit;
pub use event::Event;
pub use files::write_atomic;
pub use key::NameKey;
pub use ledger::{Clock, Ledger};
pub use record::ImageRecord;
pub use replay::Replay;
