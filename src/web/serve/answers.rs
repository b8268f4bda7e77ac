//! Check and redact, answered at once.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream::unfold;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::Shared;
use super::super::common::{Answer, blocking, json, with_type};
use super::super::extract::Query;
use super::super::guard::Asked;
use super::super::problem::Problem;
use super::upload::{Kind, receive};
use super::work::{Work, all};
use crate::audit::ImageRecord;
use crate::lang::Lang;
use crate::report::check::{CheckReport, CheckedFile};

/// Most bytes of masked copies that are answered within JSON, which is made in memory.
const MOST_INLINE: u64 = 64 << 20;
/// Bytes of an archive that are sent at a time.
const PIECE: usize = 64 << 10;

/// What came of pages, in the order of the form.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Judged {
    /// The records, as the audit has them.
    images: Vec<ImageRecord>,
    /// The same in words: is the name on the page, where, and what to do.
    files: Vec<CheckedFile>,
    /// The masked copies in Base64, where they were asked for; null for held pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    masked: Option<Vec<Option<String>>>,
}

impl Judged {
    /// Records with what they say in one language.
    pub fn new(images: Vec<ImageRecord>, lang: Lang) -> Judged {
        let files = CheckReport::new(&images, lang).files;
        Judged { images, files, masked: None }
    }
}

/// The query of a redaction.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Inline {
    /// True to get the masked copies within the JSON.
    inline: bool,
}

/// Answers whether the name is visible.
pub async fn check(State(app): Shared, Extension(Asked(lang)): Extension<Asked>, request: Request) -> Answer {
    let work = Arc::new(Work::new(&app, receive(&app, request).await?, Kind::Check)?);
    let records = all(&app, &work).await?;
    json(StatusCode::OK, &Judged::new(records, lang))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Json,
    Jpeg,
    Zip,
}

/// The first media type of the list that can be given.
fn wanted(headers: &HeaderMap) -> Result<Wanted, Problem> {
    let Some(list) = headers.get(header::ACCEPT) else { return Ok(Wanted::Json) };
    let list = list.to_str().map_err(|_| Problem::not_acceptable())?;
    let found = list.split(',').find_map(|kind| match kind.split(';').next().unwrap_or_default().trim() {
        "application/json" | "application/*" | "*/*" => Some(Wanted::Json),
        "image/jpeg" | "image/*" => Some(Wanted::Jpeg),
        "application/zip" => Some(Wanted::Zip),
        _ => None,
    });
    found.ok_or_else(Problem::not_acceptable)
}

/// Covers the name.
pub async fn redact(
    State(app): Shared,
    Extension(Asked(lang)): Extension<Asked>,
    Query(Inline { inline }): Query<Inline>,
    request: Request,
) -> Answer {
    let wanted = wanted(request.headers())?;
    let work = Arc::new(Work::new(&app, receive(&app, request).await?, Kind::Redact)?);
    if wanted == Wanted::Jpeg && work.pages() != 1 {
        return Err(Problem::not_acceptable());
    }
    let records = all(&app, &work).await?;
    match wanted {
        Wanted::Json => {
            blocking(move || {
                let mut judged = Judged::new(records, lang);
                if inline {
                    let copies = judged.images.iter().filter_map(|r| r.output.as_ref());
                    if copies.map(|output| output.bytes).sum::<u64>() > MOST_INLINE {
                        return Err(Problem::too_large());
                    }
                    judged.masked =
                        Some((0..work.pages()).map(|p| work.output(p).map(|b| STANDARD.encode(b))).collect());
                }
                json(StatusCode::OK, &judged)
            })
            .await
        }
        Wanted::Jpeg => {
            let held = records.iter().flat_map(|r| &r.reasons).find(|r| r.code.holds());
            let bytes = match held {
                Some(reason) => return Err(Problem::page(reason)),
                None => work.output(0).ok_or_else(Problem::internal)?,
            };
            Ok(with_type(StatusCode::OK, "image/jpeg", Body::from(bytes)))
        }
        Wanted::Zip => zipped(work, records).await,
    }
}

/// The masked copies and the records as one ZIP. It is written into the upload's folder and sent from there, so that large
/// batches take no memory.
pub async fn zipped(work: Arc<Work>, records: Vec<ImageRecord>) -> Answer {
    blocking(move || {
        let (file, length) = archive(&work, &records).map_err(|_| Problem::internal())?;
        let mut response = with_type(StatusCode::OK, "application/zip", sent(file, work));
        let name = HeaderValue::from_static("attachment; filename=\"masked.zip\"");
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        Ok(response)
    })
    .await
}

/// A body that reads a file as the client takes it. The upload stays until then: on Windows a folder with an open file can't go.
fn sent(file: File, work: Arc<Work>) -> Body {
    Body::from_stream(unfold((file, work), |(file, work)| async move {
        let mut piece = Vec::new();
        match (&file).take(PIECE as u64).read_to_end(&mut piece) {
            Ok(0) => None,
            read => Some((read.map(|_| Bytes::from(piece)), (file, work))),
        }
    }))
}

/// The archive, to be read from its beginning, and its length.
fn archive(work: &Work, records: &[ImageRecord]) -> std::io::Result<(File, u64)> {
    // JPEGs are compressed already.
    let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut zip = ZipWriter::new(tempfile::tempfile_in(work.folder())?);
    for (page, output) in records.iter().enumerate().filter_map(|(p, r)| Some((p, r.output.as_ref()?))) {
        let bytes = work.output(page).ok_or(std::io::ErrorKind::NotFound)?;
        zip.start_file(format!("masked/{}", output.file), plain)?;
        zip.write_all(&bytes)?;
    }
    zip.start_file("audit.json", plain)?;
    zip.write_all(&serde_json::to_vec_pretty(&serde_json::json!({ "images": records }))?)?;
    let mut file = zip.finish()?;
    let length = file.stream_position()?;
    file.rewind()?;
    Ok((file, length))
}
