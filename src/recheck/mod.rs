//! Lets an independent reader look for the name in the finished file.
//!
//! [`grey`] reads, [`guard`] refuses unsound answers, [`sightings`] finds the name in the text. Nothing here trusts
//! the first reader, except for its [`hints`]: the turn of the page, the places of its lines in [`Scope::Boxes`], and
//! the lines that it is sure of in [`Scope::Unsure`]. Its text only serves to notice a second reader that sees nothing: it
//! can hold a page, never release one. The pipeline decides what happens when a name is seen.

pub mod grey;
pub mod guard;
pub mod hints;
pub mod second;
pub mod sightings;

use std::borrow::Cow;
use std::sync::atomic::AtomicBool;

use image::RgbImage;

use crate::error::Reason;
use crate::find::context::Context;
use crate::find::{Finding, How};
use crate::geometry::{Quad, Rect};
use crate::intake::attachment::{self, Attachment, Limits};
use crate::mask::{Masked, Method, Written};
use crate::page::map::PageMap;
use crate::pixels::contrast;
use crate::pixels::orientation::{Orientation, turn};
use crate::target::Forms;

use self::guard::{GuardedReader, understood};
pub use self::hints::Hints;
pub use self::second::{Ask, Reader, ReaderError, Scope, Second, SeenLine};
use self::sightings::{Sight, sights};

/// What to look for, and how to open the file.
pub struct Task<'a> {
    /// Every form of the name.
    pub forms: &'a Forms,
    /// The other people of the roster, and the words of the language.
    pub context: &'a Context,
    /// What a file may cost.
    pub limits: &'a Limits,
    /// From the upright page to the stored grid.
    pub map: PageMap,
    /// What the first reader knows of the page.
    pub hints: Hints,
    /// Set when nobody waits for the answer any more.
    pub given_up: &'a AtomicBool,
}

/// The result of a look at a finished file.
#[derive(Debug, Clone, PartialEq)]
pub struct Rechecked {
    /// The reader that looked; `None` when none did.
    pub reader: Option<&'static str>,
    /// Forms of the name that can still be read, in the stored grid.
    pub names: Vec<Finding>,
    /// True when everything outside of what was painted is as it was, coefficients and pixels.
    pub outside_unchanged: bool,
    /// Largest difference of a sample (0–255) outside of what was painted and its ring. `None` when the pictures
    /// weren't compared: nobody looked, or the file was encoded anew, which may change any pixel.
    pub largest: Option<u8>,
}

/// Lets the second reader look at `masked`. Without one, it reports only what the mask stage found on reading the
/// file back.
///
/// # Errors
/// A [`Reason`] that holds the file: the reader failed, or the finished file can't be opened.
pub fn look(
    second: Option<&Second>,
    attachment: &Attachment,
    masked: &Masked,
    task: &Task,
) -> Result<Rechecked, Reason> {
    let Some(second) = second.filter(|s| s.scope != Scope::Off) else {
        let outside_unchanged = masked.outside_unchanged;
        return Ok(Rechecked { reader: None, names: Vec::new(), outside_unchanged, largest: None });
    };
    let (pixels, orientation) = attachment::shown_as_written(&masked.bytes, task.limits)?;
    let painted: Vec<Rect> = masked.painted().collect();
    let largest =
        (masked.method == Method::Coefficients).then(|| difference(&attachment.pixels, &pixels, &painted));
    let page = upright(pixels, orientation, task.map.turns);
    Ok(Rechecked {
        reader: Some(second.reader.name()),
        names: names(second, &page, &painted, task)?,
        outside_unchanged: masked.outside_unchanged && largest.is_none_or(|d| d == 0),
        largest,
    })
}

/// Compares a finished file that a person decided about with its original; no reader looks at it again.
///
/// # Errors
/// A [`Reason`] that holds the file: it can't be opened.
pub fn compared(attachment: &Attachment, written: &Written, limits: &Limits) -> Result<Rechecked, Reason> {
    let (pixels, _) = attachment::shown_as_written(&written.bytes, limits)?;
    let largest = (written.method == Method::Coefficients)
        .then(|| difference(&attachment.pixels, &pixels, &written.painted));
    let outside_unchanged = written.outside_unchanged && largest.is_none_or(|d| d == 0);
    Ok(Rechecked { reader: None, names: Vec::new(), outside_unchanged, largest })
}

