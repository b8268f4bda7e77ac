//! The record of one image in the making: each stage's value is noted here, and nowhere else.

use std::collections::BTreeMap;
use std::time::Instant;

use super::record::{FindingRecord, ImageRecord, InputRecord, OutputRecord, RecheckRecord, Seconds, Verdict};
use crate::digest::sha256;
use crate::error::{Code, Reason};
use crate::intake::attachment::{Attachment, Source};
use crate::mask::Masked;
use crate::recheck::Rechecked;

/// The result of an image: its record, and the file to be released unless the image is held.
pub struct Outcome {
    /// The record.
    pub record: ImageRecord,
    /// The bytes of `record.output`.
    pub output: Option<Vec<u8>>,
}

/// A record in the making, and the clock of its stages.
pub struct Draft {
    record: ImageRecord,
    since: Instant,
}

impl Draft {
    /// A record with nothing but the path; `tool` and `models` are those that work on the image.
    pub fn new(file: &str, tool: &str, models: &BTreeMap<String, String>) -> Draft {
        let record = ImageRecord {
            file: file.to_owned(),
            input: InputRecord::default(),
            verdict: Verdict::Held,
            reasons: Vec::new(),
            findings: Vec::new(),
            output: None,
            recheck: None,
            review: None,
            seconds: Seconds::default(),
            tool: tool.to_owned(),
            models: models.clone(),
        };
        Draft { record, since: Instant::now() }
    }

    /// Adds a reason that holds the file, or that a reviewer should know.
    pub fn add(&mut self, reasons: impl IntoIterator<Item = Reason>) {
        self.record.reasons.extend(reasons);
    }

    /// True when something noted so far holds the file.
    pub fn is_held(&self) -> bool {
        self.record.reasons.iter().any(|r| r.code.holds())
    }

    /// Notes that the file was loaded.
    pub fn loaded(&mut self, source: Source) {
        self.record.input.sha256 = Some(source.sha256);
        self.record.input.bytes = Some(source.bytes);
    }

    /// Notes that it was decoded.
    pub fn decoded(&mut self, attachment: &Attachment) {
        let input = &mut self.record.input;
        input.width = Some(attachment.width);
        input.height = Some(attachment.height);
        input.format = Some(attachment.format.as_str().to_owned());
        input.orientation = Some(attachment.orientation.tag());
        self.add(attachment.warnings.iter().cloned());
        self.record.seconds.intake = self.lap();
    }

    /// Notes that the page was read.
    pub fn read(&mut self) {
        self.record.seconds.read = self.lap();
    }

    /// Notes that the name was looked for and the page judged.
    pub fn judged(&mut self, reasons: Vec<Reason>) {
        self.add(reasons);
        self.record.seconds.find = self.lap();
    }

    /// Notes that the findings were covered.
    pub fn masked(&mut self, masked: &Masked) {
        self.describe(masked);
        self.record.seconds.mask = self.lap();
    }

    /// Notes that more was covered, which only the second reader saw.
    pub fn masked_again(&mut self, masked: &Masked) {
        self.add([Reason::new(Code::FoundAgain, "")]);
        self.describe(masked);
    }

    /// Notes the last look at the finished file.
    pub fn rechecked(&mut self, seen: &Rechecked) {
        if !seen.names.is_empty() {
            self.add([Reason::new(Code::StillVisible, "")]);
        }
        if !seen.outside_unchanged {
            self.add([Reason::new(Code::OutsideChanged, "")]);
        }
        self.record.recheck = Some(RecheckRecord {
            reader: seen.reader.map(str::to_owned),
            names_found: seen.reader.map(|_| u32::try_from(seen.names.len()).unwrap_or(u32::MAX)),
            outside_unchanged: seen.outside_unchanged,
            max_outside_diff: seen.largest,
        });
        self.record.seconds.recheck = self.lap();
    }

    /// The record and its file. A failed stage, or a reason that holds, keeps the file back.
    pub fn finish(mut self, finished: Result<Vec<u8>, Reason>) -> Outcome {
        let output = finished.map_err(|reason| self.add([reason])).ok();
        if output.is_none() || self.is_held() {
            self.record.verdict = Verdict::Held;
            self.record.output = None;
        }
        let output = output.filter(|_| self.record.output.is_some());
        Outcome { record: self.record, output }
    }

    fn describe(&mut self, masked: &Masked) {
        let record = &mut self.record;
        let numbered = masked.covered.iter().enumerate();
        record.findings =
            numbered.map(|(i, c)| FindingRecord::proposed(i + 1, &c.finding, Some(c.painted))).collect();
        record.verdict = if record.findings.is_empty() { Verdict::Clear } else { Verdict::Mask };
        record.output = Some(OutputRecord {
            file: record.file.clone(),
            sha256: sha256(&masked.bytes),
            bytes: masked.bytes.len() as u64,
            method: masked.method.into(),
        });
    }

    /// Seconds since the last call, or since the draft was begun.
    fn lap(&mut self) -> f64 {
        let seconds = self.since.elapsed().as_secs_f64();
        self.since = Instant::now();
        seconds
    }
}
