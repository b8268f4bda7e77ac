//! From findings to a file in which they can't be seen any more.
//!
//! [`plan`] makes boxes of findings; [`coefficients`] paints them into a JPEG without touching the rest; [`pixels`]
//! does so by encoding anew where that can't work. Knows nothing of names.

pub mod coefficients;
pub mod pixels;
pub mod plan;

use crate::audit::record::Method;
use crate::error::{Code, Reason};
use crate::geometry::Rect;
use crate::intake::attachment::{Attachment, Format};
use crate::jpeg::{self, Error, Limits, OutputSegments};

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
/// A [`Reason`] that holds the file: damaged, or of a size that can't be written.
pub fn mask(attachment: &Attachment, boxes: &[Rect]) -> Result<Masked, Reason> {
    let limits = Limits { pixels: u64::MAX, ..Limits::default() };
    let damaged = |e: Error| Reason::new(Code::Damaged, e.to_string());
    let source = match attachment.format {
        Format::Jpeg => match jpeg::decode(&attachment.bytes, &limits) {
            Ok(image) => Some(image),
            Err(Error::Unsupported(_)) => None,
            Err(e) => return Err(damaged(e)),
        },
        Format::Png | Format::Bmp => None,
    };
    // What the read-back is compared with: the source itself, not the covered copy, or painting too much would pass.
    let (reference, image, painted, method) = match source {
        Some(source) => {
            let mut image = source.clone();
            let painted = coefficients::cover(&mut image, boxes);
            (source, image, painted, Method::Coefficients)
        }
        None => {
            let tables = match jpeg::quantisation_tables(&attachment.bytes) {
                [Some(light), Some(colour), ..] => Some([light, colour]),
                _ => None,
            };
            let (image, painted) = pixels::reencode(&attachment.pixels, tables, boxes).map_err(damaged)?;
            (image.clone(), image, painted, Method::Pixels)
        }
    };
    let bytes = jpeg::encode(&image, &OutputSegments::of(&image, attachment.orientation.tag()));
    let outside_unchanged = jpeg::decode(&bytes, &limits).is_ok_and(|back| {
        coefficients::outside_changed(&reference, &back, &painted).is_empty()
            && coefficients::not_flat(&back, &painted).is_empty()
    });
    Ok(Masked { bytes, painted, method, outside_unchanged })
}
