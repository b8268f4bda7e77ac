//! Personal name seals: two columns of characters read from the right, in a square or a ring of a thumb's size.
//!
//! No detector sees them as text. Each frame, and each blob of a seal's size where no frame is, is cut into characters
//! ([`super::imprint`]) in the arrangements that a name of a given length may have, and these are laid side by side for the
//! recogniser. What is read becomes a [`Seal`](crate::page::seal::Seal). The large round seal of an organisation is left
//! alone by its size.

use image::{RgbImage, imageops};
use imageproc::geometric_transformations::Border;

use super::arrangement::{Arrangement, TALLEST, arrangements};
use super::imprint::Imprint;
use super::kind::is_round;
use super::tilt::without_tilt;
use crate::geometry::{Quad, Rect};
use crate::page::crop::{Crop, straightened};
use crate::page::line::{Layout, Line};
use crate::page::seal::USUAL_SIDE;
use crate::pixels::areas::{Cells, widened};
use crate::pixels::frames::{Found, Frame, frames};
use crate::pixels::ink::SEAL;
use crate::pixels::red;
use crate::read::cut::Cut;

/// Side of a personal seal as a share of the page's longer side: from 8 mm on A4.
const SIDE: std::ops::Range<f32> = 0.02..USUAL_SIDE;
/// The same up to where square ones end: [`is_large`](crate::page::seal::is_large). Round ones of that size are an organisation's (38 mm and more).
const LARGEST_SQUARE: f32 = 0.13;
/// Width of the widest ring of a person's seal, likewise: 25 mm on A4.
const WIDEST_RING: f32 = 0.085;
/// Longer side of the smallest ring, likewise: 8 mm on A4. Smaller ones are letters, digits and the characters of an office's stamp, two
/// fifths of what was read of seals on twelve pages; no name was lost without them (PERFORMANCE.md).
const SMALLEST_RING: f32 = 0.027;
/// Longer side over shorter side …
const ASPECT: f32 = 1.6;
/// … and height over width, in that of its columns, of the seal of a long name: characters of a seal are as wide as high.
const LONG_NAME: f32 = 1.2;
/// The most frames that are read on a page, and the most blobs, the squarest first: a wage sheet has a seal in each row.
const MOST_FRAMES: usize = 24;
const MOST_BLOBS: usize = 6;
/// Cells of the grid along the page's longer side in which blobs are looked for, and pixels of the smallest cell's side.
const CELLS: (u32, u32) = (256, 3);
/// Share of ink that makes a cell of a blob.
const CELL_INK: f32 = 0.15;
/// Share of a frame that a blob in it fills at least when it is a part of the same seal: less is a seal in the cell of a table.
const MOST_OF_IT: f32 = 0.4;
/// Height of a line over that of a character in it, at most: regions are higher than their print.
const CHARACTER: f32 = 1.7;
/// Width of a frame, as a share of a line, from which it is no character of that: the line has two or more.
const ONE_OF_TWO: f32 = 0.65;
/// Longer over shorter side beyond which a frame holds one row or one column.
const ROW: f32 = 1.75;
/// A line is print that crosses a blob, and no row of a seal, when it is read this surely, …
const READ: f32 = 0.9;
/// … has at least so many glyphs …
const GLYPHS: usize = 3;
/// … and is this many times longer than the blob.
const BEYOND: f32 = 1.3;
/// How far around a cell, as a share of the grid's longer side, its paper is looked for: wider than half a seal.
const PAPER: f32 = 0.04;

/// Where personal seals may stand on a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Places {
    /// Places to be read: frames, at most `MOST_FRAMES`, and at most `MOST_BLOBS` blobs without one.
    pub free: Vec<Quad>,
    /// Frames that text crosses.
    pub crossed: Vec<Quad>,
}

/// Where personal seals may stand on the page. `lines` is what was read already; a place that it covers is text. `counts` are the numbers
/// of characters that a seal may hold.
pub fn places(page: &RgbImage, lines: &[Line], counts: &[usize]) -> Places {
    let uneven = |q: &Quad| {
        let (long, short) = q.sides();
        let (l, t, ..) = q.bounds();
        ((1000.0 * long / short.max(1.0)) as u32, t as u32, l as u32)
    };
    let longer = page.width().max(page.height()) as f32;
    // Print that crosses a whole frame in red isn't what the frame is made of.
    let is_apart = |f: &Frame| f.is_red && f.found != Found::InPieces;
    let (mut framed, crossed): (Vec<Frame>, Vec<Frame>) = frames(page)
        .into_iter()
        .filter(|f| is_personal(f, longer) && !is_character(&f.quad, lines))
        .partition(|f| is_apart(f) || !is_text(&f.quad, lines));
    framed.sort_by_key(|f| (f.found, uneven(&f.quad)));
    framed.truncate(MOST_FRAMES);
    // A blob that holds several frames is what they were joined to; one that fills most of a frame is a part of that seal.
    let is_framed = |q: &Quad| {
        let whole = || framed.iter().filter(|f| f.found == Found::Apart);
        whole().filter(|f| f.quad.lies_on(q)).count() > 1
            || whole().any(|f| {
                f.quad.is_same_place(q) || (q.lies_on(&f.quad) && q.area() > MOST_OF_IT * f.quad.area())
            })
    };
    let blobs = blobs(page, tallest(counts)).into_iter().map(Rect::quad);
    let mut blobs: Vec<Quad> = blobs.filter(|q| !is_text(q, lines) && !is_framed(q)).collect();
    blobs.sort_by_key(uneven);
    blobs.truncate(MOST_BLOBS);
    let crossed = crossed.iter().filter(|f| f.found != Found::InPieces);
    Places {
        free: framed.iter().map(|f| f.quad).chain(blobs).collect(),
        crossed: crossed.map(|f| f.quad).collect(),
    }
}

