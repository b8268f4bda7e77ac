//! Reasons why a roster can't be used: one variant for each fault, explained in both languages and without a name.

use std::path::Path;

use crate::error::{Detail, Error};
use crate::lang::Lang;

/// A fault that ends the command: the roster doesn't say plainly whom to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// No header among the first rows (that many were looked at).
    NoHeader(usize),
    /// A header and nobody below it.
    NoApplicant,
    /// Two sheets that can be seen hold applicants.
    SeveralSheets,
    /// Not a byte in it.
    EmptyFile,
    /// More bytes than any roster has.
    TooLarge,
    /// Bytes that are neither a spreadsheet nor text.
    NotATable,
    /// A spreadsheet that is damaged or protected.
    Sheet,
    /// JSON that breaks off or is written wrongly.
    NotJson,
    /// JSON that isn't a list of objects.
    JsonShape,
    /// An object of the list says one thing twice.
    DuplicateKey,
    /// A quote that doesn't close, or closes in the middle of a cell.
    Quote,
    /// A row with more cells than the header.
    ExtraCells,
    /// Bytes that no encoding explains.
    Undecodable,
    /// A spreadsheet's number that has lost digits.
    DigitsLost,
    /// `true` or `false`.
    Truth,
    /// A number where a name should be.
    Number,
    /// A date where a name or an id should be.
    Date,
    /// `#NAME?`, `#REF!` and their kin.
    ErrorValue,
    /// A formula whose value isn't in the file.
    Formula,
    /// A JSON object where a text should be.
    Object,
    /// No name, or none but remarks.
    EmptyName,
    /// A name of one character.
    OneCharacter,
    /// More letters than a name has.
    LongName,
    /// A digit or a sign that no name has.
    NotLetters,
    /// Part of the name is hidden: 谢*兰, 谢某.
    Masked,
    /// A word that stands for a name: 姓名, 待定, true.
    NotAName,
    /// A label that isn't known before the name.
    Label,
    /// A bracket that doesn't open or close.
    Bracket,
    /// Letters of several scripts in one word.
    Mixed,
    /// Spaces that may separate names or characters.
    Spaces,
    /// No id.
    EmptyId,
    /// An id with a separator or another character that no file name has.
    IdForbidden,
    /// An id with a dot or a space at an end.
    IdEnds,
    /// An id that some system reserves.
    IdReserved,
    /// An id that is too long for a folder.
    IdLong,
    /// An id that holds the name.
    IdHoldsName,
    /// An id that holds an ID number.
    IdHoldsNumber,
    /// An id that is the name of somebody else on the roster.
    IdIsAName,
    /// An id that stands in an earlier row.
    SameId(usize),
}

