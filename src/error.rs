//! What can go wrong: errors that stop a run, and reasons that hold or mark one file.
//!
//! An [`Error`] ends the command with its [`Exit`] code; a [`Reason`] concerns one image only, is written into
//! its audit record, and the run goes on. Both carry a message and a cure in both languages.
//! Nothing here prints.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::lang::Lang;

mod code;
pub mod detail;
mod table;

pub use code::Code;
pub use table::Detail;

/// Exit codes of the program: the contract with scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, nothing held.
    Done = 0,
    /// An internal failure, or the machine failed us (disk full, missing model).
    Internal = 1,
    /// The command line or the roster can't be used as given.
    Usage = 2,
    /// Done, but at least one file is held for a person, or an applicant or a folder has no counterpart.
    Held = 3,
    /// `check`: a name is still visible.
    Visible = 4,
    /// `verify`: a proof failed.
    ProofFailed = 5,
}

impl Exit {
    /// The number handed to the operating system.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

/// An error that ends the command.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Arguments that contradict each other or name something that isn't there.
    #[error("{0}")]
    Usage(Detail),
    /// A key file that holds no key, that others may read, or that can't be had.
    #[error("key file {path}: {problem}")]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: Detail,
    },
    /// The roster can't be read as a list of applicants.
    #[error("roster {path}: {place}{problem}", place = place(row, column))]
    Roster {
        /// The roster's file name.
        path: PathBuf,
        /// Row as a person counts it (the header is row 1), when one row is at fault.
        row: Option<usize>,
        /// Heading of the column at fault, when one is.
        column: Option<String>,
        /// What is wrong, without quoting a name.
        problem: Detail,
    },
    /// A model is missing or isn't the pinned one.
    #[error("model {file}: {problem}")]
    Model {
        /// The file looked for.
        file: PathBuf,
        /// Missing, altered, or refused by the runtime.
        problem: Detail,
    },
    /// The shared library that was asked for to run the nets is missing, isn't the pinned one, or can't be loaded.
    #[error("library {file}: {problem}")]
    Library {
        /// The file looked for.
        file: PathBuf,
        /// Missing, altered, or refused by the system.
        problem: Detail,
    },
    /// Reading or writing failed on a path that the run can't do without.
    #[error("{path}: {source}")]
    Io {
        /// The path at fault.
        path: PathBuf,
        /// The operating system's reason.
        #[source]
        source: std::io::Error,
    },
    /// The ledger or an audit file isn't what this program writes.
    #[error("{path}: {problem}")]
    Record {
        /// The file at fault.
        path: PathBuf,
        /// What is wrong with it.
        problem: Detail,
    },
    /// A fault of the program itself.
    #[error("internal: {0}")]
    Internal(Detail),
}

fn place(row: &Option<usize>, column: &Option<String>) -> String {
    match (row, column) {
        (Some(r), Some(c)) => format!("row {r}, column {c}: "),
        (Some(r), None) => format!("row {r}: "),
        (None, Some(c)) => format!("column {c}: "),
        (None, None) => String::new(),
    }
}

impl Error {
    /// Wraps an I/O error together with the path it happened on.
    pub fn io(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Error::Io { path: path.into(), source }
    }