/// A place where a seal may stand, and its picture put straight.
pub struct Straight {
    /// The place on the page.
    pub on_page: Quad,
    picture: RgbImage,
}

impl Straight {
    /// The place `on_page`; `None` when it has no area.
    pub fn of(page: &RgbImage, on_page: Quad) -> Option<Straight> {
        Some(Straight::within(on_page, straightened(page, &on_page, Border::Replicate)?))
    }

    /// The place `on_page` that `picture` shows.
    pub fn within(on_page: Quad, picture: RgbImage) -> Straight {
        Straight { on_page, picture: without_tilt(&picture).unwrap_or(picture) }
    }
}

/// The seals at `places`, laid out for the recogniser by `cut` in each arrangement of `counts` characters (the name's,
/// alone or with 印 or 之印 after it).
pub fn laid_out<'a>(
    places: impl IntoIterator<Item = &'a Straight>,
    counts: &[usize],
    cut: fn(&RgbImage) -> Option<Imprint>,
) -> Vec<Cut> {
    let arrangements = arrangements(counts);
    let columns: Vec<Arrangement> = counts.iter().map(|n| Arrangement::column(*n)).collect();
    let rows: Vec<Arrangement> = counts.iter().map(|n| Arrangement::row_from_right(*n)).collect();
    let mut cuts = Vec::new();
    for Straight { on_page, picture } in places {
        let Some(imprint) = cut(picture) else { continue };
        let (w, h) = (on_page.width(), on_page.height());
        let strips: Vec<RgbImage> = if w > ROW * h {
            let from_right =
                rows.iter().filter(|a| a.fits(w, h) && imprint.holds(a)).map(|a| imprint.strip(a));
            std::iter::once(imprint.row()).chain(from_right).collect()
        } else {
            let ways = if h > ROW * w { &columns } else { &arrangements };
            // Once one of them may be right all are read: what is read of a place also tells how sure it is (`find::field`).
            if !ways.iter().any(|a| a.fits(w, h) && imprint.holds(a)) {
                continue;
            }
            ways.iter().map(|a| imprint.strip(a)).collect()
        };
        let crops = strips.into_iter().filter_map(|strip| Crop::of_strip(strip, on_page));
        cuts.extend(crops.map(|crop| Cut { crop, on_page: *on_page, layout: Layout::Horizontal }));
    }
    cuts
}

/// Height over width of the tallest seal for `counts` characters in two columns.
fn tallest(counts: &[usize]) -> f32 {
    let rows = counts.iter().map(|n| n.div_ceil(2).min(TALLEST)).max().unwrap_or(0);
    LONG_NAME * rows as f32 / 2.0
}

/// True when a line of text read with confidence crosses the place and goes on beyond it.
fn is_text(place: &Quad, lines: &[Line]) -> bool {
    lines.iter().any(|l| {
        l.confidence() > READ
            && l.glyphs.len() >= GLYPHS
            && l.on_page.width() > BEYOND * place.width()
            && place.is_crossed_by(&l.on_page)
    })
}

/// True for a frame that may be a person's seal by its size on a page whose longer side has `longer` pixels.
fn is_personal(frame: &Frame, longer: f32) -> bool {
    let (width, (long, _)) = (frame.quad.width(), frame.quad.sides());
    !frame.is_round || (width < WIDEST_RING * longer && long >= SMALLEST_RING * longer)
}

/// True for a frame that is a character of a line: 国, 日, or a letter. One character alone doesn't make a line: the recogniser takes
/// seals for 國, and whole seals for a line of two characters.
pub(super) fn is_character(frame: &Quad, lines: &[Line]) -> bool {
    let (long, short) = frame.sides();
    let holds = |l: &Line| {
        let across = l.on_page.height();
        l.confidence() > READ
            && l.has_text()
            && across < CHARACTER * short
            && frame.width() < ONE_OF_TWO * l.on_page.width()
            && frame.lies_within(&l.on_page)
    };
    long < CHARACTER * short && lines.iter().any(holds)
}

