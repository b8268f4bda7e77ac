//! Reads bodies, queries and path segments for handlers; a bad one is refused as a [`Problem`].

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Path, Query as AxumQuery, Request};
use axum::http::header;
use axum::http::request::Parts;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::App;
use super::problem::Problem;

/// Longest JSON body in bytes: a decision of 200 changes has a tenth of it.
const LONGEST_JSON: usize = 256 << 10;
/// Beyond its grace a body may take longer only while it comes at this many bytes a second.
const SLOWEST: f64 = 16.0 * 1024.0;
/// Bytes of a refused body that are still read and thrown away: closing a connection with unread data resets it, and the client
/// couldn't read the answer.
const DRAINED: usize = 4 << 20;
/// How long that may take.
const DRAIN_TIME: Duration = Duration::from_secs(2);

/// How fast a body has to come.
pub struct Pace {
    started: Instant,
    grace: Duration,
    bytes: usize,
}

impl Pace {
    /// A body that begins now, and may take `grace` however slowly it comes.
    pub fn new(grace: Duration) -> Pace {
        Pace { started: Instant::now(), grace, bytes: 0 }
    }

    /// Waits for the next piece, but no longer than a body may take that has come so far.
    ///
    /// # Errors
    /// [`Problem::timeout`].
    pub async fn wait<T>(&self, next: impl Future<Output = T>) -> Result<T, Problem> {
        let allowed = self.grace + Duration::from_secs_f64(self.bytes as f64 / SLOWEST);
        let left = allowed.saturating_sub(self.started.elapsed());
        tokio::time::timeout(left, next).await.map_err(|_| Problem::timeout())
    }

    /// Counts bytes that came.
    pub fn came(&mut self, bytes: usize) {
        self.bytes += bytes;
    }
}

/// A JSON body.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let kind = kind.and_then(|k| k.split(';').next()).unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            drain(request.into_body());
            return Err(Problem::unsupported_media_type());
        }
        let (mut bytes, mut pace) = (Vec::new(), Pace::new(app.body));
        let mut stream = request.into_body().into_data_stream();
        while let Some(piece) = pace.wait(stream.next()).await? {
            let piece = piece.map_err(|_| Problem::bad_request())?;
            pace.came(piece.len());
            if bytes.len() + piece.len() > LONGEST_JSON {
                drain(Body::from_stream(stream));
                return Err(Problem::too_large());
            }
            bytes.extend_from_slice(&piece);
        }
        // serde's message isn't passed on: it may quote what was sent, which may be a name.
        // Every body is described as an object; serde alone would take a list of its members too.
        let object: Map<String, Value> =
            serde_json::from_slice(&bytes).map_err(|_| Problem::bad_request())?;
        T::deserialize(Value::Object(object)).map(Json).map_err(|_| Problem::bad_request())
    }
}

/// The query, as its type says.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = AxumQuery::<T>::from_request_parts(parts, state).await;
        query.map(|AxumQuery(value)| Query(value)).map_err(|_| Problem::bad_request())
    }
}

/// The one segment of the path that isn't fixed, decoded.
pub struct Segment(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Segment {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        path.map(|Path(segment)| Segment(segment)).map_err(|_| Problem::not_found())
    }
}

/// Reads a part of a refused body and throws it away while the answer is sent.
pub fn drain(body: Body) {
    let work = async move {
        let (mut stream, mut left) = (body.into_data_stream(), DRAINED);
        while let Some(Ok(piece)) = stream.next().await {
            if piece.len() > left {
                break;
            }
            left -= piece.len();
        }
    };
    tokio::spawn(async move { tokio::time::timeout(DRAIN_TIME, work).await });
}