impl Refused {
    /// What is wrong and what to do.
    pub fn explain(self, lang: Lang) -> String {
        if let Refused::SameId(row) = self {
            return match lang {
                Lang::Zh => format!("编号与第 {row} 行相同"),
                Lang::En => format!("the same id as in row {row}"),
            };
        }
        if let Refused::NoHeader(rows) = self {
            return match lang {
                Lang::Zh => format!("前 {rows} 行中没有此列名"),
                Lang::En => format!("no row among the first {rows} has this heading"),
            };
        }
        let (en, zh) = self.words();
        lang.pick(en, zh).to_owned()
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Refused::NoHeader(_) | Refused::SameId(_) => ("", ""),
            Refused::NoApplicant => ("no applicant below the header", "表头以下没有申报人"),
            Refused::SeveralSheets => (
                "several sheets hold applicants; keep the one that counts",
                "有多个工作表含申报人，请只保留有效的一个",
            ),
            Refused::EmptyFile => ("the file is empty", "文件为空"),
            Refused::TooLarge => ("too large for a roster", "文件过大，不像花名册"),
            Refused::NotATable => ("neither a spreadsheet nor text", "既不是电子表格，也不是文本"),
            Refused::Sheet => (
                "the spreadsheet can't be read: damaged or protected by a password",
                "电子表格无法读取：已损坏或有密码保护",
            ),
            Refused::NotJson => (
                "not valid JSON; expected [{\"id\": …, \"name\": …, \"aliases\": [ … ]}, …]",
                "JSON 有误；应为 [{\"id\": …, \"name\": …, \"aliases\": [ … ]}, …]",
            ),
            Refused::JsonShape => (
                "expected [{\"id\": …, \"name\": …, \"aliases\": [ … ]}, …]",
                "应为 [{\"id\": …, \"name\": …, \"aliases\": [ … ]}, …]",
            ),
            Refused::DuplicateKey => ("the same key twice; keep one", "同一键出现两次，请保留一个"),
            Refused::Quote => (
                "a quote that doesn't close, or closes inside a cell; correct the quotes",
                "引号没有闭合，或在单元格中间闭合，请更正引号",
            ),
            Refused::ExtraCells => (
                "more cells than the header has; put quotes round a cell that holds the separator",
                "单元格多于表头列数；含分隔符的单元格请加引号",
            ),
            Refused::Undecodable => (
                "characters that can't be decoded; save the file as UTF-8",
                "有无法解码的字符，请另存为 UTF-8",
            ),
            Refused::DigitsLost => (
                "a number of more than 15 digits has lost its last ones in the spreadsheet; format the column as text",
                "超过 15 位的数字在电子表格中丢失了末位，请将该列设为文本格式",
            ),
            Refused::Truth => ("true or false instead of a text", "是逻辑值，不是文本"),
            Refused::Number => ("a number instead of a name", "是数字，不是姓名"),
            Refused::Date => (
                "a date instead of a text; format the column as text",
                "是日期，不是文本，请将该列设为文本格式",
            ),
            Refused::ErrorValue => (
                "an error of the spreadsheet instead of a text; correct the formula",
                "是电子表格的错误值，请更正公式",
            ),
            Refused::Formula => (
                "a formula without its value; open the file in a spreadsheet program and save it, or paste the values",
                "公式没有保存结果，请用表格软件打开后重新保存，或粘贴为数值",
            ),
            Refused::Object => (
                "an object instead of a text; give the names as a list of texts",
                "是对象，不是文本；请以文本列表给出姓名",
            ),
            Refused::EmptyName => ("empty name", "姓名为空"),
            Refused::OneCharacter => (
                "a name of one character can't be searched for safely; handle this applicant by hand",
                "单字姓名无法可靠查找，请人工处理该申报人",
            ),
            Refused::LongName => ("too long for a name", "过长，不像姓名"),
            Refused::NotLetters => (
                "a digit or a sign that no name has; write the name alone",
                "含有姓名中不会出现的数字或符号，请只写姓名",
            ),
            Refused::Masked => {
                ("part of the name is hidden; write the whole name", "姓名有隐去的部分，请写全名")
            }
            Refused::NotAName => ("a word that is no name", "不是姓名"),
            Refused::Label => (
                "a label that isn't understood; write the name alone, other names in a column 曾用名",
                "含有无法理解的标签；请只写姓名，其他姓名写入“曾用名”列",
            ),
            Refused::Bracket => ("a bracket that doesn't open or close", "括号不成对"),
            Refused::Mixed => (
                "letters of several scripts in one word; separate the names by ;",
                "一个词中混有多种文字，姓名之间请用“;”分隔",
            ),
            Refused::Spaces => (
                "spaces may separate names or characters; separate names by ;",
                "空格可能分隔姓名，也可能分隔字；姓名之间请用“;”分隔",
            ),
            Refused::EmptyId => ("empty id", "编号为空"),
            Refused::IdForbidden => (
                "this id can't be a folder's name: it has a separator or another forbidden character",
                "编号不能作文件夹名：含有分隔符或其他禁用字符",
            ),
            Refused::IdEnds => (
                "this id can't be a folder's name: it starts or ends with a dot or a space",
                "编号不能作文件夹名：首尾有点或空格",
            ),
            Refused::IdReserved => (
                "this id can't be a folder's name: some systems reserve it",
                "编号不能作文件夹名：为某些系统的保留名",
            ),
            Refused::IdLong => ("this id is too long for a folder's name", "编号过长，不能作文件夹名"),
            Refused::IdHoldsName => (
                "this id holds the applicant's name; it would stand in every output path",
                "编号含有申报人姓名，会出现在每个输出路径中",
            ),
            Refused::IdHoldsNumber => (
                "this id holds an ID number; it would stand in every output path",
                "编号含有身份证号码，会出现在每个输出路径中",
            ),
            Refused::IdIsAName => (
                "this id is another applicant's name; it would stand in every output path",
                "编号是另一申报人的姓名，会出现在每个输出路径中",
            ),
        }
    }

    /// The error of the whole file.
    pub(super) fn of_file(self, path: &Path) -> Error {
        self.at(path, None, None)
    }

    /// The error of a row, and of a column when one is at fault.
    pub(super) fn at(self, path: &Path, row: Option<usize>, column: Option<String>) -> Error {
        Error::Roster { path: path.to_owned(), row, column, problem: Detail::told(|lang| self.explain(lang)) }
    }
}
