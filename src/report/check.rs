//! The answers of `check` (`blindmask.check/1`): per file whether the name is visible, where, and what to do.
//!
//! Nothing was covered, so this is no record of a redaction: it has no output, no chain and no hash.

use schemars::JsonSchema;
use serde::Serialize;

use crate::audit::ImageRecord;
use crate::audit::record::{FindingRecord, Verdict};
use crate::error::Code;
use crate::geometry::{Point, Rect};
use crate::lang::Lang;
use crate::pixels::orientation::Orientation;

/// Is the name on this page?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// 是: it is visible.
    Yes,
    /// 否: it was not found.
    No,
    /// 待人工: the page can't be judged.
    Unclear,
}

impl Answer {
    /// As a person reads it.
    pub const fn word(self, lang: Lang) -> &'static str {
        match self {
            Answer::Yes => lang.pick("yes", "是"),
            Answer::No => lang.pick("no", "否"),
            Answer::Unclear => lang.pick("unclear", "待人工"),
        }
    }
}

/// A ninth of the picture as it is displayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Where {
    UpperLeft,
    Top,
    UpperRight,
    Left,
    Middle,
    Right,
    LowerLeft,
    Bottom,
    LowerRight,
}

impl Where {
    const ALL: [[Where; 3]; 3] = [
        [Where::UpperLeft, Where::Top, Where::UpperRight],
        [Where::Left, Where::Middle, Where::Right],
        [Where::LowerLeft, Where::Bottom, Where::LowerRight],
    ];

    /// The ninth in which `at` (stored grid) is displayed, in a picture of size `stored`.
    pub fn of(at: Point, stored: (u32, u32), orientation: Orientation) -> Self {
        let (w, h) = if orientation.swaps_sides() { (stored.1, stored.0) } else { stored };
        let shown = orientation.to_displayed(at, stored);
        // The cast turns values before the first third, and NaN, into 0.
        let third = |x: f32, length: u32| ((3.0 * x / length.max(1) as f32) as usize).min(2);
        Where::ALL[third(shown.y, h)][third(shown.x, w)]
    }

    /// As a person reads it.
    pub const fn word(self, lang: Lang) -> &'static str {
        match self {
            Where::UpperLeft => lang.pick("upper left", "左上"),
            Where::Top => lang.pick("top", "上方"),
            Where::UpperRight => lang.pick("upper right", "右上"),
            Where::Left => lang.pick("left", "左侧"),
            Where::Middle => lang.pick("middle", "中部"),
            Where::Right => lang.pick("right", "右侧"),
            Where::LowerLeft => lang.pick("lower left", "左下"),
            Where::Bottom => lang.pick("bottom", "下方"),
            Where::LowerRight => lang.pick("lower right", "右下"),
        }
    }
}

/// The version of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum CheckSchema {
    /// `blindmask.check/1`.
    #[default]
    #[serde(rename = "blindmask.check/1")]
    V1,
}

/// One place where the name is visible.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Place {
    /// Corners in pixels of the stored grid, before the EXIF orientation.
    pub quad: [[f64; 2]; 4],
    /// What `redact` would cover, in the same pixels.
    #[serde(rename = "box")]
    pub cover: Option<Rect>,
    /// Where that is in the picture as displayed.
    #[serde(rename = "where")]
    pub place: Where,
}

/// What a person should know about a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Told {
    /// The audit's code.
    pub code: Code,
    /// Details for a technician, in the language asked for; may be empty.
    pub detail: String,
    /// What to do, likewise.
    pub advice: &'static str,
}

/// The answer for one file.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CheckedFile {
    /// Its path, neutral where its own would give the applicant away; `-` for standard input.
    pub file: String,
    /// Is the name visible?
    pub answer: Answer,
    /// Where.
    pub places: Vec<Place>,
    /// What else there is to know and to do.
    pub reasons: Vec<Told>,
}

/// The answers of one check.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckReport {
    /// Version of the format.
    pub schema: CheckSchema,
    /// One answer for each file.
    pub files: Vec<CheckedFile>,
}

impl CheckReport {
    /// Makes the answers from the records of a run that released nothing.
    pub fn new(records: &[ImageRecord], lang: Lang) -> Self {
        let files = records.iter().map(|record| answered(record, lang)).collect();
        CheckReport { schema: CheckSchema::V1, files }
    }
}

fn answered(record: &ImageRecord, lang: Lang) -> CheckedFile {
    let answer = match record.verdict {
        // A page that was only partly understood still lists the names found on it.
        _ if !record.findings.is_empty() => Answer::Yes,
        Verdict::Held => Answer::Unclear,
        Verdict::Mask | Verdict::Clear => Answer::No,
    };
    let told = record.reasons.iter().map(|reason| Told {
        code: reason.code,
        detail: reason.detail.say(lang),
        advice: reason.code.advice(lang),
    });
    CheckedFile {
        file: record.file.clone(),
        answer,
        places: record.findings.iter().map(|f| place(f, record)).collect(),
        reasons: told.collect(),
    }
}

fn place(finding: &FindingRecord, record: &ImageRecord) -> Place {
    let mean = |axis: usize| finding.quad.iter().map(|p| p[axis]).sum::<f64>() as f32 / 4.0;
    let input = &record.input;
    let stored = (input.width.unwrap_or(1), input.height.unwrap_or(1));
    let orientation = Orientation::from(input.orientation.unwrap_or(1));
    let place = Where::of(Point::new(mean(0), mean(1)), stored, orientation);
    Place { quad: finding.quad, cover: finding.painted, place }
}
