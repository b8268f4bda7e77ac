//! One image in the audit (`blindmask.audit/1`): what came in, what was found, what went out.
//!
//! These types are the file format. Fields are written in the order in which they stand here, numbers are rounded when
//! they are written, so that the same image gives the same bytes in every run (`seconds` aside). All coordinates are
//! pixels of the stored grid, before the EXIF orientation is applied. No name in clear belongs in any field.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use super::decision::Review;
use super::wire::{How, Method, Shape};
use crate::error::Reason;
use crate::find::Finding;
use crate::geometry::{Quad, Rect};
use crate::lang::Lang;

/// Who stands in `by` until a reviewer has decided.
pub const PROGRAM: &str = "blindmask";

/// What is decided about a file: 是, 否 or 待人工.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A name was found and covered.
    Mask,
    /// No name was found; released without boxes.
    Clear,
    /// Not released: a person must look at it.
    Held,
}

impl Verdict {
    /// The answer to "is the name on this page?" as a person reads it.
    pub const fn word(self, lang: Lang) -> &'static str {
        match self {
            Verdict::Mask => lang.pick("yes", "是"),
            Verdict::Clear => lang.pick("no", "否"),
            Verdict::Held => lang.pick("held", "待人工"),
        }
    }
}

/// Where a finding stands between program and reviewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Found by the program, not yet looked at.
    Proposed,
    /// A reviewer agrees.
    Confirmed,
    /// A reviewer disagrees; nothing is painted.
    Rejected,
    /// A reviewer added it.
    Added,
}

/// The file as it came. What can't be known (unreadable, no picture) is null.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InputRecord {
    /// SHA-256 of the file in lower-case hexadecimal.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub sha256: Option<String>,
    /// Length in bytes.
    pub bytes: Option<u64>,
    /// Width of the stored grid in pixels.
    pub width: Option<u32>,
    /// Height of the stored grid in pixels.
    pub height: Option<u32>,
    /// What the content is (`jpeg`, `png` …), whatever the file is called.
    pub format: Option<String>,
    /// EXIF orientation, 1–8.
    #[schemars(range(min = 1, max = 8))]
    pub orientation: Option<u8>,
}

/// One place where the name stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingRecord {
    /// Unique within the image.
    pub id: String,
    /// Corners of the finding: the text's top left, then along the text, then round; two decimals.
    #[serde(serialize_with = "corners")]
    pub quad: [[f64; 2]; 4],
    /// What was painted, as `[x, y, w, h]` in whole pixels; null when nothing was (rejected, or the file is held).
    #[serde(rename = "box")]
    pub painted: Option<Rect>,
    /// How the name is written there.
    pub form: Shape,
    /// What led there.
    pub how: How,
    /// Probability that this is the name, 0–1; four decimals.
    #[serde(serialize_with = "four")]
    #[schemars(range(min = 0, max = 1))]
    pub score: f64,
    /// Where it stands between program and reviewer.
    pub state: State,
    /// `blindmask`, or the reviewer who decided.
    pub by: String,
    /// When the reviewer decided (RFC 3339, UTC); null for the program, so that runs compare byte by byte.
    pub at: Option<String>,
}

/// The released file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutputRecord {
    /// Its path below `OUT/masked`.
    pub file: String,
    /// SHA-256 of the file in lower-case hexadecimal.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub sha256: String,
    /// Length in bytes.
    pub bytes: u64,
    /// How it was written.
    pub method: Method,
}

/// What the look at the finished file gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecheckRecord {
    /// The second reader; null when the file wasn't read again.
    pub reader: Option<String>,
    /// Forms of the name it still saw; null when the file wasn't read again.
    pub names_found: Option<u32>,
    /// True when everything outside the boxes is as it was.
    pub outside_unchanged: bool,
    /// Largest difference of a sample (0–255) outside the boxes; null when the pictures weren't compared.
    pub max_outside_diff: Option<u8>,
}

/// Wall time per stage in seconds, three decimals. The only part of a record that differs between equal runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seconds {
    /// Reading and decoding the file.
    #[serde(serialize_with = "three")]
    pub intake: f64,
    /// Detecting and recognising text.
    #[serde(serialize_with = "three")]
    pub read: f64,
    /// Looking for the name.
    #[serde(serialize_with = "three")]
    pub find: f64,
    /// Painting and writing.
    #[serde(serialize_with = "three")]
    pub mask: f64,
    /// Looking at the finished file.
    #[serde(serialize_with = "three")]
    pub recheck: f64,
}

impl Seconds {
    /// Stage by stage, the sum of two.
    pub fn plus(self, other: Seconds) -> Seconds {
        Seconds {
            intake: self.intake + other.intake,
            read: self.read + other.read,
            find: self.find + other.find,
            mask: self.mask + other.mask,
            recheck: self.recheck + other.recheck,
        }
    }
}

/// Everything that is recorded of one image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImageRecord {
    /// `<applicant id>/<relative path>`, with `/`.
    pub file: String,
    /// The file as it came.
    pub input: InputRecord,
    /// What is decided.
    pub verdict: Verdict,
    /// Why it is held, and what a reviewer should know.
    pub reasons: Vec<Reason>,
    /// Where the name stands.
    pub findings: Vec<FindingRecord>,
    /// The released file; null exactly when the file is held.
    pub output: Option<OutputRecord>,
    /// The look at the finished file; null when there is none.
    pub recheck: Option<RecheckRecord>,
    /// What a reviewer decided about the page; absent while the program alone has judged it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
    /// Wall time per stage.
    pub seconds: Seconds,
    /// Name and version of the program.
    pub tool: String,
    /// SHA-256 of each model by its role.
    pub models: BTreeMap<String, String>,
}

