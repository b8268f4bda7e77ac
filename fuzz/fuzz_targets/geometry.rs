//! Rectangles, quads and grids of any numbers: nothing panics, and painting keeps its promises.
#![no_main]

use blindmask::geometry::{Point, Quad, Rect};
use blindmask::pixels::orientation::Orientation;
use blindmask::jpeg::{Image, Limits, decode};
use blindmask::mask::coefficients::{cover, is_neutral, not_flat, outside_changed, painted, ring};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input {
    rects: Vec<[u32; 4]>,
    corners: [[f32; 2]; 4],
    others: [[f32; 2]; 4],
    fraction: [f32; 2],
    size: (u16, u16),
    tag: u8,
    picture: u8,
}

/// Small pictures: grey, 4:2:0 and 4:1:1 of odd sizes.
const PICTURES: [&[u8]; 3] = [
    include_bytes!("../seeds/geometry/grey.jpg"),
    include_bytes!("../seeds/geometry/420.jpg"),
    include_bytes!("../seeds/geometry/411.jpg"),
];

fn picture(choice: u8) -> Image {
    let file = PICTURES[usize::from(choice) % PICTURES.len()];
    decode(file, &Limits::default()).expect("a sound picture")
}

fuzz_target!(|input: Input| {
    let quad = |corners: [[f32; 2]; 4]| Quad(corners.map(|[x, y]| Point::new(x, y)));
    let (one, two) = (quad(input.corners), quad(input.others));
    let _ = (one.width(), one.height(), one.center(), one.area(), one.bounds());
    let share = one.share_inside(&two);
    assert!(share.is_nan() || share >= 0.0);
    let _ = (one.grown(input.fraction[0], input.fraction[1]), one.part(input.fraction[0], input.fraction[1]));
    let orientation = Orientation::from(input.tag);
    let stored = (u32::from(input.size.0), u32::from(input.size.1));
    for p in one.0 {
        let back = orientation.to_stored(orientation.to_displayed(p, stored), stored);
        if p.x.abs() < 1e4 && p.y.abs() < 1e4 {
            assert!(back.distance(p) < 0.1, "{p:?} {back:?}");
        }
    }

    let image = picture(input.picture);
    let rects: Vec<Rect> = input.rects.iter().take(8).map(|r| Rect::from(*r)).collect();
    let (ring_x, ring_y) = ring(&image);
    for rect in &rects {
        let _ = (rect.union(rects[0]), rect.overlaps(rects[0]));
        let Some(cut) = rect.clip(image.width, image.height) else {
            assert_eq!(painted(&image, *rect), None);
            continue;
        };
        let whole = painted(&image, *rect).expect("something to paint");
        assert_eq!(whole.union(cut), whole);
        assert!(whole.right() <= image.width && whole.bottom() <= image.height);
        // Grey pages stored as colour have no ring.
        let neutral = is_neutral(&image, whole);
        assert!(neutral || whole.x == 0 || whole.x + ring_x <= cut.x);
        assert!(neutral || whole.y == 0 || whole.y + ring_y <= cut.y);
    }
    let mut masked = image.clone();
    let done = cover(&mut masked, &rects);
    assert_eq!(outside_changed(&image, &masked, &done), []);
    assert_eq!(not_flat(&masked, &done), []);
    // A record may name any box.
    let _ = (not_flat(&masked, &rects), outside_changed(&image, &masked, &rects));
});
