//! Tells whether a file holds nothing but what [`encode`](super::encode()) writes.

use super::decode::{decode, read_adobe, read_jfif};
use super::encode::{OutputSegments, encode};
use super::error::Error;
use super::exif::orientation_segment;
use super::image::Image;
use super::limits::Limits;
use super::marker::*;
use super::segments::{Kind, Segment, walk};

/// A part of a file that a rewritten file doesn't have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Offset of its first byte.
    pub offset: usize,
    /// Length in bytes.
    pub length: usize,
    /// Its kind.
    pub what: &'static str,
}

/// Lists everything in a file that isn't on the allow-list: a JFIF header without thumbnail, EXIF with nothing but
/// the orientation, Adobe's colour transform, tables, one frame, scans and their data. Fill bytes and repeated
/// headers are listed too.
///
/// # Errors
/// As [`walk`]; [`Error::Truncated`] when the end of image is missing.
pub fn audit_segments(bytes: &[u8]) -> Result<Vec<Violation>, Error> {
    let segments = walk(bytes)?;
    if !segments.iter().any(|s| s.kind == Kind::End) {
        return Err(Error::Truncated);
    }
    let mut violations = Vec::new();
    for (i, segment) in segments.iter().enumerate() {
        let once = matches!(segment.kind, Kind::Jfif { .. } | Kind::Exif | Kind::Adobe | Kind::Frame);
        let earlier = || segments.iter().take(i).any(|s| s.marker == segment.marker);
        let what = match allowed(segment, bytes) {
            Err(what) => what,
            Ok(()) if segment.fill(bytes) > 0 => "fill bytes",
            Ok(()) if once && earlier() => "a repeated header",
            Ok(()) => continue,
        };
        violations.push(Violation { offset: segment.range.start, length: segment.range.len(), what });
    }
    Ok(violations)
}

fn allowed(segment: &Segment, bytes: &[u8]) -> Result<(), &'static str> {
    let payload = segment.payload(bytes);
    match segment.kind {
        Kind::Exif => match payload.get(25) {
            Some(value @ 2..=8) if *payload == orientation_segment(*value) => Ok(()),
            _ => Err("EXIF with more than the orientation"),
        },
        Kind::Adobe => match payload {
            [b'A', b'd', b'o', b'b', b'e', 0, 100, 0, 0, 0, 0, 0..=2] => Ok(()),
            _ => Err("Adobe colour transform with other data"),
        },
        Kind::Frame if segment.marker != SOF0 && segment.marker != SOF1 => {
            Err("a frame that isn't sequential")
        }
        Kind::RestartInterval => Err("restart interval"),
        kind if kind.shows() => Ok(()),
        kind => Err(kind.name()),
    }
}

/// Decodes a file and tells whether encoding it again gives the same bytes. If so, nothing can be hidden in it: not
/// in padding blocks or bits, not in unused tables or codes, not between or beside segments.
///
/// # Errors
/// As [`decode`].
pub fn canonical(bytes: &[u8], limits: &Limits) -> Result<(Image, bool), Error> {
    let image = decode(bytes, limits)?;
    let mut segments = OutputSegments::default();
    for segment in walk(bytes)? {
        let payload = segment.payload(bytes);
        match segment.kind {
            Kind::Jfif { .. } => segments.jfif = read_jfif(payload),
            Kind::Adobe => segments.adobe = read_adobe(payload),
            Kind::Exif => segments.orientation = payload.get(25).copied().unwrap_or(0),
            _ => {}
        }
    }
    let same = encode(&image, &segments) == bytes;
    Ok((image, same))
}
