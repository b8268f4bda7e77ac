//! Inks apart: print that a stamp of another ink lies over is looked for in the darkest ink alone.
//!
//! Print is black, and stamps copied with it are grey, or have a colour, which is light in one channel. Around marks that
//! are paler than the page's print, and around large marks, the page is shown to the detector and to the recogniser once
//! more as the levels of its darkest ink. Red stamps over print have their own look, in the channel where red fades.

use image::RgbImage;
use image::imageops::{crop_imm, replace};

use super::detect::Detector;
use super::left_over::around;
use super::under_stamps::Faded;
use crate::geometry::{Quad, Rect};
use crate::nets::engine::EngineError;
use crate::page::line::Line;
use crate::pixels::marks::{Mark, Marks};
use crate::pixels::{contrast, red};

/// Share of the way from the level of print to that of paper beyond which a mark is of a paler ink.
const PALE: f32 = 0.35;
/// The part of the marks, from the darkest, whose level is that of print.
const PRINT: f32 = 0.2;
/// Fewest marks that tell the level of print.
const ENOUGH: usize = 12;
/// Fewest pale marks that make a stamp.
const STAMP: usize = 4;
/// Sides of a large mark that may be a stamp, as shares of the page's longer side, and its longer side over its shorter.
const SIDES: std::ops::Range<f32> = 0.02..0.35;
const ASPECT: u32 = 5;
/// The most of the page that is looked at again.
const MOST: f32 = 0.4;
/// Probability of glyphs that were surely read.
const SURE: f32 = 0.9;

/// Where the page is looked at: its marks, what was read of it, and its red stamps, which have their own look.
pub struct Seen<'a> {
    /// The marks.
    pub marks: &'a Marks,
    /// The lines.
    pub lines: &'a [Line],
    /// The areas of red ink.
    pub stamps: &'a [Rect],
}

/// Looks at `page` without its paler inks. `None` where none is large enough to hide anything.
///
/// # Errors
/// [`EngineError`] when the net fails.
pub fn look(page: &RgbImage, seen: &Seen, detector: &Detector) -> Result<Option<Faded>, EngineError> {
    let (w, h) = page.dimensions();
    let pale = pale(seen.marks, seen.stamps, w.max(h));
    let mut left = MOST * w as f32 * h as f32;
    let mut windows = red::windows(&pale, w, h);
    windows.retain(|r| {
        left -= r.w as f32 * r.h as f32;
        left > 0.0
    });
    if windows.is_empty() {
        return Ok(None);
    }
    let scale = detector.scale(w, h);
    let mut view = page.clone();
    let mut quads = Vec::new();
    for Rect { x, y, w, h } in windows {
        let window = contrast::darkest(&crop_imm(page, x, y, w, h).to_image());
        quads.extend(detector.in_part(&window, (x, y), scale)?);
        replace(&mut view, &window, x.into(), y.into());
    }
    let touches = |q: &Quad| pale.iter().any(|s| q.touches(&s.quad()));
    quads.retain(|q| touches(q) && !seen.lines.iter().any(|l| surely_reads(l, q)));
    Ok(Some(Faded { page: view, quads }))
}

/// True when `line` surely says what stands in `quad`: a long line may be sure but for the place under a stamp.
fn surely_reads(line: &Line, quad: &Quad) -> bool {
    if !quad.lies_within(&line.on_page) {
        return false;
    }
    let inside = |from: usize, to: usize| {
        line.page_quad(from as f32..to as f32).center().distance(quad.center()) < quad.width() / 2.0
    };
    let mut glyphs = line.glyphs.iter().filter(|g| inside(g.from, g.to)).peekable();
    glyphs.peek().is_some() && glyphs.all(|g| g.p >= SURE)
}

/// The places of paler ink, joined to stamps; those of `stamps` have their own look.
fn pale(marks: &Marks, stamps: &[Rect], longer: u32) -> Vec<Rect> {
    let mut levels: Vec<f32> = marks.glyphs.iter().map(|m| m.level).collect();
    if levels.len() < ENOUGH {
        return Vec::new();
    }
    levels.sort_by(f32::total_cmp);
    let print = levels.get((levels.len() as f32 * PRINT) as usize).copied().unwrap_or(0.0);
    let is_pale = |m: &&Mark| m.level > print + PALE * (marks.paper - print);
    let reach = |m: &Mark| around(m.rect, m.rect.w.max(m.rect.h) / 2 + 1);
    let pale: Vec<Rect> = marks.glyphs.iter().filter(is_pale).map(reach).collect();
    let groups = Rect::joined(pale.iter().copied());
    let many = |g: &Rect| pale.iter().filter(|p| g.overlaps(**p)).count() >= STAMP;
    let sides = |r: &Rect| (r.w.max(r.h), r.w.min(r.h));
    let fits = |r: &Rect| {
        let (long, short) = sides(r);
        let share = |v: u32| v as f32 / longer as f32;
        SIDES.contains(&share(long)) && SIDES.contains(&share(short)) && long < ASPECT * short
    };
    let large = marks.large.iter().map(|m| m.rect).filter(fits);
    let all = large
        .chain(groups.into_iter().filter(many).filter(|g| sides(g).0 < (SIDES.end * longer as f32) as u32));
    let own = |r: &Rect| stamps.iter().any(|s| r.quad().lies_on(&s.quad()));
    Rect::joined(all.filter(|r| !own(r)))
}
