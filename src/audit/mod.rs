//! What was done, written so that it can be proved: a record per image, an audit per applicant, a chained ledger per run.
//!
//! The ledger is the only source: audits and `run.json` are functions of it ([`Replay`]), which is why a killed run
//! loses nothing and why `proof` can name a single altered byte. Nothing here knows how names are found; names in clear never enter a record unless the operator asks for it.
//!
//! - [`draft`] a record in the making, [`record`] one image, [`applicant`] one applicant and the schema of the audit file
//! - [`event`] what the ledger can say, [`decision`] what reviewers say in it, [`ledger`] the file, [`replay`] what it adds up to
//! - [`run`] `run.json` and the writing of the audit files
//! - [`wire`] the formats' words for what the stages say
//! - [`key`] the keyed hash of a name
//! - [`files`] writing whole files or none, [`folder`] what lies where

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
