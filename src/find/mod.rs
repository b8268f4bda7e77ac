//! From lines to findings: where on the page the applicant's own name stands, in which form, and how sure that is.
//!
//! Knows lines and names; nothing of JPEG, boxes or files. Stages, in order: [`spot`] aligns every form against every
//! line; [`join`] puts broken names together; [`context`] judges hits by what stands around them and adds fields;
//! [`seal`] looks into stamps.

pub mod spot;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::geometry::Quad;

/// How the name is written where it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Chinese characters as the roster has them.
    Han,
    /// With white space between the characters.
    Spaced,
    /// From top to bottom.
    Vertical,
    /// With traditional characters.
    Traditional,
    /// Pinyin in full.
    Pinyin,
    /// An alias in Latin letters.
    Latin,
    /// With initials.
    Initials,
    /// Broken over two lines, cells or columns.
    Split,
    /// The given or the family part alone.
    Partial,
    /// Arabic script.
    Arabic,
    /// Not read: a field's value, a signature.
    Unknown,
}

/// What led to the finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The greedy text holds the name.
    Text,
    /// The posteriors hold it, the greedy text doesn't.
    Spotted,
    /// It stands where a field asks for the name and can't be read.
    Field,
    /// It stands in a seal.
    Seal,
    /// It is a signature.
    Signature,
    /// A reviewer added it.
    Reviewer,
}

/// One place that has to be covered.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Where, in the stored grid.
    pub quad: Quad,
    /// How the name is written.
    pub shape: Shape,
    /// What led here.
    pub how: How,
    /// Probability that this is the name (0–1).
    pub score: f32,
    /// A person should confirm it.
    pub uncertain: bool,
}
