//! What can go wrong: errors that stop a run, and reasons that hold or mark one file.
//!
//! An [`Error`] ends the command with its [`Exit`] code; a [`Reason`] concerns one image only, is written into
//! its audit record, and the run goes on. Both carry a message and a cure in both languages.
//! Nothing here prints.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::lang::Lang;

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
    Usage(String),
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
        problem: String,
    },
    /// A model is missing or isn't the pinned one.
    #[error("model {file}: {problem}")]
    Model {
        /// The file looked for.
        file: PathBuf,
        /// Missing, altered, or refused by the runtime.
        problem: String,
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
        problem: String,
    },
    /// A fault of the program itself.
    #[error("internal: {0}")]
    Internal(String),
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

    /// The exit code this error ends the command with.
    pub fn exit(&self) -> Exit {
        match self {
            Error::Usage(_) | Error::Roster { .. } => Exit::Usage,
            Error::Model { .. } | Error::Io { .. } | Error::Record { .. } | Error::Internal(_) => {
                Exit::Internal
            }
        }
    }

    /// What the user can do about it.
    pub fn cure(&self, lang: Lang) -> &'static str {
        match self {
            Error::Usage(_) => lang.pick("See `blindmask help`.", "用法见 `blindmask help`。"),
            Error::Roster { .. } => lang.pick(
                "Correct the roster: it needs a column 姓名/name and, for several folders, 编号/id or 身份证号码/id_number.",
                "请更正花名册：须有“姓名”列；多个文件夹时还须有“编号”或“身份证号码”列。",
            ),
            Error::Model { .. } => lang.pick(
                "Run `make models` (offline: `make models WHEELS=folder`), or pass --models.",
                "请运行 `make models`（离线：`make models WHEELS=文件夹`），或用 --models 指定模型文件夹。",
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
    pub detail: String,
}

impl Reason {
    /// A reason with its detail; the detail may be empty.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Reason { code, detail: detail.into() }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $holds:literal, $en:literal, $zh:literal;)*) => {
        /// Stable reason codes of the audit (`reasons[].code`).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* #[serde(rename = $text)] $name,)* }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The code as the audit spells it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// True when a file with this reason is never released.
            pub const fn holds(self) -> bool {
                match self { $(Code::$name => $holds,)* }
            }

            /// What it means and what to do, in words an applicant understands.
            pub const fn explain(self, lang: Lang) -> &'static str {
                match self { $(Code::$name => lang.pick($en, $zh),)* }
            }
        }
    };
}

codes! {
    /// The file has no bytes.
    Empty = "empty", true, "The file is empty; upload it again.", "文件为空，请重新上传。";
    /// The content is no picture that we read.
    Unsupported = "unsupported_format", true, "This is not a JPG picture; convert it and upload it again.", "不是 JPG 图片，请转换后重新上传。";
    /// The picture is cut off or corrupt.
    Damaged = "damaged", true, "The picture is damaged or incomplete; upload it again.", "图片已损坏或不完整，请重新上传。";
    /// More bytes than allowed.
    TooManyBytes = "too_many_bytes", true, "The file is too large.", "文件过大。";
    /// More pixels than allowed.
    TooManyPixels = "too_many_pixels", true, "The picture has too many pixels; scan it at a lower resolution.", "图片像素过多，请降低扫描分辨率。";
    /// The time limit for one image passed.
    TimeOut = "time_out", true, "Reading this picture took too long; a person must look at it.", "识别超时，需人工处理。";
    /// A stage panicked.
    Crashed = "crashed", true, "The program failed on this picture; a person must look at it.", "程序处理此图出错，需人工处理。";
    /// The file can't be read from the disk.
    CannotRead = "cannot_read", true, "The file could not be read from the disk.", "无法从磁盘读取该文件。";
    /// A link that leads out of the input.
    LinkOutside = "link_outside", true, "A link that leads out of the input folder is not followed.", "指向输入文件夹之外的链接，不予处理。";
    /// The path is taken by another file.
    PathConflict = "path_conflict", true, "Another file has the same output path; rename one of them.", "输出路径与另一文件相同，请改名。";
    /// The output could not be written.
    CannotWrite = "cannot_write", true, "The masked picture could not be written.", "无法写出遮盖后的图片。";
    /// Nothing legible: blur, darkness, resolution.
    NotLegible = "not_legible", true, "The page can't be read clearly (看不清); photograph or scan it again.", "看不清，请重新拍摄或扫描。";
    /// No text on a page that isn't blank.
    NoText = "no_text", true, "No text was found although the page is not blank; a person must look at it.", "页面非空白但未识别到文字，需人工查看。";
    /// It isn't certain which way up the page is.
    TurnUnclear = "turn_unclear", true, "It is not certain which way up the page is; turn it upright and upload it again.", "无法判断页面方向，请转正后重新上传。";
    /// The second reader still sees the name.
    StillVisible = "still_visible", true, "The re-check still sees the name after masking; a person must look at it.", "遮盖后复核仍能看到姓名，需人工处理。";
    /// The picture outside the boxes changed.
    OutsideChanged = "outside_changed", true, "The re-check found a change outside the boxes; a person must look at it.", "复核发现遮盖框以外的内容有变化，需人工处理。";
    /// A script that no reader knows.
    ScriptUnread = "script_unread", true, "The page may carry the name in a script that can't be read yet; a person must look at it.", "页面可能含有暂不能识别的文字书写的姓名，需人工查看。";
    /// A finding needs a person's eye.
    Uncertain = "uncertain", false, "At least one box is a likely, not a certain, hit; please confirm it.", "至少有一处遮盖为疑似，请确认。";
    /// A field's value could not be read.
    FieldUnread = "field_unread", false, "A name field's value could not be read and was covered; please confirm it.", "姓名栏内容无法识别，已遮盖，请确认。";
    /// Only the second reader saw it; it was covered then.
    FoundAgain = "found_again", false, "The re-check saw the name where the first reading had not; it was covered, please confirm it.", "复核时又发现姓名，已补充遮盖，请确认。";
    /// Blurred, but read.
    Blurred = "blurred", false, "The picture is blurred.", "图片模糊。";
    /// Dark, but read.
    Dark = "dark", false, "The picture is dark.", "图片偏暗。";
    /// Low resolution, but read.
    LowResolution = "low_resolution", false, "The resolution is low.", "分辨率偏低。";
    /// The page isn't upright as stored or shown.
    NotUpright = "not_upright", false, "The page is not upright (the rules ask for 正向上传).", "页面未正向，请正向上传。";
    /// Several EXIF blocks that disagree.
    ExifContradicts = "exif_contradicts", false, "The file carries contradicting orientation tags.", "文件含有互相矛盾的方向标记。";
    /// Another format under a .jpg name.
    Converted = "converted", false, "The file was not a JPEG and has been converted.", "文件并非 JPEG，已转换。";
    /// Bytes before the picture, after it, or a second picture were dropped.
    ExtraDropped = "extra_dropped", false, "Bytes or pictures beside the main picture were dropped.", "主图以外的数据或图片已删除。";
    /// The path gave the applicant away.
    Renamed = "renamed", false, "The file name gave the applicant away and was made neutral.", "文件名暴露申报人身份，已改为中性名称。";
    /// The page is blank.
    Blank = "blank", false, "The page looks blank.", "页面似为空白。";
    /// A picture without text.
    Picture = "picture", false, "The page is a picture without text.", "页面为不含文字的图片。";
}
