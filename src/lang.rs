//! The two languages in which blindmask speaks to people.
//!
//! Everything a user sees exists in both; nothing here knows what is being said.

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
}
