//! An independent reader looks at the finished file; what it still sees is covered once more, or the file is held.
//!
//! [`ocrs`] reads, [`checked`] refuses unsound answers, [`sightings`] tells what of the text is the name. Nothing here trusts the first reader: only its turn of the page, and in [`Scope::Boxes`] where its lines are.
//! Its text serves to notice a second reader that sees nothing, and can only hold a page.

pub mod checked;
pub mod ocrs;
pub mod sightings;

use std::sync::atomic::AtomicBool;

use image::RgbImage;

use crate::error::{Code, Reason};
use crate::find::context::Context;
use crate::find::{Finding, How};
use crate::geometry::{Point, Quad, Rect};
use crate::intake::attachment::{self, Attachment, Limits};
use crate::mask::{self, Masked, Method};
use crate::pixels::contrast;
use crate::read::upright::{PageMap, turn};
use crate::target::Forms;

use self::checked::{Checked, understood};
use self::sightings::{Sight, sights};

/// What of a finished file is read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Nothing.
    Off,
    /// The first reader's lines at the boxes, and those in which it saw the least sign of the name.
    Boxes,
    /// Everything, with a detector of its own.
    #[default]
    Page,
}

/// A failure of the second reader. It holds the file at hand.
#[derive(Debug, thiserror::Error)]
#[error("the second reader: {0}")]
pub struct ReaderError(String);

impl Scope {
    /// The word of the command line and of the records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Scope::Off => "off",
            Scope::Boxes => "boxes",
            Scope::Page => "page",
        }
    }
}

impl ReaderError {
    /// A failure with the reader's own words.
    pub fn new(problem: impl ToString) -> Self {
        ReaderError(problem.to_string())
    }
}

/// One line as a second reader saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenLine {
    /// The line in the grid of the picture that was read, its first corner where the text begins.
    pub on_page: Quad,
    /// Its characters, each with its place along the line (0–1).
    pub glyphs: Vec<(char, f32)>,
}

/// Whoever can read a page without knowing what the first reader made of it.
pub trait Reader: Send + Sync {
    /// Name and version, for the records.
    fn name(&self) -> &'static str;

    /// Reads an upright page: all of it, or only these lines, each with its first corner where the text begins.
    ///
    /// Whoever stops waiting sets `given_up`; a reader that takes several steps looks at it before each.
    ///
    /// # Errors
    /// [`ReaderError`] when the reader fails; a page without text is no failure.
    fn read(
        &self,
        page: &RgbImage,
        only: Option<&[Quad]>,
        given_up: &AtomicBool,
    ) -> Result<Vec<SeenLine>, ReaderError>;
}

/// Who looks, at what.
pub struct Second {
    /// The reader.
    pub reader: Box<dyn Reader>,
    /// What it reads.
    pub scope: Scope,
}

/// What is looked for, and how a file is opened.
pub struct Task<'a> {
    /// Every form of the name.
    pub forms: &'a Forms,
    /// The other people of the roster, and the words of the language.
    pub context: &'a Context,
    /// What a file may cost.
    pub limits: &'a Limits,
    /// From the upright page to the stored grid.
    pub map: PageMap,
    /// The first reader's lines that are worth a second look, in the page's grid: for [`Scope::Boxes`].
    pub lines: Vec<Quad>,
    /// Characters outside of the boxes that the first reader is sure of: for [`Scope::Page`].
    pub known: Vec<char>,
    /// Set when nobody waits for the answer any more.
    pub given_up: &'a AtomicBool,
}

/// What the last look gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Who looked; `None` when nobody did.
    pub reader: Option<&'static str>,
    /// Forms of the name that can still be read.
    pub names: Option<usize>,
    /// True when everything outside of what was painted is as it was, coefficients and pixels.
    pub outside_unchanged: bool,
    /// Largest difference of a sample (0–255) outside of what was painted and its ring; `None` when not compared.
    pub largest: Option<u8>,
}

