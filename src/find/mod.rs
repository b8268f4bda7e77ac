//! From lines to findings: where on the page the applicant's own name stands, in which form, and how sure that is.
//!
//! Knows lines and names; nothing of JPEG, boxes or files. [`spot`] aligns every form against every line; [`broken`] puts
//! broken names together; [`context`] lets go of longer names and words; [`part`] looks for a part of the name alone.

mod attached;
pub mod broken;
mod column;
pub mod context;
pub mod field;
pub mod foreign;
mod hidden_person;
mod initials;
pub mod ink;
pub mod label;
pub mod lists;
pub mod loose;
pub mod neighbours;
mod orders;
pub mod own_row;
pub mod part;
mod person;
mod resembles;
pub mod rules;
mod seal_end;
pub mod sides;
pub mod spot;
mod stairs;
mod strip;
pub mod switches;
mod transcript;
mod two_languages;
mod under_stamp;
mod unread;
pub mod uyghur;
mod verdicts;
mod watermark;
pub mod whole;
pub mod words;

use self::context::Context;
use self::verdicts::Whole;
use crate::geometry::Quad;
use crate::page::Page;
use crate::target::Subject;

/// How the name is written where it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

impl Shape {
    /// True for Chinese characters from left to right, whichever they are and however wide they are set: cards set 程朗 as 程　朗.
    fn is_chinese_row(self) -> bool {
        matches!(self, Shape::Han | Shape::Spaced | Shape::Traditional)
    }
}

/// What led to the finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// Probability that is recorded of what couldn't be read: a person decides.
const UNREAD: f32 = 0.5;

impl Finding {
    /// What couldn't be read, where the name may stand.
    fn unread(quad: Quad, how: How) -> Finding {
        Finding { quad, shape: Shape::Unknown, how, score: UNREAD, uncertain: true }
    }
}

/// Steps by which a hit's box reaches beyond the first and the last step of its glyphs: the recogniser fires in the
/// middle of a glyph, which is six steps wide, and Latin letters are narrower.
const REACH_HAN: f32 = 2.6;
const REACH_LATIN: f32 = 1.6;

/// What is searched: a page for an applicant, with what is known besides.
#[derive(Clone, Copy)]
pub struct Search<'a> {
    /// The page as it was read.
    pub page: &'a Page<'a>,
    /// Whose name is looked for.
    pub subject: &'a Subject,
    /// The roster and the language, and which rules are on.
    pub context: &'a Context,
}

/// Everything on the page that has to be covered.
pub fn find(search: &Search) -> Vec<Finding> {
    let on = |part| search.context.switches.on(part);
    let Whole { mut findings, anothers, misreadings } = verdicts::whole(search);
    if on("broken") {
        findings.extend(verdicts::broken(search, &misreadings));
    }
    if on("loose glyphs") {
        findings.extend(verdicts::loose(search, &findings));
    }
    if on("fields") {
        findings.extend(verdicts::fields(search, &findings, &anothers));
    }
    if on("foreign print") {
        findings.extend(foreign::names(search, &findings));
    }
    if on("Latin spellings") {
        findings.extend(transcript::names(search, &findings));
    }
    if on("own row") {
        let unread = own_row::unread(search, &findings);
        findings.extend(unread);
    }
    if on("hidden rows of lists") {
        findings.extend(hidden_person::cells(search, &findings));
    }
    if on("under stamps") {
        findings.extend(under_stamp::hidden(search, &findings));
    }
    if on("heads before what is hidden") {
        let hidden = findings.iter().filter(|f| f.shape == Shape::Unknown && f.how == How::Field);
        let heads = broken::heads_before(search, &hidden.map(|f| f.quad).collect::<Vec<_>>());
        findings.extend(heads);
    }
    if on("watermarks") {
        findings.extend(watermark::names(search, &findings));
    }
    if on("parts alone") {
        findings.extend(part::alone(search, &findings));
    }
    if on("ends of seals") {
        findings.extend(seal_end::seals(search, &findings));
    }
    if on("attached seals") {
        findings.extend(attached::seals(search, &findings));
    }
    without_copies(findings).into_iter().flat_map(stairs::pieces).collect()
}

/// The best of the hits in strips that lie over one row.
fn best_of_rows(findings: Vec<Finding>) -> Vec<Finding> {
    surest(findings, |place, surer| surer.meets(place))
}

/// One finding per place: of two that lie on each other the surer one stays (a line is read in several ways).
fn without_copies(findings: Vec<Finding>) -> Vec<Finding> {
    let mut kept = surest(findings, Quad::is_copy_of);
    let key = |f: &Finding| (f.quad.bounds().1, f.quad.bounds().0);
    kept.sort_by(|a, b| key(a).0.total_cmp(&key(b).0).then(key(a).1.total_cmp(&key(b).1)));
    kept
}

/// The findings, the surest first, without those whose place `repeats` that of a surer one.
fn surest(mut findings: Vec<Finding>, repeats: fn(&Quad, &Quad) -> bool) -> Vec<Finding> {
    findings.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings {
        if !kept.iter().any(|surer| repeats(&finding.quad, &surer.quad)) {
            kept.push(finding);
        }
    }
    kept
}
