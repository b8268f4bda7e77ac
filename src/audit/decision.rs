//! The decisions that a reviewer can make about a page, as the ledger records them.
//!
//! Every word is a code, since free text could hold a name. [`review`](crate::review) judges which decision is
//! allowed on which page; these types are only its shape.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::geometry::Rect;
use crate::lang::Lang;

/// Most characters of the name under which a reviewer decides.
pub const LONGEST_LABEL: usize = 40;

/// What one reviewer decided about one page at one time: one line of the ledger, taken back as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The file as its record calls it.
    pub file: String,
    /// Hash of the input that the reviewer saw; a decision doesn't outlive its picture. `None` where the record has none.
    pub input_sha256: Option<String>,
    /// Number of the last line about this file that the reviewer had seen.
    pub based_on: u64,
    /// Who decided; see [`is_label`].
    pub by: String,
    /// What was decided, in this order.
    pub changes: Vec<Change>,
}

/// One thing that is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Change {
    /// The finding is the name, and its box is right.
    Confirm {
        /// Id of the finding.
        finding: String,
    },
    /// The finding isn't to be covered.
    Reject {
        /// Id of the finding.
        finding: String,
        /// Why; needed where the program read the name there, since rejecting uncovers it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<WhyRejected>,
    },
    /// The name stands where the program found nothing.
    Add {
        /// `[x, y, w, h]` in pixels of the stored grid.
        #[serde(rename = "box")]
        place: Rect,
    },
    /// The finding's box is another one.
    Move {
        /// Id of the finding.
        finding: String,
        /// `[x, y, w, h]` in pixels of the stored grid.
        #[serde(rename = "box")]
        place: Rect,
    },
    /// What is to become of the page.
    Page {
        /// The word.
        page: PageWord,
        /// Why; needed for `release` and `reupload`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<WhyPage>,
    },
    /// The answer to a sample's question.
    Sample {
        /// True when a name can still be seen on the released page.
        name_left: bool,
    },
    /// An earlier decision about the page is taken back.
    Undo {
        /// Its line.
        line: u64,
    },
}

/// What is to become of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PageWord {
    /// 是: the name is on it, and everything that stands is right.
    Mask,
    /// 否: the name isn't on it.
    Clear,
    /// A held page is released with the boxes that stand.
    Release,
    /// 请重新上传: the page is of no use as it is.
    Reupload,
}

impl PageWord {
    /// As a person reads it.
    pub const fn word(self, lang: Lang) -> &'static str {
        match self {
            PageWord::Mask => lang.pick("yes", "是"),
            PageWord::Clear => lang.pick("no", "否"),
            PageWord::Release => lang.pick("released", "放行"),
            PageWord::Reupload => lang.pick("upload again", "请重新上传"),
        }
    }
}

/// Why a finding is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhyRejected {
    /// It is another person's name.
    AnotherPerson,
    /// It is an ordinary word.
    OrdinaryWord,
    /// There is no text.
    NotText,
    /// Another box covers it.
    CoveredOtherwise,
    /// Something else.
    Other,
}

/// Why a page is released, or to be uploaded again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhyPage {
    /// Release: the reviewer looked and saw no name outside of the boxes.
    LookedNoName,
    /// Release: the reviewer covered the name.
    CoveredByHand,
    /// Again: it can't be read.
    NotLegible,
    /// Again: it isn't upright.
    NotUpright,
    /// Again: a part of it is missing.
    Incomplete,
    /// Again: it is another document than it should be.
    WrongPage,
    /// Something else.
    Other,
}

impl WhyPage {
    /// True when it is a reason for that word.
    pub const fn is_for(self, word: PageWord) -> bool {
        match word {
            PageWord::Release => {
                matches!(self, WhyPage::LookedNoName | WhyPage::CoveredByHand | WhyPage::Other)
            }
            PageWord::Reupload => !matches!(self, WhyPage::LookedNoName | WhyPage::CoveredByHand),
            PageWord::Mask | PageWord::Clear => false,
        }
    }

    /// As a person reads it.
    pub const fn explain(self, lang: Lang) -> &'static str {
        match self {
            WhyPage::LookedNoName => lang.pick("no name was seen outside of the boxes", "遮盖框以外未见姓名"),
            WhyPage::CoveredByHand => lang.pick("the name was covered by hand", "已人工遮盖姓名"),
            WhyPage::NotLegible => lang.pick("it can't be read", "看不清"),
            WhyPage::NotUpright => lang.pick("it is not upright", "页面未正向"),
            WhyPage::Incomplete => lang.pick("a part of it is missing", "内容不完整"),
            WhyPage::WrongPage => lang.pick("it is another document", "材料不符"),
            WhyPage::Other => lang.pick("another reason", "其他原因"),
        }
    }
}

/// A reviewer's last word about a page, as its record keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The word; null when only findings were decided.
    pub page: Option<PageWord>,
    /// Why, for `release` and `reupload`.
    pub reason: Option<WhyPage>,
    /// Who decided last.
    pub by: String,
    /// When (RFC 3339, UTC).
    pub at: String,
}

/// Released pages drawn at random, to be looked at: what is left on them tells how good the run is.
///
/// The pages are those whose SHA-256 over `seed`, a line feed and the file's path are the smallest, so that anyone can
/// draw them again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// 64 lower-case hexadecimal digits.
    pub seed: String,
    /// How many pages were released when it was drawn.
    pub of: u64,
    /// The pages drawn, sorted by path.
    pub files: Vec<String>,
}

/// True for what may stand in the ledger as a reviewer: letters, digits, `.`, `_` and `-`, at most 40 of them.
pub fn is_label(label: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    !label.is_empty() && label.chars().count() <= LONGEST_LABEL && label.chars().all(fits)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn changes_read_as_the_interface_tells() {
        let texts = [
            r#"{"do":"confirm","finding":"f1"}"#,
            r#"{"do":"reject","finding":"f1","reason":"ordinary_word"}"#,
            r#"{"do":"reject","finding":"f1"}"#,
            r#"{"do":"add","box":[1,2,3,4]}"#,
            r#"{"do":"move","finding":"r7-1","box":[1,2,3,4]}"#,
            r#"{"do":"page","page":"release","reason":"looked_no_name"}"#,
            r#"{"do":"page","page":"clear"}"#,
            r#"{"do":"sample","name_left":true}"#,
            r#"{"do":"undo","line":9}"#,
        ];
        for text in texts {
            let change: Change = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&change).unwrap(), text);
        }
        for bad in [
            r#"{"do":"reject","finding":"f1","note":"张伟"}"#,
            r#"{"do":"page","page":"release","reason":"张伟"}"#,
            r#"{"do":"add","box":[1,2,3,-4]}"#,
            r#"{"do":"forget"}"#,
        ] {
            assert!(serde_json::from_str::<Change>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn labels_are_short_words() {
        assert!(["li", "审核一", "r-1.b_2"].iter().all(|l| is_label(l)));
        let long = "x".repeat(41);
        assert!(["", "a b", "a\n", "a/b", long.as_str()].iter().all(|l| !is_label(l)));
    }
}