/// Connected blobs of ink of a seal's size: of red ink, and of any dark ink, since a copy is grey.
fn blobs(page: &RgbImage, tallest: f32) -> Vec<Rect> {
    let cells = Cells::new(page, CELLS);
    let paper = paper(page, &cells);
    let light: Vec<f32> = paper.iter().map(|level| f32::from(*level)).collect();
    let (mut red, mut dark) = (vec![0u32; cells.count()], vec![0u32; cells.count()]);
    cells.each(page, |at, p| {
        let is_red = red::is_red(p);
        red[at] += u32::from(is_red);
        dark[at] += u32::from(!is_red && SEAL.is_ink(p.0[1], light[at]));
    });
    let [red, dark] = [red, dark].map(|counts| components(&cells, &counts));
    let longer = page.width().max(page.height()) as f32;
    let fits = |r: &Rect| {
        let (long, short) = (r.w.max(r.h) as f32, r.w.min(r.h) as f32);
        let largest = if long / longer < SIDE.end { SIDE.end } else { LARGEST_SQUARE };
        short / longer >= SIDE.start
            && long / longer < largest
            && (long <= ASPECT * short || (r.w <= r.h && long <= tallest * short))
            && (largest == SIDE.end || !is_round(&picture(page, r)))
    };
    let mut found: Vec<Rect> = red.into_iter().filter(fits).collect();
    let dark: Vec<Rect> =
        dark.into_iter().filter(|r| fits(r) && !found.iter().any(|f| f.overlaps(*r))).collect();
    found.extend(dark);
    found
}

fn picture(page: &RgbImage, rect: &Rect) -> RgbImage {
    imageops::crop_imm(page, rect.x, rect.y, rect.w, rect.h).to_image()
}

/// The brightness of the paper around each cell: the lightest of the cells near it, since a filled seal has no paper of
/// its own.
fn paper(page: &RgbImage, cells: &Cells) -> Vec<u8> {
    let mut lightest = vec![0u8; cells.count()];
    cells.each(page, |at, p| lightest[at] = lightest[at].max(p.0[1]));
    let columns = cells.columns();
    let reach = (PAPER * columns.max(cells.rows()) as f32) as usize;
    widened(&lightest, columns, reach)
}

/// Connected cells with ink, of which each has so many pixels.
fn components(cells: &Cells, counts: &[u32]) -> Vec<Rect> {
    let least = (CELL_INK * (cells.side() * cells.side()) as f32).max(1.0) as u32;
    cells.joined(&counts.iter().map(|c| *c >= least).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::line::made;
    use image::Rgb;

    fn page_with(red: bool) -> RgbImage {
        let mut page = RgbImage::from_pixel(1000, 1400, Rgb([245; 3]));
        for y in 700..760 {
            for x in 500..560 {
                let ink = x < 504 || y < 704 || x >= 556 || y >= 756 || (x / 6 + y / 6) % 2 == 0;
                if ink {
                    page.put_pixel(x, y, Rgb(if red { [200, 40, 40] } else { [60; 3] }));
                }
            }
        }
        page
    }

    #[test]
    fn seals_are_found_in_red_and_in_grey() {
        for red in [true, false] {
            let found = blobs(&page_with(red), 0.0);
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].contains(501, 701) && found[0].contains(558, 758));
        }
        assert!(blobs(&RgbImage::from_pixel(600, 800, Rgb([200; 3])), 0.0).is_empty());
    }

    #[test]
    fn rings_are_larger_than_characters_and_smaller_than_an_offices() {
        // Five pixels a millimetre on A4.
        let ring = |w: f32, h: f32, is_round: bool| Frame {
            quad: Quad::from_bounds(0.0, 0.0, 5.0 * w, 5.0 * h),
            is_round,
            found: Found::Apart,
            is_red: true,
        };
        let is_personal = |w, h, is_round| is_personal(&ring(w, h, is_round), 5.0 * 297.0);
        assert!(
            is_personal(10.0, 10.0, true) && is_personal(6.0, 14.0, true),
            "a ring, an oval for a column"
        );
        assert!(!is_personal(7.0, 7.0, true), "a character of an office's stamp");
        assert!(!is_personal(40.0, 40.0, true), "an office's stamp");
        assert!(is_personal(7.0, 7.0, false), "a square seal");
    }

    #[test]
    fn a_frame_that_fills_a_line_of_two_characters_is_no_character() {
        let frame = Quad::from_bounds(100.0, 100.0, 180.0, 180.0);
        let line = |length: f32| {
            let place = Quad::from_bounds(92.0, 92.0, 92.0 + length, 188.0);
            [made::line("国内", place, 1.0)]
        };
        assert!(is_character(&frame, &line(190.0)), "国 of 国内");
        assert!(!is_character(&frame, &line(96.0)), "a seal that was read as two characters");
    }
}
