//! Shows a picture through a projection, and lays one picture on another.
//!
//! The pixels are those of imageproc's `warp_into` and of image's `replace`, to the last level, in a third of their time: both ask
//! about the border, and about the kind of pixel, at every pixel.

use image::{Rgb, RgbImage};
use imageproc::geometric_transformations::{Border, Projection};

/// What a grid of `w` × `h` pixels shows of `picture` when it is mapped by `to_picture`, interpolated between four pixels each, with
/// `border` (no [`Border::Wrap`]) beyond the picture's edges. In both grids the middles of pixels lie at whole numbers.
pub fn warped(
    picture: &RgbImage,
    to_picture: &Projection,
    (w, h): (u32, u32),
    border: Border<Rgb<u8>>,
) -> RgbImage {
    let mut out = RgbImage::new(w, h);
    let mut places = Vec::with_capacity(w as usize);
    for (y, row) in out.rows_mut().enumerate() {
        // All places of a row first: the compiler computes several at once.
        places.clear();
        places.extend((0..w).map(|x| *to_picture * (x as f32, y as f32)));
        for (pixel, at) in row.zip(&places) {
            *pixel = between(picture, *at, border);
        }
    }
    out
}

/// The pixel of `picture` at a point between four.
#[inline(always)]
fn between(picture: &RgbImage, (x, y): (f32, f32), border: Border<Rgb<u8>>) -> Rgb<u8> {
    let (left, top) = (below(x), below(y));
    let (right_weight, bottom_weight) = (x - left as f32, y - top as f32);
    let four = inside(picture, left, top).unwrap_or_else(|| {
        let (right, bottom) = (left.wrapping_add(1), top.wrapping_add(1));
        [(left, top), (right, top), (left, bottom), (right, bottom)]
            .map(|(x, y)| outside(picture, x, y, border))
    });
    // Each of the three steps ends in a whole level. Four channels at once, of which the last is none. Arrays are written out: `map` and `from_fn`
    // become calls for each pixel where the compiler has much to inline.
    let wide = |[r, g, b]: [u8; 3]| [f32::from(r), f32::from(g), f32::from(b), 0.0];
    let mix = |[a, b, c, d]: [f32; 4], [e, f, g, h]: [f32; 4], weight: f32| {
        let whole = |v: f32, w: f32| ((1.0 - weight) * v + weight * w) as i32 as f32;
        [whole(a, e), whole(b, f), whole(c, g), whole(d, h)]
    };
    let [tl, tr, bl, br] = four;
    let (upper, lower) = (mix(wide(tl), wide(tr), right_weight), mix(wide(bl), wide(br), right_weight));
    let [r, g, b, _] = mix(upper, lower, bottom_weight);
    Rgb([r as u8, g as u8, b as u8])
}

/// The largest whole number that isn't above `v`. `f32::floor` is a call on processors that the program is compiled for.
#[inline(always)]
fn below(v: f32) -> i64 {
    let whole = v as i64;
    if whole as f32 > v { whole.wrapping_sub(1) } else { whole }
}

/// The four pixels from (`left`, `top`) on; `None` where some lie beyond the picture.
#[inline(always)]
fn inside(picture: &RgbImage, left: i64, top: i64) -> Option<[[u8; 3]; 4]> {
    let (w, h) = (i64::from(picture.width()), i64::from(picture.height()));
    if left < 0 || top < 0 || left + 1 >= w || top + 1 >= h {
        return None;
    }
    let (row, from) = (3 * w as usize, 3 * (top * w + left) as usize);
    let pair = |from: usize| picture.as_raw().get(from..)?.first_chunk::<6>();
    let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (*pair(from)?, *pair(from + row)?);
    Some([[a, b, c], [d, e, f], [g, h, i], [j, k, l]])
}

/// The pixel at (`x`, `y`), which may lie beyond the picture's edges.
#[cold]
fn outside(picture: &RgbImage, x: i64, y: i64, border: Border<Rgb<u8>>) -> [u8; 3] {
    let (w, h) = (i64::from(picture.width()), i64::from(picture.height()));
    let (near_x, near_y) = (x.min(w - 1).max(0), y.min(h - 1).max(0));
    match border {
        Border::Constant(colour) if (x, y) != (near_x, near_y) => colour.0,
        _ => picture.get_pixel_checked(near_x as u32, near_y as u32).map_or([0; 3], |p| p.0),
    }
}

/// Lays `part` on a picture with its top left corner at (`x`, `y`); what reaches beyond the picture is left out.
pub fn lay(picture: &mut RgbImage, part: &RgbImage, (x, y): (u32, u32)) {
    let width = picture.width();
    let shown = 3 * part.width().min(width.saturating_sub(x)) as usize;
    let (row, own, from) = (3 * width as usize, 3 * part.width() as usize, 3 * x as usize);
    if shown == 0 {
        return;
    }
    let rows = picture.chunks_exact_mut(row).skip(y as usize);
    for (to, part) in rows.zip(part.as_raw().chunks_exact(own)) {
        if let (Some(to), Some(part)) = (to.get_mut(from..from + shown), part.get(..shown)) {
            to.copy_from_slice(part);
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use image::imageops::replace;
    use imageproc::geometric_transformations::{Interpolation, warp_into};

    #[test]
    fn pictures_are_warped_as_imageproc_does() {
        let mut seed = 7_u32;
        let picture = RgbImage::from_fn(60, 40, |_, _| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [_, a, b, c] = seed.to_be_bytes();
            Rgb([a, b, c])
        });
        let corners = [(0.0, 0.0), (90.0, 0.0), (90.0, 48.0), (0.0, 48.0)];
        let projections = [
            Projection::translate(-3.25, 7.5),
            Projection::translate(2.0, 3.0) * Projection::scale(0.3, 0.7) * Projection::rotate(0.2),
            Projection::from_control_points(corners, [(5.2, 3.1), (50.0, 8.0), (47.3, 33.3), (3.3, 30.0)])
                .unwrap(),
            Projection::from_control_points(corners, [(-9.0, -9.0), (80.0, 2.0), (70.0, 60.0), (1.0, 50.0)])
                .unwrap(),
        ];
        for to_picture in projections {
            for border in [Border::Replicate, Border::Constant(Rgb([9, 200, 77]))] {
                let mut wanted = RgbImage::new(90, 48);
                warp_into(&picture, to_picture.invert(), Interpolation::Bilinear, border, &mut wanted);
                assert!(warped(&picture, &to_picture, (90, 48), border) == wanted, "{to_picture:?}");
            }
        }
        assert_eq!(
            warped(&picture, &Projection::scale(1.0, 1.0), (0, 9), Border::Replicate).dimensions(),
            (0, 9)
        );
    }

    #[test]
    fn pictures_are_laid_on_others_as_image_does() {
        let part = RgbImage::from_fn(7, 5, |x, y| Rgb([x as u8, y as u8, 200]));
        for at in [(0, 0), (3, 2), (13, 9), (16, 0), (20, 3), (0, 11), (40, 40)] {
            let (mut laid, mut wanted) = (RgbImage::new(20, 12), RgbImage::new(20, 12));
            lay(&mut laid, &part, at);
            replace(&mut wanted, &part, at.0.into(), at.1.into());
            assert!(laid == wanted, "{at:?}");
        }
        lay(&mut RgbImage::new(0, 0), &part, (0, 0));
    }
}
