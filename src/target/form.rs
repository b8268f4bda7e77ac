//! The shape of a form: slots with alternatives, gaps between them, and how much one hit proves.
//!
//! [`generate`](super::generate) makes forms; [`text`](super::text) finds them in text. `Debug` never shows a glyph,
//! so a name can't reach a log by accident.

use std::fmt;

/// A script with letters other than Latin ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Script {
    /// Arabic script (Uyghur, Kazakh, Kyrgyz as written in Xinjiang).
    Arabic,
    /// Traditional Mongolian and Todo script.
    Mongolian,
    /// Tibetan.
    Tibetan,
    /// Cyrillic (Kazakh, Mongolian, Russian).
    Cyrillic,
    /// Anything else: kana, Hangul, Yi, Thai …
    Other,
}

impl Script {
    /// The audit's word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Script::Arabic => "arabic",
            Script::Mongolian => "mongolian",
            Script::Tibetan => "tibetan",
            Script::Cyrillic => "cyrillic",
            Script::Other => "other_script",
        }
    }
}

/// How a form is written. `spaced`, `vertical`, `split` and `traditional` are properties of a hit, not of a
/// form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Chinese characters; every slot holds the simplified and the traditional glyphs.
    Han,
    /// Pinyin generated from the characters.
    Pinyin,
    /// A name or alias that the roster gives in Latin letters.
    Latin,
    /// At least one word, Latin or pinyin, is shortened to its initials.
    Initials,
    /// An alias in another script.
    Script(Script),
}

/// Which part of the name a form holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The whole name.
    Whole,
    /// The given name alone; of a dotted name (买买提·吐尔逊) the part before the first dot.
    Given,
    /// The family name alone; of a dotted name every part after the first.
    Family,
}

/// What may stand directly beside a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Boundary {
    /// Anything may stand beside it (Han text has no word breaks; longer names are decided by context).
    None,
    /// No letter of an alphabet may stand directly before or after it. Digits may: `zhangwei88@…`.
    Word,
}

/// How much a clean hit of the form proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Strength {
    /// Proves nothing alone (`Li W`, 张): needs certainty and context (a field, an author list, the whole name
    /// nearby).
    Faint,
    /// Short enough to turn up in noise or to be a word (`Feng Gao`, 玉兰): needs certainty.
    Weak,
    /// May be accepted with the usual tolerance.
    Strong,
}

/// What may stand between the previous slot and this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing.
    None,
    /// Any spaces or nothing: 张 伟, 张　伟.
    Spaces,
    /// A dot of any shape, a hyphen, spaces, or nothing: 买买提·吐尔逊.
    Dots,
    /// A hyphen, an apostrophe, a space, or nothing: `Xiao-Ming`, `Xi'an`.
    Syllable,
    /// A space, comma, hyphen, dot, apostrophe, or nothing: `ZHANG, Wei`, `ZHANGWei`.
    Word,
    /// Like [`Gap::Word`], but a separator must stand there, since the words run together would be another name: `Li
    /// Ang` is not `Liang`, `Li N` is not `Lin`.
    Break,
    /// Vowels of Arabic script, spaces, or nothing: some spellings determine only the consonants.
    Vowels,
}

const SPACES: &[char] = &[' ', '\u{3000}', '\u{a0}', '\t'];
// Middle dots as typed (· ・ ‧ •), those of other alphabets (ㆍ with its NFKC form, ˙ ∙ ⋅ ● ﹒) and the characters that
// recognisers read for a dot (. 。 、 ' hyphens). A comma is left out: it separates people.
const DOTS: &[char] = &[
    '·', '•', '・', '.', '．', '‧', '∙', '⋅', '･', '｡', '。', '、', '˙', 'ㆍ', '\u{119e}', '●', '﹒', '°',
    '-', '‐', '‑', '–', '—', '－', '\'', '’', '‘', '`', ' ', '\u{3000}', '\u{a0}',
];
const SYLLABLE: &[char] =
    &['-', '‐', '‑', '–', '—', '－', '\'', '’', '‘', '`', '´', 'ʼ', '′', ' ', '\u{3000}', '\u{a0}'];
const WORD: &[char] = &[
    ' ', ',', '.', '-', '\'', '_', '，', '、', '．', '。', '·', '•', '・', '‧', '‐', '‑', '–', '—', '－',
    '’', '‘', '`', '´', 'ʼ', '′', '\u{3000}', '\u{a0}',
];

// Vowels, the letters that carry or resemble them, and h, which transliterations drop between vowels (依布拉音).
const VOWELS: &[char] = &[
    'ا', 'ە', 'ې', 'ى', 'ي', 'و', 'ۇ', 'ۆ', 'ۈ', 'ۋ', 'ئ', 'ء', 'أ', 'إ', 'ھ', 'ه', 'ی', 'ێ', 'ۅ', 'ۉ',
    '\u{200c}', ' ', '\u{a0}',
];

