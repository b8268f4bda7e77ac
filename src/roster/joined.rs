//! Finds texts of Chinese characters that may hold more than one name, or a name and a remark: 李雷谢韵兰, 李雷·谢韵兰, 王建国男.
//!
//! It gets one text that [`name::is_name`](super::name::is_name) takes for a name; `piece` decides what the doubt
//! means.

use super::name::{has_family, without_title};
use crate::target::han::{is_han, starts_with_compound};

/// Words that join two names and seldom stand inside one.
pub(super) const JOINERS: &[char] = &['和', '与', '及', '或'];
/// Ends a list of names (李雷、谢韵兰等) and stands in no name.
pub(super) const AND_SO_ON: char = '等';
/// Remarks that lists put before or after a name without a bracket: sex, and numbers for namesakes.
const REMARKS: &str = "男女甲乙丙丁大小老一二三四";
/// Characters that transliterations use, from the same file that the rules about neighbours use.
const TRANSLITERATED: &str = include_str!("../target/transliterated.txt");
/// Most characters of a Chinese name: a family and a given name of two each.
const LONGEST: usize = 4;

/// The names that may stand in the text beside the text as a whole; `None` when it is plainly one name. An empty list
/// means that it is longer than a Chinese name and isn't a transliterated one.
pub(super) fn names_in(text: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = text.split(|c| !is_han(c)).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        // 古丽·马木提: both parts begin with what is also a Chinese family name. 麦克·J·李 has an initial.
        [_, _, ..]
            if text.contains(|c: char| c.is_ascii_alphabetic())
                || parts.iter().any(|part| is_transliterated(part)) =>
        {
            None
        }
        // In 谢韵兰香香-李雷 one name is certain, and the rest can't be told apart.
        [_, _, ..] => {
            let names: Vec<String> = parts
                .iter()
                .map(|p| without_title(p.trim_end_matches(AND_SO_ON)))
                .filter(|p| has_family(p))
                .map(str::to_owned)
                .collect();
            (!names.is_empty()).then_some(names)
        }
        [one] => in_word(one),
        [] => None,
    }
}

/// The longer of two words when the other is a single character that is more likely a remark: 王建国 女.
pub(super) fn beside_remark(words: &[String]) -> Option<&String> {
    let [first, second] = words else { return None };
    let remark = |word: &str| word.chars().count() == 1 && REMARKS.contains(word);
    match (remark(first), remark(second)) {
        (true, false) => Some(second).filter(|w| has_family(w)),
        (false, true) => Some(first).filter(|w| has_family(w)),
        _ => None,
    }
}

fn in_word(word: &str) -> Option<Vec<String>> {
    // In 李雷等和谢韵兰 one name before 等 is enough, since nobody has the given name 等. 张永和 is a name and stays whole.
    let parts: Vec<&str> =
        word.split(|c| c == AND_SO_ON || JOINERS.contains(&c)).filter(|part| !part.is_empty()).collect();
    let several = parts.len() > 1 || word.contains(AND_SO_ON);
    if several && parts.iter().all(|part| has_family(part)) {
        return (!parts.is_empty()).then(|| parts.into_iter().map(str::to_owned).collect());
    }
    let chars: Vec<char> = word.chars().collect();
    if chars.len() < LONGEST
        || chars.len() == LONGEST && starts_with_compound(&chars)
        || is_transliterated(word)
    {
        return None;
    }
    let text = |chars: &[char]| chars.iter().collect::<String>();
    let is_remark = |c: Option<&char>| c.is_some_and(|c| REMARKS.contains(*c));
    let mut names: Vec<String> = Vec::new();
    if is_remark(chars.first()) {
        names.extend(chars.get(1..).map(text));
    }
    if is_remark(chars.last()) {
        names.extend(chars.get(..chars.len() - 1).map(text));
    }
    names.retain(|name| has_family(name));
    if names.is_empty() {
        let pairs = (2..chars.len() - 1).map(|at| chars.split_at(at)).map(|(a, b)| [text(a), text(b)]);
        names.extend(pairs.filter(|pair| pair.iter().all(|name| has_family(name))).flatten());
    }
    (chars.len() > LONGEST || !names.is_empty()).then_some(names)
}

/// True when more than half of the characters are usual in transliterations.
fn is_transliterated(word: &str) -> bool {
    let listed = |c: &char| TRANSLITERATED.lines().any(|line| !line.starts_with('#') && line.contains(*c));
    2 * word.chars().filter(listed).count() > word.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_two_names_is_told_from_one() {
        for (text, names) in [
            ("李雷谢韵兰", &["李雷", "谢韵兰"][..]),
            ("李雷王强", &["李雷", "王强"]),
            ("李雷和谢韵兰", &["李雷", "谢韵兰"]),
            ("李雷·谢韵兰", &["李雷", "谢韵兰"]),
            ("李雷-谢韵兰", &["李雷", "谢韵兰"]),
            ("王建国男", &["王建国"]),
            ("大谢韵兰", &["谢韵兰"]),
            ("谢韵兰甲", &["谢韵兰"]),
            ("李雷等", &["李雷"]),
            ("李雷等和", &["李雷"]),
            ("李雷等和谢韵兰", &["李雷", "谢韵兰"]),
            ("谢韵兰香香李雷", &[]),
            ("谢韵兰香香-李雷", &["李雷"]),
            ("谢韵兰老师·李雷等", &["谢韵兰", "李雷"]),
        ] {
            assert_eq!(
                names_in(text).as_deref(),
                Some(&names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>()[..]),
                "{text}"
            );
        }
        for one in [
            "谢韵兰",
            "欧阳雪琴",
            "李和平",
            "张永和",
            "张胜男",
            "沙·尔山",
            "古丽·马木提",
            "艾力·麦麦提",
            "买买提·吐尔逊",
            "买买提吐尔逊",
            "那生巴图",
            "额尔敦巴特尔",
            "麦克·J·李",
        ] {
            assert_eq!(names_in(one), None, "{one}");
        }
    }
}
