//! Words and characters that the rules compare with, read from the files in `data/`.
//!
//! The first lines of each file say how an entry earns its place. Entries are sorted, without doubles.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A list from a file; lines that begin with `#` are its header.
pub struct List(BTreeSet<&'static str>);

impl List {
    /// One entry per line.
    fn words(text: &'static str) -> List {
        List(entries(text).collect())
    }

    /// One entry per character.
    fn characters(text: &'static str) -> List {
        let single = |line: &'static str| {
            line.char_indices().filter_map(move |(at, c)| line.get(at..at + c.len_utf8()))
        };
        List(entries(text).flat_map(single).collect())
    }

    /// True when `c` is an entry.
    pub fn has(&self, c: char) -> bool {
        self.0.contains(c.encode_utf8(&mut [0; 4]) as &str)
    }

    /// True when `word` is an entry.
    pub fn has_word(&self, word: &str) -> bool {
        self.0.contains(word)
    }

    /// True when `text` begins with an entry.
    pub fn begins(&self, text: &str) -> bool {
        self.0.iter().any(|word| text.starts_with(word))
    }

    /// True when `text` ends with an entry.
    pub fn ends(&self, text: &str) -> bool {
        self.0.iter().any(|word| text.ends_with(word))
    }

    /// True when `text` holds an entry.
    pub fn within(&self, text: &str) -> bool {
        self.0.iter().any(|word| text.contains(word))
    }

    /// The entries in their order.
    pub fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().copied()
    }
}

fn entries(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident: $kind:ident($file:literal);)*) => {
        $($(#[$doc])* pub static $name: LazyLock<List> = LazyLock::new(|| List::$kind(include_str!($file)));)*

        /// Every file, whether its entries are characters, and its text, for the test of their form.
        #[cfg(test)]
        const FILES: &[(&str, bool, &str)] = &[$(($file, is_characters(stringify!($kind)), include_str!($file)),)*];
    };
}

#[cfg(test)]
const fn is_characters(kind: &str) -> bool {
    kind.len() == "characters".len()
}

lists! {
    /// Characters of given names.
    GIVEN: characters("data/given.txt");
    /// Characters that no name has.
    NO_NAME: characters("data/no_name.txt");
    /// Characters of transliterated names.
    TRANSLITERATED: characters("../target/transliterated.txt");
    /// Characters that end a longer transliterated name.
    ENDINGS: characters("data/endings.txt");
    /// Words before a name.
    BEFORE: words("data/before.txt");
    /// Characters after a name.
    AFTER: characters("data/after.txt");
    /// Words for streets and parts of towns.
    PLACES: words("data/places.txt");
    /// Titles and forms of address.
    TITLES: words("data/titles.txt");
    /// Characters before a family name with a title.
    JOINS: characters("data/joins.txt");
    /// Labels of the holder's name.
    LABELS_NAME: words("data/labels_name.txt");
    /// Labels of the holder's signature.
    LABELS_SIGNATURE: words("data/labels_signature.txt");
    /// Labels of anybody's signature.
    LABELS_ANYONE: words("data/labels_anyone.txt");
    /// Endings of roles in which other people sign.
    ROLES_OF_OTHERS: words("data/roles_of_others.txt");
    /// Additions to a label.
    LABELS_ADDED: words("data/labels_added.txt");
    /// Words for the holder of the page.
    HOLDER: words("data/holder.txt");
    /// Other fields of a form.
    OTHER_FIELDS: words("data/other_fields.txt");
    /// Texts of stamps on copies.
    STAMPS: words("data/stamps.txt");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list with doubles or out of order was extended without another look at it.
    #[test]
    fn files_are_sorted_without_doubles_and_say_where_they_come_from() {
        for (file, characters, text) in FILES {
            assert!(text.starts_with("# "), "{file} has no header");
            assert!(text.contains("# How an entry earns its place: "), "{file}");
            let all: Vec<String> = match characters {
                true => entries(text).flat_map(|l| l.chars().map(String::from)).collect(),
                false => entries(text).map(str::to_owned).collect(),
            };
            assert!(!all.is_empty() && all.is_sorted_by(|a, b| a < b), "{file}");
        }
    }

    #[test]
    fn no_label_asks_for_two_things() {
        let all = LABELS_NAME.iter().chain(LABELS_SIGNATURE.iter()).chain(LABELS_ANYONE.iter());
        let all: Vec<&str> = all.collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    }
}
