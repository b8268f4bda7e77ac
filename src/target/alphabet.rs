//! The classes of a CTC recogniser: which class spells which character.
//!
//! It knows one dictionary file and nothing of names.

use std::collections::HashMap;

use super::text::fold;

/// The two sizes of the nets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Size {
    /// Fast; reads everything.
    Tiny,
    /// Slower and surer; reads what matters again.
    Small,
}

/// Why a dictionary can't be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum AlphabetError {
    /// The dictionary has no line.
    #[error("the recogniser's dictionary is empty")]
    Empty,
    /// The network has another number of classes than the dictionary spells.
    #[error("the recogniser has {classes} classes, its dictionary spells {spelled}")]
    Classes {
        /// Classes of the network.
        classes: usize,
        /// Lines of the dictionary plus blank and space.
        spelled: usize,
    },
}

/// The alphabet of a recogniser in PaddleOCR's layout: class 0 is the blank, class `i` is line `i` of the
/// dictionary (counted from 1), the last class is the space.
#[derive(Debug, Clone)]
pub struct Alphabet {
    entries: Vec<String>,
    exact: HashMap<char, usize>,
    /// Every class by its folded character, ascending.
    twins: HashMap<char, Vec<usize>>,
}

impl Alphabet {
    /// The class of the blank.
    pub const BLANK: usize = 0;

    /// Reads a dictionary: one entry per line, `\n` or `\r\n`, with or without a last line break. Every line is an
    /// entry (one is the ideographic space), so the classes after it keep their numbers. A byte order mark is
    /// dropped.
    ///
    /// # Errors
    /// [`AlphabetError::Empty`] when there is no entry.
    pub fn parse(dict: &str) -> Result<Alphabet, AlphabetError> {
        let dict = dict.strip_prefix('\u{feff}').unwrap_or(dict);
        // Only line breaks are cut, never other white space.
        let body = dict.strip_suffix('\n').unwrap_or(dict);
        let body = body.strip_suffix('\r').unwrap_or(body);
        if body.is_empty() {
            return Err(AlphabetError::Empty);
        }
        let lines = body.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line).to_owned());
        let entries: Vec<String> =
            std::iter::once(String::new()).chain(lines).chain(std::iter::once(" ".to_owned())).collect();
        let mut exact = HashMap::new();
        let mut twins: HashMap<char, Vec<usize>> = HashMap::new();
        for (class, entry) in entries.iter().enumerate() {
            let mut chars = entry.chars();
            if let (Some(c), None) = (chars.next(), chars.next()) {
                exact.entry(c).or_insert(class);
                twins.entry(fold(c)).or_default().push(class);
            }
        }
        Ok(Alphabet { entries, exact, twins })
    }

    /// Checks the alphabet against the network's number of classes.
    ///
    /// # Errors
    /// [`AlphabetError::Classes`] when they differ.
    pub fn expect_classes(&self, classes: usize) -> Result<(), AlphabetError> {
        let spelled = self.classes();
        if classes == spelled { Ok(()) } else { Err(AlphabetError::Classes { classes, spelled }) }
    }

    /// Classes of the network: the dictionary's lines plus blank and space.
    pub fn classes(&self) -> usize {
        self.entries.len()
    }

    /// The class of the space.
    pub fn space(&self) -> usize {
        self.entries.len().saturating_sub(1)
    }

    /// The class that spells exactly `c`.
    pub fn label(&self, c: char) -> Option<usize> {
        self.exact.get(&c).copied()
    }

    /// Every class that spells `c` or one of its full-width, half-width or compatibility forms, ascending: `(` and
    /// `（`, `A` and `Ａ`, the space and the ideographic space. Empty when the recogniser can't spell it.
    pub fn labels(&self, c: char) -> &[usize] {
        self.twins.get(&fold(c)).map_or(&[], Vec::as_slice)
    }

    /// What `class` spells; empty for the blank, `None` past the last class.
    pub fn spelling(&self, class: usize) -> Option<&str> {
        self.entries.get(class).map(String::as_str)
    }

    /// The character of `class` when it spells exactly one.
    pub fn char_of(&self, class: usize) -> Option<char> {
        let mut chars = self.spelling(class)?.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Some(c),
            _ => None,
        }
    }
}
