//! Makes the forms of a roster entry.
//!
//! It decides which spellings exist, in which order and how many; glyphs come from `han` and `latin`, readings from
//! `roman`.

use unicode_normalization::UnicodeNormalization;

use super::every_form::Forms;
use super::form::{Form, Gap, Kind, Part, Script, Slot, Strength};
use super::halves;
use super::han::{family_ends, is_han, may_hide_dots, variants};
use super::latin::{Piece, Word, alternatives, is_glyph, words, write};
use super::roman::{Reading, combine, read, read_family};
use super::transcript::Transcript;
use super::uyghur;

/// The most forms of the whole name that are generated from one Chinese name (the name itself included). Likely
/// readings come first, so combinations of rare readings are cut off. Latin aliases aren't cut off: each adds at most
/// eight.
pub const MAX_GENERATED: usize = 64;
/// The most forms of parts of the name, for one applicant.
pub const MAX_PARTS: usize = 32;

/// The most pinyin readings of one name that are spelled out.
const MAX_READINGS: usize = 12;
/// The most characters of a name that is spelled out in pinyin: longer texts aren't names, and the cost of readings
/// grows with the square of the length.
const MAX_SPELLED: usize = 48;
/// Shortest Latin word that is searched for alone.
const LONE_WORD: usize = 4;
/// Fewest Latin letters of a [`Strength::Strong`] form; shorter ones turned up in noise (7 letters: `Feng Gao`).
const STRONG_LETTERS: usize = 8;

/// Every form of a name: of `name` as the roster writes it (Chinese characters with or without dots and
/// spaces, or letters) and of each alias. A name or alias in brackets, 张伟（张小伟）, counts as an alias. Text
/// without a single letter gives no form.
pub fn forms(name: &str, aliases: &[String]) -> Forms {
    let mut all = Forms::default();
    let mut generated = Vec::new();
    for entry in std::iter::once(name).chain(aliases.iter().map(String::as_str)) {
        let entry: String = entry.nfkc().collect();
        for spelling in entry.split(['(', ')', '[', ']', '【', '】', '〔', '〕', ';', '/', '|']) {
            add(spelling, &mut all, &mut generated);
        }
    }
    for form in generated {
        push(&mut all.whole, form);
    }
    all.parts.truncate(MAX_PARTS);
    all
}

/// Adds one spelling. Generated spellings go to `generated`, so that they follow all aliases.
fn add(spelling: &str, all: &mut Forms, generated: &mut Vec<Form>) {
    if spelling.chars().any(is_han) {
        let groups = han_groups(spelling);
        let slots = han_slots(&groups, between(&groups));
        let mut forms = halves::set_apart(&slots);
        han_form(slots, &mut all.whole);
        pinyin_forms(&groups, &mut forms, &mut all.parts);
        forms.truncate(MAX_GENERATED - 1);
        generated.append(&mut forms);
        han_parts(&groups, &mut all.parts);
        for form in uyghur_forms(&groups) {
            push_new(&mut all.uyghur, form);
        }
        if is_transliteration(&groups) {
            all.transcripts.extend(Transcript::of(&groups));
        }
        return;
    }
    let words = words(spelling);
    match script(spelling) {
        _ if words.is_empty() => {}
        None => {
            for (kind, slots) in orders(&words) {
                let strength = letters_strength(kind, slots.len());
                push(&mut all.whole, Form::new(kind, Part::Whole, slots, strength));
            }
            lone_words(&words, Kind::Latin, &mut all.parts);
            let plain: Vec<String> = words.iter().map(Word::plain).collect();
            // One word isn't a whole name: other people's names hold it too.
            if plain.len() > 1 {
                uyghur::of_latin(&plain).into_iter().for_each(|form| push_new(&mut all.uyghur, form));
            }
        }
        Some(script) => {
            if script == Script::Arabic {
                let letters: Vec<Vec<char>> = words.iter().map(Word::letters).collect();
                uyghur::of_alias(&letters).into_iter().for_each(|form| push_new(&mut all.uyghur, form));
            }
            let pieces: Vec<Piece> = words.iter().map(Piece::Full).collect();
            let slots = write(&pieces);
            let strength = letters_strength(Kind::Script(script), slots.len());
            let form = Form::new(Kind::Script(script), Part::Whole, slots, strength);
            push(if script == Script::Cyrillic { &mut all.whole } else { &mut all.unread }, form);
        }
    }
}

