//! Takes specks off a page: the dirt of a copier's glass and drum, as black as print, in ones and twos all over the paper.
//!
//! To the detector a row of faint print with specks on it is no text, and levels that would be stretched for faint print look full where
//! specks are black. A speck is a piece of black ink no larger than a full stop with nothing near it, and a page is strewn with them when
//! it has more than any print has. What has print on both sides may be the dot of a name. Tried instead: a median of 3 × 3 pixels, which leaves specks of three pixels and takes thin strokes.

use std::borrow::Cow;
use std::ops::Range;

use image::{Rgb, RgbImage};

use super::areas::{Area, connected};
use super::ink::{darker_than_around, lightest};

/// Longer side of a speck as a share of the page's longer side: half a millimetre of A4, and pixels from which it is counted at least.
const SIDE: f32 = 0.0016;
const LEAST_SIDE: usize = 3;
/// Specks on a million pixels from which a page is strewn with them. Of the pages of six sets, made by as many renderers, most clean scans and
/// photographs have fewer than 30, most copies more than 80; counted at a contrast of 40, pictures and faint print reach 500.
const STREWN: f32 = 100.0;
const MILLION: f32 = 1e6;
/// How much darker (0–255) than the mean around it a speck is, and half the side of the square around, as a share of the page's longer side.
const CONTRAST: u32 = 90;
const AROUND: f32 = 0.025;
/// Ink near a speck, in pixels of its own: print has more of it.
const NEAR: f32 = 0.5;
/// How far left and right of a dot its print stands at most, as a share of the page's longer side: 4 mm of A4.
const BESIDE: f32 = 0.0135;
/// Bands, from edge to edge, in which specks are counted before the whole page is looked at, and the part of the page that they fill.
const BANDS: u32 = 4;
const SAMPLE: u32 = 5;
/// Pixels around a speck that are painted over with it: they are half ink.
const EDGE: usize = 1;

/// The page without its specks, or unchanged if it isn't strewn with them.
pub fn taken_off(page: Cow<'_, RgbImage>) -> Cow<'_, RgbImage> {
    cleaned(&page).map_or(page, Cow::Owned)
}

/// The page without its specks; `None` if it isn't strewn with them.
pub fn cleaned(page: &RgbImage) -> Option<RgbImage> {
    let (width, height) = page.dimensions();
    let looks = Looks::of(page);
    let rows = (height / (BANDS * SAMPLE)).max(1);
    let bands = (0..BANDS).map(|i| (2 * i + 1) * height / (2 * BANDS));
    let bands = bands.map(|middle| middle.saturating_sub(rows / 2)..(middle + rows / 2 + 1).min(height));
    let (mut found, mut seen) = (0, 0);
    for band in bands {
        seen += width as usize * band.len();
        found += looks.specks(band).len();
    }
    if !is_strewn(found, seen) {
        return None;
    }
    let specks = looks.specks(0..height);
    is_strewn(specks.len(), width as usize * height as usize).then(|| {
        let mut clean = page.clone();
        specks.iter().for_each(|speck| speck.paint_over(&mut clean));
        clean
    })
}

fn is_strewn(specks: usize, pixels: usize) -> bool {
    specks as f32 * MILLION >= STREWN * pixels as f32
}

/// A speck's columns and rows.
struct Speck {
    columns: Range<usize>,
    rows: Range<usize>,
}

impl Speck {
    /// Paints it over with the mean of what is around it.
    fn paint_over(&self, page: &mut RgbImage) {
        let (width, height) = (page.width() as usize, page.height() as usize);
        let grown = |by: usize| {
            let columns = self.columns.start.saturating_sub(by)..(self.columns.end + by).min(width);
            (columns, self.rows.start.saturating_sub(by)..(self.rows.end + by).min(height))
        };
        let ((inner_x, inner_y), (outer_x, outer_y)) = (grown(EDGE), grown(EDGE + 1));
        let (mut sums, mut count) = ([0_u32; 3], 0_u32);
        for y in outer_y {
            for x in outer_x.clone().filter(|x| !(inner_x.contains(x) && inner_y.contains(&y))) {
                let pixel = page.get_pixel(x as u32, y as u32).0;
                sums.iter_mut().zip(pixel).for_each(|(sum, level)| *sum += u32::from(level));
                count += 1;
            }
        }
        let paper = Rgb(sums.map(|sum| (sum / count.max(1)) as u8));
        for y in inner_y {
            inner_x.clone().for_each(|x| page.put_pixel(x as u32, y as u32, paper));
        }
    }
}

/// A page and the sizes that follow from its own.
struct Looks<'a> {
    page: &'a RgbImage,
    side: usize,
    around: usize,
    beside: usize,
}

