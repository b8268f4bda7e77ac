//! Covered pictures in two independent decoders: dark inside, untouched outside.
#![allow(clippy::expect_used)]

use crate::jpeg_support;

use blindmask::find::{Finding, How, Shape};
use blindmask::geometry::Rect;
use blindmask::intake::attachment;
use blindmask::jpeg::{Image, Limits, OutputSegments, decode, encode, verify};
use blindmask::mask::coefficients::{self, Difference, is_neutral, not_flat, outside_changed, painted, ring};
use blindmask::mask::mask;
use jpeg_support::{Script, Space, Spec, specs};
use proptest::prelude::*;

fn read(file: &[u8]) -> Image {
    decode(file, &Limits::default()).expect("a sound file")
}

fn write(image: &Image) -> Vec<u8> {
    encode(image, &OutputSegments::of(image, 1))
}

/// Pixels, and channels per pixel.
type Pixels = (Vec<u8>, usize);
type Decoder = fn(&[u8]) -> Option<Pixels>;

/// Decoded by zune-jpeg.
fn by_zune(file: &[u8]) -> Option<Pixels> {
    let picture = image::load_from_memory(file).ok()?;
    let channels = usize::from(picture.color().channel_count());
    Some((picture.into_bytes(), channels))
}

/// The pixels in which the two differ.
fn changed(width: u32, before: &Pixels, after: &Pixels) -> Vec<(u32, u32)> {
    assert_eq!((before.0.len(), before.1), (after.0.len(), after.1));
    let pixels = before.0.chunks(before.1).zip(after.0.chunks(after.1));
    (0u32..).zip(pixels).filter(|(_, (a, b))| a != b).map(|(i, _)| (i % width, i / width)).collect()
}

/// The rectangle grown by the ring.
fn with_ring(image: &Image, rect: Rect) -> Rect {
    let (x, y) = ring(image);
    let (left, top) = (rect.x.saturating_sub(x), rect.y.saturating_sub(y));
    Rect { x: left, y: top, w: rect.right() + x - left, h: rect.bottom() + y - top }
}

/// Paints the boxes; returns what was painted, without boxes outside the picture.
fn cover(image: &mut Image, boxes: &[Rect]) -> Vec<Rect> {
    coefficients::cover(image, boxes).into_iter().flatten().collect()
}

fn check(spec: &Spec, boxes: &[Rect]) -> Result<(), TestCaseError> {
    let file = jpeg_support::encode(spec);
    let original = read(&file);
    let mut masked = original.clone();
    let painted = cover(&mut masked, boxes);
    prop_assert_eq!(outside_changed(&original, &masked, &painted), vec![]);
    prop_assert_eq!(not_flat(&masked, &painted), vec![]);
    let output = write(&masked);
    prop_assert!(read(&output) == masked);

    let allowed: Vec<Rect> = painted.iter().map(|p| with_ring(&original, *p)).collect();
    // zune-jpeg 0.5.15 shows some files with one scan per component wrongly, panics on others, and doesn't read
    // arithmetic coding. libjpeg confirms that our copy is the same picture, so zune-jpeg gets the original as
    // written by us.
    let plain = matches!(spec.script, Script::Interleaved | Script::Progressive) && !spec.arithmetic;
    let for_zune = if plain { file.clone() } else { write(&original) };
    let decoders: [(&str, &[u8], Decoder); 2] =
        [("libjpeg", &file, jpeg_support::decode), ("zune-jpeg", &for_zune, by_zune)];
    for (name, before, decoder) in decoders {
        // zune-jpeg refuses sampling factors of 3, can't show more chroma than luma, nor several scans (see above),
        // which are required for more than ten blocks to an MCU.
        let odd = spec.sampling[0].0 == 3 || spec.sampling[0] < spec.sampling[1];
        let blocks: u32 = original.components.iter().map(|c| u32::from(c.h) * u32::from(c.v)).sum();
        if name == "zune-jpeg" && (odd || blocks > 10) {
            continue;
        }
        let before = decoder(before).ok_or(TestCaseError::fail(format!("{name} refuses the original")))?;
        let after = decoder(&output).ok_or(TestCaseError::fail(format!("{name} refuses the output")))?;
        for (x, y) in changed(spec.width, &before, &after) {
            prop_assert!(
                allowed.iter().any(|r| r.contains(x, y)),
                "{name}: pixel {x},{y} changed outside {painted:?}"
            );
        }
    }
    Ok(())
}