/// Adds a form unless one with the same glyphs and word breaks is there already; that one then takes the wider
/// syllable gaps.
fn push(list: &mut Vec<Form>, form: Form) {
    let wide = |slot: &Slot| matches!(slot.before, Gap::Word | Gap::Break | Gap::Dots);
    let same = |a: &Form| {
        a.part == form.part
            && a.slots.len() == form.slots.len()
            && a.slots.iter().zip(&form.slots).all(|(a, b)| {
                wide(a) == wide(b)
                    && (a.glyphs == b.glyphs || a.glyphs.first().is_some_and(|g| b.glyphs.contains(g)))
            })
    };
    match list.iter_mut().find(|a| same(a)) {
        Some(twin) => {
            for (a, b) in twin.slots.iter_mut().zip(form.slots) {
                if matches!(a.before, Gap::None | Gap::Syllable) {
                    a.before = a.before.max(b.before);
                }
                for glyph in b.glyphs {
                    if !a.glyphs.contains(&glyph) {
                        a.glyphs.push(glyph);
                    }
                }
            }
        }
        None => list.push(form),
    }
}

/// Adds a form unless it is there.
fn push_new(list: &mut Vec<Form>, form: Form) {
    if !list.contains(&form) {
        list.push(form);
    }
}

/// True when the parts of a name may be a transliteration of a name that isn't Chinese.
fn is_transliteration(groups: &[Vec<char>]) -> bool {
    groups.iter().map(Vec::len).sum::<usize>() <= MAX_SPELLED
        && match groups {
            [only] => may_hide_dots(only),
            _ => true,
        }
}

/// The forms in Uyghur script of a name in Chinese characters.
fn uyghur_forms(groups: &[Vec<char>]) -> Vec<Form> {
    if groups.iter().map(Vec::len).sum::<usize>() > MAX_SPELLED {
        return Vec::new();
    }
    let [only] = groups else { return uyghur::of_transliteration(groups) };
    let of_han = |&end: &usize| {
        let (family, given) = only.split_at(end.min(only.len()));
        uyghur::of_han(family, given)
    };
    let mut forms: Vec<Form> = family_ends(only).iter().flat_map(of_han).collect();
    // A name of four characters may be either.
    if may_hide_dots(only) {
        forms.extend(uyghur::of_transliteration(groups));
    }
    forms
}

