//! Computes the state of a ledger from its events: the latest record of each file, the latest version of each
//! applicant's audit, the last run. A pure fold, which opens a file only to check that a released file is unchanged.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::applicant::{ApplicantAudit, NOTHING_BEFORE, Whose};
use super::decision::{Decision, Sample};
use super::event::{ApplicantDone, Counts, Event, ImageDone, RunEnded, RunStarted, Unmatched};
use super::folder::MASKED;
use super::record::{ImageRecord, Verdict};
use crate::digest::sha256_file;
use crate::error::{Code, Error};

/// The latest record of one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Number of the ledger's line.
    pub seq: u64,
    /// The roster's id.
    pub applicant: String,
    /// Fingerprint of all that decided the result.
    pub fingerprint: String,
    /// Keyed hash of the name that was looked for; `None` in ledgers of older versions.
    pub name_hash: Option<String>,
    /// The record.
    pub record: ImageRecord,
}

/// The latest version of one applicant's audit.
#[derive(Debug, Clone, PartialEq)]
struct Version {
    done: ApplicantDone,
    images: Vec<Arc<Seen>>,
}

/// A reviewer's decision with the time of its line.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// Number of the ledger's line.
    pub seq: u64,
    /// When it was recorded (RFC 3339, UTC).
    pub at: String,
    /// The decision.
    pub decision: Decision,
}

/// A sample with the place of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Number of the ledger's line.
    pub seq: u64,
    /// When it was recorded (RFC 3339, UTC).
    pub at: String,
    /// The sample.
    pub sample: Sample,
    /// Pages of it that were rendered again since, with the first line that did so: a later answer is about another
    /// page than the one drawn.
    pub changed: BTreeMap<String, u64>,
}

/// The last run.
#[derive(Debug, Clone, PartialEq)]
pub struct LastRun {
    /// When it began (RFC 3339, UTC).
    pub started: String,
    /// Its settings and versions.
    pub start: RunStarted,
    /// Folders and applicants that didn't meet.
    pub unmatched: Unmatched,
    /// When (RFC 3339, UTC) and how it ended, if it ended.
    pub ended: Option<(String, RunEnded)>,
}

/// The state of a ledger. Cheap to clone: records are shared.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    entries: u64,
    head: String,
    images: BTreeMap<String, Arc<Seen>>,
    versions: BTreeMap<String, Arc<Version>>,
    decisions: BTreeMap<String, Vec<Decided>>,
    withdrawn: BTreeMap<String, u64>,
    sample: Option<Drawn>,
    reported: (u64, String),
    run: Option<LastRun>,
    recovered: u64,
}

impl Default for Replay {
    fn default() -> Self {
        Replay {
            entries: 0,
            head: NOTHING_BEFORE.to_owned(),
            images: BTreeMap::new(),
            versions: BTreeMap::new(),
            decisions: BTreeMap::new(),
            withdrawn: BTreeMap::new(),
            sample: None,
            reported: (0, NOTHING_BEFORE.to_owned()),
            run: None,
            recovered: 0,
        }
    }
}

impl Replay {
    /// Number of lines of the ledger.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// `this` of the last line; 64 zeros for an empty ledger.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// The latest record of every file, by file.
    pub fn images(&self) -> impl Iterator<Item = &Seen> {
        self.images.values().map(Arc::as_ref)
    }

    /// The latest record of `file`.
    pub fn image(&self, file: &str) -> Option<&Seen> {
        self.images.get(file).map(Arc::as_ref)
    }

    /// The reviewers' decisions about `file`, oldest first.
    pub fn decisions(&self, file: &str) -> &[Decided] {
        self.decisions.get(file).map_or(&[], Vec::as_slice)
    }

    /// The number of the last line about `file`: its record, a decision, or its withdrawal. 0 without one.
    pub fn last_line(&self, file: &str) -> u64 {
        let image = self.image(file).map_or(0, |seen| seen.seq);
        let decided = self.decisions(file).last().map_or(0, |d| d.seq);
        image.max(decided).max(self.withdrawn.get(file).copied().unwrap_or(0))
    }

    /// The line that withdrew `file` last, if one did.
    pub fn withdrawn(&self, file: &str) -> Option<u64> {
        self.withdrawn.get(file).copied()
    }

    /// The latest sample, if one was drawn.
    pub fn sample(&self) -> Option<&Drawn> {
        self.sample.as_ref()
    }

