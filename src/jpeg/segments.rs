//! Lists the segments of a JPEG file, and any bytes before, between and after them.
//!
//! The walk reads lengths only and interprets no content.

use std::ops::Range;

use super::error::Error;
use super::marker::*;

/// What every EXIF payload starts with.
pub(super) const EXIF: &[u8] = b"Exif\0\0";

/// The kind of a stretch of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Bytes that belong to no segment: before SOI, or between segments.
    Stray,
    /// Start of image.
    Start,
    /// JFIF header; `thumbnail` if it carries one.
    Jfif {
        /// It holds a small copy of the picture.
        thumbnail: bool,
    },
    /// JFIF extension: a thumbnail.
    JfifExtension,
    /// EXIF: camera data, place, maker notes, often a thumbnail.
    Exif,
    /// XMP.
    Xmp,
    /// A piece of a colour profile.
    Icc,
    /// Multi-picture index: more pictures follow after the end.
    MultiPicture,
    /// Photoshop resources: IPTC, thumbnail.
    Photoshop,
    /// Adobe's colour transform.
    Adobe,
    /// A comment.
    Comment,
    /// Another application segment.
    Application,
    /// Quantisation tables.
    Quantisation,
    /// Huffman tables.
    Huffman,
    /// Restart interval.
    RestartInterval,
    /// Frame header.
    Frame,
    /// Scan header.
    Scan,
    /// Entropy-coded data, restart markers included.
    Data,
    /// Another marker.
    Other,
    /// End of image.
    End,
    /// Bytes after the end.
    Trailing,
    /// Bytes after the end that hold another picture.
    SecondPicture,
}

impl Kind {
    /// True for segments that decoding needs; false for those that a rewritten file leaves out.
    pub const fn shows(self) -> bool {
        use Kind::*;
        matches!(
            self,
            Start
                | Jfif { thumbnail: false }
                | Adobe
                | Quantisation
                | Huffman
                | RestartInterval
                | Frame
                | Scan
                | Data
                | End
        )
    }

    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Stray => "stray bytes",
            Kind::Start => "start of image",
            Kind::Jfif { thumbnail: true } => "JFIF header with a thumbnail",
            Kind::Jfif { .. } => "JFIF header",
            Kind::JfifExtension => "JFIF extension",
            Kind::Exif => "EXIF",
            Kind::Xmp => "XMP",
            Kind::Icc => "colour profile",
            Kind::MultiPicture => "multi-picture index",
            Kind::Photoshop => "Photoshop resources",
            Kind::Adobe => "Adobe colour transform",
            Kind::Comment => "comment",
            Kind::Application => "application segment",
            Kind::Quantisation => "quantisation table",
            Kind::Huffman => "Huffman table",
            Kind::RestartInterval => "restart interval",
            Kind::Frame => "frame header",
            Kind::Scan => "scan header",
            Kind::Data => "picture data",
            Kind::Other => "unknown marker",
            Kind::End => "end of image",
            Kind::Trailing => "bytes after the end",
            Kind::SecondPicture => "a second picture after the end",
        }
    }
}

/// A stretch of the file. Together the segments cover all of it, without gap or overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The marker's second byte; 0 for bytes without a marker.
    pub marker: u8,
    /// Its range in the file, including the marker and the fill bytes before it.
    pub range: Range<usize>,
    /// Its kind.
    pub kind: Kind,
    payload: usize,
}

impl Segment {
    /// The payload after marker and length, in the `bytes` that were walked.
    pub fn payload<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes.get(self.payload..self.range.end).unwrap_or_default()
    }

    /// Fill bytes (0xFF) before the marker.
    pub fn fill(&self, bytes: &[u8]) -> usize {
        let bytes = bytes.get(self.range.clone()).unwrap_or_default();
        if self.marker == 0 { 0 } else { bytes.iter().take_while(|b| **b == 0xff).count().saturating_sub(1) }
    }
}

