//! From findings to a file in which they can't be seen any more.
//!
//! [`plan`] makes boxes of findings; [`coefficients`] paints them into a JPEG without touching the rest; [`pixels`]
//! does so by encoding anew where that can't work. Knows nothing of names.

pub mod coefficients;
pub mod pixels;
pub mod plan;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Code, Detail, Reason};
use crate::geometry::Rect;
use crate::intake::attachment::Attachment;
use crate::jpeg::{self, Limits, OutputSegments};

/// How the released file was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// In the JPEG's own coefficients; everything outside the boxes' blocks is bit-identical.
    Coefficients,
    /// Encoded again from pixels.
    Pixels,
}

/// A finished file.
pub struct Masked {
    /// The JPEG that may be released.
    pub bytes: Vec<u8>,
    /// What was painted for each box, in the order of the boxes: whole MCUs of the stored grid.
    pub painted: Vec<Rect>,
    /// How it was written.
    pub method: Method,
    /// The file read back: are all coefficients outside of what was painted those of the source (or, where it was
    /// encoded anew, those that were meant)?
    pub outside_unchanged: bool,
}

/// Paints `boxes` (stored grid) and writes the file without any metadata but the orientation.
///
/// # Errors
/// A [`Reason`] that holds the file: a size that JPEG can't hold, or a box outside the picture.
pub fn mask(attachment: &Attachment, boxes: &[Rect]) -> Result<Masked, Reason> {
    let unwritable = |e: jpeg::Error| Reason::new(Code::Damaged, e.to_string());
    let (image, painted, method) = match &attachment.coefficients {
        Some(source) => {
            let mut image = source.clone();
            let painted = coefficients::cover(&mut image, boxes);
            (image, painted, Method::Coefficients)
        }
        None => {
            let (image, painted) =
                pixels::reencode(&attachment.pixels, attachment.tables, boxes).map_err(unwritable)?;
            (image, painted, Method::Pixels)
        }
    };
    // Findings and what was painted for them are told together: one fewer, and boxes would stand at the wrong findings.
    if painted.len() != boxes.len() {
        return Err(Reason::new(Code::Crashed, Detail::BoxOutside));
    }
    // What the read-back is compared with: the source itself, not the covered copy, or painting too much would pass.
    let reference = attachment.coefficients.as_ref().unwrap_or(&image);
    let bytes = jpeg::encode(&image, &OutputSegments::of(&image, attachment.orientation.tag()));
    let limits = Limits { pixels: u64::MAX, memory: u64::MAX, ..Limits::default() };
    let outside_unchanged = jpeg::decode(&bytes, &limits).is_ok_and(|back| {
        coefficients::outside_changed(reference, &back, &painted).is_empty()
            && coefficients::not_flat(&back, &painted).is_empty()
    });
    Ok(Masked { bytes, painted, method, outside_unchanged })
}
