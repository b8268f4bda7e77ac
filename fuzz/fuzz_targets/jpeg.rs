//! Any picture that decodes can be covered, written, and read again without a difference.
#![no_main]

use blindmask::geometry::Rect;
use blindmask::jpeg::{Limits, OutputSegments, decode, encode, verify};
use blindmask::mask::coefficients::{cover, not_flat, outside_changed};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // The first bytes choose a box and an orientation; the rest is a file as on a disk.
    let Some((&[x, y, w, h, orientation], file)) = data.split_first_chunk::<5>() else { return };
    let limits = Limits { pixels: 1 << 18, passes: 50, ..Limits::default() };
    let Ok(original) = decode(file, &limits) else { return };
    let mut masked = original.clone();
    let rect = Rect { x: u32::from(x), y: u32::from(y), w: u32::from(w), h: u32::from(h) };
    let painted = cover(&mut masked, &[rect]);
    assert!(outside_changed(&original, &masked, &painted).is_empty());
    assert!(not_flat(&masked, &painted).is_empty());
    for image in [&original, &masked] {
        let output = encode(image, &OutputSegments::of(image, orientation));
        assert_eq!(verify::audit_segments(&output), Ok(vec![]));
        let (again, canonical) = verify::canonical(&output, &limits).expect("what is written can be read");
        assert!(canonical && again == *image);
    }
});
