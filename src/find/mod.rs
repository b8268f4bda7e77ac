//! From lines to findings: where on the page the applicant's own name stands, in which form, and how sure that is.
//!
//! Knows lines and names; nothing of JPEG, boxes or files. [`spot`] aligns every form against every line; [`join`] puts
//! broken names together; [`context`] lets go of longer names and words; [`parts`] looks for a part of the name alone.

pub mod around;
pub mod context;
pub mod field;
pub mod ink;
pub mod join;
pub mod parts;
pub mod script;
pub mod spot;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::context::{Context, Standing};
use crate::geometry::Quad;
use crate::names::{Boundary, Forms, Kind, Labels};
use crate::read::Page;
use crate::read::line::{Layout, Line};
use crate::read::seal;

/// How the name is written where it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Chinese characters as the roster has them.
    Han,
    /// With white space between the characters.
    Spaced,
    /// From top to bottom.
    Vertical,
    /// With traditional characters.
    Traditional,
    /// Pinyin in full.
    Pinyin,
    /// An alias in Latin letters.
    Latin,
    /// With initials.
    Initials,
    /// Broken over two lines, cells or columns.
    Split,
    /// The given or the family part alone.
    Partial,
    /// Arabic script.
    Arabic,
    /// Not read: a field's value, a signature.
    Unknown,
}

/// What led to the finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The greedy text holds the name.
    Text,
    /// The posteriors hold it, the greedy text doesn't.
    Spotted,
    /// It stands where a field asks for the name and can't be read.
    Field,
    /// It stands in a seal.
    Seal,
    /// It is a signature.
    Signature,
    /// A reviewer added it.
    Reviewer,
}

/// One place that has to be covered.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Where, in the stored grid.
    pub quad: Quad,
    /// How the name is written.
    pub shape: Shape,
    /// What led here.
    pub how: How,
    /// Probability that this is the name (0–1).
    pub score: f32,
    /// A person should confirm it.
    pub uncertain: bool,
}

/// What of a name's probability makes a finding, and what a certain one.
///
/// Recall first: a doubtful hit is covered and a person confirms it.
const POSSIBLE: f32 = 0.3;
const CERTAIN: f32 = 0.7;
/// A seal's characters are worn, and what is no seal is read as anything.
const POSSIBLE_IN_SEAL: f32 = 0.5;
/// Cost of a single glyph above which it was read as another: a person confirms, however well the rest fits.
const OTHER_GLYPH: f32 = 4.0;
/// Steps by which a hit's box reaches beyond the first and the last step of its glyphs: the recogniser fires in the
/// middle of a glyph, which is six steps wide, and Latin letters are narrower.
const REACH_HAN: f32 = 2.6;
const REACH_LATIN: f32 = 1.6;

/// Everything on the page that has to be covered.
///
/// `labels` gives the labels that a line's posteriors were kept for.
pub fn find<'a>(
    page: &Page,
    forms: &'a Forms,
    labels: impl Fn(&Line) -> &'a Labels,
    context: &Context,
) -> Vec<Finding> {
    let lines = &page.lines;
    let mut findings = Vec::new();
    let mut anothers = Vec::new();
    for hit in &spot::spot_all(lines, forms, &labels) {
        let Some(line) = lines.get(hit.line) else { continue };
        let in_seal = line.layout == Layout::Seal;
        if hit.p < if in_seal { POSSIBLE_IN_SEAL } else { POSSIBLE }
            || (in_seal && hit.form.kind != Kind::Han)
        {
            continue;
        }
        if hit.how() == How::Spotted && (read_better(lines, line) || (!in_seal && read_as_another(hit, line)))
        {
            continue;
        }
        if hit.form.boundary == Boundary::Word && around::touches_letters(hit, line) {
            continue;
        }
        let standing = around::around(hit, line).map_or(Standing::Own, |a| context.judge(&a));
        let steps = hit.at.steps();
        let reach = if hit.form.kind == Kind::Han { REACH_HAN } else { REACH_LATIN };
        let quad = line.stored_quad(steps.start as f32 - reach..steps.end as f32 + reach);
        if standing == Standing::Other {
            anothers.push(quad);
            continue;
        }
        findings.push(Finding {
            quad,
            shape: hit.shape(line, labels(line)),
            how: if in_seal { How::Seal } else { hit.how() },
            score: hit.p,
            uncertain: hit.p < CERTAIN
                || standing == Standing::Open
                || hit.at.slot_costs.iter().any(|c| *c > OTHER_GLYPH),
        });
    }
    // What is read in a large seal may be the print under it, which is covered already.
    let print: Vec<Quad> = findings.iter().filter(|f| f.how != How::Seal).map(|f| f.quad).collect();
    findings.retain(|f| {
        let stamped_over = || print.iter().any(|q| q.share_inside(&f.quad) > 0.7);
        f.how != How::Seal || !seal::is_large(&f.quad, page.pages.page()) || !stamped_over()
    });
    findings.extend(join::broken(lines, forms, &labels));
    findings.extend(field::fields(page, forms, &findings, &anothers));
    findings.extend(script::unread(page, forms));
    findings.extend(parts::alone(page, forms, context, &findings));
    without_copies(findings)
}

/// Mean probabilities of two readings of one place that make the one clearly right and the other not.
const RIGHT: f32 = 0.9;
const WRONG: f32 = 0.75;

/// True when another reading of the same place (the other way up, in another light) is clearly the right one: what this
/// one only resembles isn't there.
fn read_better(lines: &[Line], line: &Line) -> bool {
    line.layout != Layout::Seal
        && line.confidence() < WRONG
        && lines.iter().any(|other| {
            other.layout == line.layout
                && other.glyphs.len() >= 2
                && other.confidence() >= RIGHT
                && line.on_page.share_inside(&other.on_page) > 0.8
                && other.on_page.share_inside(&line.on_page) > 0.8
        })
}

/// Probability of the winner in a step that makes it clear what stands there. On the pages of docs/calibration.md no
/// glyph of the applicant's name outside of a seal was taken for another with more than 0.973.
const CLEAR: f32 = 0.985;

/// True when one glyph of the hit was clearly read as another: 上宫静 is not 上官静. Not for seals, whose worn glyphs are
/// taken for others just as surely.
fn read_as_another(hit: &spot::Hit, line: &Line) -> bool {
    hit.at.slots.iter().zip(&hit.at.slot_costs).any(|(steps, cost)| {
        let best = line.posteriors.best.get(steps.clone()).unwrap_or_default();
        *cost > OTHER_GLYPH && best.iter().any(|b| b.exp() > CLEAR)
    })
}

/// One finding per place: of two that lie on each other the surer one stays (a line is read in several ways).
fn without_copies(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings {
        if !kept.iter().any(|k| finding.quad.share_inside(&k.quad) > 0.9) {
            kept.push(finding);
        }
    }
    let key = |f: &Finding| (f.quad.bounds().1, f.quad.bounds().0);
    kept.sort_by(|a, b| key(a).0.total_cmp(&key(b).0).then(key(a).1.total_cmp(&key(b).1)));
    kept
}
