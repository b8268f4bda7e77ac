//! The walk covers any file without gap or overlap, and the readers of EXIF and tables accept any content.
#![no_main]

use blindmask::jpeg::{exif, quantisation_tables, segments, verify};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(list) = segments::walk(data) {
        let mut at = 0;
        for segment in &list {
            assert_eq!(segment.range.start, at);
            assert!(!segment.range.is_empty());
            at = segment.range.end;
            let _ = (segment.payload(data), segment.fill(data));
        }
        assert_eq!(at, data.len());
    }
    let _ = (exif::orientations(data), quantisation_tables(data), verify::audit_segments(data));
});
