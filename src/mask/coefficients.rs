//! Covers boxes in a JPEG's coefficients, and proves that nothing but the boxes changed.
//!
//! Boxes are rectangles of the stored grid. Nothing here reads or writes files, or knows what a box hides.
//!
//! Whole MCUs are painted: all blocks of all components of every MCU that a box touches become constant and dark.
//! Every other coefficient stays as it was. Grey pages stored as colour need less: see [`painted`].
//!
//! # The ring
//! Where chroma is subsampled by a factor `f`, decoders may interpolate it ("fancy upsampling"): a pixel then takes
//! part of its colour from the neighbouring chroma sample, up to `f / 2` pixels away. This has two effects. The `f /
//! 2` pixels on either side of a painted edge may differ from the unpainted picture or from plain black: outside they
//! lose some colour, inside they may be tinted by the colour just outside; [`ring`] gives the width. And an encoder
//! that smooths before it subsamples may have carried colour as far in the other direction, out of the box, so
//! [`painted`] keeps that distance between the requested box and the edge of what is painted.

use crate::geometry::Rect;
use crate::jpeg::{Block, Colour, Component, Image};

/// Most differences reported: one is enough to fail a file.
const MAX_DIFFERENCES: usize = 100;

/// A place where two pictures differ, or where one isn't as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// The two can't be compared block by block; the text says why.
    Geometry(&'static str),
    /// One block.
    Block {
        /// Index of the component.
        component: usize,
        /// Column of the block.
        column: u32,
        /// Row of the block.
        row: u32,
        /// The pixels it covers.
        pixels: Rect,
    },
}

/// How many pixels left or right, and above or below, of a painted edge a decoder's interpolation of chroma may
/// change; 0 in a direction without subsampling.
pub fn ring(image: &Image) -> (u32, u32) {
    let (most_h, most_v) = image.sampling();
    let (least_h, least_v) = image
        .components
        .iter()
        .fold((most_h, most_v), |(h, v), c| (h.min(u32::from(c.h)), v.min(u32::from(c.v))));
    let reach = |most: u32, least: u32| if most == least { 0 } else { most.div_ceil(2 * least.max(1)) };
    (reach(most_h, least_h), reach(most_v, least_v))
}

/// The rectangle that is painted to cover `rect`: grown by the [`ring`] and out to whole MCUs, cut to the picture.
/// `None` when `rect` is empty or lies outside.
///
/// Where the subsampled components are neutral there already, as in a grey scan stored as colour, covering changes
/// nothing in them. Then whole blocks of the full components are enough, and no ring is needed.
pub fn painted(image: &Image, rect: Rect) -> Option<Rect> {
    let rect = rect.clip(image.width, image.height)?;
    let whole = grown(image, rect, image.mcu(), ring(image))?;
    if is_neutral(image, whole) { grown(image, rect, (8, 8), (0, 0)) } else { Some(whole) }
}

fn grown(
    image: &Image,
    rect: Rect,
    (unit_w, unit_h): (u32, u32),
    (ring_x, ring_y): (u32, u32),
) -> Option<Rect> {
    let x = rect.x.saturating_sub(ring_x) / unit_w * unit_w;
    let y = rect.y.saturating_sub(ring_y) / unit_h * unit_h;
    let right = (rect.right() + ring_x).next_multiple_of(unit_w);
    let bottom = (rect.bottom() + ring_y).next_multiple_of(unit_h);
    Rect { x, y, w: right - x, h: bottom - y }.clip(image.width, image.height)
}

/// True when covering `rect` leaves every subsampled component as it is.
pub fn is_neutral(image: &Image, rect: Rect) -> bool {
    let sampling = image.sampling();
    let pairs = image.components.iter().zip(dark(image));
    let mut subsampled = pairs.filter(|(c, _)| (u32::from(c.h), u32::from(c.v)) != sampling);
    subsampled.all(|(component, dark)| {
        let at = blocks(component, sampling, rect);
        let mut places =
            (at.y..at.bottom()).flat_map(|row| (at.x..at.right()).map(move |column| (column, row)));
        places.all(|(column, row)| component.block(column, row) == Some(&dark))
    })
}

