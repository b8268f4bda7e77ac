//! From findings to a file in which they can't be seen any more.
//!
//! [`boxes`] plans the box of a finding; [`coefficients`] paints them into a JPEG without touching the rest; [`pixels`]
//! does so by encoding anew where that can't work. Knows nothing of names.

pub mod boxes;
pub mod coefficients;
pub mod pixels;

use crate::error::{Code, Detail, Reason};
use crate::find::Finding;
use crate::geometry::Rect;
use crate::intake::attachment::Attachment;
use crate::jpeg::{self, Limits, OutputSegments};

/// How the released file was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// In the JPEG's own coefficients; everything outside the boxes' blocks is bit-identical.
    Coefficients,
    /// Encoded again from pixels.
    Pixels,
}

/// A finding and what hides it.
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
    /// The file read back: are all coefficients outside of what was painted those of the source (or, where it was
    /// encoded anew, those that were meant)?
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

/// One place to be covered, in the stored grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// What a finding needs: grown by what decoders interpolate, and out to whole blocks.
    Box(Rect),
    /// What was painted before: it is whole blocks already, and growing it again would cover more with every rendering.
    Painted(Rect),
}

/// A file as it was written, whatever was covered in it.
pub struct Written {
    /// The JPEG.
    pub bytes: Vec<u8>,
    /// What was painted for each place, in their order: whole MCUs of the stored grid.
    pub painted: Vec<Rect>,
    /// How it was written.
    pub method: Method,
    /// As for [`Masked`].
    pub outside_unchanged: bool,
}

/// Covers places and writes the file without any metadata but the orientation.
///
/// # Errors
/// A [`Reason`] that holds the file: a size that JPEG can't hold, or a place outside the picture.
pub fn write(attachment: &Attachment, places: &[Cover]) -> Result<Written, Reason> {
    let unwritable = |e: jpeg::Error| Reason::new(Code::Damaged, e.to_string());
    let (image, painted, method) = match &attachment.coefficients {
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
            // Nothing is grown here: one is as good as the other.
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
    // What the read-back is compared with: the source itself, not the covered copy, or painting too much would pass.
    let reference = attachment.coefficients.as_ref().unwrap_or(&image);
    let bytes = jpeg::encode(&image, &OutputSegments::of(&image, attachment.orientation.tag()));
    let limits = Limits { pixels: u64::MAX, memory: u64::MAX, ..Limits::default() };
    let outside_unchanged = jpeg::decode(&bytes, &limits).is_ok_and(|back| {
        coefficients::outside_changed(reference, &back, &painted).is_empty()
            && coefficients::not_flat(&back, &painted).is_empty()
    });
    Ok(Written { bytes, painted, method, outside_unchanged })
}
