//! The two languages in which blindmask speaks to people.
//!
//! Everything a user sees exists in both; nothing here knows what is being said.

use unicode_width::UnicodeWidthStr;

/// Language of messages, tables and help texts shown to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English (the default).
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// Picks the text of this language out of an English/Chinese pair.
    pub const fn pick<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }

    /// Between what is spoken of and what is said about it.
    pub const fn colon(self) -> &'static str {
        self.pick(": ", "：")
    }

    /// Between parts of a sentence.
    pub const fn comma(self) -> &'static str {
        self.pick(", ", "，")
    }

    /// Around a remark.
    pub fn bracketed(self, remark: &str) -> String {
        match self {
            Lang::En => format!(" ({remark})"),
            Lang::Zh => format!("（{remark}）"),
        }
    }

    /// So many things: `1 page`, `2 pages`, `2 页`. The Chinese word includes its measure word.
    pub fn count(self, n: u64, one: &str, many: &str, zh: &str) -> String {
        format!("{n} {}", self.pick(if n == 1 { one } else { many }, zh))
    }
}

/// A text at the left of so many columns of a terminal; a Chinese character takes two.
pub fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())))
}

/// The same at the right.
pub fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(text.width())))
}
