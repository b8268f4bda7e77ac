//! The state of a page: its last record, and the reviewers' decisions since.

use std::collections::BTreeSet;

use crate::audit::decision::{Change, Decision, PageWord, Review};
use crate::audit::record::{FindingRecord, State, Verdict, quad_of};
use crate::audit::replay::{Decided, Replay, Seen};
use crate::audit::wire::{How, Shape};
use crate::error::Code;
use crate::geometry::Rect;

/// A finding under the decisions.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The finding with its decided state. `painted` is the last rendering's, even if the finding is rejected now.
    pub finding: FindingRecord,
    /// The box that a reviewer has drawn since.
    pub drawn: Option<Rect>,
}

impl Place {
    /// True unless it was rejected.
    pub fn stands(&self) -> bool {
        self.finding.state != State::Rejected
    }

    /// Where it is, or will be, covered, as far as this is known before rendering.
    pub fn cover(&self) -> Option<Rect> {
        self.drawn.or(self.finding.painted)
    }

    /// True when rejecting it uncovers text that the program read as the name; then a reason is required.
    pub fn needs_reason(&self) -> bool {
        matches!(self.finding.how, How::Text | How::Spotted | How::Seal)
    }
}

/// A page under the decisions.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Its findings, rejected ones too.
    pub places: Vec<Place>,
    /// The reviewers' last word.
    pub review: Option<Review>,
    /// Lines of the decisions since the last rendering that weren't taken back, oldest first.
    pub live: Vec<u64>,
    /// True when a decision is waiting to be rendered.
    pub waits: bool,
}

impl Page {
    /// The page `file` under all decisions about it; `None` when the ledger has no such file.
    pub fn of(state: &Replay, file: &str) -> Option<Page> {
        let seen = state.image(file)?;
        let since = since(state, seen);
        let undone = undone(since);
        let mut page = Page::rendered(seen);
        for decided in since.iter().filter(|d| !undone.contains(&d.seq)) {
            page.add(decided);
        }
        Some(page)
    }

    /// The page as it was last rendered.
    fn rendered(seen: &Seen) -> Page {
        let record = &seen.record;
        let places = record.findings.iter().map(|f| Place { finding: f.clone(), drawn: None }).collect();
        Page { places, review: record.review.clone(), live: Vec::new(), waits: false }
    }

    fn add(&mut self, decided: &Decided) {
        let Decision { by, changes, .. } = &decided.decision;
        if changes.iter().any(|c| matches!(c, Change::Undo { .. })) {
            return;
        }
        self.live.push(decided.seq);
        let (mut added, word) = (0, self.word());
        let mut review = Review {
            page: word,
            reason: self.review.as_ref().and_then(|r| r.reason),
            by: by.clone(),
            at: decided.at.clone(),
        };
        for change in changes {
            if !matches!(change, Change::Sample { .. }) {
                self.waits = true;
            }
            if let Change::Add { .. } = change {
                added += 1;
            }
            let who = Who { by, at: &decided.at, id: format!("r{}-{added}", decided.seq) };
            if let Change::Page { page, reason } = change {
                (review.page, review.reason) = (Some(*page), *reason);
            }
            self.change(change, who);
            // A later change may contradict the last word, which is then dropped.
            let any = self.places.iter().any(Place::stands);
            if matches!((review.page, any), (Some(PageWord::Clear), true) | (Some(PageWord::Mask), false)) {
                (review.page, review.reason) = (None, None);
            }
        }
        if changes.iter().any(|c| !matches!(c, Change::Sample { .. })) {
            self.review = Some(review);
        }
    }

