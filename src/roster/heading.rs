//! Tells what a column holds, by its heading. `header` finds the row of headings.

use unicode_normalization::UnicodeNormalization;

use super::cell::is_invisible;

/// The fields that blindmask takes from a roster.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Field {
    Id,
    Name,
    Aliases,
    IdNumber,
}

/// The headings of each field except aliases, as [`plain`] leaves them; within a field earlier ones take precedence.
/// Written by hand from the notice's own roster and usual forms, without a measured source.
const HEADINGS: &[(Field, &[&str])] = &[
    (Field::Id, &["编号", "申报编号", "申报人编号", "人员编号", "id", "applicantid", "applicant"]),
    (
        Field::Name,
        &[
            "姓名",
            "申报人姓名",
            "申请人姓名",
            "人员姓名",
            "中文姓名",
            "汉语姓名",
            "申报人",
            "名字",
            "name",
            "fullname",
        ],
    ),
    (
        Field::IdNumber,
        &["身份证号码", "身份证号", "身份证", "公民身份号码", "证件号码", "idnumber", "idcard"],
    ),
];

/// Headings that mean other names without a further word.
const ALIASES: &[&str] = &[
    "曾用",
    "曾用名",
    "别名",
    "别称",
    "别号",
    "昵称",
    "拼音",
    "汉语拼音",
    "外文",
    "aliases",
    "alias",
    "aka",
    "former",
    "formerly",
    "previous",
    "pinyin",
    "romanization",
    "latin",
];

/// Words that turn a word for name into another name: 英文名, 姓名拼音, 民族文字姓名, englishname.
const OTHER: &[&str] = &[
    "曾用",
    "别",
    "又",
    "原",
    "本",
    "笔",
    "艺",
    "化",
    "乳",
    "小",
    "旧",
    "现",
    "学",
    "法",
    "网",
    "英文",
    "英语",
    "外文",
    "外国",
    "汉语拼音",
    "拼音",
    "民族文字",
    "民族语言",
    "民族语",
    "民族文",
    "少数民族文字",
    "少数民族语言",
    "少数民族",
    "本民族文字",
    "本民族",
    "母语",
    "维吾尔文",
    "维吾尔语",
    "维文",
    "维语",
    "哈萨克文",
    "哈文",
    "蒙古文",
    "蒙文",
    "藏文",
    "柯尔克孜文",
    "柯文",
    "朝鲜文",
    "彝文",
    "壮文",
    "俄文",
    "罗马字",
    "罗马",
    "拉丁文",
    "拉丁字母",
    "拉丁",
    "护照",
    "其他",
    "其它",
    "english",
    "latin",
    "pinyin",
    "former",
    "previous",
    "other",
    "native",
    "maiden",
    "pen",
    "nick",
    "romanized",
    "uyghur",
    "passport",
    "alias",
    "old",
    "birth",
];
const NAMES: &[&str] = &["姓名", "名字", "名", "fullname", "names", "name"];
const FILLERS: &[&str] = &[
    "申报人",
    "申请人",
    "人员",
    "/",
    "、",
    ",",
    "或",
    "及",
    "和",
    "与",
    "的",
    "文字",
    "书写",
    "写法",
    "拼写",
    "全",
    "&",
    "or",
    "and",
    "also",
    "known",
    "as",
];

/// Words in brackets after a word for name that make the column one of other names.
const IN_BRACKETS: &[&str] = &[
    "拼音",
    "英文",
    "英语",
    "外文",
    "民族",
    "文字",
    "维文",
    "维吾尔",
    "哈文",
    "哈萨克",
    "蒙文",
    "蒙古",
    "藏文",
    "柯文",
    "拉丁",
    "罗马",
    "曾用",
    "别名",
    "原名",
    "笔名",
    "pinyin",
    "english",
    "latin",
    "former",
    "alias",
    "other",
    "uyghur",
];
/// Words in brackets that make the column one of both: 姓名（含曾用名）.
const BOTH: &[&str] = &["含", "及", "和", "包括", "与", "and", "incl"];