    /// The message in one language.
    pub fn say(&self, lang: Lang) -> String {
        match (lang, self) {
            (Lang::En, _) => self.to_string(),
            (Lang::Zh, Error::Usage(problem)) => problem.say(lang),
            (Lang::Zh, Error::Key { path, problem }) => {
                format!("密钥文件 {}：{}", path.display(), problem.say(lang))
            }
            (Lang::Zh, Error::Roster { path, row, column, problem }) => {
                let row = row.map(|r| format!("第 {r} 行")).unwrap_or_default();
                let column = column.as_ref().map(|c| format!("“{c}”列")).unwrap_or_default();
                let colon = if row.is_empty() && column.is_empty() { "" } else { "：" };
                format!("花名册 {}：{row}{column}{colon}{}", path.display(), problem.say(lang))
            }
            (Lang::Zh, Error::Model { file, problem }) => {
                format!("模型 {}：{}", file.display(), problem.say(lang))
            }
            (Lang::Zh, Error::Library { file, problem }) => {
                format!("运行库 {}：{}", file.display(), problem.say(lang))
            }
            (Lang::Zh, Error::Io { path, source }) => {
                let number = source.raw_os_error().map(|n| format!("（系统错误 {n}）")).unwrap_or_default();
                format!("{}：{}{number}", path.display(), Detail::from(source.kind()).say(lang))
            }
            (Lang::Zh, Error::Record { path, problem }) => {
                format!("{}：{}", path.display(), problem.say(lang))
            }
            (Lang::Zh, Error::Internal(problem)) => format!("内部错误：{}", problem.say(lang)),
        }
    }

    /// The exit code this error ends the command with.
    pub fn exit(&self) -> Exit {
        match self {
            Error::Usage(_) | Error::Key { .. } | Error::Roster { .. } => Exit::Usage,
            Error::Model { .. }
            | Error::Library { .. }
            | Error::Io { .. }
            | Error::Record { .. }
            | Error::Internal(_) => Exit::Internal,
        }
    }

    /// What the user can do about it.
    pub fn cure(&self, lang: Lang) -> &'static str {
        match self {
            Error::Usage(_) => lang.pick("See `blindmask help`.", "用法见 `blindmask help`。"),
            Error::Key { .. } => lang.pick(
                "Pass the file that blindmask made (for `verify` the one that ends in .pub), or for a new key a path where nothing lies yet.",
                "请指定本程序生成的密钥文件（`verify` 用 .pub 文件）；如需新密钥，请指定一个尚不存在的路径。",
            ),
            Error::Roster { .. } => lang.pick(
                "Correct the roster: it needs a column 姓名/name and, for several folders, 编号/id or 身份证号码/id_number.",
                "请更正花名册：须有“姓名”列；多个文件夹时还须有“编号”或“身份证号码”列。",
            ),
            Error::Model { .. } => lang.pick(
                "Run `make models` (offline: `make models WHEELS=folder`), or pass --models.",
                "请运行 `make models`（离线：`make models WHEELS=文件夹`），或用 --models 指定模型文件夹。",
            ),
            Error::Library { .. } => lang.pick(
                "Run `make models RUNTIME=onnxruntime` (offline: with WHEELS=folder), or pass --runtime auto or rten.",
                "请运行 `make models RUNTIME=onnxruntime`（离线时加 WHEELS=文件夹），或用 --runtime auto、rten。",
            ),
            Error::Io { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => lang.pick(
                "The disk is full: make room and run the same command again; it resumes.",
                "磁盘已满：请腾出空间后重新运行同一命令，程序会接着做。",
            ),
            Error::Io { .. } => lang.pick(
                "Check that the path exists and may be read or written, then run the same command again; it resumes.",
                "请检查该路径是否存在、是否可读写，然后重新运行同一命令，程序会接着做。",
            ),
            Error::Record { .. } => lang.pick(
                "Run `blindmask verify` on the folder; start afresh in a new --out if it was altered.",
                "请对该文件夹运行 `blindmask verify`；若已被改动，请换一个新的 --out 重新开始。",
            ),
            Error::Internal(_) => lang.pick(
                "Please report this with the command line and the versions in run.json.",
                "请附上命令行和 run.json 中的版本信息反馈此问题。",
            ),
        }
    }
}

/// Why a file is held, or what a reviewer should know about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// The stable code.
    pub code: Code,
    /// Details for a technician (never a name).
    #[schemars(with = "String")]
    pub detail: Detail,
}

impl Reason {
    /// A reason with its detail; the detail may be empty.
    pub fn new(code: Code, detail: impl Into<Detail>) -> Self {
        Reason { code, detail: detail.into() }
    }
}
