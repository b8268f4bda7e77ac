//! Routes that both doors have, and helpers of all handlers.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::auth::{Caller, Role, cookie};
use super::extract::{Json, Segment};
use super::guard::Asked;
use super::problem::Problem;
use super::{App, Door, Shared, assets, openapi};
use crate::error::Code;
use crate::lang::Lang;

pub type Answer = Result<Response<Body>, Problem>;

/// Runs blocking work on one of the threads that tokio keeps for it.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Problem::internal())?
}

/// JSON with a status.
pub fn json(status: StatusCode, value: &impl Serialize) -> Answer {
    let bytes = serde_json::to_vec(value).map_err(|_| Problem::internal())?;
    Ok(with_type(status, "application/json", Body::from(bytes)))
}

/// A body with its media type.
pub fn with_type(status: StatusCode, kind: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// Nothing but a status.
pub fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// The page of the door.
pub async fn home(State(app): Shared, headers: HeaderMap) -> Answer {
    let page = match app.door {
        Door::Review(_) => "review.html",
        Door::Serve(_) => "check.html",
    };
    assets::asset(page, &headers)
}

/// The page to try the interface.
pub async fn docs(headers: HeaderMap) -> Answer {
    assets::asset("docs.html", &headers)
}

/// What pages load.
pub async fn asset(Segment(name): Segment, headers: HeaderMap) -> Answer {
    if name.ends_with(".html") {
        return Err(Problem::not_found());
    }
    assets::asset(&name, &headers)
}

/// The answer of `/healthz`.
#[derive(Serialize, JsonSchema)]
pub struct Health {
    status: &'static str,
}

/// The server answers, and what it needs is loaded.
pub async fn health() -> Answer {
    json(StatusCode::OK, &Health { status: "ok" })
}

/// The counters.
pub async fn metrics(State(app): Shared) -> Answer {
    Ok(with_type(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", Body::from(app.metrics.text())))
}

/// The description of this server's routes.
pub async fn description(State(app): Shared, Extension(Asked(lang)): Extension<Asked>) -> Answer {
    json(StatusCode::OK, &openapi::document(app.routes.of_door(&app.door), lang))
}

/// Who asks, and what they can expect.
#[derive(Serialize, JsonSchema)]
pub struct Session {
    /// `review` or `serve`.
    door: &'static str,
    version: &'static str,
    /// Null without a valid token.
    role: Option<Role>,
    /// The reviewer's label in the ledger (`by`); null where there are no tokens.
    who: Option<String>,
    token_needed: bool,
    /// True where decisions must name the reviewer, since there are no tokens.
    name_yourself: bool,
    /// True where the pages of a sample are reviewed.
    sample: bool,
    /// `zh` or `en`.
    lang: &'static str,
    limits: Limits,
}

/// What an upload may cost.
#[derive(Serialize, JsonSchema)]
struct Limits {
    max_bytes: u64,
    max_pixels: u64,
    max_files: u64,
}

/// Tells the caller's session.
pub async fn session(
    State(app): Shared,
    caller: Option<Extension<Caller>>,
    Extension(Asked(lang)): Extension<Asked>,
) -> Answer {
    let caller = caller.map(|Extension(caller)| caller);
    let (door, sample, limits) = match &app.door {
        Door::Review(review) => {
            ("review", review.sampling, Limits { max_bytes: 0, max_pixels: 0, max_files: 0 })
        }
        Door::Serve(serve) => {
            let limits = serve.limits();
            let max_files = serve.most_files as u64;
            ("serve", false, Limits { max_bytes: limits.bytes, max_pixels: limits.pixels, max_files })
        }
    };
    let session = Session {
        door,
        version: env!("CARGO_PKG_VERSION"),
        role: caller.as_ref().map(|c| c.role),
        who: caller.and_then(|c| c.who),
        token_needed: app.tokens.is_some(),
        name_yourself: app.tokens.is_none(),
        sample,
        lang: lang.pick("en", "zh"),
        limits,
    };
    json(StatusCode::OK, &session)
}

/// A token.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    token: String,
}

/// Keeps a token in a cookie.
pub async fn login(State(app): Shared, Json(login): Json<Login>) -> Answer {
    let known = app.tokens.as_ref().is_none_or(|tokens| tokens.knows(&login.token));
    if !known {
        return Err(Problem::unauthenticated());
    }
    let mut response = empty(StatusCode::NO_CONTENT);
    // A server without tokens accepts any text and keeps no cookie.
    let kept = app.tokens.is_some().then_some(login.token.as_str());
    response.headers_mut().extend(cookie(kept).map(|value| (header::SET_COOKIE, value)));
    Ok(response)
}

/// Ends the session.
pub async fn logout() -> Answer {
    let mut response = empty(StatusCode::NO_CONTENT);
    response.headers_mut().extend(cookie(None).map(|value| (header::SET_COOKIE, value)));
    Ok(response)
}

/// What a reason's code means.
#[derive(Serialize, JsonSchema)]
struct Meaning {
    /// True when a file with it isn't released.
    holds: bool,
    /// What is the matter, and what to do.
    zh: [&'static str; 2],
    /// The same in English.
    en: [&'static str; 2],
}

/// The answer of `/api/v1/codes`.
#[derive(Serialize, JsonSchema)]
pub struct Codes {
    reasons: std::collections::BTreeMap<&'static str, Meaning>,
}

/// Every reason's code in both languages.
pub async fn codes() -> Answer {
    let told = |code: Code, lang: Lang| [code.explain(lang), code.advice(lang)];
    let meaning =
        |code: Code| Meaning { holds: code.holds(), zh: told(code, Lang::Zh), en: told(code, Lang::En) };
    let reasons = Code::ALL.iter().map(|code| (code.as_str(), meaning(*code))).collect();
    json(StatusCode::OK, &Codes { reasons })
}

/// Answers requests for which there is no route.
pub async fn nothing() -> Response<Body> {
    Problem::not_found().into_response()
}

/// Answers methods that a route doesn't have.
pub async fn no_method() -> Response<Body> {
    Problem::method_not_allowed().into_response()
}

/// A handler's own reference to the server's state, for work that outlives the request.
pub type Held = Arc<App>;
