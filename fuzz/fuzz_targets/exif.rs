//! Any bytes as an EXIF block: they give an orientation or none, and the picture decodes in either case.
#![no_main]

use blindmask::intake::attachment::{Limits, decode};
use blindmask::jpeg::{exif, verify};
use libfuzzer_sys::fuzz_target;

const PICTURE: &[u8] = include_bytes!("../seeds/geometry/grey.jpg");

fuzz_target!(|data: &[u8]| {
    let data = &data[..data.len().min(60_000)];
    let length = (data.len() as u16 + 8).to_be_bytes();
    let file = [&PICTURE[..2], &[0xff, 0xe1], &length, b"Exif\0\0", data, &PICTURE[2..]].concat();
    let tags = exif::orientations(&file);
    assert!(tags.len() <= 1);
    let attachment = decode(file.clone(), &Limits::default()).expect("a sound picture");
    let expected =
        tags.first().and_then(|t| u8::try_from(*t).ok()).filter(|t| (1..=8).contains(t)).unwrap_or(1);
    assert_eq!(attachment.orientation.tag(), expected);
    // Anything but the bare orientation is refused in a released file.
    if verify::audit_segments(&file).is_ok_and(|v| v.is_empty()) {
        assert_eq!(data.len(), 26);
        assert!((2..=8).contains(&expected));
    }
});
