//! Reads the EXIF orientation from all blocks of a file, and writes a block with the orientation alone.

use exif::{In, Reader, Tag};

use super::segments::{EXIF, Kind, walk};

/// The values of the orientation tag in all EXIF blocks of the picture, in file order: usually none or one. Two
/// different values are a contradiction. Blocks that can't be read or lack the tag are skipped. Values are returned
/// as stored; only 1–8 have a meaning (EXIF 2.32, 4.6.4).
pub fn orientations(bytes: &[u8]) -> Vec<u32> {
    let Ok(segments) = walk(bytes) else { return Vec::new() };
    segments.iter().filter(|s| s.kind == Kind::Exif).filter_map(|s| orientation(s.payload(bytes))).collect()
}

fn orientation(payload: &[u8]) -> Option<u32> {
    let tiff = payload.strip_prefix(EXIF)?;
    let exif = Reader::new().read_raw(tiff.to_vec()).ok()?;
    exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0)
}

/// The payload of the smallest EXIF block that holds an orientation: a big-endian TIFF header and one directory of
/// one entry (TIFF 6.0, section 2).
pub(super) fn orientation_segment(orientation: u8) -> [u8; 32] {
    let mut payload = *b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    // A SHORT fills the first two of the value field's four bytes.
    payload[25] = orientation;
    payload
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_written_block_is_read_back() {
        for value in 1..=8 {
            assert_eq!(orientation(&orientation_segment(value)), Some(u32::from(value)));
        }
    }
}
