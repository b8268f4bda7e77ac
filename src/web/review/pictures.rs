//! Pictures of a page for the browser. Each is decoded and encoded anew, in the stored grid and without metadata, so none of an
//! upload's own bytes reaches a browser.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::Shared;
use super::super::auth::{Caller, Role};
use super::super::common::{Answer, Held, blocking, empty, with_type};
use super::super::extract::{Query, Segment};
use super::super::problem::Problem;
use super::Review;
use crate::audit::files::is_inside;
use crate::audit::folder::MASKED;
use crate::audit::replay::Seen;
use crate::digest::sha256;
use crate::error::Reason;
use crate::intake::attachment::{self, Limits};
use crate::pixels::scale::resize;
use crate::review::Page;
use crate::run::apply::preview;
use crate::run::containment::guarded;
use crate::run::originals::Originals;

/// Longer side of a picture when none is asked for.
const USUAL: u32 = 1600;
/// Longer side of a thumbnail.
const THUMBNAIL: u32 = 240;
/// Sides that may be asked for.
const SIDES: std::ops::RangeInclusive<u32> = 64..=12_000;
/// Small print stays free of artefacts, at a third of the size of 95.
const QUALITY: u8 = 82;
/// Most bytes of pictures that are kept.
const KEPT: usize = 64 << 20;
/// Longest time for one picture.
const TIME: Duration = Duration::from_secs(60);

/// The query of a picture. Unknown members are passed over: the page adds some to tell renderings apart.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Size {
    /// The longer side is at most this many pixels; pictures are never enlarged.
    #[schemars(range(min = 64, max = 12_000))]
    width: Option<u32>,
    /// Only for `masked`: the released file as it is, not what would be released now.
    released: bool,
    /// Any text. With it the browser may keep the picture for an hour.
    #[schemars(skip)]
    v: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Original,
    Preview,
    Released,
}

/// Pictures that were made, the oldest forgotten first.
#[derive(Default)]
pub(super) struct Cache(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    pictures: HashMap<String, Bytes>,
    order: std::collections::VecDeque<String>,
    bytes: usize,
}

impl Cache {
    fn get(&self, tag: &str) -> Option<Bytes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pictures.get(tag).cloned()
    }

    fn put(&self, tag: String, picture: Bytes) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes += picture.len();
        if let Some(old) = kept.pictures.insert(tag.clone(), picture) {
            kept.bytes -= old.len();
        } else {
            kept.order.push_back(tag);
        }
        while kept.bytes > KEPT {
            let Some(oldest) = kept.order.pop_front() else { break };
            if let Some(gone) = kept.pictures.remove(&oldest) {
                kept.bytes -= gone.len();
            }
        }
    }
}

/// A picture as it was asked for.
struct Wanted {
    kind: Kind,
    file: String,
    size: Size,
}

/// What a picture is made from.
struct Source {
    kind: Kind,
    seen: Seen,
    page: Page,
    /// The last line of the ledger about the page.
    line: u64,
}

/// The original.
pub async fn original(
    State(app): Shared,
    Segment(file): Segment,
    Query(size): Query<Size>,
    headers: HeaderMap,
) -> Answer {
    picture(app, Wanted { kind: Kind::Original, file, size }, headers).await
}

/// What would be released now, or is.
pub async fn masked(
    State(app): Shared,
    Segment(file): Segment,
    Query(size): Query<Size>,
    headers: HeaderMap,
    Extension(caller): Extension<Caller>,
) -> Answer {
    let kind = if size.released || released_alone(&app, &caller) { Kind::Released } else { Kind::Preview };
    picture(app, Wanted { kind, file, size }, headers).await
}

/// A small picture.
pub async fn thumbnail(
    State(app): Shared,
    Segment(file): Segment,
    Query(size): Query<Size>,
    headers: HeaderMap,
    Extension(caller): Extension<Caller>,
) -> Answer {
    let kind = if released_alone(&app, &caller) { Kind::Released } else { Kind::Original };
    let size = Size { width: Some(size.width.unwrap_or(THUMBNAIL).min(USUAL)), ..size };
    picture(app, Wanted { kind, file, size }, headers).await
}

/// True where nothing but released files is shown: to auditors, and in a sample.
fn released_alone(app: &Held, caller: &Caller) -> bool {
    caller.role == Role::Auditor || app.review().is_some_and(|review| review.sampling)
}

