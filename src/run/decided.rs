//! Renders one page under the reviewers' decisions, and carries decisions over to the record of a later run.

use std::fs;
use std::path::Path;

use super::originals::Originals;
use crate::audit::decision::PageWord;
use crate::audit::draft::Outcome;
use crate::audit::folder::MASKED;
use crate::audit::record::{FindingRecord, ImageRecord, OutputRecord, RecheckRecord, State, Verdict};
use crate::audit::replay::Replay;
use crate::audit::wire::{How, Shape};
use crate::digest::sha256;
use crate::error::{Code, Detail, Reason};
use crate::find::{self, Finding};
use crate::geometry::{Point, Quad};
use crate::intake::attachment::{self, Attachment, Limits};
use crate::mask::{self, Cover, boxes};
use crate::recheck::{self, Rechecked};
use crate::review::Page;
use crate::review::page::Place;

/// No limits: the page was within those of its run, or its record would say so.
const NO_LIMITS: Limits = Limits { bytes: u64::MAX, pixels: u64::MAX, memory: u64::MAX };

/// The page under the decisions about it.
///
/// # Errors
/// A [`Reason`] why it can't be done now: the original is gone, or it can't be rendered. The released file then
/// stays.
pub(super) fn rendered(
    before: &ImageRecord,
    page: &Page,
    originals: &Originals,
    out: &Path,
) -> Result<Outcome, Reason> {
    let mut record = ImageRecord {
        findings: page.places.iter().map(as_decided).collect(),
        review: page.review.clone(),
        ..before.clone()
    };
    settle(&mut record);
    if record.reasons.iter().any(|r| r.code.holds()) {
        (record.verdict, record.output, record.recheck) = (Verdict::Held, None, None);
        return Ok(Outcome { record, output: None });
    }
    if let Some(bytes) = unchanged(before, page, out) {
        record.verdict = verdict(&record);
        return Ok(Outcome { record, output: Some(bytes) });
    }
    let attachment = attachment::decode(originals.load(&before.input)?, &NO_LIMITS)?;
    let bytes = paint(&mut record, page, &attachment)?;
    Ok(Outcome { record, output: Some(bytes) })
}

/// The file that would be released now, even if the page is held.
///
/// # Errors
/// As [`rendered`].
pub(super) fn preview(before: &ImageRecord, page: &Page, originals: &Originals) -> Result<Vec<u8>, Reason> {
    let attachment = attachment::decode(originals.load(&before.input)?, &NO_LIMITS)?;
    let findings = page.places.iter().map(as_decided).collect();
    paint(&mut ImageRecord { findings, ..before.clone() }, page, &attachment)
}

fn as_decided(place: &Place) -> FindingRecord {
    let painted = place.finding.painted.filter(|_| place.stands());
    FindingRecord { painted, ..place.finding.clone() }
}

/// The reasons that remain after a reviewer's decision.
fn settle(record: &mut ImageRecord) {
    let word = record.review.as_ref().and_then(|r| r.page);
    let open = record.findings.iter().any(|f| f.state == State::Proposed);
    record.reasons.retain(|reason| match reason.code {
        Code::UploadAgain => false,
        // These ask a person to look at findings, which has been done.
        Code::Uncertain | Code::FieldUnread | Code::FoundAgain => open,
        Code::ReviewAgain => word.is_none(),
        _ => true,
    });
    match word {
        Some(PageWord::Release) => {
            let (held, rest): (Vec<Reason>, Vec<Reason>) =
                std::mem::take(&mut record.reasons).into_iter().partition(|r| r.code.holds());
            record.reasons = rest;
            if !held.is_empty() {
                let codes: Vec<&str> = held.iter().map(|r| r.code.as_str()).collect();
                record.reasons.retain(|r| r.code != Code::ReleasedByReviewer);
                record.reasons.push(Reason::new(Code::ReleasedByReviewer, Detail::HeldFor(codes.join(" "))));
            }
        }
        Some(PageWord::Reupload) => record.reasons.push(Reason::new(Code::UploadAgain, "")),
        _ => {}
    }
}

fn verdict(record: &ImageRecord) -> Verdict {
    let stands = record.findings.iter().any(|f| f.state != State::Rejected);
    if stands { Verdict::Mask } else { Verdict::Clear }
}

/// If the decisions move no box, the released file stays, and the second reader's result with it.
fn unchanged(before: &ImageRecord, page: &Page, out: &Path) -> Option<Vec<u8>> {
    let output = before.output.as_ref()?;
    let same = |p: &Place| p.drawn.is_none() && p.stands() == p.finding.painted.is_some();
    if !page.places.iter().all(same) {
        return None;
    }
    fs::read(out.join(MASKED).join(&output.file)).ok().filter(|bytes| sha256(bytes) == output.sha256)
}

