//! `OUT/run.json` and the files in `OUT/audit`. Both are computed from a [`Replay`] alone, so anyone can compute them
//! again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::applicant::{ApplicantAudit, pretty};
use super::event::{Counts, Setting, Unmatched};
use super::files::{is_plain_name, write_if_changed};
use super::folder::{AUDIT, RUN};
use super::record::{Seconds, rounded, three};
use super::replay::Replay;
use crate::error::Error;

/// The version of the run's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum RunSchema {
    /// `blindmask.run/1`.
    #[default]
    #[serde(rename = "blindmask.run/1")]
    V1,
}

/// How long the run took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Timings {
    /// Wall time of the last run in seconds, three decimals.
    #[serde(serialize_with = "three")]
    pub wall: f64,
    /// Seconds per stage, summed over all files' present records (also those of earlier runs), over all threads.
    pub stages: Seconds,
    /// Files the last run worked on; the others stood from an earlier one.
    pub done: u64,
    /// `done / wall`, three decimals; 0 when nothing was done.
    #[serde(serialize_with = "three")]
    pub pages_per_second: f64,
}

/// Where the ledger stood at its last line that this report tells of: reviewers' decisions may follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerHead {
    /// Lines.
    pub entries: u64,
    /// `this` of the last line.
    pub head: String,
}

/// The report of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "blindmask.run/1")]
pub struct RunReport {
    /// Version of the format.
    pub schema: RunSchema,
    /// Name and version of the program.
    pub tool: String,
    /// When the last run began (RFC 3339, UTC).
    pub started: String,
    /// When it ended (RFC 3339, UTC).
    pub ended: String,
    /// False when it was asked to stop before every file was done.
    pub complete: bool,
    /// Verdicts and reasons of all files.
    pub counts: Counts,
    /// `chain.this` of each applicant's audit by the applicant's id.
    pub applicants: BTreeMap<String, String>,
    /// Folders and applicants that didn't meet.
    pub unmatched: Unmatched,
    /// SHA-256 of each model by its role.
    pub models: BTreeMap<String, String>,
    /// Images worked on at a time.
    pub jobs: u32,
    /// Settings by name.
    pub settings: BTreeMap<String, Setting>,
    /// How long it took.
    pub timings: Timings,
    /// Where the ledger stood at the last line that this report tells of.
    pub ledger: LedgerHead,
}

/// The report of the last run; `None` while it hasn't ended.
pub fn build_run(state: &Replay) -> Option<RunReport> {
    let run = state.run()?;
    let (ended, end) = run.ended.as_ref()?;
    let stages = state.images().fold(Seconds::default(), |sum, seen| sum.plus(seen.record.seconds));
    let rate = if end.wall > 0.0 { end.done as f64 / end.wall } else { 0.0 };
    Some(RunReport {
        schema: RunSchema::V1,
        tool: run.start.tool.clone(),
        started: run.started.clone(),
        ended: ended.clone(),
        complete: end.complete,
        counts: state.counts(),
        applicants: state.applicants().map(|(id, this)| (id.to_owned(), this.to_owned())).collect(),
        unmatched: run.unmatched.clone(),
        models: run.start.models.clone(),
        jobs: run.start.jobs,
        settings: run.start.settings.clone(),
        timings: Timings { wall: end.wall, stages, done: end.done, pages_per_second: rounded(rate, 1e3) },
        ledger: LedgerHead { entries: state.reported().0, head: state.reported().1.to_owned() },
    })
}

/// The audits of all applicants in their latest finished versions, by id.
pub fn build_audits(state: &Replay) -> impl Iterator<Item = ApplicantAudit> {
    state.applicants().filter_map(|(id, _)| state.audit(id))
}

/// The path of `applicant`'s audit.
pub fn audit_path(out: &Path, applicant: &str) -> Result<PathBuf, Error> {
    if !is_plain_name(applicant) {
        return Err(Error::Usage("an applicant's id must do as a file name".into()));
    }
    Ok(out.join(AUDIT).join(format!("{applicant}.json")))
}

/// Writes one applicant's audit; an identical file isn't touched.
pub fn write_audit(out: &Path, audit: &ApplicantAudit) -> Result<(), Error> {
    write_if_changed(&audit_path(out, &audit.applicant)?, &audit.to_bytes()?).map(drop)
}

/// Writes `run.json` and every audit file that differs from what the ledger yields, as after a kill between ledger
/// and file.
///
/// While the last run hasn't ended there is no `run.json` to write.
pub fn write_reports(out: &Path, state: &Replay) -> Result<(), Error> {
    build_audits(state).try_for_each(|audit| write_audit(out, &audit))?;
    match build_run(state) {
        Some(run) => write_if_changed(&out.join(RUN), &pretty(&run)?).map(drop),
        None => Ok(()),
    }
}