impl Gap {
    /// Every kind of gap.
    pub const ALL: [Gap; 7] =
        [Gap::None, Gap::Spaces, Gap::Dots, Gap::Syllable, Gap::Word, Gap::Break, Gap::Vowels];

    /// The characters that may fill the gap.
    pub const fn separators(self) -> &'static [char] {
        match self {
            Gap::None => &[],
            Gap::Spaces => SPACES,
            Gap::Dots => DOTS,
            Gap::Syllable => SYLLABLE,
            Gap::Word | Gap::Break => WORD,
            Gap::Vowels => VOWELS,
        }
    }

    /// True when `c` may stand in the gap; every white space counts as a space.
    pub fn holds(self, c: char) -> bool {
        match self {
            Gap::None => false,
            _ => c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}') || self.separators().contains(&c),
        }
    }

    /// True when at least one separator must be there.
    pub const fn required(self) -> bool {
        matches!(self, Gap::Break)
    }

    /// The most separators in a row in plain text. Many spaces are allowed because forms are filled in with justified
    /// names; other gaps allow one mark with a space on either side.
    pub const fn most(self) -> usize {
        match self {
            Gap::None => 0,
            Gap::Spaces => 8,
            Gap::Dots | Gap::Word | Gap::Break => 3,
            Gap::Syllable => 2,
            // Two vowels, a space and the sign that carries the next word's vowel.
            Gap::Vowels => 5,
        }
    }

    const fn shown(self) -> &'static str {
        match self {
            Gap::None | Gap::Spaces | Gap::Syllable | Gap::Vowels => "",
            Gap::Dots => "·",
            Gap::Word | Gap::Break => " ",
        }
    }
}

/// One glyph of a form, and the gap before it.
#[derive(Clone, PartialEq, Eq)]
pub struct Slot {
    /// Alternatives, never empty, NFKC-folded, no duplicates; the first is the roster's. Exactly one of them is on
    /// the page, so their probabilities are added.
    pub glyphs: Vec<char>,
    /// Gap before this slot; [`Gap::None`] in the first slot of a form.
    pub before: Gap,
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Slot({} glyphs, {:?})", self.glyphs.len(), self.before)
    }
}

/// One form of a name: its slots in reading order.
#[derive(Clone, PartialEq, Eq)]
pub struct Form {
    /// How it is written.
    pub kind: Kind,
    /// The part of the name it holds.
    pub part: Part,
    /// The glyphs in reading order, never empty.
    pub slots: Vec<Slot>,
    /// What may stand directly beside it.
    pub boundary: Boundary,
    /// How much a hit proves.
    pub strength: Strength,
    /// One character is set apart into its two halves, as in 王月 for 玥.
    pub in_halves: bool,
    /// A representative spelling, for masked display and tests only.
    pub text: String,
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Form")
            .field("kind", &self.kind)
            .field("part", &self.part)
            .field("slots", &self.slots.len())
            .field("strength", &self.strength)
            .finish_non_exhaustive()
    }
}

impl Form {
    /// True when a dot may stand in it, as in 买买提·吐尔逊.
    pub fn is_dotted(&self) -> bool {
        self.slots.iter().any(|slot| slot.before == Gap::Dots)
    }

    /// Its first spelling without gaps, in lower case.
    pub fn letters(&self) -> String {
        self.slots.iter().filter_map(|slot| slot.glyphs.first()).flat_map(|c| c.to_lowercase()).collect()
    }

    /// A form of these slots; the first slot's gap is dropped, and the representative text is made.
    pub(super) fn new(kind: Kind, part: Part, mut slots: Vec<Slot>, strength: Strength) -> Self {
        if let Some(first) = slots.first_mut() {
            first.before = Gap::None;
        }
        let mut text = String::new();
        for slot in &slots {
            text.push_str(slot.before.shown());
            text.extend(slot.glyphs.first());
        }
        let boundary = if kind == Kind::Han { Boundary::None } else { Boundary::Word };
        Form { kind, part, slots, boundary, strength, in_halves: false, text }
    }

    /// The audit's `form` for a hit: `traditional` tells whether a traditional glyph won in any slot.
    pub const fn label(&self, traditional: bool) -> &'static str {
        match (self.part, self.kind) {
            (Part::Given | Part::Family, _) => "partial",
            (Part::Whole, Kind::Han) if traditional => "traditional",
            (Part::Whole, Kind::Han) => "han",
            (Part::Whole, Kind::Pinyin) => "pinyin",
            (Part::Whole, Kind::Latin) => "latin",
            (Part::Whole, Kind::Initials) => "initials",
            (Part::Whole, Kind::Script(s)) => s.as_str(),
        }
    }
}