/// Paints the boxes; returns what was [`painted`] for each in turn, `None` for one outside the picture.
pub fn cover(image: &mut Image, boxes: &[Rect]) -> Vec<Option<Rect>> {
    let painted: Vec<Option<Rect>> = boxes.iter().map(|b| painted(image, *b)).collect();
    paint(image, painted.iter().flatten());
    painted
}

/// Makes every block that shares a pixel with one of the rectangles constant and dark. The rectangles lie in the
/// picture.
pub fn paint<'a>(image: &mut Image, painted: impl IntoIterator<Item = &'a Rect>) {
    let dark = dark(image);
    let sampling = image.sampling();
    for rect in painted {
        for (component, dark) in image.components.iter_mut().zip(&dark) {
            let blocks = blocks(component, sampling, *rect);
            for row in blocks.y..blocks.bottom() {
                for column in blocks.x..blocks.right() {
                    if let Some(block) = component.block_mut(column, row) {
                        *block = *dark;
                    }
                }
            }
        }
    }
}

/// The blocks outside the painted rectangles whose coefficients differ between the two pictures; at most 100.
pub fn outside_changed(original: &Image, masked: &Image, painted: &[Rect]) -> Vec<Difference> {
    if let Some(what) = incomparable(original, masked) {
        return vec![Difference::Geometry(what)];
    }
    let mut differences = Vec::new();
    for (i, (before, after)) in original.components.iter().zip(&masked.components).enumerate() {
        if before.quant != after.quant {
            return vec![Difference::Geometry("quantisation tables")];
        }
        let changed = (0u32..).zip(before.blocks().iter().zip(after.blocks())).filter(|(_, (a, b))| a != b);
        for (index, _) in changed {
            let (column, row) = (index % before.columns, index / before.columns);
            let pixels = pixels(original, before, column, row);
            if !painted.iter().any(|p| holds(*p, pixels)) {
                differences.push(Difference::Block { component: i, column, row, pixels });
                if differences.len() == MAX_DIFFERENCES {
                    return differences;
                }
            }
        }
    }
    differences
}

/// The blocks under the painted rectangles that aren't constant and dark as [`cover`] leaves them; at most 100.
pub fn not_flat(masked: &Image, painted: &[Rect]) -> Vec<Difference> {
    let dark = dark(masked);
    let mut differences = Vec::new();
    for (i, (component, dark)) in masked.components.iter().zip(&dark).enumerate() {
        for rect in painted.iter().filter_map(|p| p.clip(masked.width, masked.height)) {
            let blocks = blocks(component, masked.sampling(), rect);
            for row in blocks.y..blocks.bottom() {
                for column in blocks.x..blocks.right() {
                    if component.block(column, row) != Some(dark) {
                        let pixels = pixels(masked, component, column, row);
                        differences.push(Difference::Block { component: i, column, row, pixels });
                        if differences.len() == MAX_DIFFERENCES {
                            return differences;
                        }
                    }
                }
            }
        }
    }
    differences
}

fn incomparable(a: &Image, b: &Image) -> Option<&'static str> {
    if (a.width, a.height) != (b.width, b.height) {
        return Some("size");
    }
    let shape = |image: &Image| -> Vec<_> { image.components.iter().map(|c| (c.id, c.h, c.v)).collect() };
    if shape(a) != shape(b) {
        return Some("components");
    }
    if a.colour() != b.colour() {
        return Some("colour space");
    }
    None
}

const fn holds(outer: Rect, inner: Rect) -> bool {
    outer.x <= inner.x
        && outer.y <= inner.y
        && inner.right() <= outer.right()
        && inner.bottom() <= outer.bottom()
}

