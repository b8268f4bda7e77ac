//! Words in Latin letters in a line of text.

use std::ops::Range;

use super::footnote::is_footnote;
use super::form::Gap;
use super::latin::{base, is_mark};

/// A word of a text.
pub(super) struct Written {
    /// Its characters in the text.
    pub range: Range<usize>,
    /// In lower case and without accents.
    pub letters: String,
}

/// Words in Latin letters that begin with a capital. A capital behind a small letter begins another one: `YerlanHalik`.
pub(super) fn words(text: &[char]) -> Vec<Written> {
    let mut out: Vec<Written> = Vec::new();
    let mut open = false;
    let mut before: Option<char> = None;
    for (at, &c) in text.iter().enumerate() {
        let plain = base(c);
        if open && is_footnote(text, at) {
            open = false;
            before = Some(c);
            continue;
        }
        let inside = open && (Gap::Syllable.holds(c) && !c.is_whitespace() || is_mark(c));
        let next_is_latin = text.get(at + 1).is_some_and(|c| base(*c).is_ascii_lowercase());
        if plain.is_ascii_lowercase() {
            let begins = !open || (c.is_uppercase() && before.is_some_and(char::is_lowercase));
            if begins {
                out.push(Written { range: at..at, letters: String::new() });
            }
            if let Some(word) = out.last_mut() {
                word.letters.push(plain);
                word.range.end = at + 1;
            }
            open = true;
        } else {
            open = inside && next_is_latin;
        }
        before = Some(c);
    }
    out.retain(|word| text.get(word.range.start).is_some_and(|c| c.is_uppercase()));
    out
}

/// The words from the first on between which nothing stands but what may separate the words of a name.
pub(super) fn run<'a>(words: &'a [Written], text: &[char]) -> &'a [Written] {
    let joins = |pair: &[Written]| match pair {
        [a, b] => text.get(a.range.end..b.range.start).is_some_and(|between| {
            between.len() <= Gap::Word.most() && between.iter().all(|c| Gap::Word.holds(*c))
        }),
        _ => false,
    };
    let count = 1 + words.windows(2).take_while(|pair| joins(pair)).count();
    words.get(..count).unwrap_or(words)
}