    /// Applies one change; a change to a missing finding does nothing.
    pub(super) fn change(&mut self, change: &Change, who: Who) {
        let Who { by, at, id } = who;
        let decide = |place: &mut Place, state: State| {
            place.finding.state = state;
            place.finding.by = by.to_owned();
            place.finding.at = Some(at.to_owned());
        };
        let confirmed = |place: &Place| match place.finding.how {
            How::Reviewer => State::Added,
            _ => State::Confirmed,
        };
        match change {
            Change::Confirm { finding } => {
                if let Some(place) = self.place_mut(finding) {
                    decide(place, confirmed(place));
                }
            }
            Change::Reject { finding, .. } => {
                if let Some(place) = self.place_mut(finding) {
                    decide(place, State::Rejected);
                }
            }
            Change::Move { finding, place: rect } => {
                if let Some(place) = self.place_mut(finding) {
                    decide(place, confirmed(place));
                    place.finding.quad = quad_of(&rect.quad());
                    place.drawn = Some(*rect);
                }
            }
            Change::Add { place: rect } => self.places.push(Place {
                finding: FindingRecord {
                    id,
                    quad: quad_of(&rect.quad()),
                    painted: None,
                    form: Shape::Unknown,
                    how: How::Reviewer,
                    score: 1.0,
                    state: State::Added,
                    by: by.to_owned(),
                    at: Some(at.to_owned()),
                },
                drawn: Some(*rect),
            }),
            Change::Page { page: PageWord::Mask, .. } => {
                for place in self.places.iter_mut().filter(|p| p.finding.state == State::Proposed) {
                    decide(place, confirmed(place));
                }
            }
            Change::Page { .. } | Change::Sample { .. } | Change::Undo { .. } => {}
        }
    }

    /// The finding of that id.
    pub fn place(&self, id: &str) -> Option<&Place> {
        self.places.iter().find(|p| p.finding.id == id)
    }

    fn place_mut(&mut self, id: &str) -> Option<&mut Place> {
        self.places.iter_mut().find(|p| p.finding.id == id)
    }

    /// The reviewers' last word about the page.
    pub fn word(&self) -> Option<PageWord> {
        self.review.as_ref().and_then(|r| r.page)
    }
}

/// Author and time of a change, and the id for a new finding.
pub(super) struct Who<'a> {
    pub(super) by: &'a str,
    pub(super) at: &'a str,
    pub(super) id: String,
}

/// The decisions about a page since it was rendered last, oldest first.
pub fn since<'a>(state: &'a Replay, seen: &Seen) -> &'a [Decided] {
    let all = state.decisions(&seen.record.file);
    let first = all.partition_point(|d| d.seq < seen.seq);
    all.get(first..).unwrap_or_default()
}

/// The lines that were undone.
pub fn undone(decided: &[Decided]) -> BTreeSet<u64> {
    let changes = decided.iter().flat_map(|d| &d.decision.changes);
    let lines = changes.filter_map(|c| match c {
        Change::Undo { line } => Some(*line),
        _ => None,
    });
    lines.collect()
}

/// True when a reviewer may release the held page: there is a picture that can be shown and rendered.
pub fn releasable(seen: &Seen) -> bool {
    let no_picture = |code: Code| {
        matches!(
            code,
            Code::Empty
                | Code::Unsupported
                | Code::Damaged
                | Code::TooManyBytes
                | Code::TooManyPixels
                | Code::CannotRead
                | Code::LinkOutside
                | Code::PathConflict
        )
    };
    let record = &seen.record;
    record.verdict == Verdict::Held
        && record.input.sha256.is_some()
        && !record.reasons.iter().any(|r| no_picture(r.code))
}

/// A finding whose state no earlier line explains, if the record has one. A reviewer's own findings are named after
/// the line that added them, every other decided finding occurs in a change, and one carried over by a later run has
/// its old id after a hyphen.
pub fn unfounded<'a>(state: &Replay, seen: &'a Seen) -> Option<&'a str> {
    let before = |d: &&Decided| d.seq < seen.seq;
    let decided: Vec<&Decided> = state.decisions(&seen.record.file).iter().filter(before).collect();
    let is = |finding: &FindingRecord, id: &str| {
        finding.id.strip_suffix(id).is_some_and(|rest| rest.is_empty() || rest.ends_with('-'))
    };
    let tells = |finding: &FindingRecord| {
        decided.iter().any(|d| {
            d.decision.by == finding.by
                && d.decision.changes.iter().any(|change| match change {
                    Change::Confirm { finding: id }
                    | Change::Reject { finding: id, .. }
                    | Change::Move { finding: id, .. } => is(finding, id),
                    Change::Add { .. } => finding.id.starts_with(&format!("r{}-", d.seq)),
                    Change::Page { page: PageWord::Mask, .. } => finding.state == State::Confirmed,
                    _ => false,
                })
        })
    };
    let decided = seen.record.findings.iter().filter(|f| f.state != State::Proposed);
    decided.filter(|f| !tells(f)).map(|f| f.id.as_str()).next()
}