/// Columns and rows of the component's blocks that share a pixel with the rectangle, which lies in the picture.
fn blocks(component: &Component, (most_h, most_v): (u32, u32), rect: Rect) -> Rect {
    let span = |from: u32, to: u32, factor: u8, most: u32, limit: u32| {
        let first = (from * u32::from(factor) / (8 * most)).min(limit);
        let last = (to * u32::from(factor)).div_ceil(8 * most).min(limit);
        (first, last.saturating_sub(first))
    };
    let (x, w) = span(rect.x, rect.right(), component.h, most_h, component.columns);
    let (y, h) = span(rect.y, rect.bottom(), component.v, most_v, component.rows);
    Rect { x, y, w, h }
}

/// The picture's pixels that a block gives values to (rounded outwards for sampling ratios like 3:2).
fn pixels(image: &Image, component: &Component, column: u32, row: u32) -> Rect {
    let (most_h, most_v) = image.sampling();
    let span = |at: u32, most: u32, factor: u8, limit: u32| {
        let from = at * 8 * most / u32::from(factor.max(1));
        let to = ((at + 1) * 8 * most).div_ceil(u32::from(factor.max(1))).min(limit);
        (from, to.saturating_sub(from))
    };
    let (x, w) = span(column, most_h, component.h, image.width);
    let (y, h) = span(row, most_v, component.v, image.height);
    Rect { x, y, w, h }
}

/// The content of a covered block: no detail, and a level that is dark in the picture's colour space.
///
/// CMYK files are read in two polarities (Adobe's inverted, or as written), and nothing in the file tells which. With
/// C, M, Y at one end of the scale and K at the other, both readings are black. In YCCK, Y = 0 is C = M = Y = 255.
fn dark(image: &Image) -> Vec<Block> {
    let colour = image.colour();
    let level = |i: usize, q: u16| match (colour, i) {
        (Colour::Grey | Colour::Rgb, _) | (Colour::YCbCr, 0) | (Colour::Ycck, 0 | 3) => lowest(q),
        (Colour::Cmyk, 0..=2) | (Colour::Other, 0) => lowest(q),
        (Colour::Cmyk, _) => highest(q),
        _ => 0,
    };
    let block = |(i, c): (usize, &Component)| {
        let mut block = [0; 64];
        block[0] = level(i, c.quant[0]);
        block
    };
    image.components.iter().enumerate().map(block).collect()
}

/// Quantisation steps above which one step of the DC coefficient leaves the range that decoders can clamp: libjpeg's
/// tables (`jdmaster.c`, `prepare_range_limit_table`) end at 512 levels either way, and a DC step is an eighth.
const MAX_STEP: u16 = 4095;

/// The DC coefficient of sample 0. A constant block of level s has DC 8·(s − 128) (T.81, A.3.3), so −1024; rounded
/// away from zero, since decoders clamp. Steps so coarse that no decoder would clamp them give middle grey.
fn lowest(q: u16) -> i16 {
    if q > MAX_STEP { 0 } else { -(1024u16.div_ceil(q.max(1)) as i16) }
}

/// The DC coefficient of sample 255: 8·127 = 1016.
fn highest(q: u16) -> i16 {
    if q > MAX_STEP { 0 } else { 1016u16.div_ceil(q.max(1)) as i16 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_stay_in_the_legal_range() {
        for q in 1..=u16::MAX {
            let (low, high) = (i32::from(lowest(q)), i32::from(highest(q)));
            assert!((-1024..=0).contains(&low) && (0..=1023).contains(&high), "step {q}");
            let sample = |dc: i32| dc * i32::from(q) / 8 + 128;
            if q <= MAX_STEP {
                assert!(sample(low) <= 0 && sample(high) >= 255, "step {q}");
            }
            assert!((-512..640).contains(&sample(low)) && sample(high) < 640, "step {q}");
        }
    }
}
