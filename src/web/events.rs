//! Server-sent events (HTML Living Standard, 9.2). A stream ends when its source or the server ends.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use futures_util::stream::unfold;
use tokio::sync::watch;

use super::common::with_type;
use super::route::EVENTS;

/// How often a silent stream sends a comment, so that no proxy closes it.
const ALIVE: Duration = Duration::from_secs(15);

/// What comes next in a stream of events.
pub enum Next {
    /// An event: its name and its data, one line of JSON.
    Event(&'static str, String),
    /// The last event.
    Last(&'static str, String),
    /// No more.
    End,
}

/// Where events come from.
pub trait Source: Send + 'static {
    /// The next one.
    fn next(&mut self) -> impl Future<Output = Next> + Send;
}

fn written(name: &str, data: &str) -> Bytes {
    Bytes::from(format!("event: {name}\ndata: {data}\n\n"))
}

/// The answer that sends what comes from `source` until it, or the server, ends.
pub fn stream(source: impl Source, stopping: watch::Receiver<bool>) -> Response<Body> {
    let body = unfold(Some((source, stopping)), |state| async move {
        let (mut source, mut stopping) = state?;
        if *stopping.borrow() {
            return None;
        }
        let (bytes, more) = tokio::select! {
            next = source.next() => match next {
                Next::Event(name, data) => (written(name, &data), true),
                Next::Last(name, data) => (written(name, &data), false),
                Next::End => return None,
            },
            () = tokio::time::sleep(ALIVE) => (Bytes::from_static(b":\n\n"), true),
            _ = stopping.changed() => return None,
        };
        Some((Ok::<_, Infallible>(bytes), more.then_some((source, stopping))))
    });
    let mut response = with_type(StatusCode::OK, EVENTS, Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Without this header nginx holds events back until its buffer is full.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}