fn rects() -> impl Strategy<Value = Vec<Rect>> {
    let rect = (0u32..150, 0u32..150, 0u32..60, 0u32..60).prop_map(|(x, y, w, h)| Rect { x, y, w, h });
    prop::collection::vec(rect, 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn only_the_boxes_and_their_ring_change(spec in specs(), boxes in rects()) {
        check(&spec, &boxes)?;
    }

    #[test]
    fn what_is_painted_holds_the_box_with_its_ring_and_whole_blocks(spec in specs(), boxes in rects()) {
        let image = read(&jpeg_support::encode(&spec));
        for asked in boxes {
            let Some(cut) = asked.clip(image.width, image.height) else {
                prop_assert_eq!(painted(&image, asked), None);
                continue;
            };
            let got = painted(&image, asked).ok_or(TestCaseError::fail("nothing painted"))?;
            let ringed = with_ring(&image, cut).clip(image.width, image.height).unwrap_or(cut);
            let (wanted, (unit_w, unit_h)) =
                if is_neutral(&image, got) { (cut, (8, 8)) } else { (ringed, image.mcu()) };
            prop_assert_eq!(got.union(wanted), got);
            prop_assert!(got.x % unit_w == 0 && got.y % unit_h == 0);
            prop_assert!(got.right() % unit_w == 0 || got.right() == image.width);
            prop_assert!(got.bottom() % unit_h == 0 || got.bottom() == image.height);
        }
    }
}

#[test]
fn a_grey_page_stored_as_colour_loses_no_more_than_a_grey_one() {
    let grey: Vec<u8> = jpeg_support::page(61, 43, 1, 7).into_iter().flat_map(|level| [level; 3]).collect();
    let spec = Spec::default();
    let original = read(&jpeg_support::encode_pixels(&spec, &grey));
    let asked = Rect { x: 25, y: 9, w: 6, h: 6 };
    let mut masked = original.clone();
    assert_eq!(cover(&mut masked, &[asked]), [Rect { x: 24, y: 8, w: 8, h: 8 }]);
    let before = jpeg_support::decode(&write(&original)).expect("decodes");
    let after = jpeg_support::decode(&write(&masked)).expect("decodes");
    assert!(changed(61, &before, &after).iter().all(|(x, y)| (24..32).contains(x) && (8..16).contains(y)));
    assert!(after.0.chunks(3 * 61).skip(8).take(8).all(|row| row[3 * 24..3 * 32].iter().all(|v| *v == 0)));
    // With colour under it, the box takes the whole MCU and the ring.
    let coloured = read(&jpeg_support::encode(&Spec { seed: 5, ..spec }));
    let stamp = Rect { x: 28, y: 18, w: 4, h: 4 };
    assert_eq!(painted(&coloured, stamp), Some(Rect { x: 16, y: 16, w: 32, h: 16 }));
}

/// Levels of the middle of a covered box, as `channels` per pixel.
fn middle(file: &[u8], decoder: Decoder, width: u32) -> Vec<u8> {
    let (pixels, channels) = decoder(file).expect("decodes");
    let at = (20 * width + 20) as usize * channels;
    pixels[at..at + channels].to_vec()
}

fn covered(spec: &Spec) -> Vec<u8> {
    let mut image = read(&jpeg_support::encode(spec));
    cover(&mut image, &[Rect { x: 4, y: 4, w: 34, h: 34 }]);
    write(&image)
}

#[test]
fn boxes_are_black_in_grey_and_three_colours() {
    for space in [Space::Grey, Space::YCbCr, Space::Rgb] {
        for quality in [1, 10, 50, 90, 100] {
            let spec = Spec { space, quality, ..Spec::default() };
            let file = covered(&spec);
            assert!(
                middle(&file, jpeg_support::decode, spec.width).iter().all(|v| *v == 0),
                "{space:?} {quality}"
            );
            assert!(middle(&file, by_zune, spec.width).iter().all(|v| *v == 0), "{space:?} {quality}");
        }
    }
}

#[test]
fn boxes_are_dark_in_four_colours_under_either_polarity() {
    for space in [Space::Cmyk, Space::Ycck] {
        for quality in [10, 50, 95] {
            let spec = Spec { space, quality, sampling: [(1, 1), (1, 1)], ..Spec::default() };
            let file = covered(&spec);
            let cmyk = middle(&file, jpeg_support::decode, spec.width);
            let [c, m, y, k] = [0, 1, 2, 3].map(|i| u32::from(cmyk[i]));
            for ink in [c, m, y] {
                let (plain, inverted) = ((255 - ink) * (255 - k) / 255, ink * k / 255);
                assert!(plain < 8 && inverted < 8, "{space:?} {quality}: {cmyk:?}");
            }
            let rgb = middle(&file, by_zune, spec.width);
            assert!(rgb.iter().all(|v| *v < 8), "zune-jpeg shows {rgb:?} for {space:?} {quality}");
        }
    }
}

#[test]
fn a_single_changed_coefficient_outside_is_found() {
    let original = read(&jpeg_support::encode(&Spec::default()));
    let mut masked = original.clone();
    let painted = cover(&mut masked, &[Rect { x: 20, y: 20, w: 9, h: 9 }]);
    for component in 0..3 {
        for k in 0..64 {
            let mut tampered = masked.clone();
            tampered.components[component].blocks_mut()[0][k] += 1;
            let found = outside_changed(&original, &tampered, &painted);
            assert!(
                matches!(found[..], [Difference::Block { component: c, column: 0, row: 0, .. }] if c == component)
            );
        }
    }
}

#[test]
fn a_single_coefficient_left_inside_is_found() {
    let mut masked = read(&jpeg_support::encode(&Spec::default()));
    let painted = cover(&mut masked, &[Rect { x: 20, y: 20, w: 9, h: 9 }]);
    for component in 0..3 {
        for k in 0..64 {
            let mut tampered = masked.clone();
            let at = if component == 0 { 2 } else { 1 };
            tampered.components[component].block_mut(at, at).expect("inside")[k] += 1;
            assert_eq!(not_flat(&tampered, &painted).len(), 1, "component {component}, coefficient {k}");
        }
    }
}

#[test]
fn a_box_that_was_not_painted_is_found() {
    let image = read(&jpeg_support::encode(&Spec::default()));
    assert!(!not_flat(&image, &[Rect { x: 0, y: 0, w: 16, h: 16 }]).is_empty());
}

#[test]
fn other_sizes_tables_and_components_are_no_match() {
    let original = read(&jpeg_support::encode(&Spec::default()));
    let others = [
        Spec { width: 62, ..Spec::default() },
        Spec { quality: 81, ..Spec::default() },
        Spec { space: Space::Grey, ..Spec::default() },
        Spec { space: Space::Rgb, ..Spec::default() },
        Spec { sampling: [(1, 1), (1, 1)], ..Spec::default() },
    ];
    for other in others {
        let found = outside_changed(&original, &read(&jpeg_support::encode(&other)), &[]);
        assert!(matches!(found[..], [Difference::Geometry(_)]), "{other:?}: {found:?}");
    }
}

/// Patches width and height in the frame header.
fn resized(file: &[u8], width: u16, height: u16) -> Vec<u8> {
    let mut file = file.to_vec();
    let at =
        file.windows(2).position(|w| w[0] == 0xff && (0xc0..=0xc2).contains(&w[1])).expect("a frame") + 5;
    file[at..at + 2].copy_from_slice(&height.to_be_bytes());
    file[at + 2..at + 4].copy_from_slice(&width.to_be_bytes());
    file
}

/// A picture cropped by editing its header keeps the hidden part in the padding blocks of the last MCUs.
#[test]
fn content_hidden_beyond_the_edge_does_not_survive() {
    for script in [Script::Interleaved, Script::Progressive] {
        let spec = Spec { width: 64, height: 64, script, sampling: [(2, 2), (1, 1)], ..Spec::default() };
        let hidden = resized(&jpeg_support::encode(&spec), 49, 49);
        let output = write(&read(&hidden));
        let whole = read(&resized(&output, 64, 64));
        for component in &whole.components {
            let (real_x, real_y) = if component.h == 2 { (7, 7) } else { (4, 4) };
            for y in 0..component.rows {
                for x in 0..component.columns {
                    let block = component.block(x, y).expect("in the grid");
                    if x >= real_x || y >= real_y {
                        assert!(block[1..].iter().all(|c| *c == 0), "block {x},{y} of {component:?}");
                        let near =
                            component.block(x.min(real_x - 1), y.min(real_y - 1)).expect("in the grid");
                        assert_eq!(block[0], near[0]);
                    }
                }
            }
        }
    }
}

/// A header's size may end within a block; no decoder shows its remaining rows and columns until someone edits the
/// header.
#[test]
fn what_a_block_hides_beyond_the_edge_goes_with_a_box_that_touches_the_block() {
    for (sampling, script) in [((1, 1), Script::Interleaved), ((2, 2), Script::Progressive)] {
        let spec = Spec { width: 64, height: 64, script, sampling: [sampling, (1, 1)], ..Spec::default() };
        let mut image = read(&resized(&jpeg_support::encode(&spec), 49, 49));
        let painted =
            cover(&mut image, &[Rect { x: 0, y: 48, w: 49, h: 1 }, Rect { x: 48, y: 0, w: 1, h: 49 }]);
        assert!(painted.iter().all(|p| p.right() <= 49 && p.bottom() <= 49), "{painted:?}");
        let output = write(&image);
        assert!(matches!(verify::canonical(&output, &Limits::default()), Ok((_, true))));
        let shown = resized(&output, 56, 56);
        for decoder in [jpeg_support::decode as Decoder, by_zune] {
            let (pixels, channels) = decoder(&shown).expect("decodes");
            let at = |x: usize, y: usize| &pixels[channels * (56 * y + x)..][..channels];
            let hidden = (0..56).flat_map(|y| (0..56).map(move |x| (x, y))).filter(|(x, y)| *x.max(y) >= 49);
            for (x, y) in hidden {
                assert!(at(x, y).iter().all(|level| *level < 30), "{x},{y}: {:?}", at(x, y));
            }
        }
    }
}

#[test]
fn padding_blocks_of_another_writer_are_not_canonical() {
    let file = jpeg_support::encode(&Spec { optimise: true, ..Spec::default() });
    assert!(matches!(verify::canonical(&file, &Limits::default()), Ok((_, false))));
}

/// The ring given by `ring` exists: with halved chroma some pixel just outside changes, with full chroma none.
/// (Neither decoder interpolates quartered chroma; a decoder that does would reach two pixels.)
#[test]
fn the_ring_is_as_wide_as_stated() {
    for (sampling, wanted) in [
        ([(1, 1), (1, 1)], (0, 0)),
        ([(2, 1), (1, 1)], (1, 0)),
        ([(1, 2), (1, 1)], (0, 1)),
        ([(2, 2), (1, 1)], (1, 1)),
        ([(4, 1), (1, 1)], (2, 0)),
    ] {
        let spec = Spec { width: 96, height: 96, sampling, ..Spec::default() };
        let file = jpeg_support::encode(&spec);
        let original = read(&file);
        assert_eq!(ring(&original), wanted);
        let mut masked = original.clone();
        let painted = cover(&mut masked, &[Rect { x: 36, y: 36, w: 20, h: 20 }]);
        let output = write(&masked);
        let pixels = |f| (jpeg_support::decode(f).expect("decodes"), by_zune(f).expect("decodes"));
        let ((a, b), (c, d)) = (pixels(&file), pixels(&output));
        let outside =
            |list: Vec<(u32, u32)>| list.into_iter().filter(|(x, y)| !painted[0].contains(*x, *y)).count();
        let found = outside(changed(96, &a, &c)) + outside(changed(96, &b, &d));
        let interpolated = wanted != (0, 0) && wanted != (2, 0);
        assert_eq!(found > 0, interpolated, "{sampling:?}: {found} pixels");
    }
}

/// Regression: a box that couldn't be painted was left out of the list, so later boxes were recorded at the wrong
/// findings.
#[test]
fn a_box_outside_the_picture_moves_no_other_to_its_place() {
    let mut image = read(&jpeg_support::encode(&Spec { width: 64, height: 64, ..Spec::default() }));
    let (outside, inside) = (Rect { x: 64, y: 0, w: 9, h: 9 }, Rect { x: 20, y: 20, w: 9, h: 9 });
    let expected = painted(&image, inside);
    assert!(expected.is_some());
    assert_eq!(coefficients::cover(&mut image, &[outside, inside]), [None, expected]);
}

#[test]
fn every_finding_keeps_its_own_box() {
    let file = jpeg_support::encode(&Spec { width: 96, height: 96, ..Spec::default() });
    let attachment = attachment::decode(file, &attachment::Limits::default()).expect("sound");
    let at = |x, y| Rect { x, y, w: 12, h: 12 };
    let finding = |r: Rect| Finding {
        quad: r.quad(),
        shape: Shape::Unknown,
        how: How::Seal,
        score: 1.0,
        uncertain: false,
    };
    // In no order, and one of them twice.
    let findings = [at(70, 70), at(2, 2), at(40, 8), at(2, 2)].map(finding);
    let masked = mask(&attachment, &findings).expect("writes");
    assert_eq!(masked.covered.len(), findings.len());
    for (covered, finding) in masked.covered.iter().zip(&findings) {
        assert_eq!(covered.finding, *finding);
        let own = finding.quad.bounding_rect(96, 96);
        assert_eq!(covered.painted.union(own), covered.painted, "{finding:?}");
        assert!(covered.painted.w < 40 && covered.painted.h < 40, "{finding:?}");
    }
}
