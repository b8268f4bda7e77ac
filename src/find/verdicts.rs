//! Puts the tables of the rules to every candidate; what they let through is a finding.
//!
//! The candidates know facts and no rules, the rules know no pages. Here the two meet, and nothing is decided besides.

use super::broken::Misreading;
use super::rules::{self, BROKEN, LOOSE, Then, VALUE, WHOLE};
use super::{Finding, Search, best_of_rows, broken, field, loose, whole};
use crate::geometry::Quad;

/// The whole name within the lines of a page.
pub struct Whole<'a> {
    /// The applicant's own name.
    pub findings: Vec<Finding>,
    /// Places, in the stored grid, that were read as parts of another person's name or of a word.
    pub anothers: Vec<Quad>,
    /// How characters of the name are misread where it surely stands.
    pub misreadings: Vec<Misreading<'a>>,
}

/// The names that stand whole in a line, a strip or a seal.
pub fn whole<'a>(search: &Search<'a>) -> Whole<'a> {
    let mut anothers = Vec::new();
    let mut judge = |candidate: &whole::Candidate| {
        let verdict = rules::apply(WHOLE, candidate, &search.context.switches);
        match verdict {
            Some(Then::Drop) => None,
            Some(Then::Anothers) => {
                anothers.push(candidate.place());
                None
            }
            Some(Then::Ask) | None => Some(candidate.finding(verdict.is_some())),
        }
    };
    let in_lines: Vec<whole::Candidate> = whole::in_lines(search).collect();
    let misreadings = in_lines.iter().flat_map(whole::Candidate::misreadings).collect();
    let lines = in_lines.iter().filter_map(&mut judge).collect();
    let strips = whole::in_strips(search).filter_map(|c| judge(&c)).collect();
    let seals = whole::in_seals(search).filter_map(|c| judge(&c)).collect();
    let watermarks = whole::in_watermarks(search).filter_map(|c| judge(&c)).collect();
    let mut findings = [lines, best_of_rows(strips), best_of_rows(watermarks), seals].concat();
    whole::without_stamped_over(&mut findings, search.page);
    Whole { findings, anothers, misreadings }
}

/// Names that are broken over two lines; `misreadings` tell what else a half of one character may be read as.
pub fn broken(search: &Search, misreadings: &[Misreading]) -> Vec<Finding> {
    let judge =
        |candidate: broken::Candidate| match rules::apply(BROKEN, &candidate, &search.context.switches) {
            Some(Then::Drop | Then::Anothers) => Vec::new(),
            verdict => candidate.findings(verdict.is_some()),
        };
    broken::candidates(search, misreadings).into_iter().flat_map(judge).collect()
}

/// Names in loose glyphs where none of `found` stands.
pub fn loose(search: &Search, found: &[Finding]) -> Vec<Finding> {
    let judge = |candidate: loose::Candidate| {
        let verdict = rules::apply(LOOSE, &candidate, &search.context.switches);
        let is_name = !matches!(verdict, Some(Then::Drop | Then::Anothers)) && !candidate.is_known(found);
        is_name.then(|| candidate.finding(verdict.is_some()))
    };
    loose::candidates(search).into_iter().filter_map(judge).collect()
}

/// Values of fields that nothing in `found` covers and that can't be read as another's, and the seals beside signatures.
/// `anothers` are places (stored grid) that were read and are not the applicant's.
pub fn fields(search: &Search, found: &[Finding], anothers: &[Quad]) -> Vec<Finding> {
    let switches = &search.context.switches;
    let judge = |field: field::Field| {
        let value = field.value.filter(|v| rules::apply(VALUE, v, switches) == Some(Then::Ask));
        let seals = if switches.on("beside signatures") { field.seals } else { Vec::new() };
        value.map(|v| v.finding()).into_iter().chain(seals)
    };
    field::fields(search, found, anothers).into_iter().flat_map(judge).collect()
}
