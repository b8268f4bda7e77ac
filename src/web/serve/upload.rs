//! Receives an upload: a form of files and names. The files lie in a folder that only the server's user may read, and that is
//! deleted with the upload. A killed server leaves it among the temporary files.

use std::fs::File;
use std::io::Write;
use std::path::{Component, Path};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use futures_util::StreamExt;
use tempfile::TempDir;
use tokio::sync::OwnedSemaphorePermit;

use super::super::App;
use super::super::extract::{Pace, drain};
use super::super::problem::Problem;
use super::Serve;
use crate::error::Error;
use crate::roster::paths::{self, Parts};
use crate::roster::people::Roster;
use crate::roster::plan::Job;
use crate::target::{self, Forms};

/// The id under which an uploading applicant's records stand.
const ID: &str = "applicant";
/// Longest name or alias in bytes.
const LONGEST_TEXT: usize = 1 << 10;
/// Most aliases.
const MOST_ALIASES: usize = 50;
/// Room for the form around the files: borders and headers.
const FORM: u64 = 1 << 20;
/// A client that was refused for want of room is told to try again after this part of a page's longest time, 5 s by default: most
/// pages take less.
const TRIES: u32 = 24;

/// What an upload asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Is the name visible?
    Check,
    /// Cover it.
    Redact,
}

/// A form that was received whole.
pub struct Upload {
    /// Each file with its neutral path.
    pub jobs: Vec<Job>,
    /// The applicant, as read from the name's field.
    pub roster: Roster,
    /// The forms of the name.
    pub forms: Forms,
    /// What is asked for; a redaction where the form doesn't say.
    pub kind: Kind,
    folder: TempDir,
    room: Mutex<Option<OwnedSemaphorePermit>>,
}

impl Upload {
    /// Lets another upload have this one's room: from now on only its folder is kept.
    pub fn leave_room(&self) {
        self.room.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// A private folder for what is made of it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

#[derive(Default)]
struct Form {
    name: Option<String>,
    aliases: Vec<String>,
    kind: Option<Kind>,
    /// What each file was called; it lies in the folder under its number.
    files: Vec<String>,
}

/// Receives a form, if there is room for it.
///
/// # Errors
/// 503 without room, 415 when it is no form, 413 when it is too large, 408 when it comes too slowly, 422 when the name can't
/// be searched for, 400.
pub async fn receive(app: &App, request: Request) -> Result<Upload, Problem> {
    let serve = app.serve().ok_or_else(Problem::not_found)?;
    let Ok(room) = Arc::clone(&serve.uploads).try_acquire_owned() else {
        drain(request.into_body());
        return Err(Problem::busy().after(serve.room.timeout / TRIES));
    };
    let most = serve.room.bytes;
    let length =
        request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > most + FORM) {
        drain(request.into_body());
        return Err(Problem::too_large());
    }
    // The form's reader takes the body, but the rest of a refused form must still be read, or the client can't read why.
    let (parts, body) = request.into_parts();
    let (rest, body) = shared(body);
    let mut multipart = Multipart::from_request(Request::from_parts(parts, body), &())
        .await
        .map_err(|_| Problem::unsupported_media_type())?;
    let folder = tempfile::Builder::new().prefix("blindmask-").tempdir().map_err(|_| Problem::busy())?;
    let form = match read(serve, Pace::new(app.body), &mut multipart, folder.path()).await {
        Ok(form) => form,
        Err(problem) => {
            drop(multipart);
            rest.drain();
            return Err(problem);
        }
    };
    let whole = Whole { form, folder, room };
    whole.upload()
}

/// A body that can be taken back from the reader of the form.
fn shared(body: Body) -> (Rest, Body) {
    let cell = Arc::new(tokio::sync::Mutex::new(body.into_data_stream()));
    let lent = Arc::clone(&cell);
    let stream = futures_util::stream::unfold(lent, |lent| async move {
        let next = lent.lock().await.next().await?;
        Some((next, lent))
    });
    (Rest(cell), Body::from_stream(stream))
}

struct Rest(Arc<tokio::sync::Mutex<axum::body::BodyDataStream>>);

impl Rest {
    fn drain(self) {
        let stream = futures_util::stream::unfold(self.0, |cell| async move {
            let next = cell.lock().await.next().await?;
            Some((next, cell))
        });
        drain(Body::from_stream(stream));
    }
}

async fn read(
    serve: &Serve,
    mut pace: Pace,
    multipart: &mut Multipart,
    folder: &Path,
) -> Result<Form, Problem> {
    let (mut form, mut left) = (Form::default(), serve.room.bytes);
    while let Some(mut field) = pace.wait(multipart.next_field()).await?.map_err(|e| broken(&e))? {
        match field.name().unwrap_or_default() {
            "name" if form.name.is_none() => form.name = Some(text(&mut field, &mut pace).await?),
            "alias" if form.aliases.len() < MOST_ALIASES => {
                let alias = text(&mut field, &mut pace).await?;
                // A page's empty field is no alias.
                form.aliases.extend((!alias.trim().is_empty()).then_some(alias));
            }
            "kind" if form.kind.is_none() => {
                form.kind = Some(match text(&mut field, &mut pace).await?.as_str() {
                    "check" => Kind::Check,
                    "redact" => Kind::Redact,
                    _ => return Err(Problem::bad_request()),
                });
            }
            "file" if form.files.len() < serve.room.files => {
                let called = field.file_name().unwrap_or_default().to_owned();
                let path = folder.join(form.files.len().to_string());
                let most = left.min(serve.limits().bytes);
                left -= file(&mut field, &mut pace, &path, most).await?;
                form.files.push(called);
            }
            "file" => return Err(Problem::too_large()),
            _ => return Err(Problem::bad_request()),
        }
    }
    Ok(form)
}

fn broken(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::too_large()
    } else {
        Problem::bad_request()
    }
}