/// The script of a spelling without Chinese characters; `None` for Latin (and for anything with a Latin
/// letter).
fn script(spelling: &str) -> Option<Script> {
    let mut letters = spelling.chars().filter(|c| c.is_alphabetic());
    let first = letters.clone().next()?;
    if letters.any(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    match first {
        '\u{80}'..='\u{24f}' | '\u{250}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}' => None,
        '\u{400}'..='\u{52f}' => Some(Script::Cyrillic),
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' => Some(Script::Arabic),
        '\u{1800}'..='\u{18af}' => Some(Script::Mongolian),
        '\u{f00}'..='\u{fff}' => Some(Script::Tibetan),
        _ => Some(Script::Other),
    }
}

/// The parts of a Chinese name between dots. Spaces inside are padding (张　伟), unless they replace the dots of a long
/// name: they count as dots when each side has two characters or more.
fn han_groups(spelling: &str) -> Vec<Vec<char>> {
    let dot = |c: char| Gap::Dots.holds(c) && !Gap::Spaces.holds(c);
    let split = |text: &str, at: &dyn Fn(char) -> bool| -> Vec<Vec<char>> {
        text.split(at)
            .map(|part| part.chars().filter(|&c| is_glyph(c)).collect::<Vec<char>>())
            .filter(|part| !part.is_empty())
            .collect()
    };
    let dotted = split(spelling, &dot);
    let spaced = split(spelling, &|c| Gap::Spaces.holds(c));
    if dotted.len() == 1 && spaced.len() > 1 && spaced.iter().all(|part| part.len() >= 2) {
        spaced
    } else {
        dotted
    }
}

/// What may stand between two characters of a part.
fn between(groups: &[Vec<char>]) -> Gap {
    match groups {
        [only] if may_hide_dots(only) => Gap::Dots,
        _ => Gap::Spaces,
    }
}

fn han_slots(groups: &[Vec<char>], between: Gap) -> Vec<Slot> {
    // Letters may stand inside a Chinese name (买买提A).
    let glyphs = |c: char| if is_han(c) { variants(c) } else { alternatives(c) };
    groups
        .iter()
        .flat_map(|group| {
            group.iter().enumerate().map(move |(i, &c)| {
                let before = if i == 0 { Gap::Dots } else { between };
                Slot { glyphs: glyphs(c), before }
            })
        })
        .collect()
}

fn han_strength(len: usize, part: Part) -> Strength {
    match (len, part) {
        (0 | 1, _) => Strength::Faint,
        // Other people may have the same part: siblings share 买买提.
        (_, Part::Given | Part::Family) => Strength::Weak,
        _ => Strength::Strong,
    }
}

fn han_form(slots: Vec<Slot>, out: &mut Vec<Form>) {
    if !slots.is_empty() {
        let strength = han_strength(slots.len(), Part::Whole);
        push(out, Form::new(Kind::Han, Part::Whole, slots, strength));
    }
}

/// The parts as Chinese characters: given and family part of a Chinese name, each part of a dotted one. A given part
/// of a single character is left out; a family part of one is kept (王老师) but [`Strength::Faint`].
fn han_parts(groups: &[Vec<char>], out: &mut Vec<Form>) {
    let mut parts: Vec<(Part, &[char])> = Vec::new();
    if let [only] = groups {
        // In pinyin 上官静 may be read as 上·官静, but nobody is called 官静 for short.
        let ends = if only.len() == 3 { family_ends(only).get(..1) } else { Some(family_ends(only)) };
        for &end in ends.unwrap_or_default() {
            let (family, given) = only.split_at(end.min(only.len()));
            if given.len() >= 2 {
                parts.push((Part::Given, given));
            }
            parts.push((Part::Family, family));
        }
    } else {
        for (i, group) in groups.iter().enumerate() {
            parts.push((if i == 0 { Part::Given } else { Part::Family }, group));
        }
    }
    // Characters come before pinyin, so that the limit cuts pinyin.
    for (at, (part, chars)) in parts.into_iter().enumerate() {
        let slots = han_slots(&[chars.to_vec()], Gap::Spaces);
        let form = Form::new(Kind::Han, part, slots, han_strength(chars.len(), part));
        if !out.contains(&form) {
            out.insert(at.min(out.len()), form);
        }
    }
}

fn letters_strength(kind: Kind, letters: usize) -> Strength {
    match kind {
        // Its initials also fit other people, however long the word: 上官 J.
        Kind::Initials if letters >= STRONG_LETTERS => Strength::Weak,
        Kind::Initials => Strength::Faint,
        _ if letters >= STRONG_LETTERS => Strength::Strong,
        _ => Strength::Weak,
    }
}

/// The words of a name that isn't read as Chinese, in the usual orders and with the usual initials.
fn orders(words: &[Word]) -> Vec<(Kind, Vec<Slot>)> {
    let kind = |pieces: &[Piece]| {
        let short =
            |p: &Piece| matches!(p, Piece::Initials(..)) || matches!(p, Piece::Full(w) if w.len() == 1);
        if pieces.iter().any(short) { Kind::Initials } else { Kind::Latin }
    };
    let mut lists: Vec<Vec<Piece>> = vec![words.iter().map(Piece::Full).collect()];
    if let [first, middle @ .., last] = words {
        let initial = |w| Piece::Initials(w, 1);
        let middles = || middle.iter().map(initial);
        let fulls = || middle.iter().map(Piece::Full);
        // Family last (as given) and family first.
        lists.push([Piece::Full(last), Piece::Full(first)].into_iter().chain(fulls()).collect());
        lists.push([initial(first)].into_iter().chain(middles()).chain([Piece::Full(last)]).collect());
        lists.push([Piece::Full(last), initial(first)].into_iter().chain(middles()).collect());
        lists.push([Piece::Full(first)].into_iter().chain(middles()).chain([initial(last)]).collect());
        if middle.is_empty() {
            lists.push(vec![initial(last), Piece::Full(first)]);
        } else {
            lists.push(vec![Piece::Full(first), Piece::Full(last)]);
            lists
                .push([Piece::Full(first)].into_iter().chain(middles()).chain([Piece::Full(last)]).collect());
        }
    }
    lists.into_iter().map(|pieces| (kind(&pieces), write(&pieces))).collect()
}

/// Each word of a multi-word name that is long enough to be looked for alone.
fn lone_words(words: &[Word], kind: Kind, out: &mut Vec<Form>) {
    let long = |word: &Word| word.len() >= LONE_WORD && (kind != Kind::Pinyin || word.syllables > 1);
    for (i, word) in words.iter().enumerate().filter(|(_, word)| words.len() > 1 && long(word)) {
        let part = if i == 0 { Part::Given } else { Part::Family };
        push(out, Form::new(kind, part, write(&[Piece::Full(word)]), Strength::Weak));
    }
}

/// Pinyin of a Chinese name: of family and given name in both orders, with initials; a dotted name is spelled like
/// foreign words.
fn pinyin_forms(groups: &[Vec<char>], out: &mut Vec<Form>, parts: &mut Vec<Form>) {
    if groups.iter().map(Vec::len).sum::<usize>() > MAX_SPELLED {
        return;
    }
    match groups {
        [only] => match family_ends(only) {
            [] => {
                for reading in read(only, MAX_READINGS) {
                    let word = Word::from_syllables(&reading, false);
                    let slots = write(&[Piece::Full(&word)]);
                    // One syllable can't be searched alone: it is a syllable of every other name.
                    if only.len() >= 2 {
                        let strength = letters_strength(Kind::Pinyin, slots.len());
                        push(out, Form::new(Kind::Pinyin, Part::Whole, slots, strength));
                    }
                }
            }
            ends => {
                for &end in ends {
                    let halves = only.split_at(end.min(only.len()));
                    chinese_pinyin(halves, MAX_READINGS / ends.len(), out, parts);
                }
            }
        },
        _ => dotted_pinyin(groups, out, parts),
    }
}

/// Pinyin of a family and a given name, in at most `most` readings.
fn chinese_pinyin(
    (family, given): (&[char], &[char]),
    most: usize,
    out: &mut Vec<Form>,
    parts: &mut Vec<Form>,
) {
    let lists = [read_family(family, most), read(given, most)];
    for reading in combine(&lists, most) {
        let [family, given] = reading.as_slice() else { continue };
        let (family, given) = (Word::from_syllables(family, false), Word::from_syllables(given, true));
        let every = given.syllables;
        let mut orders = vec![
            (Kind::Pinyin, vec![Piece::Full(&family), Piece::Full(&given)]),
            (Kind::Pinyin, vec![Piece::Full(&given), Piece::Full(&family)]),
            (Kind::Initials, vec![Piece::Full(&family), Piece::Initials(&given, every)]),
            (Kind::Initials, vec![Piece::Initials(&given, every), Piece::Full(&family)]),
        ];
        if every > 1 {
            orders.push((Kind::Initials, vec![Piece::Full(&family), Piece::Initials(&given, 1)]));
            orders.push((Kind::Initials, vec![Piece::Initials(&given, 1), Piece::Full(&family)]));
            push(parts, Form::new(Kind::Pinyin, Part::Given, write(&[Piece::Full(&given)]), Strength::Weak));
        }
        if family.syllables > 1 {
            push(
                parts,
                Form::new(Kind::Pinyin, Part::Family, write(&[Piece::Full(&family)]), Strength::Faint),
            );
        }
        for (kind, pieces) in orders {
            let slots = write(&pieces);
            let strength = letters_strength(kind, slots.len());
            push(out, Form::new(kind, Part::Whole, slots, strength));
        }
    }
}

fn dotted_pinyin(groups: &[Vec<char>], out: &mut Vec<Form>, parts: &mut Vec<Form>) {
    let lists: Vec<Vec<Reading>> = groups.iter().map(|group| read(group, MAX_READINGS)).collect();
    for reading in combine(&lists, MAX_READINGS) {
        let words: Vec<Word> =
            reading.iter().map(|syllables| Word::from_syllables(syllables, false)).collect();
        for (kind, slots) in orders(&words) {
            let kind = if kind == Kind::Latin { Kind::Pinyin } else { kind };
            let strength = letters_strength(kind, slots.len());
            push(out, Form::new(kind, Part::Whole, slots, strength));
        }
        lone_words(&words, Kind::Pinyin, parts);
    }
}

/// True when `text` holds a letter of any script, so that [`forms`] gives at least one form.
pub fn has_letters(text: &str) -> bool {
    text.nfkc().any(is_glyph)
}