/// Paints the standing findings and records them.
fn paint(record: &mut ImageRecord, page: &Page, attachment: &Attachment) -> Result<Vec<u8>, Reason> {
    let standing: Vec<&Place> = page.places.iter().filter(|p| p.stands()).collect();
    let covers: Vec<Cover> = standing.iter().map(|p| cover(p, attachment)).collect();
    let written = mask::write(attachment, &covers)?;
    let seen = recheck::compared(attachment, &written, &NO_LIMITS)?;
    let painted = written.painted.iter().copied();
    for (finding, rect) in record.findings.iter_mut().filter(|f| f.state != State::Rejected).zip(painted) {
        finding.painted = Some(rect);
    }
    record.verdict = verdict(record);
    record.input.width = Some(attachment.width);
    record.input.height = Some(attachment.height);
    record.input.orientation = Some(attachment.orientation.tag());
    record.input.format = Some(attachment.format.as_str().to_owned());
    record.output = Some(OutputRecord {
        file: record.file.clone(),
        sha256: sha256(&written.bytes),
        bytes: written.bytes.len() as u64,
        method: written.method.into(),
    });
    record.recheck = Some(recorded(&seen));
    if !seen.outside_unchanged {
        return Err(Reason::new(Code::OutsideChanged, ""));
    }
    Ok(written.bytes)
}

fn recorded(seen: &Rechecked) -> RecheckRecord {
    RecheckRecord {
        reader: None,
        names_found: None,
        outside_unchanged: seen.outside_unchanged,
        max_outside_diff: seen.largest,
    }
}

fn cover(place: &Place, attachment: &Attachment) -> Cover {
    match (place.drawn, place.finding.painted) {
        (Some(drawn), _) => Cover::Box(drawn),
        (None, Some(painted)) => Cover::Painted(painted),
        // It was rejected before, so nothing was painted there.
        (None, None) => Cover::Box(match found(&place.finding) {
            Some(finding) => boxes::box_of(&finding, &attachment.pixels),
            None => quad(&place.finding).bounding_rect(attachment.width, attachment.height),
        }),
    }
}

fn quad(finding: &FindingRecord) -> Quad {
    Quad(finding.quad.map(|[x, y]| Point::new(x as f32, y as f32)))
}

/// The finding for planning its box; `None` for a reviewer's own finding, whose box is given.
fn found(record: &FindingRecord) -> Option<Finding> {
    let how = match record.how {
        How::Text => find::How::Text,
        How::Spotted => find::How::Spotted,
        How::Field => find::How::Field,
        How::Seal => find::How::Seal,
        How::Signature => find::How::Signature,
        How::Reviewer => return None,
    };
    // The plan treats halves of names differently.
    let shape = if record.form == Shape::Split { find::Shape::Split } else { find::Shape::Han };
    Some(Finding { quad: quad(record), shape, how, score: record.score as f32, uncertain: false })
}

/// A new run's record of a page, with the reviewers' earlier decisions about the same picture.
///
/// An old decision never uncovers anything in a later run. Findings that reviewers added or confirmed are covered;
/// findings they rejected are proposed again if they are found again; a page whose upload they asked for again stays
/// held. A decision that can't be kept is reported, and asked for again.
pub(super) fn carried(before: &Replay, outcome: Outcome, source: &Path) -> Outcome {
    let file = &outcome.record.file;
    let Some((seen, page)) = before.image(file).zip(Page::of(before, file)) else { return outcome };
    let same_picture =
        seen.record.input.sha256.is_some() && seen.record.input.sha256 == outcome.record.input.sha256;
    let touched = page.review.is_some() || page.places.iter().any(|p| p.finding.state != State::Proposed);
    if !same_picture || !touched {
        return outcome;
    }
    let Outcome { mut record, output } = outcome;
    if page.word() == Some(PageWord::Reupload) {
        record.review = page.review;
        record.reasons.push(Reason::new(Code::UploadAgain, ""));
        (record.verdict, record.output) = (Verdict::Held, None);
        return Outcome { record, output: None };
    }
    record.reasons.push(Reason::new(Code::ReviewAgain, ""));
    let covered = |place: &Place| {
        record.findings.iter().filter_map(|f| f.painted).any(|r| quad(&place.finding).is_hidden_by(&r.quad()))
    };
    let decided = |place: &&Place| matches!(place.finding.state, State::Added | State::Confirmed);
    let kept: Vec<Place> = page.places.iter().filter(decided).filter(|p| !covered(p)).cloned().collect();
    if kept.is_empty() {
        return Outcome { record, output };
    }
    let mut places: Vec<Place> =
        record.findings.iter().map(|f| Place { finding: f.clone(), drawn: None }).collect();
    places.extend(kept.into_iter().map(|mut place| {
        // The new run has its own numbers for findings.
        if !place.finding.id.starts_with('r') {
            place.finding.id = format!("r{}-{}", seen.seq, place.finding.id);
        }
        place
    }));
    let page = Page { places, review: None, live: Vec::new(), waits: false };
    record.findings = page.places.iter().map(as_decided).collect();
    if output.is_none() {
        return Outcome { record, output };
    }
    let again = attachment::load(source, &NO_LIMITS)
        .and_then(|(bytes, _)| attachment::decode(bytes, &NO_LIMITS))
        .and_then(|attachment| paint(&mut record, &page, &attachment));
    match again {
        Ok(bytes) => Outcome { record, output: Some(bytes) },
        Err(reason) => {
            record.reasons.push(reason);
            (record.verdict, record.output) = (Verdict::Held, None);
            Outcome { record, output: None }
        }
    }
}
