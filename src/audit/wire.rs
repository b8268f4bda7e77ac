//! The words of the file formats for what the stages say. They are separate types, so renaming a stage's variant
//! changes no schema.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{find, mask, roster};

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

impl From<find::Shape> for Shape {
    fn from(shape: find::Shape) -> Self {
        match shape {
            find::Shape::Han => Shape::Han,
            find::Shape::Spaced => Shape::Spaced,
            find::Shape::Vertical => Shape::Vertical,
            find::Shape::Traditional => Shape::Traditional,
            find::Shape::Pinyin => Shape::Pinyin,
            find::Shape::Latin => Shape::Latin,
            find::Shape::Initials => Shape::Initials,
            find::Shape::Split => Shape::Split,
            find::Shape::Partial => Shape::Partial,
            find::Shape::Arabic => Shape::Arabic,
            find::Shape::Unknown => Shape::Unknown,
        }
    }
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

impl From<find::How> for How {
    fn from(how: find::How) -> Self {
        match how {
            find::How::Text => How::Text,
            find::How::Spotted => How::Spotted,
            find::How::Field => How::Field,
            find::How::Seal => How::Seal,
            find::How::Signature => How::Signature,
        }
    }
}

/// How the released file was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// In the JPEG's own coefficients; everything outside the boxes' blocks is bit-identical.
    Coefficients,
    /// Encoded again from pixels.
    Pixels,
}

impl From<mask::Method> for Method {
    fn from(method: mask::Method) -> Self {
        match method {
            mask::Method::Coefficients => Method::Coefficients,
            mask::Method::Pixels => Method::Pixels,
        }
    }
}

/// Why something in INPUT belongs to no applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A folder called after nobody on the roster.
    NotOnRoster,
    /// A folder called after several applicants.
    Ambiguous,
    /// A file outside of any applicant's folder.
    LooseFile,
    /// A link that leads out of INPUT, or a folder that can't be read, and called after nobody.
    OutOfReach,
}

impl From<roster::plan::Why> for Why {
    fn from(why: roster::plan::Why) -> Self {
        match why {
            roster::plan::Why::NotOnRoster => Why::NotOnRoster,
            roster::plan::Why::Ambiguous => Why::Ambiguous,
            roster::plan::Why::LooseFile => Why::LooseFile,
            roster::plan::Why::OutOfReach => Why::OutOfReach,
        }
    }
}
