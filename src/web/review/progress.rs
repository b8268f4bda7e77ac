//! Tells how far reviewers are, and sends events of what they do.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::super::Shared;
use super::super::auth::{Caller, Role};
use super::super::common::{Answer, blocking, json};
use super::super::events::{Next, Source, stream};
use super::super::extract::Segment;
use super::super::problem::Problem;
use crate::audit::ApplicantAudit;
use crate::audit::record::Verdict;
use crate::review::Page;
use crate::review::tally::{Queue, Tally, by_reviewer};

/// What one reviewer did.
#[derive(Debug, Serialize, JsonSchema)]
struct Reviewer {
    who: String,
    /// Pages about which they decided.
    pages: u64,
    /// When they decided last.
    last: String,
}

/// How far reviewers are.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Progress {
    pages: u64,
    decided: u64,
    held_open: u64,
    flagged_open: u64,
    waiting: u64,
    by: Vec<Reviewer>,
}

/// Tells how far reviewers are.
pub async fn progress(State(app): Shared) -> Answer {
    blocking(move || {
        let review = app.review().ok_or_else(Problem::not_found)?;
        let (tally, by) = review.desk.read(|state| (Tally::of(state), by_reviewer(state)))?;
        let Tally { pages, decided, held_open, flagged_open, waiting, .. } = tally;
        let by = by.into_iter().map(|(who, (pages, last))| Reviewer { who, pages, last }).collect();
        json(StatusCode::OK, &Progress { pages, decided, held_open, flagged_open, waiting, by })
    })
    .await
}

/// An applicant's pages.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct Applicant {
    id: String,
    /// The name, then the other ones; null for those who see no originals, and where the server was given no roster.
    names: Option<Vec<String>>,
    pages: u64,
    held: u64,
    flagged: u64,
    decided: u64,
    waiting: u64,
}

/// Everybody's pages.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Applicants {
    applicants: Vec<Applicant>,
}

/// Lists the applicants.
pub async fn applicants(State(app): Shared, Extension(caller): Extension<Caller>) -> Answer {
    blocking(move || {
        let review = app.review().ok_or_else(Problem::not_found)?;
        let names = |id: &str| review.names.get(id).filter(|_| caller.role != Role::Auditor).cloned();
        let applicants = review.desk.read(|state| {
            let mut all: BTreeMap<String, Applicant> = BTreeMap::new();
            for seen in state.images() {
                let Some(page) = Page::of(state, &seen.record.file) else { continue };
                let one = all.entry(seen.applicant.clone()).or_default();
                if one.id.is_empty() {
                    one.id.clone_from(&seen.applicant);
                    one.names = names(&seen.applicant);
                }
                one.pages += 1;
                one.held += u64::from(seen.record.verdict == Verdict::Held);
                one.flagged += u64::from(Queue::of(seen) == Queue::Flagged);
                one.decided += u64::from(page.word().is_some());
                one.waiting += u64::from(page.waits);
            }
            all.into_values().collect()
        })?;
        json(StatusCode::OK, &Applicants { applicants })
    })
    .await
}

/// Gives the audit of an applicant. Reviewers don't get it: on the pages of a sample it would tell them the program's verdict.
pub async fn audit(
    State(app): Shared,
    Extension(caller): Extension<Caller>,
    Segment(applicant): Segment,
) -> Answer {
    blocking(move || {
        let review = app.review().ok_or_else(Problem::not_found)?;
        let audit = review.desk.read(|state| state.audit(&applicant))?.ok_or_else(Problem::not_found)?;
        // The chain doesn't hold the name, which is in the file where the operator asked for it.
        let name = audit.name.filter(|_| caller.role == Role::Operator);
        json(StatusCode::OK, &ApplicantAudit { name, ..audit })
    })
    .await
}

struct Listener(Receiver<(&'static str, String)>);

impl Source for Listener {
    async fn next(&mut self) -> Next {
        match self.0.recv().await {
            Ok((name, data)) => Next::Event(name, data),
            // A browser that missed an event loads the list again.
            Err(RecvError::Lagged(_)) => Next::Event("missed", "{}".to_owned()),
            Err(RecvError::Closed) => Next::End,
        }
    }
}

/// Sends decisions and renderings as events.
pub async fn events(State(app): Shared) -> Answer {
    let review = app.review().ok_or_else(Problem::not_found)?;
    Ok(stream(Listener(review.events.subscribe()), app.stopping.clone()))
}
