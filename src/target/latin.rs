//! Words in Latin (or Cyrillic, Arabic …) letters as slots, and the orders and initials in which people write them.
//!
//! It knows letters and words only; `generate` brings the words.

use unicode_normalization::UnicodeNormalization;

use super::form::{Gap, Slot};
use super::han::is_han;
use super::roman;

/// Accents that a page may have where the roster has the plain letter, or the other way round: tone marks of pinyin
/// (with the breve that recognisers read for the caron), and those of Latin Uyghur, Kazakh and European names.
const ACCENTS: &[(char, &str)] = &[
    ('a', "āáǎàăâäãåą"),
    ('c', "çćč"),
    ('d', "đď"),
    ('e', "ēéěèĕêëėę"),
    ('g', "ğģǧ"),
    ('i', "īíǐìĭîïıį"),
    ('l', "ł"),
    ('n', "ñńňǹ"),
    ('o', "ōóǒòŏôöõőø"),
    ('r', "ř"),
    ('s', "şšśș"),
    ('t', "ţțť"),
    ('u', "ūúǔùŭûüűůǖǘǚǜ"),
    ('y', "ýÿ"),
    ('z', "žźż"),
];

/// Letters of Arabic script that differ by language or keyboard but not by sound: yeh, kaf, heh and Uyghur ae.
const ARABIC: &[&str] = &["يیى", "كکڪ", "ەهھہة"];

/// The one character that `c` changes into, when it is one.
fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    match (chars.next(), chars.next()) {
        (Some(c), None) => Some(c),
        _ => None,
    }
}

fn lower(c: char) -> char {
    single(c.to_lowercase()).unwrap_or(c)
}

fn upper(c: char) -> char {
    single(c.to_uppercase()).unwrap_or(c)
}

/// `c` without accents, in lower case.
pub(super) fn base(c: char) -> char {
    let c = lower(c);
    if c == 'ə' {
        // Azerbaijani and older Latin Uyghur; passports write e.
        return 'e';
    }
    ACCENTS
        .iter()
        .find(|(_, accents)| accents.contains(c))
        .map_or_else(|| c.nfd().next().unwrap_or(c), |(plain, _)| *plain)
}

/// True when `word`, in any case and with or without tone marks, can be spelled with pinyin syllables.
pub fn is_pinyin(word: &str) -> bool {
    let letters: Vec<char> = word.chars().map(base).collect();
    roman::parse(&letters).is_some()
}

/// The letter as written, its other case, and both cases with every accent it may gain or lose.
pub(super) fn alternatives(c: char) -> Vec<char> {
    let mut list = vec![c];
    let mut push = |c: char| {
        if !list.contains(&c) {
            list.push(c);
        }
    };
    push(lower(c));
    push(upper(c));
    let plain = base(c);
    push(plain);
    push(upper(plain));
    if let Some((_, accents)) = ACCENTS.iter().find(|(letter, _)| *letter == plain) {
        for accent in accents.chars() {
            push(accent);
            push(upper(accent));
        }
    }
    for class in ARABIC.iter().filter(|class| class.contains(c)) {
        class.chars().for_each(&mut push);
    }
    list
}

/// A word: its letters with the gaps between syllables, and its initials.
#[derive(Clone)]
pub(super) struct Word {
    /// Letters; `before` of the first is set when the word is placed.
    letters: Vec<Slot>,
    /// Places in `letters` whose letters are the initials: one per syllable of a Chinese given name, else the
    /// first.
    initials: Vec<usize>,
    /// Number of syllables, as far as it is known; 1 for a word that isn't pinyin.
    pub(super) syllables: usize,
}