    /// Number and hash of the last line that `run.json` covers. Decisions and samples don't change it until they are
    /// applied, so it stays right while reviewers work.
    pub fn reported(&self) -> (u64, &str) {
        (self.reported.0, &self.reported.1)
    }

    /// The last run, if there was one.
    pub fn run(&self) -> Option<&LastRun> {
        self.run.as_ref()
    }

    /// How many truncated lines had to be removed.
    pub fn recovered(&self) -> u64 {
        self.recovered
    }

    /// Ids of the applicants with a finished audit, each with `chain.this` of its latest version.
    pub fn applicants(&self) -> impl Iterator<Item = (&str, &str)> {
        self.versions.iter().map(|(id, v)| (id.as_str(), v.done.this.as_str()))
    }

    /// True when `file` needn't be processed again: the input and everything that decides the result are the same,
    /// and the released file under `out` is the recorded one.
    ///
    /// A record that blames the machine (`cannot_read`, `cannot_write`, `time_out`) is never kept: the disk may have
    /// been repaired, the machine may be less busy, the limit may be another.
    pub fn stands(&self, out: &Path, file: &str, input_sha256: &str, fingerprint: &str) -> bool {
        let Some(seen) = self.image(file) else { return false };
        let record = &seen.record;
        seen.fingerprint == fingerprint
            && record.input.sha256.as_deref() == Some(input_sha256)
            && !record
                .reasons
                .iter()
                .any(|r| matches!(r.code, Code::CannotRead | Code::CannotWrite | Code::TimeOut))
            && record.output.as_ref().is_none_or(|output| {
                sha256_file(&out.join(MASKED).join(&output.file))
                    .is_ok_and(|(hash, bytes)| hash == output.sha256 && bytes == output.bytes)
            })
    }

    /// The audit of `applicant` in its latest finished version.
    pub fn audit(&self, applicant: &str) -> Option<ApplicantAudit> {
        let version = self.versions.get(applicant)?;
        Some(ApplicantAudit {
            schema: Default::default(),
            applicant: version.done.applicant.clone(),
            name_hash: version.done.name_hash.clone(),
            name: version.done.name.clone(),
            images: version.images.iter().map(|seen| seen.record.clone()).collect(),
            chain: super::applicant::Chain {
                previous: version.done.previous.clone(),
                this: version.done.this.clone(),
            },
        })
    }

    /// True when a file of `applicant` is recorded.
    pub fn has_images_of(&self, applicant: &str) -> bool {
        self.of(applicant).next().is_some()
    }

    /// The keyed hash of the name for which the applicant's files were last judged, and the name if an audit has it
    /// in clear. `None` for an applicant without a record.
    pub fn name_of(&self, applicant: &str) -> Option<(&str, Option<&str>)> {
        let version = self.versions.get(applicant).map(|v| &v.done);
        let last = self.of(applicant).filter(|seen| seen.name_hash.is_some()).max_by_key(|seen| seen.seq);
        let hash =
            last.and_then(|seen| seen.name_hash.as_deref()).or(version.map(|d| d.name_hash.as_str()))?;
        let name = version.filter(|done| done.name_hash == hash).and_then(|done| done.name.as_deref());
        Some((hash, name))
    }

    /// Ids of the applicants whose images changed after the latest version of their audit, or that have no version
    /// yet.
    pub fn unfinished(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.images().map(|s| s.applicant.as_str()).collect();
        ids.extend(self.versions.keys().map(String::as_str));
        ids.sort_unstable();
        ids.dedup();
        ids.retain(|id| self.versions.get(*id).is_none_or(|v| !same(&v.images, &self.images_of(id))));
        ids
    }

    /// The event that makes a version from the applicant's present images; `None` when the latest version is still
    /// current.
    ///
    /// When nothing but timings changed, the version keeps its place in the chain.
    pub(crate) fn next_version(
        &self,
        applicant: &str,
        name_hash: &str,
        name: Option<&str>,
    ) -> Result<Option<ApplicantDone>, Error> {
        let images = self.images_of(applicant);
        let last = self.versions.get(applicant);
        if last.is_some_and(|v| {
            same(&v.images, &images) && v.done.name_hash == name_hash && v.done.name.as_deref() == name
        }) {
            return Ok(None);
        }
        let records: Vec<ImageRecord> = images.iter().map(|seen| seen.record.clone()).collect();
        let version = |previous: &str| {
            let whose = Whose {
                applicant: applicant.to_owned(),
                name_hash: name_hash.to_owned(),
                name: name.map(str::to_owned),
            };
            ApplicantAudit::new(whose, records.clone(), previous.to_owned())
        };
        let mut audit = version(last.map_or(NOTHING_BEFORE, |v| v.done.previous.as_str()))?;
        if let Some(last) = last
            && audit.chain.this != last.done.this
        {
            audit = version(&last.done.this)?;
        }
        let ApplicantAudit { applicant, name_hash, name, chain, .. } = audit;
        let done = ApplicantDone { applicant, name_hash, name, previous: chain.previous, this: chain.this };
        Ok(Some(done))
    }

