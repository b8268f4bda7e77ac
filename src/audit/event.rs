//! The events of the ledger. Each is one line of `OUT/ledger.ndjson`; nothing here opens that file.
//!
//! Events carry ids, hashes and counts. A name in clear appears only in [`ApplicantDone::name`], and only when the
//! operator asked for it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decision::{Decision, Sample, is_label};
use super::files::{is_inside, is_plain_name};
use super::record::{ImageRecord, three};
use super::wire::Why;
use crate::error::{Code, Detail, Error};

/// The version of the ledger format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum LedgerSchema {
    /// `blindmask.ledger/1`.
    #[default]
    #[serde(rename = "blindmask.ledger/1")]
    V1,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// A run began.
    RunStarted(RunStarted),
    /// An image is finished, or finished anew.
    Image(Box<ImageDone>),
    /// A file is no longer part of the input, and the operator asked for it to be taken back (`--prune`): its record and
    /// its released file are void.
    Withdrawn(Withdrawn),
    /// All images of an applicant are finished: a version of the audit file.
    ApplicantDone(ApplicantDone),
    /// Folders and applicants that don't meet.
    Unmatched(Unmatched),
    /// A reviewer decided. The page is rendered and recorded anew when the decisions are applied.
    Decision(Decision),
    /// Released pages were drawn, to be looked at.
    Sample(Sample),
    /// The run ended, by itself or on request.
    RunEnded(RunEnded),
    /// A line that a kill had cut short was removed.
    Recovered(Recovered),
}

/// A value of [`RunStarted::settings`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Setting {
    /// On or off.
    Switch(bool),
    /// A whole number.
    Count(u64),
    /// A number with a fraction; three decimals.
    Number(#[serde(serialize_with = "three")] f64),
    /// A word.
    Text(String),
}

/// A run began.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RunStarted {
    /// Version of the ledger format.
    pub schema: LedgerSchema,
    /// Name and version of the program.
    pub tool: String,
    /// SHA-256 of each model by its role.
    pub models: BTreeMap<String, String>,
    /// Settings by name: words and numbers, no paths and no names of people.
    pub settings: BTreeMap<String, Setting>,
    /// Fingerprint of all that decides a result; a record with another one is made anew.
    pub fingerprint: String,
    /// Images worked on at a time.
    pub jobs: u32,
}

/// An image is finished.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImageDone {
    /// The roster's id.
    pub applicant: String,
    /// Fingerprint of all that decided the result.
    pub fingerprint: String,
    /// Keyed hash of the name that was looked for: with it the audit of an applicant who left the roster can still be
    /// finished. Ledgers of older versions lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_hash: Option<String>,
    /// The record.
    pub record: ImageRecord,
}

/// A file left the input and was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// The file as its record calls it.
    pub file: String,
}

/// A version of an applicant's audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicantDone {
    /// The roster's id.
    pub applicant: String,
    /// Keyed hash of the name.
    pub name_hash: String,
    /// The name in clear, only with `--audit-names plain`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `chain.previous` of the version.
    pub previous: String,
    /// `chain.this` of the version.
    pub this: String,
}

/// What was left over when folders and roster were put together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unmatched {
    /// Folders and loose files that belong to no applicant. Only counted: their names may be people's names.
    pub folders: u64,
    /// The same by reason.
    #[serde(default)]
    pub why: BTreeMap<Why, u64>,
    /// Roster ids without a folder.
    pub applicants: Vec<String>,
    /// Roster ids whose folder holds no file.
    #[serde(default)]
    pub without_files: Vec<String>,
    /// Files of earlier runs that the input no longer holds, counted by applicant, also by ids that left the roster. They
    /// stay, released or held, until a run with `--prune`. Absent when there are none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub missing: BTreeMap<String, u64>,
}

/// How many files got which verdict, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// All files.
    pub images: u64,
    /// Files with a covered name.
    pub mask: u64,
    /// Files without one.
    pub clear: u64,
    /// Files that were not released.
    pub held: u64,
    /// Files by reason; a file with two reasons counts in both.
    pub reasons: BTreeMap<Code, u64>,
}

/// The run ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunEnded {
    /// False when it was asked to stop before every file was done.
    pub complete: bool,
    /// Files worked on in this run; the others stood from an earlier one.
    pub done: u64,
    /// Wall time of the run in seconds, three decimals.
    #[serde(serialize_with = "three")]
    pub wall: f64,
    /// The state of all files at the end.
    pub counts: Counts,
}

/// A line that a kill had cut short was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovered {
    /// Bytes that were cut off.
    pub bytes: u64,
}

/// Why the record of an image of `applicant` must not be kept, if it must not.
pub(crate) fn check_image(applicant: &str, record: &ImageRecord) -> Option<&'static str> {
    if !is_inside(&record.file, applicant) {
        Some("the file isn't below its applicant")
    } else {
        record.fault()
    }
}

impl Event {
    /// Refuses what must never be recorded: a contradicting record, an id or path that leads out of the folder.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let id = match self {
            Event::Image(done) => &done.applicant,
            Event::ApplicantDone(done) => &done.applicant,
            Event::Decision(decision) if !is_label(&decision.by) => return Err(Error::Usage(Detail::Label)),
            _ => return Ok(()),
        };
        if !is_plain_name(id) {
            return Err(Error::Usage(Detail::IdAsFile));
        }
        match self {
            Event::Image(done) => check_image(id, &done.record)
                .map_or(Ok(()), |fault| Err(Error::Internal(Detail::Refused(Box::new(fault.into()))))),
            _ => Ok(()),
        }
    }
}
