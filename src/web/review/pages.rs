//! The queue of pages, and one page as it stands.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::Shared;
use super::super::common::{Answer, blocking, json};
use super::super::extract::{Query, Segment};
use super::super::guard::Asked;
use super::super::problem::Problem;
use super::Review;
use crate::audit::ImageRecord;
use crate::audit::decision::{Change, PageWord};
use crate::audit::record::{State as Decided, Verdict};
use crate::audit::replay::{Replay, Seen};
use crate::audit::wire::{How, Shape};
use crate::error::Code;
use crate::geometry::Rect;
use crate::lang::Lang;
use crate::review::Page;
use crate::review::page::{Place, releasable, since, undone};
use crate::review::sample::answer;
use crate::review::tally::Queue;

/// Which pages are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Every page.
    #[default]
    All,
    /// Pages that nobody has answered yet.
    Open,
    /// Pages that aren't released.
    Held,
    /// Released pages with something to look at.
    Flagged,
    /// Pages that somebody has answered.
    Reviewed,
    /// Pages with decisions that aren't rendered yet.
    Waiting,
}

/// Most pages of one list.
const MOST: u32 = 100_000;

/// The query of the list.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Filter {
    state: Which,
    /// The roster's id.
    applicant: Option<String>,
    reason: Option<Code>,
    form: Option<Shape>,
    #[schemars(range(min = 0, max = 4_294_967_295_u32))]
    offset: u32,
    #[schemars(range(min = 1, max = MOST))]
    limit: Option<u32>,
}

/// A page in the list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Item {
    file: String,
    applicant: String,
    /// As it was rendered last; null for pages of a sample, whose reviewers shall not know it.
    verdict: Option<Verdict>,
    width: Option<u32>,
    height: Option<u32>,
    orientation: Option<u8>,
    /// Of the input.
    sha256: Option<String>,
    /// `held`, `flagged` or `rest`.
    queue: &'static str,
    reasons: Vec<Code>,
    forms: Vec<Shape>,
    /// How many of its findings stand.
    boxes: u64,
    /// The last line of the ledger about it; decisions are based on it.
    line: u64,
    /// The reviewers' last word about it.
    page: Option<PageWord>,
    by: Option<String>,
    at: Option<String>,
    /// True when something decided isn't rendered yet.
    apply: bool,
    sample: bool,
    /// The answer to the sample's question.
    name_left: Option<bool>,
}

/// The list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct List {
    /// The last line of the ledger.
    head: u64,
    /// Pages that the filter lets pass.
    total: u64,
    images: Vec<Item>,
}

/// A finding as it stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Finding {
    id: String,
    quad: [[f64; 2]; 4],
    /// Where it is, or will be, covered; null where it is rejected or known only when it is rendered.
    #[serde(rename = "box")]
    place: Option<Rect>,
    form: Shape,
    how: How,
    score: f64,
    state: Decided,
    by: String,
    at: Option<String>,
    /// True when rejecting it needs a reason.
    needs_reason: bool,
}

/// A reason in the language asked for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Told {
    code: Code,
    holds: bool,
    what: &'static str,
    advice: &'static str,
    detail: String,
}

/// A decision since the last rendering.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Step {
    line: u64,
    at: String,
    by: String,
    changes: Vec<Change>,
    undone: bool,
}

/// A page as it stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct View {
    #[serde(flatten)]
    item: Item,
    /// True when it is held and may be released.
    releasable: bool,
    /// True when a released file exists.
    released: bool,
    /// The line that can be taken back.
    undo: Option<u64>,
    findings: Vec<Finding>,
    told: Vec<Told>,
    history: Vec<Step>,
    /// The audit's record as last rendered; null for pages of a sample.
    record: Option<ImageRecord>,
}

fn item(review: &Review, state: &Replay, seen: &Seen, page: &Page) -> Item {
    let record = &seen.record;
    let drawn = state.sample().filter(|d| d.sample.files.contains(&record.file));
    let blind = review.sampling;
    let standing = page.places.iter().filter(|p| p.stands() && !blind);
    let mut forms: Vec<Shape> = standing.clone().map(|p| p.finding.form).collect();
    forms.dedup();
    let mut reasons: Vec<Code> = record.reasons.iter().map(|r| r.code).filter(|_| !blind).collect();
    reasons.dedup();
    let last = page.review.as_ref();
    Item {
        file: record.file.clone(),
        applicant: seen.applicant.clone(),
        verdict: (!blind).then_some(record.verdict),
        width: record.input.width,
        height: record.input.height,
        orientation: record.input.orientation,
        sha256: record.input.sha256.clone(),
        queue: if blind { Queue::Rest } else { Queue::of(seen) }.as_str(),
        reasons,
        forms,
        boxes: standing.count() as u64,
        line: state.last_line(&record.file),
        page: page.word(),
        by: last.map(|r| r.by.clone()),
        at: last.map(|r| r.at.clone()),
        apply: page.waits,
        sample: drawn.is_some(),
        name_left: drawn.and_then(|d| answer(state, d, &record.file)),
    }
}

