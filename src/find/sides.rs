//! The rules about the characters that touch a hit, as a table: what a name's neighbours say about whose it is.
//!
//! Facts are methods of [`Context`]. Rows are switched off by name like those of [`rules`](super::rules).

use super::context::{Context, Standing};
use super::neighbours::Neighbours;

/// What a side of a hit says about it: the first row that is true counts.
pub struct Says {
    /// Its name, by which it is switched off.
    pub name: &'static str,
    /// On which side it looks.
    pub side: Side,
    /// What has to be true.
    pub fact: fn(&Context, &Neighbours) -> bool,
    /// What that side then says.
    pub says: Standing,
    /// The figure or observation behind it.
    pub source: &'static str,
}

/// A side of a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What stands before it.
    Before,
    /// What stands after it.
    After,
}

const OTHER_PAGES: &str = "docs/ablation.md, other pages: longer names and places on 360 drawn pages";

/// What the characters that touch a hit say. A side with nothing on it says [`Standing::Own`]; one of which no row is true
/// says [`Standing::Open`].
pub const NEIGHBOURS: &[Says] = &[
    Says {
        name: "生 ends a cell",
        side: Side::After,
        fact: Context::born_alone,
        says: Standing::Other,
        source: "alone in its cell 生 ends a name; in running text (生于 …) it doesn't",
    },
    Says {
        name: "a word for the holder before",
        side: Side::After,
        fact: Context::holder_before,
        says: Standing::Open,
        source: "recall first: right behind 申请人 stands who the page is about, whatever seems to follow the name",
    },
    Says {
        name: "one character of a given name",
        side: Side::After,
        fact: Context::one_given_character,
        says: Standing::Other,
        source: OTHER_PAGES,
    },
    Says {
        name: "a Chinese name follows",
        side: Side::After,
        fact: Context::a_han_name_follows,
        says: Standing::Open,
        source: "recall first: 阿卜杜拉林梅梅 are two people of a list whose space was lost, more often than one longer name",
    },
    Says {
        name: "more of a transliteration",
        side: Side::After,
        fact: Context::transliteration_goes_on,
        says: Standing::Other,
        source: OTHER_PAGES,
    },
    Says {
        name: "a form or a sentence goes on",
        side: Side::After,
        fact: Context::text_goes_on,
        says: Standing::Own,
        source: "docs/ablation.md: lines of the development set in which a name is followed by text",
    },
    Says {
        name: "a longer name and then text",
        side: Side::After,
        fact: Context::longer_name_then_text,
        says: Standing::Other,
        source: OTHER_PAGES,
    },
    Says {
        name: "a role or a verb before",
        side: Side::Before,
        fact: Context::role_before,
        says: Standing::Own,
        source: "docs/ablation.md: lines of the development set in which a name follows text",
    },
    Says {
        name: "a word before",
        side: Side::Before,
        fact: Context::word_before,
        says: Standing::Own,
        source: "any word may stand before a name, but before a name that is a word it may be its attribute",
    },
];
