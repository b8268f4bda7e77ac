//! Whether a page may be released: what was not understood is held, with a reason.

pub mod dirt;
pub mod quality;

use self::quality::Quality;
use crate::error::detail::percent;
use crate::error::{Code, Detail, Reason};
use crate::find::{self, Finding, How, Shape};
use crate::geometry::Quad;
use crate::intake::attachment::Attachment;
use crate::page::Page;
use crate::page::line::{Line, legibility};
use crate::pixels::contrast;
use crate::pixels::levels::deviation;

/// Mean confidence of a page's lines below which nothing on it counts as read.
const LEGIBLE: f32 = 0.6;
/// Paper darker than this (0–1) hides text that the reader doesn't even see as such, unless what it sees is well read.
const TOO_DARK: f32 = 0.3;
/// Share of a picture under specks from which print is hidden: a line of small print on A4 covers about one per cent.
/// Legible pages of a development set stay below 0.01.
const TOO_DIRTY: f32 = 0.03;
/// Standard deviation of brightness (0–255) of a page without ink: paper grain and scanner noise stay below.
const BLANK_DEVIATION: f64 = 6.0;
/// Lines of a script that no reader knows which are covered and flagged as the alias they may be: on a card or a
/// certificate in two languages. More of them are a page in that script, of which nothing was understood.
const FOREIGN_LINES: usize = 2;
/// Mean confidence of a page's lines from which its text was read, so that it matters neither that nothing else tells which
/// way up it is, nor that its paper is dark, nor that it is short.
const WELL_READ: f32 = 0.8;
/// Every so many pixels are enough to tell a blank page.
const SPARSE: usize = 8;
/// Letters that a picture or an empty page may seem to hold.
const STRAY_LETTERS: usize = 3;
/// Letters on a small, dark or blurred picture, not all well read, up to which it wasn't read at all: less than a line of print.
const FEW_LETTERS: usize = 12;

/// What a reviewer should know, and what keeps a page from being released: it was not understood.
pub fn judge(attachment: &Attachment, page: &Page, findings: &[Finding]) -> Vec<Reason> {
    let seen = contrast::dark_on_light(&attachment.pixels);
    let quality = Quality::of(&seen);
    let mut reasons = quality.warnings();
    // The reader makes out few letters of small, dark or blurred print. Such a page must not pass for a photograph.
    let poor = reasons.iter().any(|r| matches!(r.code, Code::Blurred | Code::Dark | Code::LowResolution));
    let lines = page.lines.get(..page.first_look).unwrap_or_default();
    let letters: usize = lines.iter().map(|l| l.glyphs.len()).sum();
    let legible = legibility(lines);
    let unread = legible < LEGIBLE;
    let of_no_text = if legible < WELL_READ { FEW_LETTERS } else { STRAY_LETTERS };
    let dirt = dirt::share(&seen, &read_places(page));
    if dirt > TOO_DIRTY {
        reasons.push(Reason::new(Code::NotLegible, Detail::Specks(percent(dirt))));
    } else if quality.brightness < TOO_DARK && legible < WELL_READ {
        reasons.push(Reason::new(Code::NotLegible, Detail::PaperOfWhite(percent(quality.brightness))));
    } else if letters == 0 || (unread && !poor && letters <= STRAY_LETTERS) {
        let sample = seen.pixels().step_by(SPARSE).map(|p| p.0[1]);
        reasons.push(match deviation(sample) {
            d if d < BLANK_DEVIATION => Reason::new(Code::Blank, ""),
            _ if letters == 0 => Reason::new(Code::NoText, ""),
            // A page so blurred that it has no edge left looks like the picture of something.
            _ if quality.edge_width.is_none() && !quality.has_sharp_edges => {
                Reason::new(Code::NotLegible, Detail::Confidence(legible.into()))
            }
            _ => Reason::new(Code::Picture, ""),
        });
    } else if unread || (poor && findings.is_empty() && letters <= of_no_text) {
        reasons.push(Reason::new(Code::NotLegible, Detail::Confidence(legible.into())));
    } else if page.turn_unclear && findings.is_empty() && legible < WELL_READ {
        reasons.push(Reason::new(Code::TurnUnclear, ""));
    }
    let foreign = findings.iter().filter(|f| f.shape == Shape::Arabic && f.how == How::Field).count();
    if foreign > FOREIGN_LINES {
        reasons.push(Reason::new(Code::ScriptUnread, Detail::ArabicAlias));
    } else if find::foreign::lacks_name(page, findings) {
        reasons.push(Reason::new(Code::ScriptUnread, Detail::OneScript));
    }
    if page.map.turns != 0 {
        reasons.push(Reason::new(Code::NotUpright, Detail::turned(page.map.turns.into())));
    }
    if findings.iter().any(|f| matches!(f.how, How::Field | How::Signature)) {
        reasons.push(Reason::new(Code::FieldUnread, ""));
    } else if findings.iter().any(|f| f.uncertain) {
        reasons.push(Reason::new(Code::Uncertain, ""));
    }
    reasons
}

/// The places of the page that were read, in the stored grid.
fn read_places(page: &Page) -> Vec<Quad> {
    let lines = page.lines.iter().filter(|l| l.confidence() > LEGIBLE);
    lines.map(Line::stored).collect()
}