impl Word {
    /// A word from pinyin syllables (`xiao`, `ming`); first letter capital. `each` gives every syllable an
    /// initial.
    pub(super) fn from_syllables(syllables: &[String], each: bool) -> Word {
        let mut word = Word { letters: Vec::new(), initials: Vec::new(), syllables: syllables.len() };
        for syllable in syllables {
            if each || word.initials.is_empty() {
                word.initials.push(word.letters.len());
            }
            for (i, c) in syllable.chars().enumerate() {
                let first = word.letters.is_empty();
                let mut glyphs = alternatives(if first { upper(c) } else { c });
                if c == 'ü' {
                    glyphs.extend(['v', 'V']);
                }
                let before = if i == 0 && !first { Gap::Syllable } else { Gap::None };
                word.letters.push(Slot { glyphs, before });
            }
        }
        word
    }

    /// A word as a person wrote it. Hyphens and apostrophes become gaps; in pinyin, so do the places between
    /// syllables (`Xiaoming` may stand as `Xiao-ming`). `None` when no letter is left.
    pub(super) fn from_text(text: &str) -> Option<Word> {
        let mut letters: Vec<Slot> = Vec::new();
        let mut gap = Gap::None;
        for c in text.chars() {
            if is_glyph(c) {
                letters.push(Slot { glyphs: alternatives(c), before: gap });
                gap = Gap::None;
            } else if !letters.is_empty() && Gap::Word.holds(c) {
                gap = Gap::Syllable;
            }
        }
        let plain: Vec<char> = letters.iter().filter_map(|s| s.glyphs.first()).map(|&c| base(c)).collect();
        let mut syllables = 1;
        if let Some((count, starts)) = roman::parse(&plain) {
            syllables = count.max(1);
            for at in starts {
                if let Some(slot) = letters.get_mut(at) {
                    slot.before = Gap::Syllable;
                }
            }
        }
        (!letters.is_empty()).then(|| Word { letters, initials: vec![0], syllables })
    }

    /// Letters in the word.
    pub(super) fn len(&self) -> usize {
        self.letters.len()
    }

    /// The letters as written.
    pub(super) fn letters(&self) -> Vec<char> {
        self.letters.iter().filter_map(|slot| slot.glyphs.first()).copied().collect()
    }

    /// The letters in lower case and without accents.
    pub(super) fn plain(&self) -> String {
        self.letters.iter().filter_map(|slot| slot.glyphs.first()).map(|&c| base(c)).collect()
    }

    /// The word with `gap` before it.
    fn placed(&self, gap: Gap) -> Vec<Slot> {
        let mut slots = self.letters.clone();
        if let Some(first) = slots.first_mut() {
            first.before = gap;
        }
        slots
    }

    /// The first `most` initials, in capitals only: a small letter in a sentence is no initial.
    fn shortened(&self, gap: Gap, most: usize) -> Vec<Slot> {
        let letters = self.initials.iter().take(most).filter_map(|&at| self.letters.get(at));
        letters
            .enumerate()
            .map(|(i, slot)| {
                let mut glyphs: Vec<char> =
                    slot.glyphs.iter().copied().filter(|c| !c.is_lowercase()).collect();
                if glyphs.is_empty() {
                    glyphs.clone_from(&slot.glyphs);
                }
                // The capital comes first, for display.
                let plain = upper(base(glyphs.first().copied().unwrap_or_default()));
                if let Some(at) = glyphs.iter().position(|&c| c == plain) {
                    glyphs.swap(0, at);
                }
                Slot { glyphs, before: if i == 0 { gap } else { Gap::Word } }
            })
            .collect()
    }
}

