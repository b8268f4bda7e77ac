//! The words of the language: splits text into words, and tells whether something is one.
//!
//! The dictionary is loaded on first use: most pages never need it, and loading takes a third of a second.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use jieba_rs::Jieba;

/// Characters of the shortest word: any character is in the dictionary.
const SHORTEST: usize = 2;

/// The dictionary of `jieba-rs`.
#[derive(Clone, Default)]
pub struct Words(Arc<OnceLock<Jieba>>);

impl Words {
    fn jieba(&self) -> &Jieba {
        self.0.get_or_init(Jieba::new)
    }

    /// The word that `text` begins with.
    pub fn first<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.jieba().cut(text, false).first().map(|token| token.word)
    }

    /// True when the text ends with a word of at least two characters.
    pub fn ends(&self, text: &str) -> bool {
        self.jieba().cut(text, false).last().is_some_and(|token| is_long(token.word))
    }

    /// True when the text begins with a word of at least two characters.
    pub fn begins(&self, text: &[char]) -> bool {
        let text: String = text.iter().collect();
        self.first(&text).is_some_and(is_long)
    }

    /// True when `text` holds a word of at least two characters that isn't marked as a name.
    pub fn hold_one(&self, text: &str) -> bool {
        let tags = self.jieba().tag(text, false);
        tags.iter().any(|t| is_long(t.word) && self.jieba().has_word(t.word) && !t.tag.starts_with("nr"))
    }

    /// True when one word of `text` contains the characters `inner` and more.
    pub fn one_holds(&self, text: &str, inner: Range<usize>) -> bool {
        let mut at = 0;
        self.jieba().cut(text, false).iter().any(|token| {
            let start = at;
            at += token.word.chars().count();
            start <= inner.start && at >= inner.end && at - start > inner.len()
        })
    }

    /// True when `text` is in the dictionary, as a word or as a name.
    pub fn has(&self, text: &str) -> bool {
        self.jieba().has_word(text)
    }

    /// True when `text` is a word of the dictionary that isn't marked as a person's name.
    pub fn is_word(&self, text: &str) -> bool {
        let jieba = self.jieba();
        let name = |text| jieba.tag(text, false).iter().all(|t| t.tag.starts_with("nr"));
        jieba.has_word(text) && !name(text)
    }
}

fn is_long(word: &str) -> bool {
    word.chars().count() >= SHORTEST
}