/// The `stored` picture as the first reader saw the page, one copy at a time.
fn upright(stored: RgbImage, orientation: Orientation, turns: u8) -> RgbImage {
    let mut page = stored;
    if let Cow::Owned(negative) = contrast::dark_on_light(&page) {
        page = negative;
    }
    if let Cow::Owned(displayed) = orientation.apply(&page) {
        page = displayed;
    }
    if turns.is_multiple_of(4) { page } else { turn(&page, turns) }
}

/// The forms of the name that `second` reads on the finished `page`, put upright, and that no painted rectangle covers.
fn names(second: &Second, page: &RgbImage, painted: &[Rect], task: &Task) -> Result<Vec<Finding>, Reason> {
    let ask = match second.scope {
        Scope::Boxes => Ask::Lines(&task.hints.lines),
        _ => match &task.hints.parts {
            Some(parts) => Ask::Parts { parts, but: &task.hints.explained, lines: &task.hints.lines },
            None => Ask::Page { but: &task.hints.explained },
        },
    };
    let reader = GuardedReader { reader: second.reader.as_ref(), given_up: task.given_up };
    let lines = reader.read(page, ask)?;
    understood(&lines, &task.hints.known)?;
    let to_stored = |quad: &Quad| quad.map(|p| task.map.to_stored(p));
    let covered = |quad: &Quad| painted.iter().any(|r| quad.is_hidden_by(&r.quad()));
    let finding = |s: Sight| Finding {
        quad: to_stored(&wider(&s.quad)),
        shape: s.shape,
        how: How::Text,
        score: SCORE,
        uncertain: true,
    };
    let sights = sights(&lines, task.forms, task.context).into_iter();
    Ok(sights.filter(|s| !covered(&to_stored(&s.quad))).map(finding).collect())
}

/// The recorded probability of a name that only the second reader saw: that reader gives none, and a person confirms
/// it.
const SCORE: f32 = 0.5;
/// Line heights by which a second mask reaches beyond what was seen, along the line and across it.
const WIDER: (f32, f32) = (0.3, 0.15);

fn wider(quad: &Quad) -> Quad {
    let height = quad.height();
    quad.grown(WIDER.0 * height, WIDER.1 * height)
}

/// Pixels around a painted block that decoders change when they interpolate quartered chroma (`mask::coefficients`).
const RING: u32 = 2;

/// Largest difference of a sample outside of the painted rectangles and their ring.
fn difference(before: &RgbImage, after: &RgbImage, painted: &[Rect]) -> u8 {
    if before.dimensions() != after.dimensions() {
        return u8::MAX;
    }
    let grown: Vec<Rect> = painted.iter().map(|r| r.grown(RING, RING)).collect();
    let width = before.width() as usize * 3;
    let rows = before.as_raw().chunks_exact(width.max(1)).zip(after.as_raw().chunks_exact(width.max(1)));
    let mut largest = 0;
    for (y, (a, b)) in rows.enumerate() {
        // Nearly all rows are equal, and comparing whole rows is fast.
        if a == b {
            continue;
        }
        for (x, (p, q)) in a.chunks_exact(3).zip(b.chunks_exact(3)).enumerate() {
            if p != q && !grown.iter().any(|r| r.contains(x as u32, y as u32)) {
                largest = p.iter().zip(q).map(|(s, t)| s.abs_diff(*t)).fold(largest, u8::max);
            }
        }
    }
    largest
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    #[test]
    fn only_what_lies_outside_the_boxes_and_their_ring_differs() {
        let before = RgbImage::from_pixel(60, 40, Rgb([200; 3]));
        let mut after = before.clone();
        let painted = [Rect { x: 16, y: 16, w: 16, h: 8 }];
        after.put_pixel(14, 16, Rgb([0; 3]));
        after.put_pixel(33, 25, Rgb([0; 3]));
        assert_eq!(difference(&before, &after, &painted), 0);
        after.put_pixel(13, 16, Rgb([200, 193, 204]));
        assert_eq!(difference(&before, &after, &painted), 7);
        assert_eq!(difference(&before, &RgbImage::new(60, 41), &painted), 255);
    }
}