    /// Verdicts and reasons of all files.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for seen in self.images() {
            counts.images += 1;
            match seen.record.verdict {
                Verdict::Mask => counts.mask += 1,
                Verdict::Clear => counts.clear += 1,
                Verdict::Held => counts.held += 1,
            }
            let mut codes: Vec<Code> = seen.record.reasons.iter().map(|r| r.code).collect();
            codes.sort_unstable();
            codes.dedup();
            for code in codes {
                *counts.reasons.entry(code).or_default() += 1;
            }
        }
        counts
    }

    fn images_of(&self, applicant: &str) -> Vec<Arc<Seen>> {
        self.of(applicant).map(Arc::clone).collect()
    }

    /// The latest records of the applicant's files.
    fn of(&self, applicant: &str) -> impl Iterator<Item = &Arc<Seen>> {
        // All files of an applicant lie below a folder of that id, so they are neighbours in the map.
        let first = format!("{applicant}/");
        let files = self.images.range(first.clone()..).take_while(move |(file, _)| file.starts_with(&first));
        files.map(|(_, seen)| seen)
    }

    /// Why `event` can't follow the lines so far, if so.
    pub(crate) fn refuses(&self, event: &Event) -> Option<&'static str> {
        let Event::ApplicantDone(done) = event else { return None };
        let follows = match self.versions.get(&done.applicant) {
            None => done.previous == NOTHING_BEFORE,
            Some(last) if done.previous == last.done.this => true,
            // Only timings differ, so the version keeps its place.
            Some(last) => done.previous == last.done.previous && done.this == last.done.this,
        };
        (!follows).then_some("the applicant's version doesn't follow the one before")
    }

    /// Adds the next line, which [`Replay::refuses`] has accepted.
    pub(crate) fn apply(&mut self, at: &str, event: Event, this: String) {
        let seq = self.entries + 1;
        if !matches!(event, Event::Decision(_) | Event::Sample(_) | Event::Recovered(_)) {
            self.reported = (seq, this.clone());
        }
        match event {
            Event::RunStarted(start) => {
                let unmatched = Unmatched::default();
                self.run = Some(LastRun { started: at.to_owned(), start, unmatched, ended: None });
            }
            Event::Image(done) => {
                let ImageDone { applicant, fingerprint, name_hash, record } = *done;
                let file = record.file.clone();
                if let Some(drawn) = self.sample.as_mut().filter(|d| d.sample.files.contains(&file)) {
                    drawn.changed.entry(file.clone()).or_insert(seq);
                }
                self.images.insert(file, Arc::new(Seen { seq, applicant, fingerprint, name_hash, record }));
            }
            Event::Withdrawn(gone) => {
                self.images.remove(&gone.file);
                self.withdrawn.insert(gone.file, seq);
            }
            Event::ApplicantDone(done) => {
                let images = self.images_of(&done.applicant);
                self.versions.insert(done.applicant.clone(), Arc::new(Version { done, images }));
            }
            Event::Unmatched(unmatched) => {
                if let Some(run) = &mut self.run {
                    run.unmatched = unmatched;
                }
            }
            Event::Decision(decision) => {
                let decided = Decided { seq, at: at.to_owned(), decision };
                self.decisions.entry(decided.decision.file.clone()).or_default().push(decided);
            }
            Event::Sample(sample) => {
                let changed = BTreeMap::new();
                self.sample = Some(Drawn { seq, at: at.to_owned(), sample, changed });
            }
            Event::RunEnded(end) => {
                if let Some(run) = &mut self.run {
                    run.ended = Some((at.to_owned(), end));
                }
            }
            Event::Recovered(_) => self.recovered += 1,
        }
        self.entries = seq;
        self.head = this;
    }
}

fn same(a: &[Arc<Seen>], b: &[Arc<Seen>]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.seq == b.seq)
}
