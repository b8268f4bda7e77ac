//! What a column holds, by its heading; and which row of a table is the header.

use unicode_normalization::UnicodeNormalization;

use super::cell::is_invisible;
use super::table::{Row, Table};

/// What blindmask takes from a roster.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Field {
    Id,
    Name,
    Aliases,
    IdNumber,
}

/// The headings of each field but aliases, as [`plain`] leaves them; the first of a field in this order counts before the
/// others.
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

/// Headings of other names that say so alone.
const ALIASES: &[&str] = &[
    "曾用",
    "曾用名",
    "别名",
    "拼音",
    "汉语拼音",
    "外文",
    "aliases",
    "alias",
    "aka",
    "pinyin",
    "romanization",
    "latin",
];

/// Words that make another name of a word for name: 英文名, 姓名拼音, 民族文字姓名, englishname.
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

/// What brackets after a word for name hold when the column is for another name.
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
/// Brackets with these say that the column has both: 姓名（含曾用名）.
const BOTH: &[&str] = &["含", "及", "和", "包括", "与", "and", "incl"];

/// Headings with 名 that hold no names of persons.
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

/// Rows of a table above the header (titles, dates) that are passed over.
pub(super) const MOST_TITLE_ROWS: usize = 20;

/// A heading without what differs from roster to roster: width, white space, case, `_`, `-`, and marks such as `*` and `：`.
fn plain(heading: &str) -> String {
    heading
        .nfkc()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c) && !matches!(c, '_' | '-' | '*' | ':' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The field of a heading, and its place among the headings of that field (0 counts first).
fn field(heading: &str) -> Option<(Field, usize)> {
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

/// True when the heading is made of nothing but words for another name, of a word for name, and of what joins them.
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

/// True when a heading that isn't known may stand above names of persons.
fn may_hold_names(heading: &str) -> bool {
    let mut plain = plain(heading);
    for thing in OF_THINGS {
        plain = plain.replace(thing, "");
    }
    ["名", "拼音", "name", "pinyin", "alias"].iter().any(|w| plain.contains(w))
}

/// Where the header stands and what its columns are.
pub(super) struct Header {
    /// Index of its row in the table.
    pub at: usize,
    titles: Vec<String>,
    columns: Vec<(Field, usize)>,
    /// How little speaks against it: form labels, later words for name.
    doubt: (bool, usize),
}

impl Header {
    /// The row among the first ones that has most fields; of equals the one without form labels (`申报人：`), with the plainer
    /// word for name, and the first.
    pub fn find(table: &Table) -> Option<Header> {
        let rows = table.rows.iter().take(MOST_TITLE_ROWS).enumerate();
        let headers = rows.filter_map(|(at, row)| Header::of(at, row, table));
        headers.reduce(|best, next| {
            let better = (next.fields(), std::cmp::Reverse(next.doubt))
                > (best.fields(), std::cmp::Reverse(best.doubt));
            if better { next } else { best }
        })
    }

    fn of(at: usize, row: &Row, table: &Table) -> Option<Header> {
        let titles: Vec<String> = row.cells.iter().map(|c| c.as_text().to_owned()).collect();
        let mut found: Vec<(Field, usize, usize)> =
            titles.iter().enumerate().filter_map(|(i, t)| field(t).map(|(f, rank)| (f, rank, i))).collect();
        if !found.iter().any(|(f, ..)| *f == Field::Name) {
            // 姓名（拼音） alone is the column of the name.
            let only = found.iter_mut().find(|(f, _, i)| {
                *f == Field::Aliases && titles.get(*i).is_some_and(|t| plain(t).starts_with("姓名"))
            })?;
            only.0 = Field::Name;
        }
        // What can be seen counts before what is hidden.
        found.sort_by_key(|(_, rank, i)| (table.hidden_columns.contains(i), *rank, *i));
        let label = |i: usize| titles.get(i).is_some_and(|t| t.ends_with([':', '：']));
        let name = found.iter().find(|(f, ..)| *f == Field::Name);
        let doubt = (found.iter().any(|(.., i)| label(*i)), name.map_or(0, |(_, rank, _)| *rank));
        let mut columns: Vec<(Field, usize)> = Vec::new();
        for (field, _, i) in found {
            // Names may have several columns; the first id is the id.
            let several = matches!(field, Field::Name | Field::Aliases);
            if several || !columns.iter().any(|(f, _)| *f == field) {
                columns.push((field, i));
            }
        }
        Some(Header { at, titles, columns, doubt })
    }

    fn fields(&self) -> usize {
        [Field::Id, Field::Name, Field::Aliases, Field::IdNumber].iter().filter(|f| self.has(**f)).count()
    }

    /// How many columns are understood: a wrong delimiter finds fewer.
    pub fn known(&self) -> usize {
        self.columns.len()
    }

    pub fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|(f, _)| *f == field)
    }

    /// The field's columns, the one that counts first.
    pub fn columns(&self, field: Field) -> impl Iterator<Item = usize> {
        self.columns.iter().filter(move |(f, _)| *f == field).map(|(_, i)| *i)
    }

    /// The columns of every field.
    pub fn all(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().map(|(_, i)| *i)
    }

    /// The heading of a column without what follows a colon: a form has names there.
    pub fn title(&self, column: usize) -> String {
        let title = self.titles.get(column).map_or("", |t| t.trim());
        title.split_inclusive([':', '：']).next().unwrap_or_default().trim().to_owned()
    }

    /// The column at the end of the header, when it is for other names: names after an unquoted comma belong to it.
    pub fn ends_with_aliases(&self) -> bool {
        let last = self.titles.iter().rposition(|t| !t.is_empty());
        last.is_some_and(|last| self.columns.contains(&(Field::Aliases, last)) && last + 1 == self.width())
    }

    /// Cells of the header's row.
    pub fn width(&self) -> usize {
        self.titles.len()
    }

    /// Columns that aren't known and may hold names.
    pub fn unknown(&self) -> impl Iterator<Item = usize> {
        let unknown = |i: &usize| !self.all().any(|known| known == *i);
        let all = self.titles.iter().enumerate();
        let telling = all.filter(|(_, title)| field(title).is_none() && may_hold_names(title));
        telling.map(|(i, _)| i).filter(unknown)
    }

    /// True when the row says what the header says: long lists have one on every page.
    pub fn repeats(&self, row: &Row) -> bool {
        let mut filled = row.cells.iter().enumerate().filter(|(_, c)| !c.is_empty()).peekable();
        filled.peek().is_some()
            && filled.all(|(i, cell)| self.titles.get(i).is_some_and(|t| plain(t) == plain(cell.as_text())))
    }
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
        for heading in ["联系人姓名", "配偶名", "宗教名", "推荐人姓名", "given name"] {
            assert!(field(heading).is_none() && may_hold_names(heading), "{heading}");
        }
        for heading in ["单位名称", "排名", "学校", "民族", "性别", "专业名称"] {
            assert!(field(heading).is_none() && !may_hold_names(heading), "{heading}");
        }
    }
}
