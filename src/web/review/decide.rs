//! Decisions about a page: recorded, or refused with what changed meanwhile.

use std::sync::atomic::Ordering;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json as value;

use super::super::Shared;
use super::super::auth::Caller;
use super::super::common::{Answer, blocking, json};
use super::super::extract::{Json, Segment};
use super::super::guard::Asked;
use super::super::problem::Problem;
use super::pages::view;
use crate::audit::decision::{Change, Decision, LONGEST_LABEL};
use crate::error::Error;
use crate::lang::Lang;
use crate::review::desk::Since;
use crate::review::rules::MOST_CHANGES;
use crate::review::{Denied, Refused};

/// The label of a reviewer who has no token and gives no name.
const NOBODY: &str = "local";

/// A decision as it is sent.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// Hash of the input that was seen; null where the page has none.
    input_sha256: Option<String>,
    /// The page's `line`.
    based_on: u64,
    /// Who decides, where there are no tokens: letters, digits, `.`, `_`, `-`.
    #[serde(default)]
    #[schemars(length(min = 1, max = LONGEST_LABEL))]
    by: Option<String>,
    /// What is decided, in this order.
    #[schemars(length(min = 1, max = MOST_CHANGES))]
    changes: Vec<Change>,
}

/// What happened to a page since it was looked at.
#[derive(Debug, Serialize)]
struct Happened<'a> {
    line: u64,
    at: &'a Option<String>,
    by: &'a Option<String>,
    what: &'static str,
}

/// Records a decision.
pub async fn decide(
    State(app): Shared,
    Segment(file): Segment,
    Extension(caller): Extension<Caller>,
    Extension(Asked(lang)): Extension<Asked>,
    Json(sent): Json<Sent>,
) -> Answer {
    blocking(move || {
        let review = app.review().ok_or_else(Problem::not_found)?;
        let by = caller.who.or(sent.by).unwrap_or_else(|| NOBODY.to_owned());
        let Sent { input_sha256, based_on, changes, .. } = sent;
        let decision = Decision { file: file.clone(), input_sha256, based_on, by, changes };
        let shown = || review.desk.read(|state| view(review, state, &file, lang));
        // While a sample is reviewed, its pages alone exist.
        shown()?.ok_or_else(Problem::not_found)?;
        let line = review.desk.decide(&decision).map_err(|denied| match denied {
            Denied::Gone => Problem::not_found(),
            Denied::Refused(why) => refused(why),
            Denied::Failed(error) => failed(error),
            Denied::Stale(since) => match shown() {
                Ok(Some(now)) => stale(&since).with("current", value!(now)),
                _ => Problem::not_found(),
            },
        })?;
        app.metrics.decisions.fetch_add(1, Ordering::Relaxed);
        review.tell("decision", &value!({ "file": file, "line": line, "by": decision.by }));
        json(StatusCode::CREATED, &shown()?.ok_or_else(Problem::not_found)?)
    })
    .await
}

fn failed(error: Error) -> Problem {
    error.into()
}

fn refused(why: Refused) -> Problem {
    let say = |lang: Lang| why.explain(lang).to_owned();
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "refused", say).with("why", value!(why.as_str()))
}

fn stale(since: &[Since]) -> Problem {
    let say = |lang: Lang| {
        lang.pick(
            "Something happened to this page since you looked at it. Look again, then decide.",
            "您查看之后此页已有变化，请重新查看后再决定。",
        )
        .to_owned()
    };
    let happened: Vec<Happened> =
        since.iter().map(|s| Happened { line: s.line, at: &s.at, by: &s.by, what: s.what }).collect();
    Problem::new(StatusCode::CONFLICT, "stale", say).with("changed", value!(happened))
}
