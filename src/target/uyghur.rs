//! Forms of a name in Uyghur (Arabic) script, from an alias or derived from the other spellings.
//!
//! In Xinjiang diplomas and cards often print names in this script too. Few rosters have it, so it is derived from
//! the spellings they have; the more certain the source, the stricter the form:
//!
//! * an alias in the script: its letters, each with those that differ by keyboard or by a dot;
//! * Latin letters: a class of sounds for each letter (ULY and passports);
//! * Han people's pinyin: the letters of the official table for Chinese names in Uyghur, with loose vowels;
//! * a transliteration into Chinese (买买提·吐尔逊): its consonants only. Chinese syllables add vowels (提 for t) and drop
//!   some, so any vowels may stand between.
//!
//! Slots stand in reading order, from right to left on the page; [`from_the_left`] reverses them for a reader of
//! pictures.

use super::form::{Boundary, Form, Gap, Kind, Part, Script, Slot, Strength};
use super::roman::{combine, read, read_family};
use super::sounds::{self, ROUND, Role, Sound, VOWEL, class, split};

/// Letters that differ by language or keyboard, or by a dot or stroke that small print loses.
const ALIKE: &[&str] = &["ىيیېێ", "كکڪ", "ەھهہة", "وۇۆۈۋۅۉ", "ئءأإؤ", "اأإ", "نڭ", "گڭ"];

/// Vowels by articulation: open, close, rounded. Small print and dialects exchange vowels of a class.
const OPEN: &str = "اەېأإهھ";
const CLOSE: &str = "ىيېیئێە";

/// Consonants of Chinese names in Uyghur texts, by the initial of the syllable (the official transcription rules).
const OF_PINYIN: &[(&str, &str)] = &[
    ("b", "ب"),
    ("p", "پ"),
    ("m", "م"),
    ("f", "ف"),
    ("d", "د"),
    ("t", "ت"),
    ("n", "ن"),
    ("l", "ل"),
    ("g", "گ"),
    ("k", "كک"),
    ("h", "خھ"),
    ("j", "ج"),
    ("q", "چ"),
    ("x", "ش"),
    ("zh", "ج"),
    ("ch", "چ"),
    ("sh", "ش"),
    ("r", "رژ"),
    ("z", "ز"),
    ("c", "ست"),
    ("s", "س"),
    ("w", ROUND),
    ("y", "يىیئې"),
];

/// Fewest consonants of a form without vowels; shorter names need their vowels.
const CONSONANTS: usize = 5;
/// Fewest slots of a [`Strength::Strong`] form, and fewest of a form that is looked for at all.
const STRONG: usize = 6;
const FEWEST: usize = 3;
/// The most readings of one Chinese name that are spelled out.
const READINGS: usize = 4;

/// `slots` in the order in which a reader of pictures meets them: from left to right for every script.
pub fn from_the_left(slots: &[Slot]) -> Vec<Slot> {
    let gaps = std::iter::once(Gap::None).chain(slots.iter().rev().map(|slot| slot.before));
    slots.iter().rev().zip(gaps).map(|(slot, before)| Slot { before, ..slot.clone() }).collect()
}

/// True for letters that may stand between the consonants of a form, and beside them in the same word.
pub fn is_loose(c: char) -> bool {
    Gap::Vowels.holds(c)
}

/// The letter and its look-alikes.
fn alike(c: char) -> Vec<char> {
    let mut list = vec![c];
    for other in ALIKE.iter().filter(|class| class.contains(c)).flat_map(|class| class.chars()) {
        if !list.contains(&other) {
            list.push(other);
        }
    }
    list
}

/// A slot that accepts any of `letters`.
fn slot(letters: &str, before: Gap) -> Slot {
    let mut glyphs: Vec<char> = Vec::new();
    for c in letters.chars() {
        if !glyphs.contains(&c) {
            glyphs.push(c);
        }
    }
    Slot { glyphs, before }
}

fn form(slots: Vec<Slot>) -> Option<Form> {
    let strength = if slots.len() >= STRONG { Strength::Strong } else { Strength::Weak };
    (slots.len() >= FEWEST).then(|| Form::new(Kind::Script(Script::Arabic), Part::Whole, slots, strength))
}

/// A form of consonants alone; vowels may stand beside it.
fn bare(slots: Vec<Slot>) -> Option<Form> {
    form(slots).map(|form| Form { boundary: Boundary::None, ..form })
}

/// The form of an alias in Arabic script, given as words of letters.
pub(super) fn of_alias(words: &[Vec<char>]) -> Option<Form> {
    let letters = words.iter().flat_map(|word| {
        word.iter()
            .enumerate()
            .map(|(i, &c)| Slot { glyphs: alike(c), before: if i == 0 { Gap::Word } else { Gap::None } })
    });
    form(letters.collect())
}

