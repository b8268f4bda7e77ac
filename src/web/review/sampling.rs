//! The sample of released pages: what was found, and drawing another.

use axum::extract::State;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::Shared;
use super::super::common::{Answer, blocking, json};
use super::super::extract::Json;
use super::super::problem::Problem;
use super::Review;
use crate::review::sample::Found;

/// What was found on the pages of a sample.
#[derive(Debug, Serialize, JsonSchema)]
struct Sample {
    /// The line that drew it.
    line: u64,
    /// Pages drawn.
    pages: u64,
    /// Released pages they were drawn from.
    of: u64,
    /// Pages with an answer.
    decided: u64,
    /// Pages on which a name was left.
    left: u64,
    /// `left / decided`; null without an answer.
    share: Option<f64>,
    /// Lower end of the exact 95 % interval.
    low: Option<f64>,
    /// Upper end.
    high: Option<f64>,
}

/// The latest sample, if one was drawn.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Sampled {
    sample: Option<Sample>,
}

/// How many pages are to be drawn.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Draw {
    #[schemars(range(min = 1, max = 100_000))]
    pages: u32,
}

fn sampled(review: &Review) -> Result<Sampled, Problem> {
    let found = review.desk.read(|state| Found::of(state).zip(state.sample().map(|d| d.seq)))?;
    let sample = found.map(|(found, line)| {
        let share = found.share();
        let Found { pages, of, decided, left } = found;
        let (low, high) = (share.map(|s| s.1), share.map(|s| s.2));
        Sample { line, pages, of, decided, left, share: share.map(|s| s.0), low, high }
    });
    Ok(Sampled { sample })
}

/// Tells what was found.
pub async fn found(State(app): Shared) -> Answer {
    blocking(move || {
        let review = app.review().ok_or_else(Problem::not_found)?;
        json(StatusCode::OK, &sampled(review)?)
    })
    .await
}

/// Draws anew.
pub async fn draw(State(app): Shared, Json(Draw { pages }): Json<Draw>) -> Answer {
    if !(1..=100_000).contains(&pages) {
        return Err(Problem::bad_request());
    }
    blocking(move || {
        let review = app.review().ok_or_else(Problem::not_found)?;
        if !review.sampling {
            return Err(Problem::conflict());
        }
        review.desk.draw(pages as usize)?;
        json(StatusCode::CREATED, &sampled(review)?)
    })
    .await
}
