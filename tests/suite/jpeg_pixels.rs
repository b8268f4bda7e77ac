//! Pictures covered in their pixels and encoded anew.
#![allow(clippy::expect_used)]

use crate::jpeg_support;

use blindmask::geometry::Rect;
use blindmask::jpeg::{Error, Limits, OutputSegments, decode, encode, quantisation_tables, verify};
use blindmask::mask::coefficients::{not_flat, ring};
use blindmask::mask::pixels::reencode;
use image::{Rgb, RgbImage};
use jpeg_support::{Space, Spec, page};

fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_raw(width, height, page(width, height, 3, 4)).expect("of that size")
}

#[test]
fn boxes_are_flat_and_the_rest_is_close() {
    let source = picture(101, 77);
    let asked = Rect { x: 30, y: 20, w: 25, h: 13 };
    let (image, painted) = reencode(&source, None, &[asked]).expect("encodes");
    let painted = painted[0].expect("in the picture");
    assert_eq!(not_flat(&image, &[painted]), []);
    assert_eq!(painted.union(asked), painted);
    assert_eq!(ring(&image), (0, 0), "full chroma has no ring");
    let file = encode(&image, &OutputSegments::of(&image, 1));
    assert_eq!(verify::audit_segments(&file), Ok(vec![]));
    let back = image::load_from_memory(&file).expect("decodes").into_rgb8();
    let mut sum = 0u64;
    for (x, y, pixel) in back.enumerate_pixels() {
        if painted.contains(x, y) {
            assert_eq!(*pixel, Rgb([0; 3]), "{x},{y}");
        } else {
            sum += pixel
                .0
                .iter()
                .zip(source.get_pixel(x, y).0)
                .map(|(a, b)| u64::from(a.abs_diff(b)))
                .sum::<u64>();
        }
    }
    assert!(sum / (101 * 77 * 3) < 8, "mean difference {}", sum / (101 * 77 * 3));
}

#[test]
fn the_sources_tables_are_used() {
    let file = jpeg_support::encode(&Spec { quality: 35, ..Spec::default() });
    let [Some(light), Some(colour), None, None] = quantisation_tables(&file) else { panic!("two tables") };
    let (image, _) = reencode(&picture(40, 40), Some([light, colour]), &[]).expect("encodes");
    assert_eq!(image.components[0].quant, light);
    assert_eq!(image.components[1].quant, colour);
    let source = decode(&file, &Limits::default()).expect("sound");
    assert_eq!((source.components[0].quant, source.components[1].quant), (light, colour));
}

#[test]
fn tables_are_read_from_files_that_the_codec_refuses() {
    let mut file = jpeg_support::encode(&Spec { space: Space::Grey, ..Spec::default() });
    let frame = file.windows(2).position(|w| w == [0xff, 0xc0]).expect("a frame");
    let before = quantisation_tables(&file);
    file[frame + 1] = 0xc3;
    assert!(before[0].is_some());
    assert_eq!(quantisation_tables(&file), before);
}

#[test]
fn a_page_without_colour_has_one_component() {
    let grey = RgbImage::from_fn(33, 20, |x, y| Rgb([(x * y) as u8; 3]));
    let (image, _) = reencode(&grey, None, &[]).expect("encodes");
    assert_eq!(image.components.len(), 1);
}

#[test]
fn sides_that_jpeg_cannot_hold_are_refused() {
    for (w, h) in [(0, 5), (5, 0), (65_536, 1), (1, 65_536)] {
        assert!(matches!(reencode(&RgbImage::new(w, h), None, &[]), Err(Error::Unsupported(_))), "{w} x {h}");
    }
}
