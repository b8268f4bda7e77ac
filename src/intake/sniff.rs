//! Tells what a file is by its first bytes, whatever its name says.

use crate::error::{Code, Reason};

/// What a file really is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG under another name.
    Png,
    /// BMP under another name.
    Bmp,
}

impl Format {
    /// The audit's word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Jpeg => "jpeg",
            Format::Png => "png",
            Format::Bmp => "bmp",
        }
    }
}

/// Most bytes of junk before a JPEG's first marker: careless upload scripts leave a byte order mark and line ends.
/// The coefficient codec allows as much.
const MAX_JUNK: usize = 64;

/// The format of a file and the place where its picture starts.
///
/// # Errors
/// [`Code::Empty`], or [`Code::Unsupported`] with what it is instead.
pub fn sniff(bytes: &[u8]) -> Result<(Format, usize), Reason> {
    let unsupported = |what: &str| Err(Reason::new(Code::Unsupported, what));
    match bytes {
        [] => return Err(Reason::new(Code::Empty, "")),
        [0x89, b'P', b'N', b'G', ..] => return Ok((Format::Png, 0)),
        // Bytes 6–9 are reserved and 0 in every BMP, so text that starts with BM isn't taken for one.
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => return Ok((Format::Bmp, 0)),
        [b'%', b'P', b'D', b'F', ..] => return unsupported("PDF"),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => return unsupported("ZIP or Office document"),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return unsupported("old Office document"),
        [b'R', b'a', b'r', b'!', ..] | [b'7', b'z', 0xbc, 0xaf, ..] => return unsupported("archive"),
        [b'G', b'I', b'F', b'8', ..] => return unsupported("GIF"),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => return unsupported("TIFF"),
        [b'R', b'I', b'F', b'F', ..] => return unsupported("WebP"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => return unsupported("HEIC, AVIF or video"),
        [0xff, 0x0a, ..] | [0, 0, 0, 12, b'J', ..] | [0xff, 0x4f, 0xff, 0x51, ..] => {
            return unsupported("JPEG 2000 or JPEG XL");
        }
        _ => {}
    }
    let head = bytes.get(..bytes.len().min(MAX_JUNK + 3)).unwrap_or_default();
    if let Some(at) = head.windows(3).position(|w| w == [0xff, 0xd8, 0xff]) {
        return Ok((Format::Jpeg, at));
    }
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start().to_ascii_lowercase();
    if head.starts_with(b"<!doctype") || head.starts_with(b"<html") {
        return unsupported("web page");
    }
    unsupported(if bytes.iter().all(|b| *b == 0) { "nothing but zeros" } else { "no picture" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        for (bytes, expected) in [
            (&b"\xff\xd8\xff\xe0"[..], Ok((Format::Jpeg, 0))),
            (b"\xef\xbb\xbf\r\n\xff\xd8\xff\xdb", Ok((Format::Jpeg, 5))),
            (b"\x89PNG\r\n\x1a\n", Ok((Format::Png, 0))),
            (b"BM\x10\0\0\0\0\0\0\0\x36\0", Ok((Format::Bmp, 0))),
            (b"BMW is a car", Err("no picture")),
            (b"%PDF-1.7", Err("PDF")),
            (b"PK\x03\x04", Err("ZIP or Office document")),
            (b"\xef\xbb\xbf <!DOCTYPE html>", Err("web page")),
            (b"\0\0\0\x18ftypheic", Err("HEIC, AVIF or video")),
            (b"II*\0", Err("TIFF")),
            (b"GIF89a", Err("GIF")),
            (&[0; 4096], Err("nothing but zeros")),
        ] {
            assert_eq!(sniff(bytes), expected.map_err(|what| Reason::new(Code::Unsupported, what)));
        }
        assert_eq!(sniff(b""), Err(Reason::new(Code::Empty, "")));
        let far = [&[b'x'; 65][..], b"\xff\xd8\xff\xe0"].concat();
        assert!(sniff(&far).is_err(), "junk beyond the limit");
    }
}
