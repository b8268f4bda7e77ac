//! The parts of a plan: a file to be judged, and a file or folder that belongs to nobody.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::error::{Error, Reason};
use crate::lang::Lang;

/// One file to be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its applicant: index in the roster.
    pub applicant: usize,
    /// Path of the file.
    pub source: PathBuf,
    /// `<applicant id>/<relative path>` with `/` between the parts: its name in the output and in the audit.
    /// No two jobs of a plan have the same.
    pub file: String,
    /// True when a part of the path gave the applicant away and was replaced.
    pub renamed: bool,
    /// Why it is held before it is even opened.
    pub problem: Option<Reason>,
}

/// Why something in INPUT belongs to no applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A folder whose name fits nobody on the roster.
    NotOnRoster,
    /// A folder whose name fits several applicants.
    Ambiguous,
    /// A file outside of any applicant's folder.
    LooseFile,
    /// A link that leads out of INPUT, or a folder that can't be read, whose name fits nobody.
    OutOfReach,
}

impl Why {
    /// What it means and what to do.
    pub const fn explain(self, lang: Lang) -> &'static str {
        match self {
            Why::NotOnRoster => lang.pick(
                "folder called after nobody on the roster; nothing in it was looked at",
                "文件夹名称在花名册中无对应申报人，其中文件未处理",
            ),
            Why::Ambiguous => lang.pick(
                "folder called after several applicants; call it by an id",
                "文件夹名称对应多名申报人，请改用编号命名",
            ),
            Why::LooseFile => lang.pick(
                "file outside of any applicant's folder; it was not looked at",
                "文件不在任何申报人的文件夹内，未处理",
            ),
            Why::OutOfReach => lang.pick(
                "link that leads out of the input, or a folder that can't be read",
                "链接指向输入文件夹之外，或文件夹无法读取",
            ),
        }
    }
}

/// A folder or file of INPUT without an applicant. Its path may hold a name: show it to the operator, don't record it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphan {
    /// Its path.
    pub path: PathBuf,
    /// Why it belongs to nobody.
    pub why: Why,
}

/// Resolves a path that need not exist yet: its nearest existing ancestor is resolved, the rest appended.
///
/// # Errors
/// [`Error::Io`] when there is no current folder.
pub fn future_path(path: &Path) -> Result<PathBuf, Error> {
    let path = std::path::absolute(path).map_err(|e| Error::io(path, e))?;
    let mut real = PathBuf::new();
    for part in path.components() {
        match part {
            // The path so far is resolved, so `..` can't step out of a link.
            Component::ParentDir => {
                real.pop();
            }
            _ => {
                real.push(part);
                if let Ok(resolved) = fs::canonicalize(&real) {
                    real = resolved;
                }
            }
        }
    }
    Ok(real)
}
