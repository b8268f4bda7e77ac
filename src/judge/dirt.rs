//! Finds speckle that hides print: dirt of a copier's drum, a torn fax, snow of a bad scan.
//!
//! The detector sees no text under it, so the rest of such a page may read well. It knows pixels and the places that
//! were read, not text.

use image::RgbImage;

use crate::geometry::{Point, Quad};
use crate::pixels::ink::SPECK;
use crate::pixels::levels::deviation;

/// Side of a cell in pixels: wider than two strokes of small print.
const CELL: u32 = 16;
/// Cells on either side from which the lightest is taken as the paper.
const PAPER_REACH: u32 = 3;
/// Standard deviation of the levels (0–255) in a cell below which the grains are noise of a sensor in the dark or a
/// wooden desk. Print can be read among them.
const FAINT: f64 = 30.0;
/// Least share of ink in a dirty cell.
const LEAST_INK: f32 = 0.06;
/// A cell is dirty when it has this share of the changes between ink and paper that randomly strewn grains would
/// show.
///
/// Grains that fall independently on a share p of the pixels change 2p(1−p) times a pixel in both directions; strokes
/// of print are longer than wide and change half as often in at least one of them.
const GRAIN: f32 = 0.6;

/// Share of the picture (0–1) that lies under speckle and outside the quads in `read` (the picture's grid).
pub fn share(picture: &RgbImage, read: &[Quad]) -> f32 {
    let (columns, rows) = (picture.width() / CELL, picture.height() / CELL);
    if columns == 0 || rows == 0 {
        return 0.0;
    }
    let lightest = lightest(picture, columns, rows);
    let paper = |x: u32, y: u32| {
        let xs = x.saturating_sub(PAPER_REACH)..(x + PAPER_REACH + 1).min(columns);
        let ys = y.saturating_sub(PAPER_REACH)..(y + PAPER_REACH + 1).min(rows);
        let near = ys.flat_map(|y| xs.clone().map(move |x| (y * columns + x) as usize));
        near.filter_map(|i| lightest.get(i)).copied().max().unwrap_or(255)
    };
    let is_read = |x: u32, y: u32| {
        let center = Point::new((x * CELL + CELL / 2) as f32, (y * CELL + CELL / 2) as f32);
        let (l, t) = (center.x - 1.0, center.y - 1.0);
        let spot = Quad::from_bounds(l, t, l + 2.0, t + 2.0);
        read.iter().any(|q| spot.lies_on(q))
    };
    let cells = (0..rows).flat_map(|y| (0..columns).map(move |x| (x, y)));
    let dirty = cells.filter(|&(x, y)| is_grainy(picture, x, y, paper(x, y)) && !is_read(x, y)).count();
    dirty as f32 / (columns * rows) as f32
}

fn lightest(picture: &RgbImage, columns: u32, rows: u32) -> Vec<u8> {
    let cells = (0..rows).flat_map(|y| (0..columns).map(move |x| (x, y)));
    cells.map(|(x, y)| SPECK.levels(levels(picture, x, y).into_iter().flatten()).paper as u8).collect()
}

/// The green levels of a cell, row by row.
fn levels(picture: &RgbImage, x: u32, y: u32) -> [[u8; CELL as usize]; CELL as usize] {
    let mut levels = [[0; CELL as usize]; CELL as usize];
    let (w, side) = (picture.width() as usize, CELL as usize);
    for (i, levels) in levels.iter_mut().enumerate() {
        let start = 3 * ((y as usize * side + i) * w + x as usize * side);
        let row = picture.as_raw().get(start..start + 3 * side).unwrap_or_default();
        levels.iter_mut().zip(row.iter().skip(1).step_by(3)).for_each(|(level, green)| *level = *green);
    }
    levels
}

fn is_grainy(picture: &RgbImage, x: u32, y: u32, paper: u8) -> bool {
    let levels = levels(picture, x, y);
    if deviation(levels.iter().flatten().copied()) < FAINT {
        return false;
    }
    let ink = levels.map(|row| row.map(|level| SPECK.is_ink(level, f32::from(paper))));
    let p = ink.iter().flatten().filter(|ink| **ink).count() as f32 / (CELL * CELL) as f32;
    if p < LEAST_INK {
        return false;
    }
    let pairs = (CELL * (CELL - 1)) as f32;
    let changes = |a: &[bool], b: &[bool]| a.iter().zip(b).filter(|(a, b)| a != b).count() as f32;
    let across = ink.iter().map(|row| changes(row, &row[1..])).sum::<f32>() / pairs;
    let down = ink.iter().zip(&ink[1..]).map(|(a, b)| changes(a, b)).sum::<f32>() / pairs;
    across.min(down) > GRAIN * 2.0 * p * (1.0 - p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// A page whose upper half is strewn with grains; the lower half holds strokes of print.
    fn page(grains: bool) -> RgbImage {
        let mut seed = 7_u32;
        RgbImage::from_fn(640, 640, |x, y| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let grain = grains && y < 320 && seed >> 30 == 0;
            let stroke = y >= 320 && ((x % 12 < 3 && y % 24 < 16) || y % 24 == 18 || y % 24 == 19);
            Rgb([if grain || stroke { 30 } else { 240 }; 3])
        })
    }

    #[test]
    fn grains_are_dirt_and_print_is_not() {
        assert_eq!(share(&page(false), &[]), 0.0);
        let dirty = share(&page(true), &[]);
        assert!((dirty - 0.5).abs() < 0.03, "{dirty}");
    }

    #[test]
    fn the_noise_of_a_dark_picture_hides_nothing() {
        let mut seed = 7_u32;
        let mut grain = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 26) as u8
        };
        let noisy = RgbImage::from_fn(640, 640, |_, _| Rgb([(10 + (grain() + grain()) / 2); 3]));
        assert_eq!(share(&noisy, &[]), 0.0);
        let lighter = RgbImage::from_fn(640, 640, |_, _| Rgb([(150 + (grain() + grain()) / 2); 3]));
        assert_eq!(share(&lighter, &[]), 0.0);
    }

    #[test]
    fn what_was_read_is_not_hidden() {
        let read = Quad::from_bounds(0.0, 0.0, 320.0, 320.0);
        let dirty = share(&page(true), &[read]);
        assert!((dirty - 0.25).abs() < 0.03, "{dirty}");
        assert_eq!(share(&RgbImage::new(5, 900), &[]), 0.0);
    }
}
