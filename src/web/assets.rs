//! The pages and what they load, embedded: no file of the machine is ever served.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use super::problem::Problem;
use crate::digest::sha256;

macro_rules! assets {
    ($($name:literal)*) => {
        /// Name and bytes of every asset.
        const ASSETS: &[(&str, &[u8])] = &[$(($name, include_bytes!(concat!("assets/", $name))),)*];
    };
}

assets! {
    "api.js" "app.css" "check.css" "check.html" "check.js" "deciding.js" "docs.css" "docs.html" "docs.js" "drop.js" "en.js" "film.js" "grid.js" "icon.svg"
    "keys.js" "page.js" "panel.js" "pictures.js" "review.css" "review.html" "review.js" "reviewer.js" "sample.js" "stage.js" "store.js" "theme.js" "ui.js"
    "words.js" "zh.js"
}

/// The media type by a file's ending.
fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

/// The asset of that name, or 304 when the client already has it.
pub(super) fn asset(name: &str, asked: &HeaderMap) -> Result<Response<Body>, Problem> {
    let (_, bytes) = ASSETS.iter().find(|(n, _)| *n == name).ok_or_else(Problem::not_found)?;
    let tag = format!("\"{}\"", sha256(bytes).get(..32).unwrap_or_default());
    let known = asked.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == tag.as_bytes());
    let mut response = Response::new(if known { Body::empty() } else { Body::from(*bytes) });
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(name)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table has every file of the folder: one that it lacked would be missing from the program.
    #[test]
    fn the_table_is_the_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/web/assets");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|e| e.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        assert_eq!(names, ASSETS.iter().map(|(n, _)| (*n).to_owned()).collect::<Vec<_>>());
    }
}