async fn text(field: &mut Field<'_>, pace: &mut Pace) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(piece) = pace.wait(field.chunk()).await?.map_err(|e| broken(&e))? {
        pace.came(piece.len());
        if bytes.len() + piece.len() > LONGEST_TEXT {
            return Err(Problem::bad_request());
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| Problem::bad_request())
}

async fn file(field: &mut Field<'_>, pace: &mut Pace, path: &Path, most: u64) -> Result<u64, Problem> {
    // A full disk isn't the client's fault, and trying again later may work.
    let full = |_: std::io::Error| Problem::busy();
    let (mut file, mut length) = (File::create_new(path).map_err(full)?, 0_u64);
    while let Some(piece) = pace.wait(field.chunk()).await?.map_err(|e| broken(&e))? {
        pace.came(piece.len());
        length += piece.len() as u64;
        if length > most {
            return Err(Problem::too_large());
        }
        file.write_all(&piece).map_err(full)?;
    }
    Ok(length)
}

struct Whole {
    form: Form,
    folder: TempDir,
    room: OwnedSemaphorePermit,
}

impl Whole {
    fn upload(self) -> Result<Upload, Problem> {
        let Whole { form: Form { name, aliases, kind, files }, folder, room } = self;
        let name = name.ok_or_else(Problem::bad_request)?;
        if files.is_empty() {
            return Err(Problem::bad_request());
        }
        let roster = Roster::single(ID, &name, &aliases)?;
        let applicant =
            roster.applicants.first().ok_or(Error::Internal("a roster without an applicant".into()))?;
        let forms = target::forms(&applicant.name, &applicant.aliases);
        let jobs = jobs(&files, folder.path(), &forms);
        Ok(Upload {
            jobs,
            roster,
            forms,
            kind: kind.unwrap_or(Kind::Redact),
            folder,
            room: Mutex::new(Some(room)),
        })
    }
}

/// The work, in the order of the form. Paths are made neutral as those of a run are; two equal ones get numbers.
fn jobs(files: &[String], folder: &Path, forms: &Forms) -> Vec<Job> {
    let parts: Vec<Parts> = files.iter().enumerate().map(|(n, called)| parts(n, called)).collect();
    let neutral = paths::paths(&parts, &|part| target::gives_away(forms, None, part));
    let mut taken = std::collections::HashSet::new();
    let each = neutral.into_iter().enumerate().map(|(n, (path, renamed))| {
        let mut file = format!("{ID}/{path}");
        // This ends, since the files before take fewer numbers than there are.
        for number in 2.. {
            if taken.insert(file.to_lowercase()) {
                break;
            }
            file = format!("{ID}/{number}/{path}");
        }
        Job { applicant: 0, source: folder.join(n.to_string()), file, renamed, problem: None }
    });
    each.collect()
}

/// The parts of a file's name, without those that lead out of a folder (`..`, a root, a drive).
fn parts(n: usize, called: &str) -> Parts {
    let called = called.replace('\\', "/");
    let names: Vec<_> = Path::new(&called)
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_owned()),
            _ => None,
        })
        .collect();
    let names = if names.is_empty() { vec![format!("{}.jpg", n + 1).into()] } else { names };
    // Each file gets a folder of its own, so two files of one name stay two files.
    Parts { top: n.to_string().into(), names }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_of_files_lead_nowhere() {
        let names = [
            "../../etc/passwd",
            "/etc/passwd",
            "..\\..\\x.jpg",
            "C:\\x.jpg",
            "a/../../b.jpg",
            "",
            ".",
            "..",
            "a\0b.jpg",
            "con.jpg",
            "a.jpg",
            "A.jpg",
            "a.jpg",
            "\u{202e}gpj.exe",
            "2/a.jpg",
            "//host/share/x.jpg",
        ]
        .map(str::to_owned);
        let forms = target::forms("赵玉兰", &[]);
        let jobs = jobs(&names, Path::new("/private"), &forms);
        let mut files: Vec<String> = jobs.iter().map(|j| j.file.to_lowercase()).collect();
        assert!(jobs.iter().all(|j| crate::audit::files::is_inside(&j.file, ID)), "{files:?}");
        assert!(jobs.iter().all(|j| j.source.parent() == Some(Path::new("/private"))));
        files.sort();
        files.dedup();
        assert_eq!(files.len(), names.len(), "{files:?}");
    }

    #[test]
    fn a_name_in_a_path_becomes_neutral() {
        let forms = target::forms("赵玉兰", &[]);
        let jobs = jobs(&["赵玉兰/身份证.jpg".to_owned()], Path::new("/p"), &forms);
        assert!(jobs.iter().all(|j| j.renamed && !j.file.contains("赵玉兰")), "{jobs:?}");
    }
}
