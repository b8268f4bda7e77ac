//! Doubts about a roster: it is loaded, but a person should look at it, and the run ends with exit code 3.

use crate::lang::Lang;

/// One doubt about a roster. Never holds a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Row as a person counts it, if the doubt concerns one row.
    pub row: Option<usize>,
    /// Heading of the column, if the doubt concerns one column.
    pub column: Option<String>,
    /// The kind of doubt.
    pub doubt: Doubt,
}

/// The kinds of doubt about a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Doubt {
    /// One applicant's name cells hold several names.
    SeveralNames,
    /// A bracket without a label that may hold a name.
    BracketAsName,
    /// A bracket that isn't understood.
    BracketIgnored,
    /// Spaces that may separate names, characters, or the parts of one name.
    Spaces,
    /// `Zhang, Wei`: one name or two.
    Comma,
    /// 李雷谢韵兰, 王建国男: two names without a separator, a name and a remark, or one name.
    Joined,
    /// 未曾改名: words that seem to say that there is no name.
    MaybeNone,
    /// A column that isn't searched mentions another name: 备注 with 曾用名谢韵兰.
    NameElsewhere,
    /// A column with an unknown heading that may hold names.
    UnknownHeading,
    /// A hidden column that is read.
    HiddenColumn,
    /// A hidden row that is read.
    HiddenRow,
    /// A hidden sheet with applicants.
    HiddenSheet,
    /// A row without an applicant.
    RowPassedOver,
}

impl Doubt {
    /// What the doubt means and what was done about it.
    pub const fn explain(self, lang: Lang) -> &'static str {
        match self {
            Doubt::SeveralNames => lang.pick(
                "several names for one applicant; the first counts as the name, all are searched",
                "一名申报人有多个姓名；以第一个为姓名，全部查找",
            ),
            Doubt::BracketAsName => lang.pick(
                "a bracket without a label; it is searched as another name",
                "括号内容没有标签，按别名查找",
            ),
            Doubt::BracketIgnored => lang.pick(
                "a bracket that isn't understood; it is not searched",
                "括号内容无法理解，未查找",
            ),
            Doubt::Spaces => lang.pick(
                "spaces may separate names or characters; what they join and what may be a name alone are searched",
                "空格可能分隔姓名，也可能分隔字；合起来的和可能单独成名的都查找",
            ),
            Doubt::Comma => lang.pick(
                "one name written with a comma, or two; it is searched as one",
                "带逗号的一个姓名，或两个姓名；按一个查找",
            ),
            Doubt::Joined => lang.pick(
                "two names, or a name and a remark, may stand together; the whole and what may be a name alone are searched",
                "可能是连写的两个姓名，或姓名后带有说明；整体和可能单独成名的部分都查找",
            ),
            Doubt::MaybeNone => lang.pick(
                "this may say that there is no name; it is searched as one",
                "可能表示没有此姓名，仍按姓名查找",
            ),
            Doubt::NameElsewhere => lang.pick(
                "a column that isn't searched speaks of another name; write it into a column 曾用名",
                "未查找的列提到其他姓名，请写入“曾用名”列",
            ),
            Doubt::UnknownHeading => lang.pick(
                "a heading that isn't known, above what may be names; it is not searched (曾用名 or 别名 is)",
                "无法识别的列名，其下可能有姓名，未查找（请用“曾用名”或“别名”）",
            ),
            Doubt::HiddenColumn => lang.pick("a hidden column; it is read like the others", "隐藏的列，与其他列一样读取"),
            Doubt::HiddenRow => lang.pick("a hidden row; it is read like the others", "隐藏的行，与其他行一样读取"),
            Doubt::HiddenSheet => lang.pick(
                "a hidden sheet holds applicants; what can be seen is read first, and a hidden one only when it is alone",
                "隐藏的工作表含有申报人；优先读取可见的工作表，只有隐藏的才读取它",
            ),
            Doubt::RowPassedOver => lang.pick(
                "a row without an applicant was passed over",
                "该行没有申报人，已跳过",
            ),
        }
    }
}

impl Notice {
    pub(super) fn new(row: Option<usize>, column: Option<String>, doubt: Doubt) -> Notice {
        Notice { row, column, doubt }
    }

    /// The notice as one line: place and meaning.
    pub fn explain(&self, lang: Lang) -> String {
        let text = self.doubt.explain(lang);
        let place = match (lang, self.row, &self.column) {
            (_, None, None) => return text.to_owned(),
            (Lang::En, Some(row), None) => format!("row {row}"),
            (Lang::En, None, Some(column)) => format!("column {column}"),
            (Lang::En, Some(row), Some(column)) => format!("row {row}, column {column}"),
            (Lang::Zh, Some(row), None) => format!("第 {row} 行"),
            (Lang::Zh, None, Some(column)) => format!("“{column}”列"),
            (Lang::Zh, Some(row), Some(column)) => format!("第 {row} 行“{column}”列"),
        };
        match lang {
            Lang::En => format!("{place}: {text}"),
            Lang::Zh => format!("{place}：{text}"),
        }
    }
}