/// What the look at the finished file came to.
pub struct Outcome {
    /// The file, masked once more where the second reader saw the name.
    pub masked: Masked,
    /// What was covered besides, in the order in which it was painted after the first findings.
    pub more: Vec<Finding>,
    /// What was seen at last.
    pub seen: Seen,
}

/// Lets the second reader look at `masked`; what it sees is covered too, and it looks again.
///
/// # Errors
/// A [`Reason`] that holds the file: the reader failed, or the finished file can't be opened.
pub fn recheck(
    attachment: &Attachment,
    findings: &[Finding],
    masked: Masked,
    second: Option<&Second>,
    task: &Task,
) -> Result<Outcome, Reason> {
    let Some(second) = second.filter(|s| s.scope != Scope::Off) else {
        let seen = seen(&masked, None, None);
        return Ok(Outcome { masked, more: Vec::new(), seen });
    };
    let first = look(attachment, &masked, second, task)?;
    if first.findings.is_empty() {
        let seen = seen(&masked, Some(second), Some(&first));
        return Ok(Outcome { masked, more: Vec::new(), seen });
    }
    let all: Vec<Finding> = findings.iter().chain(&first.findings).cloned().collect();
    let boxes = mask::plan::boxes(&all, &attachment.pixels);
    let masked = mask::mask(attachment, &boxes)?;
    let again = look(attachment, &masked, second, task)?;
    let seen = seen(&masked, Some(second), Some(&again));
    Ok(Outcome { masked, more: first.findings, seen })
}

fn seen(masked: &Masked, second: Option<&Second>, look: Option<&Look>) -> Seen {
    let largest = look.and_then(|l| l.largest);
    Seen {
        reader: second.map(|s| s.reader.name()),
        names: look.map(|l| l.findings.len()),
        outside_unchanged: masked.outside_unchanged && largest.is_none_or(|d| d == 0),
        largest,
    }
}

struct Look {
    /// What was seen, in the stored grid.
    findings: Vec<Finding>,
    /// Largest difference outside of what was painted; `None` for a file encoded anew, where all pixels may differ.
    largest: Option<u8>,
}

fn look(attachment: &Attachment, masked: &Masked, second: &Second, task: &Task) -> Result<Look, Reason> {
    let output = attachment::decode(masked.bytes.clone(), task.limits)?;
    let seen = contrast::dark_on_light(&output.pixels);
    let page = turn(&output.orientation.apply(&seen), task.map.turns);
    let only = (second.scope == Scope::Boxes).then_some(task.lines.as_slice());
    let failed = |e: ReaderError| Reason::new(Code::Crashed, e.to_string());
    let reader = Checked { reader: second.reader.as_ref(), given_up: task.given_up };
    let lines = reader.read(&page, only).map_err(failed)?;
    if only.is_none() {
        understood(&lines, &task.known).map_err(failed)?;
    }
    let stored = |s: Sight| Finding {
        quad: wider(&s.quad).map(|p: Point| task.map.to_stored(p)),
        shape: s.shape,
        how: How::Text,
        score: SCORE,
        uncertain: true,
    };
    let findings = sights(&lines, task.forms, task.context)
        .into_iter()
        .filter(|s| {
            let quad = s.quad.map(|p| task.map.to_stored(p));
            !masked.painted.iter().any(|r| quad.share_inside(&r.quad()) > COVERED)
        })
        .map(stored)
        .collect();
    let largest = (masked.method == Method::Coefficients)
        .then(|| difference(&attachment.pixels, &output.pixels, &masked.painted));
    Ok(Look { findings, largest })
}

/// Share of a sight under one box above which it isn't seen: a box is black, so the text is what stands beside it.
const COVERED: f32 = 0.7;
/// The probability that is recorded of a name that only the second reader saw: it gives none, and a person confirms.
const SCORE: f32 = 0.5;
/// Line heights by which a second try reaches beyond what was seen, along the line and across it.
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
    let grown: Vec<Rect> = painted
        .iter()
        .map(|r| {
            let (x, y) = (r.x.saturating_sub(RING), r.y.saturating_sub(RING));
            Rect { x, y, w: r.right() + RING - x, h: r.bottom() + RING - y }
        })
        .collect();
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