/// Lists the segments of a file up to its end.
///
/// Up to 64 bytes before SOI, fill bytes, stray bytes, a missing EOI and anything after EOI are listed; none is an
/// error.
///
/// # Errors
/// [`Error::NotJpeg`] without SOI, [`Error::Truncated`] if a segment leads out of the file.
pub fn walk(bytes: &[u8]) -> Result<Vec<Segment>, Error> {
    let soi = start(bytes).ok_or(Error::NotJpeg)?;
    let mut list = Vec::new();
    let mut push = |marker: u8, range: Range<usize>, payload: usize, kind: Kind| {
        if !range.is_empty() {
            list.push(Segment { marker, range, kind, payload });
        }
    };
    push(0, 0..soi, 0, Kind::Stray);
    push(SOI, soi..soi + 2, soi + 2, Kind::Start);
    let mut at = soi + 2;
    loop {
        let Some(found) = next(bytes, at) else {
            push(0, at..bytes.len(), at, Kind::Stray);
            break;
        };
        let fill = bytes[at..found].iter().rev().take_while(|b| **b == 0xff).count();
        let from = found - fill;
        push(0, at..from, at, Kind::Stray);
        let marker = bytes[found + 1];
        if stands_alone(marker) {
            let after = found + 2;
            let kind = if marker == EOI { Kind::End } else { Kind::Other };
            push(marker, from..after, after, kind);
            at = after;
            if marker == EOI {
                let rest = &bytes[after..];
                let again = rest.windows(3).any(|w| w == [0xff, SOI, 0xff]);
                push(0, after..bytes.len(), after, if again { Kind::SecondPicture } else { Kind::Trailing });
                break;
            }
            continue;
        }
        let (payload, end) = payload(bytes, found + 1).ok_or(Error::Truncated)?;
        push(marker, from..end, found + 4, kind(marker, payload));
        at = end;
        if marker == SOS {
            let after = data_end(bytes, at);
            push(0, at..after, at, Kind::Data);
            at = after;
        }
    }
    Ok(list)
}

/// Width and height in pixels by the first frame header, of any kind of JPEG; `None` when none can be read.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = frame(bytes)?;
    let side = |at: usize| header.get(at..at + 2).map(|b| u32::from(b[0]) << 8 | u32::from(b[1]));
    Some((side(3)?, side(1)?))
}

/// Horizontal and vertical sampling factor of each component by that frame header.
pub fn sampling(bytes: &[u8]) -> Option<Vec<(u8, u8)>> {
    let components = frame(bytes)?.get(6..)?;
    Some(components.as_chunks::<3>().0.iter().map(|[_, both, _]| (both >> 4, both & 15)).collect())
}

/// The first frame header.
fn frame(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = start(bytes)? + 2;
    loop {
        let marker_at = next(bytes, at)? + 1;
        let marker = *bytes.get(marker_at)?;
        if stands_alone(marker) {
            at = marker_at + 1;
            continue;
        }
        let (payload, end) = payload(bytes, marker_at)?;
        if kind(marker, payload) == Kind::Frame {
            return Some(payload);
        }
        at = end;
    }
}

/// The end of entropy-coded data: the next marker that is no restart.
fn data_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(found) = next(bytes, at) {
        if !matches!(bytes[found + 1], RST0..=RST7) {
            // Fill bytes belong to the marker.
            return found - bytes[at..found].iter().rev().take_while(|b| **b == 0xff).count();
        }
        at = found + 2;
    }
    bytes.len()
}

fn kind(marker: u8, payload: &[u8]) -> Kind {
    let starts = |prefix: &[u8]| payload.starts_with(prefix);
    match marker {
        APP0 if starts(b"JFIF\0") => {
            Kind::Jfif { thumbnail: payload.len() != 14 || payload.get(12..14) != Some(&[0, 0]) }
        }
        APP0 if starts(b"JFXX\0") => Kind::JfifExtension,
        APP1 if starts(EXIF) => Kind::Exif,
        APP1 if starts(b"http://ns.adobe.com/x") => Kind::Xmp,
        APP2 if starts(b"ICC_PROFILE\0") => Kind::Icc,
        APP2 if starts(b"MPF\0") => Kind::MultiPicture,
        APP13 if starts(b"Photoshop 3.0\0") => Kind::Photoshop,
        APP14 if starts(b"Adobe") && payload.len() == 12 => Kind::Adobe,
        APP0..=APP15 => Kind::Application,
        COM => Kind::Comment,
        DQT => Kind::Quantisation,
        DHT => Kind::Huffman,
        DRI => Kind::RestartInterval,
        DAC => Kind::Other,
        SOF0..=0xcf => Kind::Frame,
        SOS => Kind::Scan,
        _ => Kind::Other,
    }
}