/// Most spellings of a name in the script: two places where ng is either sound.
const MOST_SPELLINGS: usize = 4;

/// The forms of a name in Latin letters (lower case, without accents), given as words.
pub(super) fn of_latin(words: &[String]) -> Vec<Form> {
    let mut spellings: Vec<Vec<(&str, bool)>> = vec![Vec::new()];
    for sound in words.iter().flat_map(|word| sounds::of_latin(word)) {
        let before = spellings.clone();
        let class = sound.letters.map_or((VOWEL, false), |letters| (letters, true));
        spellings.iter_mut().for_each(|s| s.push(class));
        if sound.text == "ng" && spellings.len() < MOST_SPELLINGS {
            // In Reyhangul, n and g belong to two syllables.
            spellings.extend(before.into_iter().map(|mut s| {
                s.extend([("نڭ", true), ("گغ", true)]);
                s
            }));
        }
    }
    let vowels = |s: &Vec<(&str, bool)>| form(s.iter().map(|(class, _)| slot(class, Gap::Vowels)).collect());
    let consonants = |s: &Vec<(&str, bool)>| {
        let consonants: Vec<Slot> =
            s.iter().filter(|(_, consonant)| *consonant).map(|(c, _)| slot(c, Gap::Vowels)).collect();
        (consonants.len() >= CONSONANTS).then_some(consonants).and_then(bare)
    };
    spellings.iter().filter_map(vowels).chain(spellings.iter().filter_map(consonants)).collect()
}

/// The forms of a Han name, given as its family and given part, in both orders.
pub(super) fn of_han(family: &[char], given: &[char]) -> Vec<Form> {
    let lists = [read_family(family, READINGS), read(given, READINGS)];
    let mut forms = Vec::new();
    for reading in combine(&lists, READINGS) {
        let [family, given] = reading.as_slice() else { continue };
        for order in [[family, given], [given, family]] {
            let slots = order.into_iter().flatten().flat_map(|syllable| spelled(syllable)).collect();
            forms.extend(form(slots));
        }
    }
    forms
}

/// A syllable of pinyin as Chinese names are spelled: its consonant, its vowel, its n or ng.
fn spelled(syllable: &str) -> Vec<Slot> {
    let (initial, rest) = split(syllable);
    let mut slots = Vec::new();
    // Two letters of one shape stand for yi, and for wu: print runs them together.
    if !matches!(syllable, "yi" | "wu") {
        slots.extend(class(OF_PINYIN, initial).map(|letters| slot(letters, Gap::Vowels)));
    }
    slots.push(slot(vowel(initial, rest), Gap::Vowels));
    slots.extend(coda(rest, syllable == "er").map(|letters| slot(letters, Gap::Vowels)));
    slots
}

/// The class of a final's main vowel.
fn vowel(initial: &str, rest: &str) -> &'static str {
    match rest.trim_end_matches("ng").trim_end_matches('n') {
        // yu and yun are pronounced with ü.
        "u" | "ü" | "v" | "o" | "uo" | "ou" | "iu" | "ui" | "io" => ROUND,
        "i" => CLOSE,
        "üe" | "ue" if matches!(initial, "j" | "q" | "x" | "y" | "l" | "n") => VOWEL,
        _ => OPEN,
    }
}

fn coda(rest: &str, er: bool) -> Option<&'static str> {
    if er {
        Some("رل")
    } else if rest.ends_with("ng") {
        Some("ڭن")
    } else if rest.ends_with('n') {
        Some("نڭ")
    } else {
        None
    }
}