/// Headings with 名 whose columns hold no names of people.
const OF_THINGS: &[&str] = &[
    "名称",
    "排名",
    "名次",
    "名额",
    "报名",
    "署名",
    "题名",
    "刊名",
    "书名",
    "校名",
    "院名",
    "地名",
    "品名",
    "课题名",
    "项目名",
    "专业名",
    "论文名",
    "文件名",
    "名单",
    "filename",
    "unitname",
    "schoolname",
    "projectname",
];

/// A heading without the details in which rosters differ: width, white space, case, `_`, `-`, and marks such as `*`
/// and `：`.
pub(super) fn plain(heading: &str) -> String {
    heading
        .nfkc()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c) && !matches!(c, '_' | '-' | '*' | ':' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The field of a heading, and its place among the headings of that field (0 counts first).
pub(super) fn field(heading: &str) -> Option<(Field, usize)> {
    let plain = plain(heading);
    let base = plain.split(['(', '[', '【']).next().unwrap_or_default();
    let remark = plain.get(base.len()..).unwrap_or_default();
    // 姓名2 is a second column 姓名.
    let bare = base.trim_end_matches(|c: char| c.is_ascii_digit());
    for (field, headings) in HEADINGS {
        if let Some(rank) = headings.iter().position(|h| *h == bare) {
            let other = IN_BRACKETS.iter().any(|w| remark.contains(w));
            let both = BOTH.iter().any(|w| remark.contains(w));
            return match field {
                Field::Name if other && !both => Some((Field::Aliases, 0)),
                _ => Some((*field, rank)),
            };
        }
    }
    (ALIASES.contains(&bare) || is_other_name(bare)).then_some((Field::Aliases, 0))
}

/// True when the heading consists only of words for another name, words for name, and conjunctions.
fn is_other_name(heading: &str) -> bool {
    let lists = [OTHER, NAMES, ALIASES, FILLERS];
    let mut seen = [false; 4];
    let mut rest = heading;
    while !rest.is_empty() {
        let words = lists.iter().enumerate().flat_map(|(i, list)| list.iter().map(move |w| (i, *w)));
        let Some((i, word)) = words.filter(|(_, w)| rest.starts_with(w)).max_by_key(|(_, w)| w.len()) else {
            return false;
        };
        if let Some(seen) = seen.get_mut(i) {
            *seen = true;
        }
        rest = rest.get(word.len()..).unwrap_or_default();
    }
    let [other, name, alias, _] = seen;
    alias || (other && name)
}

/// True when an unknown heading may stand above names of people.
pub(super) fn may_hold_names(heading: &str) -> bool {
    let mut plain = plain(heading);
    // 署名单位 holds no names; 论文署名 may.
    if plain.ends_with("署名") {
        return true;
    }
    for thing in OF_THINGS {
        plain = plain.replace(thing, "");
    }
    ["名", "姓", "拼音", "name", "pinyin", "alias"].iter().any(|w| plain.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_other_names_are_aliases() {
        for heading in [
            "笔名",
            "英文名",
            "拼音",
            "姓名（英文）",
            "民族文字姓名",
            "姓名(拼音)",
            "曾用名/别名",
            "别名（可不填）",
            "姓名拼音",
            "Other names",
            "English Name",
            "alias 2",
            "原姓名",
            "维吾尔文姓名",
            "外文名",
            "name (pinyin)",
            "又名、笔名",
            "昵称",
            "former",
            "少数民族文字姓名",
        ] {
            assert_eq!(field(heading).map(|f| f.0), Some(Field::Aliases), "{heading}");
        }
        for heading in [
            "姓名",
            "姓 名*",
            "申报人",
            "姓名（必填）",
            "姓名（含曾用名）",
            "姓名2",
            "Full Name",
            "姓名（中文）",
        ] {
            assert_eq!(field(heading).map(|f| f.0), Some(Field::Name), "{heading}");
        }
    }

    #[test]
    fn other_headings_with_a_name_are_told() {
        for heading in
            ["联系人姓名", "配偶名", "宗教名", "推荐人姓名", "given name", "姓氏", "surname", "论文署名"]
        {
            assert!(field(heading).is_none() && may_hold_names(heading), "{heading}");
        }
        for heading in ["单位名称", "排名", "学校", "民族", "性别", "专业名称"] {
            assert!(field(heading).is_none() && !may_hold_names(heading), "{heading}");
        }
    }
}