/// A page as it stands; `None` where the ledger has none of that name, or it isn't of the sample under review.
pub(super) fn view(review: &Review, state: &Replay, file: &str, lang: Lang) -> Option<View> {
    let (seen, page) = state.image(file).zip(Page::of(state, file))?;
    let item = item(review, state, seen, &page);
    if review.sampling && !item.sample {
        return None;
    }
    let blind = review.sampling;
    let decided = since(state, seen);
    let gone = undone(decided);
    let step = |d: &crate::audit::replay::Decided| Step {
        line: d.seq,
        at: d.at.clone(),
        by: d.decision.by.clone(),
        changes: d.decision.changes.clone(),
        undone: gone.contains(&d.seq),
    };
    let told = seen.record.reasons.iter().map(|r| Told {
        code: r.code,
        holds: r.code.holds(),
        what: r.code.explain(lang),
        advice: r.code.advice(lang),
        detail: r.detail.say(lang),
    });
    // Reviewers of a sample see only the boxes that they added themselves.
    let shown = page.places.iter().filter(|p| !blind || p.finding.how == How::Reviewer);
    Some(View {
        releasable: releasable(seen),
        released: seen.record.output.is_some(),
        undo: page.live.last().copied(),
        findings: shown.map(finding).collect(),
        told: if blind { Vec::new() } else { told.collect() },
        history: decided.iter().map(step).collect(),
        record: (!blind).then(|| seen.record.clone()),
        item,
    })
}

fn finding(place: &Place) -> Finding {
    let f = &place.finding;
    Finding {
        id: f.id.clone(),
        quad: f.quad,
        place: place.cover().filter(|_| place.stands()),
        form: f.form,
        how: f.how,
        score: f.score,
        state: f.state,
        by: f.by.clone(),
        at: f.at.clone(),
        needs_reason: place.needs_reason(),
    }
}

fn passes(filter: &Filter, item: &Item) -> bool {
    let open =
        if item.sample && item.verdict.is_none() { item.name_left.is_none() } else { item.page.is_none() };
    let state = match filter.state {
        Which::All => true,
        Which::Open => open,
        Which::Reviewed => !open,
        Which::Held => item.queue == Queue::Held.as_str(),
        Which::Flagged => item.queue == Queue::Flagged.as_str(),
        Which::Waiting => item.apply,
    };
    state
        && filter.applicant.as_ref().is_none_or(|id| *id == item.applicant)
        && filter.reason.is_none_or(|code| item.reasons.contains(&code))
        && filter.form.is_none_or(|form| item.forms.contains(&form))
}

/// Lists pages: held ones first, then flagged ones, then the rest, each by file.
pub async fn list(State(app): Shared, Query(filter): Query<Filter>) -> Answer {
    let most = filter.limit.unwrap_or(MOST);
    if !(1..=MOST).contains(&most) {
        return Err(Problem::bad_request());
    }
    blocking(move || {
        let review = app.review().ok_or_else(Problem::not_found)?;
        let list = review.desk.read(|state| {
            let items = state.images().filter_map(|seen| {
                let page = Page::of(state, &seen.record.file)?;
                let item = item(review, state, seen, &page);
                ((!review.sampling || item.sample) && passes(&filter, &item)).then_some(item)
            });
            let mut items: Vec<Item> = items.collect();
            let rank = |item: &Item| match item.queue {
                "held" => 0,
                "flagged" => 1,
                _ => 2,
            };
            items.sort_by(|a, b| (rank(a), &a.file).cmp(&(rank(b), &b.file)));
            let total = items.len() as u64;
            let page = items.into_iter().skip(filter.offset as usize).take(most as usize);
            List { head: state.entries(), total, images: page.collect() }
        })?;
        json(StatusCode::OK, &list)
    })
    .await
}

/// One page.
pub async fn one(
    State(app): Shared,
    Segment(file): Segment,
    Extension(Asked(lang)): Extension<Asked>,
) -> Answer {
    blocking(move || {
        let review = app.review().ok_or_else(Problem::not_found)?;
        let view =
            review.desk.read(|state| view(review, state, &file, lang))?.ok_or_else(Problem::not_found)?;
        let mut response = json(StatusCode::OK, &view)?;
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", view.item.line)) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        Ok(response)
    })
    .await
}