/// The forms of an Uyghur name given by the parts of its Chinese transliteration.
pub(super) fn of_transliteration(groups: &[Vec<char>]) -> Vec<Form> {
    let lists: Vec<_> = groups.iter().map(|group| read(group, READINGS)).collect();
    let mut forms = Vec::new();
    for reading in combine(&lists, READINGS) {
        let sounds: Vec<Vec<Sound>> = reading.iter().map(|word| sounds::of_syllables(word)).collect();
        for every in [true, false] {
            let heard: Vec<&Sound> =
                sounds.iter().flatten().filter(|s| every || s.role != Role::NasalAfterM).collect();
            let consonants = heard.iter().filter(|s| s.is_consonant()).count();
            let told = |s: &&&Sound| s.is_consonant() || consonants < CONSONANTS;
            let slots = heard.iter().filter(told).map(|s| slot(s.letters, Gap::Vowels)).collect();
            if let Some(form) = bare(slots)
                && !forms.contains(&form)
            {
                forms.push(form);
            }
        }
    }
    forms
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    fn groups(text: &str) -> Vec<Vec<char>> {
        text.split('·').map(chars).collect()
    }

    /// True when the whole of `text` spells one of the forms, except for loose letters at its ends.
    fn spell(forms: &[Form], text: &str) -> bool {
        forms.iter().any(|form| fits(&form.slots, &chars(text), true))
    }

    fn fits(slots: &[Slot], text: &[char], first: bool) -> bool {
        let Some((slot, rest)) = slots.split_first() else { return text.iter().all(|&c| is_loose(c)) };
        let between = |&&c: &&char| if first { is_loose(c) } else { slot.before.holds(c) };
        let most = text.iter().take_while(between).count();
        (0..=most).any(|skipped| match text.get(skipped) {
            Some(c) => slot.glyphs.contains(c) && fits(rest, &text[skipped + 1..], false),
            None => false,
        })
    }

    #[test]
    fn han_names_are_spelled_by_the_table() {
        for (family, given, text) in [
            ("张", "伟", "جاڭ ۋېي"),
            ("王", "建国", "ۋاڭ جيەنگو"),
            ("李", "娜", "لى نا"),
            ("陈", "晓燕", "چېن شياۋيەن"),
            ("欧阳", "雪琴", "ئوۋياڭ شۆچىن"),
            ("赵", "玉兰", "جاۋ يۈلەن"),
            ("黄", "志强", "خۇاڭ جىچياڭ"),
            ("吴", "红军", "ۋۇ خۇڭجۈن"),
            ("周", "丽萍", "جۇ لىپىڭ"),
            ("孙", "思源", "سۇن سىيۈەن"),
            ("徐", "春华", "شۈ چۇنخۇا"),
        ] {
            let forms = of_han(&chars(family), &chars(given));
            assert!(spell(&forms, text), "{family}{given} {text}");
            assert!(!spell(&forms, "مەرىپەت سادىر"), "{family}{given}");
        }
        assert!(!spell(&of_han(&['张'], &['伟']), "جاڭ مىڭ"));
        assert!(spell(&of_han(&['张'], &['伟']), "ۋېي جاڭ"), "given name first");
    }

    #[test]
    fn transliterations_are_spelled_by_their_consonants() {
        for (han, text) in [
            ("买买提·吐尔逊", "مەمەت تۇرسۇن"),
            ("玛丽亚木·塔西", "مەريەم تاش"),
            ("帕提曼·肉孜", "پاتىمە روزى"),
            ("依明江·依布拉音", "ئىمىنجان ئىبراھىم"),
            ("迪力夏提·库尔班", "دىلشات قۇربان"),
            ("古丽仙·阿不力孜", "گۈلشەن ئابلىز"),
        ] {
            assert!(spell(&of_transliteration(&groups(han)), text), "{han} {text}");
        }
        let forms = of_transliteration(&groups("买买提·吐尔逊"));
        for other in ["مەمەت ئىمىن", "مەھمۇت قاسىم", "تۇرسۇن مەمەت"] {
            assert!(!spell(&forms, other), "{other}");
        }
    }

    #[test]
    fn latin_letters_stand_for_classes_of_sounds() {
        let of = |text: &str| of_latin(&text.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert!(spell(&of("mamat tursun"), "مەمەت تۇرسۇن"));
        assert!(spell(&of("reyhangul sadir"), "رەيھانگۈل سادىر"));
        assert!(spell(&of("tengri bekri"), "تەڭرى بەكرى"));
        assert!(!spell(&of("mamat tursun"), "مەمەت قاسىم"));
    }

    #[test]
    fn an_alias_is_spelled_with_its_variants_and_no_others() {
        let of = |text: &str| of_alias(&text.split(' ').map(chars).collect::<Vec<_>>()).unwrap();
        let form = of("ئادىل يۈسۈپ");
        for text in ["ئادىل يۈسۈپ", "ئاديل يوسوپ", "ءادىل يۇسۇپ"] {
            assert!(spell(std::slice::from_ref(&form), text), "{text}");
        }
        assert!(!spell(std::slice::from_ref(&form), "ئابىل يۈسۈپ"));
        assert!(of_alias(&[chars("ئا")]).is_none(), "two letters are no name");
    }

    #[test]
    fn a_reader_from_the_left_meets_the_last_letter_first() {
        let form = of_alias(&[chars("سا"), chars("دىر")]).unwrap();
        let turned = from_the_left(&form.slots);
        let letters: String = turned.iter().map(|s| s.glyphs[0]).collect();
        assert_eq!(letters, "رىداس");
        let gaps: Vec<Gap> = turned.iter().map(|s| s.before).collect();
        assert_eq!(gaps, [Gap::None, Gap::None, Gap::None, Gap::Word, Gap::None]);
    }
}
