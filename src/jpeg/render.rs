//! Decodes coefficients into pixels for the few pictures that the fast decoder can't be trusted with.
//!
//! It follows the formulas without a fast transform: about one page in a thousand has sampling factors or 12 bits
//! that other decoders can't show. Chroma samples are repeated, not interpolated.

use super::image::{Block, Colour, Component, Image, ZIGZAG};

/// The picture as RGB, three bytes a pixel, row by row, in the stored grid.
///
/// `precision` is the bits of a sample, 8 or 12; 12 are shown by their upper 8. The inverse transform is that of T.81,
/// A.3.3; YCbCr becomes RGB by JFIF 1.02, page 3. CMYK is read inverted, as Adobe's programs write it, when the file has
/// Adobe's marker, else as written (Adobe Technical Note 5116, section 18).
pub fn render(image: &Image, precision: u8) -> Vec<u8> {
    let planes: Vec<Plane> = image.components.iter().map(|c| Plane::of(c, precision)).collect();
    let (most_h, most_v) = image.sampling();
    let colour = image.colour();
    let inverted = image.adobe.is_some();
    let mut pixels = Vec::with_capacity(image.width as usize * image.height as usize * 3);
    let mut rows: Vec<&[u8]> = Vec::with_capacity(planes.len());
    for y in 0..image.height {
        rows.clear();
        let parts = image.components.iter().zip(&planes);
        rows.extend(parts.map(|(c, plane)| plane.row(y * u32::from(c.v) / most_v)));
        for x in 0..image.width {
            let mut sample = [0; 4];
            for ((value, component), row) in sample.iter_mut().zip(&image.components).zip(&rows) {
                let at = (x * u32::from(component.h) / most_h) as usize;
                *value = row.get(at).copied().unwrap_or_default();
            }
            pixels.extend(shown(colour, inverted, sample));
        }
    }
    pixels
}

fn shown(colour: Colour, inverted: bool, [a, b, c, k]: [u8; 4]) -> [u8; 3] {
    let ink = |[c, m, y]: [u8; 3]| {
        [c, m, y].map(|ink| {
            let (ink, k) = if inverted { (ink, k) } else { (255 - ink, 255 - k) };
            (u32::from(ink) * u32::from(k) / 255) as u8
        })
    };
    match colour {
        Colour::Grey | Colour::Other => [a; 3],
        Colour::Rgb => [a, b, c],
        Colour::YCbCr => rgb(a, b, c),
        Colour::Cmyk => ink([a, b, c]),
        Colour::Ycck => ink(rgb(a, b, c).map(|level| 255 - level)),
    }
}

fn rgb(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    let (y, cb, cr) = (f32::from(y), f32::from(cb) - 128.0, f32::from(cr) - 128.0);
    // A conversion from float to integer rounds towards zero and stops at the ends of the range.
    [y + 1.402 * cr, y - 0.344_14 * cb - 0.714_14 * cr, y + 1.772 * cb].map(|level| (level + 0.5) as u8)
}

/// A component's samples at their own resolution; whole blocks.
struct Plane {
    width: usize,
    samples: Vec<u8>,
}

impl Plane {
    fn of(component: &Component, precision: u8) -> Self {
        let (columns, rows) = (component.columns as usize, component.rows as usize);
        let width = 8 * columns;
        let mut samples = vec![0; width * rows * 8];
        let basis = basis();
        let scale = 1.0 / f32::from(1u16 << precision.saturating_sub(8).min(8));
        for (index, block) in component.blocks().iter().enumerate() {
            let (column, row) = (index % columns, index / columns);
            let shown = transformed(block, &component.quant, &basis);
            for (y, line) in shown.chunks_exact(8).enumerate() {
                let at = (8 * row + y) * width + 8 * column;
                for (sample, level) in samples.iter_mut().skip(at).zip(line) {
                    *sample = (level * scale + 128.5) as u8;
                }
            }
        }
        Plane { width, samples }
    }

    fn row(&self, y: u32) -> &[u8] {
        let from = y as usize * self.width;
        self.samples.get(from..from + self.width).unwrap_or_default()
    }
}

/// `basis()[u][x]` is C(u) / 2 · cos((2x + 1)uπ / 16).
fn basis() -> [[f32; 8]; 8] {
    std::array::from_fn(|u| {
        std::array::from_fn(|x| {
            let norm = if u == 0 { 0.5 * std::f32::consts::FRAC_1_SQRT_2 } else { 0.5 };
            norm * ((2 * x + 1) as f32 * u as f32 * std::f32::consts::PI / 16.0).cos()
        })
    })
}

/// The block's 64 levels around 0, row by row.
fn transformed(block: &Block, quant: &[u16; 64], basis: &[[f32; 8]; 8]) -> [f32; 64] {
    let mut levels = [0.0; 64];
    if block.iter().skip(1).all(|c| *c == 0) {
        levels.fill(f32::from(block[0]) * f32::from(quant[0]) / 8.0);
        return levels;
    }
    let mut frequencies = [[0.0f32; 8]; 8];
    for ((place, coefficient), step) in ZIGZAG.iter().zip(block).zip(quant) {
        let place = usize::from(*place);
        frequencies[place / 8][place % 8] = f32::from(*coefficient) * f32::from(*step);
    }
    let mut across = [[0.0f32; 8]; 8];
    for (row, line) in across.iter_mut().zip(&frequencies) {
        for (waves, coefficient) in basis.iter().zip(line) {
            row.iter_mut().zip(waves).for_each(|(level, wave)| *level += coefficient * wave);
        }
    }
    for (row, waves) in across.iter().zip(basis) {
        for (line, wave) in levels.chunks_exact_mut(8).zip(waves) {
            line.iter_mut().zip(row).for_each(|(level, r)| *level += wave * r);
        }
    }
    levels
}
