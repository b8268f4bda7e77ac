//! Counts the reviewers' progress through a run.

use std::collections::BTreeMap;

use super::page::Page;
use super::sample::Found;
use crate::audit::record::{State, Verdict};
use crate::audit::replay::{Replay, Seen};

/// Sums over a run's pages.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// All pages.
    pub pages: u64,
    /// Pages with a reviewer's word on what becomes of them.
    pub decided: u64,
    /// Held pages without one.
    pub held_open: u64,
    /// Pages with something to look at and without one.
    pub flagged_open: u64,
    /// Pages with decisions that aren't rendered yet.
    pub waiting: u64,
    /// Findings that nobody has decided about.
    pub proposed: u64,
    /// Findings that reviewers confirmed.
    pub confirmed: u64,
    /// Findings that they rejected.
    pub rejected: u64,
    /// Findings that they added.
    pub added: u64,
    /// The sample, if one was drawn.
    pub sample: Option<Found>,
}

impl Tally {
    /// Sums up a ledger, including decisions that aren't rendered yet.
    pub fn of(state: &Replay) -> Tally {
        let mut tally = Tally { sample: Found::of(state), ..Tally::default() };
        for seen in state.images() {
            let Some(page) = Page::of(state, &seen.record.file) else { continue };
            tally.add(seen, &page);
        }
        tally
    }

    /// Adds one page.
    pub fn add(&mut self, seen: &Seen, page: &Page) {
        self.pages += 1;
        self.waiting += u64::from(page.waits);
        match (page.word().is_some(), Queue::of(seen)) {
            (true, _) => self.decided += 1,
            (false, Queue::Held) => self.held_open += 1,
            (false, Queue::Flagged) => self.flagged_open += 1,
            (false, Queue::Rest) => {}
        }
        for place in &page.places {
            *match place.finding.state {
                State::Proposed => &mut self.proposed,
                State::Confirmed => &mut self.confirmed,
                State::Rejected => &mut self.rejected,
                State::Added => &mut self.added,
            } += 1;
        }
    }

    /// True when a reviewer has decided anything, or a sample was drawn.
    pub fn any(&self) -> bool {
        self.decided + self.waiting + self.confirmed + self.rejected + self.added > 0 || self.sample.is_some()
    }
}

/// The queues, in the order in which pages should be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Queue {
    /// Not released.
    Held,
    /// Released, with something a person should look at.
    Flagged,
    /// Everything else.
    Rest,
}

impl Queue {
    /// The queue of a page as it was last rendered.
    pub fn of(seen: &Seen) -> Queue {
        use crate::error::Code::{FieldUnread, FoundAgain, ReviewAgain, Uncertain};
        let looks = |code| matches!(code, Uncertain | FieldUnread | FoundAgain | ReviewAgain);
        match seen.record.verdict {
            Verdict::Held => Queue::Held,
            _ if seen.record.reasons.iter().any(|r| looks(r.code)) => Queue::Flagged,
            _ => Queue::Rest,
        }
    }

    /// The API's word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Queue::Held => "held",
            Queue::Flagged => "flagged",
            Queue::Rest => "rest",
        }
    }
}

/// Work of each reviewer: decisions that weren't undone, and the time of the last (RFC 3339, UTC).
pub fn by_reviewer(state: &Replay) -> BTreeMap<String, (u64, String)> {
    let mut by: BTreeMap<String, (u64, String)> = BTreeMap::new();
    for seen in state.images() {
        let decided = state.decisions(&seen.record.file);
        let undone = super::page::undone(decided);
        let mut once: Vec<&str> = Vec::new();
        for d in decided.iter().filter(|d| !undone.contains(&d.seq)) {
            let who = by.entry(d.decision.by.clone()).or_default();
            if !once.contains(&d.decision.by.as_str()) {
                once.push(&d.decision.by);
                who.0 += 1;
            }
            if d.at > who.1 {
                who.1.clone_from(&d.at);
            }
        }
    }
    by
}
