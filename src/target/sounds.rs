//! The sounds that Chinese syllables and Latin letters stand for where they spell Uyghur, Kazakh or Mongol names.
//!
//! A sound is written as the letters of Uyghur script that it may be, since that script has one letter for each sound: 哈 in 哈力克
//! and `x` in `Xaliq` share خ. [`uyghur`](super::uyghur) makes forms of these letters, [`transcript`](super::transcript) compares
//! the two spellings.

/// Rounded vowels, and the consonant that is written like them.
pub(super) const ROUND: &str = "وۇۆۈۋۅۉ";
/// Any vowel.
pub(super) const VOWEL: &str = "اەېىيوۇۆۈئأإهھۋیێ";

/// Consonants that a syllable's initial may stand for when Chinese characters transliterate an Uyghur name: 吉 is جى
/// or گى, 克 ك or ق, 孜 ز.
const OF_TRANSLITERATION: &[(&str, &str)] = &[
    ("b", "بپۋ"),
    ("p", "پبف"),
    ("m", "من"),
    ("f", "فپ"),
    ("d", "دت"),
    ("t", "تد"),
    ("n", "نلم"),
    ("l", "لر"),
    ("g", "گغقك"),
    ("k", "كقگخغ"),
    ("h", "ھخقغهە"),
    ("j", "جگژكق"),
    ("q", "چقكج"),
    ("x", "شسخ"),
    ("zh", "جژزچ"),
    ("ch", "چج"),
    ("sh", "شس"),
    ("r", "رل"),
    ("z", "زسج"),
    ("c", "تس"),
    ("s", "سشز"),
    ("w", ROUND),
];

/// Letters of Latin Uyghur (ULY) and of passports.
const OF_LATIN: &[(&str, &str)] = &[
    ("zh", "ژجز"),
    ("ch", "چ"),
    ("sh", "ش"),
    ("gh", "غگ"),
    ("kh", "خق"),
    ("ng", "ڭ"),
    ("b", "بپ"),
    ("c", "كسچ"),
    ("d", "دت"),
    ("f", "فپ"),
    ("g", "گغ"),
    ("h", "ھخهہح"),
    ("j", "جژ"),
    ("k", "كقگ"),
    ("l", "ل"),
    ("m", "م"),
    ("n", "نڭ"),
    ("p", "پبف"),
    ("q", "قچك"),
    ("r", "ر"),
    ("s", "سش"),
    ("t", "تد"),
    ("v", ROUND),
    ("w", ROUND),
    ("x", "خش"),
    ("y", "يىیېئ"),
    ("z", "زژ"),
];

/// What a sound is within its syllable of a Chinese transliteration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A consonant before the vowel, or the r of 尔.
    Consonant,
    /// The n or ng after the vowel.
    Nasal,
    /// The same at the end of a word after m: 帕提曼 also stands for پاتىمە, so a transcriber may have added it.
    NasalAfterM,
    /// A vowel that transcribers don't add: a, and any before a nasal.
    Vowel,
}

/// A sound of a Chinese transliteration.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Sound {
    /// The letters that may stand for it.
    pub letters: &'static str,
    /// Its role.
    pub role: Role,
}

impl Sound {
    /// True for every sound but a vowel.
    pub fn is_consonant(&self) -> bool {
        self.role != Role::Vowel
    }
}

/// The letters of an initial in `table`.
pub(super) fn class(table: &[(&str, &'static str)], initial: &str) -> Option<&'static str> {
    table.iter().find(|(sound, _)| *sound == initial).map(|(_, letters)| *letters)
}

/// A syllable of pinyin as initial and final; `y` counts as an initial.
pub(super) fn split(syllable: &str) -> (&str, &str) {
    let two = ["zh", "ch", "sh"].iter().any(|initial| syllable.starts_with(initial));
    let one = syllable.starts_with(|c: char| !"aeiouü".contains(c));
    syllable.split_at_checked(if two { 2 } else { usize::from(one) }).unwrap_or(("", syllable))
}

/// True for a syllable whose initial is only the way in which pinyin writes its vowel.
pub(super) fn is_vowel(syllable: &str) -> bool {
    matches!(syllable, "wu" | "yu" | "yi")
}

/// The sounds of a word in syllables of pinyin: its consonants, and the vowels that a transcriber doesn't add.
pub(super) fn of_syllables(word: &[String]) -> Vec<Sound> {
    let mut heard = Vec::new();
    for (i, syllable) in word.iter().enumerate() {
        let (initial, rest) = split(syllable);
        if !is_vowel(syllable) {
            let letters = class(OF_TRANSLITERATION, initial);
            heard.extend(letters.map(|letters| Sound { letters, role: Role::Consonant }));
        }
        if syllable == "er" {
            heard.push(Sound { letters: "رل", role: Role::Consonant });
            continue;
        }
        let ends = rest.ends_with('n') || rest.ends_with("ng");
        if rest.starts_with('a') || ends {
            heard.push(Sound { letters: VOWEL, role: Role::Vowel });
        }
        if ends {
            let last = i + 1 == word.len() && syllable.starts_with('m');
            let role = if last { Role::NasalAfterM } else { Role::Nasal };
            heard.push(Sound { letters: "نڭملە", role });
        }
    }
    heard
}

/// A sound of a word in Latin letters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Spelled<'a> {
    /// As it is spelled, in lower case: one letter or two.
    pub text: &'a str,
    /// The letters that may stand for it; `None` for a vowel.
    pub letters: Option<&'static str>,
}

/// The sounds of a word in lower case without accents; anything but a to z is passed over.
pub(super) fn of_latin(word: &str) -> Vec<Spelled<'_>> {
    let mut heard = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let consonant = OF_LATIN.iter().find(|(text, _)| rest.starts_with(text));
        let (length, letters) =
            consonant.map_or((first.len_utf8(), None), |(text, letters)| (text.len(), Some(*letters)));
        let (text, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        if letters.is_some() || "aeiou".contains(first) {
            heard.push(Spelled { text, letters });
        }
        rest = behind;
    }
    heard
}