/// A word in full or shortened.
#[derive(Clone, Copy)]
pub(super) enum Piece<'a> {
    /// The word in full.
    Full(&'a Word),
    /// At most so many of its initials.
    Initials(&'a Word, usize),
}

/// True when the pieces, run together, would read as another name or word: at most one pinyin syllable (`Li Ang`,
/// Liang), or at most two with an initial (`Li N`, Lin; `A Li`, Ali).
fn misread_when_joined(pieces: &[Piece]) -> bool {
    let mut joined = String::new();
    let mut most = 1;
    for piece in pieces {
        match piece {
            Piece::Full(word) => joined.push_str(&word.plain()),
            Piece::Initials(word, n) => {
                most = 2;
                let plain: Vec<char> = word.plain().chars().collect();
                joined.extend(word.initials.iter().take(*n).filter_map(|&at| plain.get(at)));
            }
        }
    }
    let letters: Vec<char> = joined.chars().collect();
    roman::parse(&letters).is_some_and(|(count, _)| count <= most)
}

/// The slots of `pieces` in this order, with the gaps between words.
pub(super) fn write(pieces: &[Piece]) -> Vec<Slot> {
    let gap = if misread_when_joined(pieces) { Gap::Break } else { Gap::Word };
    pieces
        .iter()
        .flat_map(|piece| match piece {
            Piece::Full(word) => word.placed(gap),
            Piece::Initials(word, most) => word.shortened(gap, *most),
        })
        .collect()
}

/// Splits what a person typed as a Latin name into words.
pub(super) fn words(text: &str) -> Vec<Word> {
    // Hyphens and apostrophes stay inside the word.
    let inside = |c: char| matches!(c, '-' | '‐' | '‑' | '–' | '\'' | '’' | '‘' | 'ʼ' | '`');
    text.split(|c: char| !is_glyph(c) && !inside(c) && !is_mark(c)).filter_map(Word::from_text).collect()
}

/// Marks that modify or join letters without being letters: combining accents, Arabic vowel signs, tatweel.
pub(super) const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}' | '\u{200c}' | '\u{200d}')
}

/// True for characters that may be a glyph of a form: letters, digits and Chinese characters that no gap holds.
/// (U+02BC is a letter by its category but is typed as an apostrophe.)
pub(super) fn is_glyph(c: char) -> bool {
    (c.is_alphanumeric() || is_han(c))
        && !is_mark(c)
        && ![Gap::Dots, Gap::Syllable, Gap::Word].iter().any(|gap| gap.holds(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_no_syllables_spell_are_no_pinyin() {
        assert!(["Huangfu", "YIRUI", "xian", "Xiè", "Lǚ"].iter().all(|word| is_pinyin(word)));
        assert!(["Yirut", "Hvang", "Smith"].iter().all(|word| !is_pinyin(word)));
    }

    #[test]
    fn letters_have_both_cases_and_their_accents() {
        let glyphs = alternatives('A');
        assert!(['A', 'a', 'ā', 'Á', 'ǎ', 'à'].iter().all(|c| glyphs.contains(c)));
        assert_eq!(alternatives('Ü').first(), Some(&'Ü'));
        assert!(['u', 'U', 'ü', 'ǚ'].iter().all(|c| alternatives('Ü').contains(c)));
        assert_eq!(alternatives('w'), ['w', 'W']);
        assert_eq!(alternatives('7'), ['7']);
        for c in ('a'..='z').chain("āÜşıЖə".chars()) {
            let mut list = alternatives(c);
            let n = list.len();
            list.sort_unstable();
            list.dedup();
            assert_eq!(list.len(), n, "duplicates for {c}");
        }
    }

    #[test]
    fn u_umlaut_may_be_typed_as_v() {
        let word = Word::from_syllables(&["lü".to_owned()], false);
        assert!(word.letters[1].glyphs.contains(&'v') && word.letters[1].glyphs.contains(&'u'));
    }

    #[test]
    fn joined_words_that_are_another_name_need_a_break() {
        let word = |s: &str| Word::from_syllables(&[s.to_owned()], true);
        let (li, ang, zhang, na) = (word("li"), word("ang"), word("zhang"), word("na"));
        assert!(misread_when_joined(&[Piece::Full(&li), Piece::Full(&ang)]));
        assert!(misread_when_joined(&[Piece::Full(&li), Piece::Initials(&na, 1)]));
        assert!(!misread_when_joined(&[Piece::Full(&zhang), Piece::Full(&na)]));
        assert!(!misread_when_joined(&[Piece::Initials(&zhang, 1), Piece::Full(&zhang)]));
    }

    #[test]
    fn marks_and_hyphens_stay_inside_a_word() {
        assert_eq!(words("Xiao-Ming, O'Brien").len(), 2);
        assert!(words(" -- . ").is_empty());
    }
}