impl FindingRecord {
    /// The record of the `number`th finding of an image as the program proposes it; `painted` covers it, if anything does.
    pub fn proposed(number: usize, finding: &Finding, painted: Option<Rect>) -> Self {
        FindingRecord {
            id: format!("f{number}"),
            quad: quad_of(&finding.quad),
            painted,
            form: finding.shape.into(),
            how: finding.how.into(),
            score: rounded(f64::from(finding.score), 1e4),
            state: State::Proposed,
            by: PROGRAM.to_owned(),
            at: None,
        }
    }
}

/// A quad as the audit writes it: pixels of the stored grid, two decimals.
pub fn quad_of(quad: &Quad) -> [[f64; 2]; 4] {
    quad.0.map(|p| [rounded(f64::from(p.x), 1e2), rounded(f64::from(p.y), 1e2)])
}

impl ImageRecord {
    /// What contradicts itself in this record, if anything does.
    ///
    /// The ledger refuses such a record, so that a fault elsewhere in the program can't release a file: held without a
    /// file in `masked`, released with one; `mask` only with a box, `clear` only without a finding that counts.
    pub fn fault(&self) -> Option<&'static str> {
        let counts = |f: &FindingRecord| f.state != State::Rejected;
        let named_twice = |(i, f): (usize, &FindingRecord)| self.findings[..i].iter().any(|g| g.id == f.id);
        match (self.verdict, &self.output) {
            (Verdict::Held, Some(_)) => Some("held, but with a released file"),
            (Verdict::Mask | Verdict::Clear, None) => Some("released, but without a file"),
            (_, Some(output)) if output.file != self.file => Some("the released file has another path"),
            (Verdict::Clear, _) if self.findings.iter().any(counts) => Some("clear, but with a finding"),
            (Verdict::Mask, _) if !self.findings.iter().any(counts) => Some("mask, but without a finding"),
            (Verdict::Mask, _) if self.findings.iter().any(|f| counts(f) && f.painted.is_none()) => {
                Some("mask, but a finding isn't covered")
            }
            _ if self.findings.iter().any(|f| f.painted.is_some_and(|b| b.w == 0 || b.h == 0)) => {
                Some("an empty box")
            }
            _ if self.findings.iter().enumerate().any(named_twice) => Some("two findings with one id"),
            _ => None,
        }
    }
}

/// Rounds to `1 / scale`. What is not a number becomes 0 and what is absurdly large is cut: JSON has neither NaN nor
/// infinity, and below 2^53 units serde_json reads back exactly what it wrote.
pub(crate) fn rounded(x: f64, scale: f64) -> f64 {
    const LARGEST: f64 = 1e9;
    let x = if x.is_nan() { 0.0 } else { x.clamp(-LARGEST, LARGEST) };
    // Adding 0.0 turns -0.0 into 0.0, which would be written differently.
    (x * scale).round() / scale + 0.0
}

fn corners<S: Serializer>(quad: &[[f64; 2]; 4], s: S) -> Result<S::Ok, S::Error> {
    quad.map(|point| point.map(|x| rounded(x, 1e2))).serialize(s)
}

fn four<S: Serializer>(x: &f64, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_f64(rounded(*x, 1e4))
}

pub(crate) fn three<S: Serializer>(x: &f64, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_f64(rounded(*x, 1e3))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::find;
    use crate::geometry::Point;

    fn finding(x: f32, score: f32) -> FindingRecord {
        let quad = Quad([Point::new(x, 1.0), Point::new(x, 2.0), Point::new(3.0, x), Point::new(4.0, 4.0)]);
        let finding =
            Finding { quad, shape: find::Shape::Split, how: find::How::Spotted, score, uncertain: false };
        FindingRecord::proposed(1, &finding, Some(Rect { x: 1, y: 2, w: 3, h: 4 }))
    }

    #[test]
    fn a_finding_reads_as_the_contract_shows_it() {
        assert_eq!(
            serde_json::to_string(&finding(10.123_456, 0.987_654)).unwrap(),
            r#"{"id":"f1","quad":[[10.12,1.0],[10.12,2.0],[3.0,10.12],[4.0,4.0]],"box":[1,2,3,4],"form":"split","#
                .to_owned()
                + r#""how":"spotted","score":0.9877,"state":"proposed","by":"blindmask","at":null}"#
        );
    }

    #[test]
    fn what_json_cannot_say_is_written_as_a_number() {
        let wild =
            Seconds { intake: -1e-9, read: f64::NAN, find: f64::INFINITY, mask: -0.0, recheck: 0.000_5 };
        assert_eq!(
            serde_json::to_string(&wild).unwrap(),
            r#"{"intake":0.0,"read":0.0,"find":1000000000.0,"mask":0.0,"recheck":0.001}"#
        );
    }

    proptest! {
        #[test]
        fn what_is_read_back_is_written_alike(x in any::<f32>(), score in any::<f32>()) {
            let once = serde_json::to_string(&finding(x, score)).unwrap();
            let back: FindingRecord = serde_json::from_str(&once).unwrap();
            prop_assert_eq!(serde_json::to_string(&back).unwrap(), once);
        }

        #[test]
        fn values_that_were_never_rounded_are_written_rounded(x in any::<f64>()) {
            let seconds = Seconds { read: x, ..Seconds::default() };
            let once = serde_json::to_string(&seconds).unwrap();
            let back: Seconds = serde_json::from_str(&once).unwrap();
            prop_assert_eq!(serde_json::to_string(&back).unwrap(), once);
        }
    }
}