impl Looks<'_> {
    fn of(page: &RgbImage) -> Looks<'_> {
        let longer = page.width().max(page.height()) as f32;
        let side = ((SIDE * longer).round() as usize).max(LEAST_SIDE);
        let pixels = |share: f32| (share * longer).round() as usize;
        Looks { page, side, around: pixels(AROUND), beside: pixels(BESIDE) }
    }

    /// The specks in some rows of the page.
    fn specks(&self, rows: Range<u32>) -> Vec<Speck> {
        let columns = self.page.width() as usize;
        let (first, count) = (rows.start as usize, rows.len());
        // Ink of a colour is no dirt.
        let levels = self.page.rows().skip(first).take(count).flatten().map(|p| lightest(p.0));
        let levels: Vec<u8> = levels.collect();
        let inked = darker_than_around(&levels, columns, self.around, CONTRAST);
        let areas = connected(columns, count, &inked);
        let is_small = |area: &&Area| area.columns.len().max(area.rows.len()) <= self.side;
        let mut print = inked.clone();
        for at in areas.iter().filter(is_small).flat_map(|area| &area.places) {
            print.get_mut(*at).into_iter().for_each(|inked| *inked = false);
        }
        let ink = |marked: &[bool], xs: Range<usize>, ys: &Range<usize>| -> usize {
            let row = |y: usize| marked.get(y * columns + xs.start..y * columns + xs.end.min(columns));
            let rows = ys.start..ys.end.min(count);
            rows.filter_map(row).map(|row| row.iter().filter(|inked| **inked).count()).sum()
        };
        let is_speck = |area: &&Area| {
            let Area { columns: xs, rows: ys, places } = area;
            let near = |r: &Range<usize>| r.start.saturating_sub(self.side + 1)..r.end + self.side + 1;
            let others = ink(&inked, near(xs), &near(ys)) - places.len();
            let before = ink(&print, xs.start.saturating_sub(self.beside)..xs.start, &near(ys));
            let is_dot = before > 0 && ink(&print, xs.end..xs.end + self.beside, &near(ys)) > 0;
            others as f32 <= NEAR * places.len() as f32 && !is_dot
        };
        let specks = areas.iter().filter(is_small).filter(is_speck);
        let placed = |area: &Area| {
            let rows = area.rows.start + first..area.rows.end + first;
            Speck { columns: area.columns.clone(), rows }
        };
        specks.map(placed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page with print in rows, dots between some of it, and `specks` of two pixels on each 40 × 40 pixels, or none.
    fn page(specks: bool, side: u32) -> RgbImage {
        RgbImage::from_fn(1200, 1700, |x, y| {
            let in_row = y % 80 < 24;
            let glyph = in_row && x % 40 < 24 && (x % 6 < 2 || y % 8 < 2);
            let dot = (10..13).contains(&(y % 80)) && (30..33).contains(&(x % 40)) && x < 400;
            let speck = specks && (50..50 + side).contains(&(y % 80)) && (7..7 + side).contains(&(x % 40));
            Rgb(if glyph || dot {
                [30; 3]
            } else if speck {
                [10; 3]
            } else {
                [230; 3]
            })
        })
    }

    #[test]
    fn specks_are_painted_over_and_dots_between_print_stay() {
        let clean = cleaned(&page(true, 2)).unwrap_or_default();
        assert!(clean == page(false, 0), "{:?}", clean.dimensions());
    }

    #[test]
    fn a_clean_page_and_larger_marks_stay_as_they_are() {
        assert!(cleaned(&page(false, 0)).is_none());
        assert!(cleaned(&page(true, 6)).is_none(), "full stops and small print");
        assert!(cleaned(&RgbImage::new(1, 1)).is_none());
    }

    #[test]
    fn coloured_dots_are_no_dirt() {
        let mut dots = page(true, 2);
        dots.pixels_mut().filter(|p| p.0 == [10; 3]).for_each(|p| p.0 = [220, 40, 40]);
        assert!(cleaned(&dots).is_none());
    }
}
