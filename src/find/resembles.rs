//! Whether what was read beside a label resembles the applicant's name: hands are misread, and stamps hide characters.
//!
//! It knows the characters of a name and the glyphs of a reading; [`field`](super::field) knows where they stand.

use super::person::is_name;
use crate::page::line::Glyph;
use crate::target::han::simplified;
use crate::target::{Form, Forms, Gap, Kind, Slot};

/// Characters of a long name, the share of them that is enough where its field asks for it, and the probability of each.
const LONG: usize = 5;
const MOST: f32 = 0.6;
const SURE: f32 = 0.9;
/// Fewest characters of a name from which a signature may differ in one.
const TELLING: usize = 3;
/// Fewest characters of a name that may have one more in a signature.
const ENOUGH: usize = 2;

/// True where what was surely read is most of a long name, in its order, and nothing else: a hand is misread in part, and a stamp
/// hides some. Of another's name some other character is surely read.
pub(super) fn is_most_of(name: &[char], glyphs: &[&Glyph]) -> bool {
    let sure: Vec<char> = glyphs.iter().filter(|g| g.p >= SURE).map(|g| simplified(g.char)).collect();
    let mut rest = name.iter();
    let in_order = sure.iter().all(|c| rest.any(|own| own == c));
    name.len() >= LONG && sure.len() as f32 >= MOST * name.len() as f32 && in_order
}

/// True where all characters but one are the name's: a hand is misread surely, and a label that asks for the applicant has no other's
/// signature that resembles it so much.
pub(super) fn differs_in_one(name: &[char], glyphs: &[&Glyph]) -> bool {
    let other = name.iter().zip(glyphs).filter(|(own, g)| **own != simplified(g.char)).count();
    name.len() >= TELLING && name.len() == glyphs.len() && other == 1
}

/// True where all of another person's name was surely read: 汪建国, where the applicant is 王建国.
pub(super) fn names_another(own: &[char], glyphs: &[&Glyph]) -> bool {
    let read: String = glyphs.iter().map(|g| simplified(g.char)).collect();
    let holds = |c: &char| read.contains(*c);
    glyphs.len() >= own.len()
        && glyphs.iter().all(|g| g.p >= SURE)
        && is_name(&read)
        && !own.iter().all(holds)
}

/// True where a text is the first part of a dotted name with its dot, and nothing further: a stamp lies over the rest.
pub(super) fn breaks_off(forms: &Forms, text: &str) -> bool {
    let read: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).map(simplified).collect();
    let Some((dot, part)) = read.split_last() else { return false };
    let dotted = forms.whole.iter().filter(|f| f.kind == Kind::Han && f.is_dotted());
    let begins = |form: &Form| {
        let is_first = |slot: &&Slot| slot.before != Gap::Dots;
        let first: Vec<&Slot> = form.slots.iter().take_while(is_first).collect();
        first.len() == part.len() && first.iter().zip(part).all(|(slot, c)| slot.glyphs.contains(c))
    };
    part.len() >= ENOUGH && Gap::Dots.holds(*dot) && dotted.into_iter().any(begins)
}

/// True where one character more than the name's was read, and the name's in their order: 峰 is read as 山峰 where a hand sets its parts
/// apart.
pub(super) fn has_one_more(name: &[char], glyphs: &[&Glyph]) -> bool {
    let mut rest = glyphs.iter().map(|g| simplified(g.char));
    name.len() >= ENOUGH && glyphs.len() == name.len() + 1 && name.iter().all(|own| rest.any(|c| c == *own))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyphs(text: &str, p: impl Fn(char) -> f32) -> Vec<Glyph> {
        text.chars().map(|char| Glyph { char, from: 0, to: 1, p: p(char) }).collect()
    }

    /// What `test` says of a name and a sure reading.
    fn says(test: fn(&[char], &[&Glyph]) -> bool, name: &str, read: &str) -> bool {
        let name: Vec<char> = name.chars().collect();
        test(&name, &glyphs(read, |_| 0.99).iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_name_that_was_surely_read_is_anothers_whatever_follows() {
        let own: Vec<char> = "王建国".chars().collect();
        let is_anothers =
            |read: &str, p: f32| names_another(&own, &glyphs(read, |_| p).iter().collect::<Vec<_>>());
        assert!(is_anothers("汪建国", 0.99));
        assert!(!is_anothers("汪建国", 0.8), "a hand may be misread");
        assert!(!is_anothers("建国", 0.99) && !is_anothers("王建国", 0.99));
    }

    #[test]
    fn most_of_a_long_name_is_the_name_unless_another_character_is_surely_read() {
        let name: Vec<char> = "古丽巴哈尔卡哈尔".chars().collect();
        let is_name = |read: &str, unsure: &str| {
            let glyphs = glyphs(read, |c| if unsure.contains(c) { 0.6 } else { 0.99 });
            is_most_of(&name, &glyphs.iter().collect::<Vec<_>>())
        };
        assert!(is_name("古丽巴宗你卡哈尔", "宗你"), "a seal hides two");
        assert!(!is_name("古丽娜尔卡哈尔", ""), "another's");
        assert!(!is_name("古丽巴", ""), "too little");
        assert!(!is_most_of(&name[..3], &[]), "a short name");
    }

    #[test]
    fn a_dotted_name_breaks_off_behind_its_dot() {
        let breaks = |text| breaks_off(&crate::target::forms("叶尔兰·哈孜别克", &[]), text);
        assert!(breaks("叶尔兰·") && breaks(" 叶尔兰. "));
        assert!(!breaks("叶尔兰") && !breaks("叶尔兰·哈布力") && !breaks("叶尔·") && !breaks(""));
    }

    #[test]
    fn a_signature_may_have_one_character_more() {
        let has = |name, read| says(has_one_more, name, read);
        assert!(has("高峰", "高山峰"));
        assert!(!has("高峰", "高峰") && !has("高峰", "峰山高") && !has("高峰", "高大山峰"));
    }

    #[test]
    fn a_signature_may_differ_in_one_character() {
        let differs = |name, read| says(differs_in_one, name, read);
        assert!(differs("向雪敏嘉", "向雪毓嘉"));
        assert!(!differs("向雪敏嘉", "向雪毓") && !differs("向雪敏嘉", "向云毓嘉"));
        assert!(differs("向雪敏", "向雪毓") && !differs("向敏", "向雪"));
    }
}