/// Answers with a picture: 304 where the client has it, and from the kept ones where it was made before.
async fn picture(app: Held, wanted: Wanted, headers: HeaderMap) -> Answer {
    let side = wanted.size.width.unwrap_or(USUAL);
    if !SIDES.contains(&side) {
        return Err(Problem::bad_request());
    }
    let review = app.review().ok_or_else(Problem::not_found)?;
    let source = source(review, &wanted)?;
    let tag = source.tag(side).ok_or_else(Problem::not_found)?;
    let kept = if wanted.size.v.is_some() { "private, max-age=3600" } else { "no-store" };
    let told = |mut response: axum::http::Response<Body>| {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
        headers.extend(HeaderValue::from_str(&tag).ok().map(|tag| (header::ETAG, tag)));
        response
    };
    if headers.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == tag.as_bytes()) {
        return Ok(told(empty(StatusCode::NOT_MODIFIED)));
    }
    let bytes = match review.pictures.get(&tag) {
        Some(bytes) => bytes,
        None => {
            let room = Arc::clone(&review.room);
            let _permit = room.acquire().await.map_err(|_| Problem::internal())?;
            let held = Arc::clone(&app);
            let bytes = blocking(move || {
                let review = held.review().ok_or_else(Problem::not_found)?;
                made(review, source, side)
            })
            .await?;
            review.pictures.put(tag.clone(), bytes.clone());
            bytes
        }
    };
    Ok(told(with_type(StatusCode::OK, "image/jpeg", Body::from(bytes))))
}

/// Looks up what a picture is made from. A sample's reviewers get no pages but those that were drawn.
fn source(review: &Review, wanted: &Wanted) -> Result<Source, Problem> {
    let Wanted { kind, file, .. } = wanted;
    let found = review.desk.read(|state| {
        let drawn = || state.sample().is_some_and(|d| d.sample.files.contains(file));
        let seen = state.image(file).filter(|_| !review.sampling || drawn())?;
        let page = Page::of(state, file)?;
        Some(Source { kind: *kind, seen: seen.clone(), page, line: state.last_line(file) })
    })?;
    found.ok_or_else(Problem::not_found)
}

impl Source {
    /// The entity tag: equal for equal pictures, and for no others. `None` where there is no picture of that kind.
    fn tag(&self, side: u32) -> Option<String> {
        let record = &self.seen.record;
        let of = match self.kind {
            Kind::Original => record.input.sha256.clone()?,
            Kind::Preview => format!("{}:{}", self.line, record.file),
            Kind::Released => record.output.as_ref()?.sha256.clone(),
        };
        let hash = sha256(format!("{:?} {side} {of}", self.kind).as_bytes());
        Some(format!("\"{}\"", hash.get(..32).unwrap_or_default()))
    }
}

/// Makes a picture. A file that can't be read, decoded or rendered has none: 404.
fn made(review: &Review, source: Source, side: u32) -> Result<Bytes, Problem> {
    let originals: Arc<Originals> = Arc::clone(&review.originals);
    let out = review.desk.out().to_owned();
    let work = move |_: &std::sync::atomic::AtomicBool| -> Result<Option<Bytes>, Reason> {
        let Source { kind, seen, page, .. } = source;
        let bytes = match kind {
            Kind::Original => originals.load(&seen.record.input)?,
            Kind::Preview => preview(&seen.record, &page, &originals)?,
            Kind::Released => match released(&out, &seen) {
                Some(bytes) => bytes,
                None => return Ok(None),
            },
        };
        let attachment = attachment::decode(bytes, &Limits::default())?;
        Ok(encoded(&attachment.pixels, side))
    };
    guarded(TIME, |_| {}, work).and_then(|made| made).ok().flatten().ok_or_else(Problem::not_found)
}

/// The released file of a page; `None` where there is none, or where it isn't the recorded one.
fn released(out: &Path, seen: &Seen) -> Option<Vec<u8>> {
    let output = seen.record.output.as_ref().filter(|o| is_inside(&o.file, &seen.applicant))?;
    let bytes = std::fs::read(out.join(MASKED).join(&output.file)).ok()?;
    (sha256(&bytes) == output.sha256).then_some(bytes)
}

fn encoded(picture: &RgbImage, side: u32) -> Option<Bytes> {
    let (w, h) = picture.dimensions();
    let scale = (f64::from(side) / f64::from(w.max(h).max(1))).min(1.0);
    let small = |length: u32| ((f64::from(length) * scale).round() as u32).max(1);
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    resize(picture, small(w), small(h)).write_with_encoder(encoder).ok()?;
    Some(Bytes::from(jpeg))
}
