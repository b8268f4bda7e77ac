//! The codes by which the audit says why a file is held, or what a reviewer should know about it.
//!
//! One table: code, whether it holds the file, what the matter is, and what to do. `check` and `redact` share the
//! words, so they never say that something was covered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::lang::Lang;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $holds:literal, $en:literal, $zh:literal, $advice_en:literal, $advice_zh:literal;)*) => {
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

            /// What is the matter, in words an applicant understands.
            pub const fn explain(self, lang: Lang) -> &'static str {
                match self { $(Code::$name => lang.pick($en, $zh),)* }
            }

            /// What is the matter and what to do, as one text.
            pub fn told(self, lang: Lang) -> String {
                format!("{}{}{}", self.explain(lang), lang.pick(" ", ""), self.advice(lang))
            }

            /// What to do about it.
            pub const fn advice(self, lang: Lang) -> &'static str {
                match self { $(Code::$name => lang.pick($advice_en, $advice_zh),)* }
            }
        }
    };
}

codes! {
    /// The file has no bytes.
    Empty = "empty", true, "The file is empty.", "文件为空。", "Upload it again.", "请重新上传。";
    /// The content is no picture that we read.
    Unsupported = "unsupported_format", true, "This is not a JPG picture.", "不是 JPG 图片。", "Convert it and upload it again.", "请转换为 JPG 后重新上传。";
    /// The picture is cut off or corrupt.
    Damaged = "damaged", true, "The picture is damaged or incomplete.", "图片已损坏或不完整。", "Upload it again.", "请重新上传。";
    /// More bytes than allowed.
    TooManyBytes = "too_many_bytes", true, "The file is too large.", "文件过大。", "Scan it at a lower resolution; an operator may raise --max-bytes.", "请降低扫描分辨率；运维人员也可调高 --max-bytes。";
    /// More pixels than allowed.
    TooManyPixels = "too_many_pixels", true, "The picture has too many pixels.", "图片像素过多。", "Scan it at a lower resolution; an operator may raise --max-pixels or --max-memory.", "请降低扫描分辨率；运维人员也可调高 --max-pixels 或 --max-memory。";
    /// The time limit for one image passed.
    TimeOut = "time_out", true, "Reading this picture took too long.", "识别超时。", "Try again when the machine is less busy, or with a larger --timeout; else a person must look at it.", "请在机器空闲时重试，或调高 --timeout；否则需人工查看。";
    /// A stage panicked.
    Crashed = "crashed", true, "The program failed on this picture.", "程序处理此图出错。", "A person must look at it; please report it to us.", "需人工查看；请向我们反馈。";
    /// The file can't be read from the disk.
    CannotRead = "cannot_read", true, "The file could not be read from the disk.", "无法从磁盘读取该文件。", "Check disk and permissions, then run the same command again.", "请检查磁盘与权限，然后重新运行同一命令。";
    /// A link that leads out of the input.
    LinkOutside = "link_outside", true, "A link that leads out of the input folder is not followed.", "指向输入文件夹之外的链接，不予处理。", "Replace the link by the file.", "请用文件代替链接。";
    /// The path is taken by another file.
    PathConflict = "path_conflict", true, "Another file has the same output path.", "输出路径与另一文件相同。", "Rename one of them.", "请将其中一个改名。";
    /// The output could not be written.
    CannotWrite = "cannot_write", true, "The finished picture could not be written.", "无法写出处理后的图片。", "Check disk and permissions, then run the same command again.", "请检查磁盘与权限，然后重新运行同一命令。";
    /// Nothing legible: blur, darkness, resolution.
    NotLegible = "not_legible", true, "The page can't be read clearly (看不清).", "看不清。", "Photograph or scan it again, upright and sharp.", "请摆正、对焦后重新拍摄或扫描。";
    /// No text on a page that isn't blank.
    NoText = "no_text", true, "No text was found although the page is not blank.", "页面非空白，但未识别到文字。", "A person must look at it.", "需人工查看。";
    /// It isn't certain which way up the page is.
    TurnUnclear = "turn_unclear", true, "It is not certain which way up the page is.", "无法判断页面方向。", "Turn it upright and upload it again.", "请转正后重新上传。";
    /// The second reader still sees the name.
    StillVisible = "still_visible", true, "The re-check of the finished picture still sees the name.", "复核处理后的图片时仍能看到姓名。", "A person must look at it.", "需人工处理。";
    /// The picture outside the boxes changed.
    OutsideChanged = "outside_changed", true, "The re-check found a change outside the boxes.", "复核发现遮盖框以外的内容有变化。", "A person must look at it; please report it to us.", "需人工处理；请向我们反馈。";
    /// A script that no reader knows.
    ScriptUnread = "script_unread", true, "The page may carry the name in a script that can't be read yet.", "页面可能含有暂不能识别的文字书写的姓名。", "A person must look at it.", "需人工查看。";
    /// A reviewer wants another picture of the page.
    UploadAgain = "upload_again", true, "A reviewer can't use this page as it is.", "审核人认为此页不可用。", "Upload it again (请重新上传).", "请重新上传。";
    /// A finding needs a person's eye.
    Uncertain = "uncertain", false, "At least one place is likely, not certainly, the name.", "至少有一处疑似姓名。", "Look at it and decide.", "请查看并确认。";
    /// A field's value could not be read.
    FieldUnread = "field_unread", false, "The value beside a name label could not be read and is taken for the name.", "姓名栏内容无法识别，按姓名处理。", "Look at it and decide.", "请查看并确认。";
    /// Only the second reader saw it; it was covered then.
    FoundAgain = "found_again", false, "The re-check saw the name where the first reading had not.", "复核时在首次识别之外又发现姓名。", "Look at the page and decide.", "请查看并确认。";
    /// Blurred, but read.
    Blurred = "blurred", false, "The picture is blurred.", "图片模糊。", "Hold the camera still and focus; better scan it.", "拍摄时请持稳、对焦，最好使用扫描件。";
    /// Dark, but read.
    Dark = "dark", false, "The picture is dark.", "图片偏暗。", "Photograph it in better light, or scan it.", "请在光线充足处重新拍摄，或使用扫描件。";
    /// Low resolution, but read.
    LowResolution = "low_resolution", false, "The resolution is low.", "分辨率偏低。", "Scan it at 200 dpi or more.", "请以 200 dpi 以上重新扫描。";
    /// The page isn't upright as stored or shown.
    NotUpright = "not_upright", false, "The page is not upright (the rules ask for 正向上传).", "页面未正向。", "Turn it upright before you upload it.", "请转正后上传。";
    /// Several EXIF blocks that disagree.
    ExifContradicts = "exif_contradicts", false, "The file carries contradicting orientation tags.", "文件含有互相矛盾的方向标记。", "Look whether the page stands upright; save it anew if it does not.", "请查看页面是否正向；如不正，请重新保存。";
    /// Another format under a .jpg name.
    Converted = "converted", false, "The file is not a JPEG; only a converted copy is ever released.", "文件并非 JPEG，放行的只会是转换后的副本。", "Nothing to do; upload JPG where you can.", "无需处理；建议上传 JPG。";
    /// Bytes before the picture, after it, or a second picture were dropped.
    ExtraDropped = "extra_dropped", false, "The file holds bytes or pictures beside the main picture; they are never released.", "文件含有主图以外的数据或图片，不会放行。", "Save the picture alone if you pass the file on yourself.", "如自行提交该文件，请只保存主图。";
    /// A later run did a page again about which a reviewer had decided.
    ReviewAgain = "review_again", false, "A reviewer had decided about this page before it was done again; added and confirmed boxes were kept, everything else is open.", "此页在审核后被重新处理：已添加和已确认的遮盖框予以保留，其余须重新审核。", "Look at it and decide.", "请查看并确认。";
    /// A reviewer released what the program had held.
    ReleasedByReviewer = "released_by_reviewer", false, "A reviewer looked at this page and released it.", "审核人查看后放行。", "Nothing to do.", "无需处理。";
    /// The path gave the applicant away.
    Renamed = "renamed", false, "The name of the file or its folder gives the applicant away; what is released is called neutrally.", "文件名或文件夹名暴露申报人身份，放行时使用中性名称。", "Call files by what they hold, not by whose they are.", "请按内容而非姓名为文件命名。";
    /// The page is blank.
    Blank = "blank", false, "The page looks blank.", "页面似为空白。", "Look whether it is meant to be.", "请确认是否本应为空白。";
    /// A picture without text.
    Picture = "picture", false, "The page is a picture without text.", "页面为不含文字的图片。", "Look whether it is meant to be.", "请确认是否本应如此。";
}
