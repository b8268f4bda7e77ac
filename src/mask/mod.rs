//! Covers findings in a file so that they can't be recovered.
//!
//! [`boxes`] plans the box of a finding; [`coefficients`] paints it into a JPEG without touching the rest; where that
//! can't work, [`pixels`] paints it and encodes the picture anew. Nothing here knows names.

pub mod boxes;
pub mod coefficients;
pub mod pixels;

use crate::error::{Code, Detail, Reason};
use crate::find::Finding;
use crate::geometry::Rect;
use crate::intake::attachment::Attachment;
use crate::intake::coefficients::Coefficients;
use crate::jpeg::{self, Limits, OutputSegments};

/// How the released file was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// In the JPEG's own coefficients; everything outside the boxes' blocks is bit-identical.
    Coefficients,
    /// Encoded again from pixels.
    Pixels,
}

/// A finding and its box.
#[derive(Debug, Clone, PartialEq)]
pub struct Covered {
    /// The finding.
    pub finding: Finding,
    /// What was painted for it: whole MCUs of the stored grid.
    pub painted: Rect,
}

/// A finished file.
pub struct Masked {
    /// The JPEG that may be released.
    pub bytes: Vec<u8>,
    /// The findings, in the order in which they were given, each with what was painted for it.
    pub covered: Vec<Covered>,
    /// How it was written.
    pub method: Method,
    /// True when the file, read back, is as intended outside of what was painted: its coefficients are the source's
    /// there or, if it was encoded anew, the encoder's.
    pub outside_unchanged: bool,
}

impl Masked {
    /// Everything that was painted.
    pub fn painted(&self) -> impl Iterator<Item = Rect> {
        self.covered.iter().map(|c| c.painted)
    }
}

/// Covers `findings` and writes the file without any metadata but the orientation.
///
/// # Errors
/// A [`Reason`] that holds the file: a size that JPEG can't hold, or a finding outside the picture.
pub fn mask(attachment: &Attachment, findings: &[Finding]) -> Result<Masked, Reason> {
    let places = findings.iter().map(|f| Cover::Box(boxes::box_of(f, &attachment.pixels)));
    let Written { bytes, painted, method, outside_unchanged } =
        write(attachment, &places.collect::<Vec<_>>())?;
    let covered = findings.iter().cloned().zip(painted);
    let covered = covered.map(|(finding, painted)| Covered { finding, painted }).collect();
    Ok(Masked { bytes, covered, method, outside_unchanged })
}

/// A place to be covered, in the stored grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// A finding's box: grown by the width that decoders interpolate, and out to whole blocks.
    Box(Rect),
    /// A rectangle that was painted before: it is whole blocks already, and growing it again would cover more with
    /// every rendering.
    Painted(Rect),
}

/// A written file.
pub struct Written {
    /// The JPEG.
    pub bytes: Vec<u8>,
    /// What was painted for each place, in their order: whole MCUs of the stored grid.
    pub painted: Vec<Rect>,
    /// How it was written.
    pub method: Method,
    /// As in [`Masked`].
    pub outside_unchanged: bool,
}

/// Covers places and writes the file without any metadata but the orientation.
///
/// # Errors
/// A [`Reason`] that holds the file: a size that JPEG can't hold, or a place outside the picture.
pub fn write(attachment: &Attachment, places: &[Cover]) -> Result<Written, Reason> {
    let unwritable = |e: jpeg::Error| Reason::new(Code::Damaged, e.to_string());
    let source = attachment.coefficients.as_ref().map(Coefficients::image).transpose()?;
    let source = source.as_deref();
    let (image, painted, method) = match source {
        Some(source) => {
            let mut image = source.clone();
            let painted = places.iter().map(|place| match place {
                Cover::Box(rect) => coefficients::painted(source, *rect),
                Cover::Painted(rect) => rect.clip(source.width, source.height),
            });
            let painted: Vec<Option<Rect>> = painted.collect();
            coefficients::paint(&mut image, painted.iter().flatten());
            (image, painted, Method::Coefficients)
        }
        None => {
            // Encoding anew has no ring, so both kinds of places are painted alike.
            let boxes: Vec<Rect> =
                places.iter().map(|(Cover::Box(rect) | Cover::Painted(rect))| *rect).collect();
            let (image, painted) =
                pixels::reencode(&attachment.pixels, attachment.tables, &boxes).map_err(unwritable)?;
            (image, painted, Method::Pixels)
        }
    };
    let outside = || Reason::new(Code::Crashed, Detail::BoxOutside);
    let painted: Vec<Rect> =
        painted.into_iter().map(|p| p.ok_or_else(outside)).collect::<Result<_, Reason>>()?;
    let bytes = jpeg::encode(&image, &OutputSegments::of(&image, attachment.orientation.tag()));
    // The file read back is compared with the source, not with the covered copy; otherwise painting too much would
    // pass. That copy takes as much memory as the picture and is let go of before.
    let anew = source.is_none().then_some(image);
    let reference = source.or(anew.as_ref());
    let limits = Limits { pixels: u64::MAX, memory: u64::MAX, ..Limits::default() };
    let outside_unchanged =
        reference.zip(jpeg::decode(&bytes, &limits).ok()).is_some_and(|(before, back)| {
            coefficients::outside_changed(before, &back, &painted).is_empty()
                && coefficients::not_flat(&back, &painted).is_empty()
        });
    Ok(Written { bytes, painted, method, outside_unchanged })
}
