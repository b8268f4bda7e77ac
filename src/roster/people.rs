//! The roster: who applies, by JSON, CSV or XLSX, under the headings of the notice's 申报人员花名册.
//!
//! Problems name row and column and never quote a name.

use std::collections::HashMap;
use std::path::Path;

use unicode_normalization::UnicodeNormalization;

use super::table::{LOST, Row, tables};
use crate::error::Error;

/// One applicant.
#[derive(Clone, PartialEq, Eq)]
pub struct Applicant {
    /// Folder name in the output; never a name or an ID number.
    pub id: String,
    /// The name as the roster writes it.
    pub name: String,
    /// Other names and spellings.
    pub aliases: Vec<String>,
    /// The ID number, by which a folder may be called.
    pub id_number: Option<String>,
}

impl std::fmt::Debug for Applicant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Applicant({:?}, {} aliases)", self.id, self.aliases.len())
    }
}

/// All applicants of a run, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// The applicants; their ids differ.
    pub applicants: Vec<Applicant>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Field {
    Id,
    Name,
    Aliases,
    IdNumber,
}

/// The headings understood, as [`plain_heading`] leaves them; where a table has several of a field, the first counts.
const HEADINGS: &[(Field, &[&str])] = &[
    (Field::Id, &["编号", "申报编号", "申报人编号", "人员编号", "id", "applicantid", "applicant"]),
    (Field::Name, &["姓名", "申报人姓名", "申报人", "名字", "name", "fullname"]),
    (
        Field::Aliases,
        &["曾用名", "别名", "曾用名/别名", "别名/曾用名", "外文名", "aliases", "alias", "othernames"],
    ),
    (
        Field::IdNumber,
        &["身份证号码", "身份证号", "身份证", "公民身份号码", "证件号码", "idnumber", "idcard"],
    ),
];

/// Rows of a table above the header (titles, dates) that are passed over.
const MOST_TITLE_ROWS: usize = 20;

/// Entries of an alias column that mean that there is none.
const NO_ALIAS: &[&str] = &["无", "没有", "-", "—", "――", "/", "none", "n/a"];

/// Longest id in characters: it is a folder's name.
const MAX_ID: usize = 80;

impl Roster {
    /// Reads a roster: JSON, CSV (comma, semicolon or tab; UTF-8, UTF-16 with byte order mark, or GB18030) or a
    /// spreadsheet (XLSX, XLS, ODS). The content decides, not the extension. In a spreadsheet the first sheet with a
    /// header counts; titles above the header, and a second header line below it, are passed over.
    ///
    /// Names lose the spaces between Chinese characters by which a roster aligns them (张　伟). Without an id column,
    /// and where the id is an ID number, the output id is `R` and the row number: a folder's name must not tell whose
    /// it is.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such file, [`Error::Io`] when it can't be read, [`Error::Roster`] with row
    /// and column when it isn't a list of applicants whose names can be searched for.
    pub fn load(path: &Path) -> Result<Roster, Error> {
        let tables = tables(path)?;
        // A wrong delimiter finds fewer columns, or none.
        let best = tables
            .iter()
            .filter_map(|rows| Header::find(rows).map(|header| (header, rows)))
            .reduce(|best, next| if next.0.known() > best.0.known() { next } else { best });
        match best {
            Some((header, rows)) => Builder { path, header: &header, ids: HashMap::new() }.build(rows),
            None => Err(Error::Roster {
                path: path.to_owned(),
                row: Some(1),
                column: Some("姓名/name".to_owned()),
                problem: format!("no row among the first {MOST_TITLE_ROWS} has this heading"),
            }),
        }
    }

    /// A roster of one applicant, for a single folder or file.
    ///
    /// # Errors
    /// [`Error::Usage`] when the name can't be searched for or the id can't be a folder's name.
    pub fn single(id: &str, name: &str, aliases: &[String]) -> Result<Roster, Error> {
        let usage = |option: &str, problem: &str| Error::Usage(format!("{option}: {problem}"));
        let name = clean_name(name);
        if let Some(problem) = unsearchable(&name) {
            return Err(usage("--name", problem));
        }
        let aliases: Vec<String> = aliases.iter().map(|a| clean_name(a)).filter(|a| !a.is_empty()).collect();
        if let Some(problem) = aliases.iter().find_map(|a| unsearchable(a)) {
            return Err(usage("--alias", problem));
        }
        if let Some(problem) = unusable_id(id) {
            return Err(usage("INPUT", problem));
        }
        Ok(Roster { applicants: vec![Applicant { id: id.to_owned(), name, aliases, id_number: None }] })
    }
}

/// Where the header stands and what its columns are.
struct Header {
    at: usize,
    titles: Vec<String>,
    columns: Vec<(Field, usize)>,
}

impl Header {
    fn find(rows: &[Row]) -> Option<Header> {
        rows.iter().take(MOST_TITLE_ROWS).enumerate().find_map(|(at, row)| {
            let plain: Vec<String> = row.cells.iter().map(|c| plain_heading(c)).collect();
            let mut columns = Vec::new();
            for (field, headings) in HEADINGS {
                let places = headings.iter().flat_map(|h| {
                    plain.iter().enumerate().filter(move |(_, c)| c.as_str() == *h).map(|(i, _)| i)
                });
                // Former names and foreign names may have a column each.
                let most = if *field == Field::Aliases { usize::MAX } else { 1 };
                columns.extend(places.take(most).map(|i| (*field, i)));
            }
            let named = columns.iter().any(|(field, _)| *field == Field::Name);
            named.then(|| Header { at, titles: row.cells.clone(), columns })
        })
    }

    fn known(&self) -> usize {
        self.columns.len()
    }

    fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|(f, _)| *f == field)
    }

    fn title(&self, field: Field) -> String {
        let at = self.columns.iter().find(|(f, _)| *f == field).map(|(_, i)| *i);
        at.and_then(|i| self.titles.get(i)).map_or_else(String::new, |t| t.trim().to_owned())
    }

    fn values<'a>(&'a self, field: Field, row: &'a Row) -> impl Iterator<Item = &'a str> {
        let columns = self.columns.iter().filter(move |(f, _)| *f == field);
        columns.filter_map(|(_, i)| row.cells.get(*i)).map(|c| c.trim()).filter(|c| !c.is_empty())
    }
}

struct Builder<'a> {
    path: &'a Path,
    header: &'a Header,
    /// Rows of the ids seen, in lower case: two that differ in case would be one folder on some systems.
    ids: HashMap<String, usize>,
}

impl Builder<'_> {
    fn build(mut self, rows: &[Row]) -> Result<Roster, Error> {
        let mut applicants = Vec::new();
        for row in rows.iter().skip(self.header.at + 1) {
            if !self.is_passed_over(row, applicants.is_empty()) {
                let applicant = self.applicant(row)?;
                applicants.push(applicant);
            }
        }
        if applicants.is_empty() {
            let row = rows.get(self.header.at).map(|r| r.number + 1);
            return Err(Error::Roster {
                path: self.path.to_owned(),
                row,
                column: None,
                problem: "no applicant below the header".to_owned(),
            });
        }
        Ok(Roster { applicants })
    }

    /// Empty rows; the second line of a header of two; a note at the foot, or a serial number typed in advance. A row
    /// with more in it and no name is somebody whose name was forgotten.
    fn is_passed_over(&self, row: &Row, before_first: bool) -> bool {
        let all = [Field::Id, Field::Name, Field::Aliases, Field::IdNumber];
        let known = all.iter().any(|f| self.header.values(*f, row).next().is_some());
        let filled = row.cells.iter().filter(|c| !c.trim().is_empty()).count();
        !known && (before_first || filled <= 1)
    }

    fn applicant(&mut self, row: &Row) -> Result<Applicant, Error> {
        let fail = |field: Field, problem: &str| Error::Roster {
            path: self.path.to_owned(),
            row: Some(row.number),
            column: Some(self.header.title(field)),
            problem: problem.to_owned(),
        };
        let value = |field: Field| -> Result<Option<String>, Error> {
            match self.header.values(field, row).next() {
                Some(cell) if cell.contains(LOST) && field == Field::Name => Err(fail(field, UNDECODABLE)),
                Some(cell) if cell.contains(LOST) => Err(fail(field, DIGITS_LOST)),
                cell => Ok(cell.map(clean)),
            }
        };
        let name = value(Field::Name)?.map(|n| clean_name(&n)).unwrap_or_default();
        if let Some(problem) = unsearchable(&name) {
            return Err(fail(Field::Name, problem));
        }
        let mut aliases: Vec<String> = Vec::new();
        let listed =
            self.header.values(Field::Aliases, row).flat_map(|list| list.split([';', '；', '、', '\n']));
        for alias in listed.map(clean_name).filter(|a| !a.is_empty()) {
            if alias.contains(LOST) {
                return Err(fail(Field::Aliases, UNDECODABLE));
            }
            if NO_ALIAS.contains(&alias.to_lowercase().as_str()) || alias == name || aliases.contains(&alias)
            {
                continue;
            }
            if let Some(problem) = unsearchable(&alias) {
                return Err(fail(Field::Aliases, problem));
            }
            aliases.push(alias);
        }
        let mut id_number = value(Field::IdNumber)?;
        let neutral = format!("R{:03}", row.number);
        let id = match value(Field::Id)? {
            Some(id) if is_id_number(&id) => {
                id_number.get_or_insert(id);
                neutral
            }
            Some(id) => id,
            None if self.header.has(Field::Id) => return Err(fail(Field::Id, "empty id")),
            None => neutral,
        };
        if let Some(problem) = unusable_id(&id) {
            return Err(fail(Field::Id, problem));
        }
        if clean_name(&id).contains(&name) {
            return Err(fail(
                Field::Id,
                "this id holds the applicant's name; it would stand in every output path",
            ));
        }
        if let Some(first) = self.ids.insert(id.to_lowercase(), row.number) {
            return Err(fail(Field::Id, &format!("the same id as in row {first}")));
        }
        Ok(Applicant { id, name, aliases, id_number })
    }
}

const UNDECODABLE: &str = "characters that can't be decoded; save the file as UTF-8";
const DIGITS_LOST: &str =
    "a number of more than 15 digits has lost its last ones in the spreadsheet; format the column as text";

/// Why a name can't be searched for. Dots and spaces are no letters.
fn unsearchable(name: &str) -> Option<&'static str> {
    match name.chars().filter(|c| c.is_alphabetic()).count() {
        0 => Some("empty name"),
        1 => Some("a name of one character can't be searched for safely; handle this applicant by hand"),
        _ => None,
    }
}

/// Why an id can't be a folder's name on every system.
fn unusable_id(id: &str) -> Option<&'static str> {
    const RESERVED: &[&str] = &["con", "prn", "aux", "nul"];
    let stem = id.split('.').next().unwrap_or_default().to_lowercase();
    let port = |name: &str| {
        stem.strip_prefix(name).is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit()))
    };
    let forbidden =
        |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | LOST);
    if id.is_empty() {
        Some("empty id")
    } else if id.contains(forbidden) {
        Some("this id can't be a folder's name: it has a separator or another forbidden character")
    } else if id.starts_with('.') || id.ends_with('.') || id.trim() != id {
        Some("this id can't be a folder's name: it starts or ends with a dot or a space")
    } else if RESERVED.contains(&stem.as_str()) || port("com") || port("lpt") {
        Some("this id can't be a folder's name: some systems reserve it")
    } else if id.chars().count() > MAX_ID {
        Some("this id is too long for a folder's name")
    } else {
        None
    }
}

/// GB 11643: 17 digits and a check digit or X.
fn is_id_number(id: &str) -> bool {
    let last = id.chars().last();
    id.len() == 18
        && id.chars().take(17).all(|c| c.is_ascii_digit())
        && last.is_some_and(|c| c.is_ascii_digit() || matches!(c, 'x' | 'X'))
}

/// A heading without what differs from roster to roster: width, white space, case, `_`, `-`, marks such as `*` and
/// `：`, and remarks in brackets.
fn plain_heading(heading: &str) -> String {
    let wide: String = heading.nfkc().collect();
    let text = wide.split(['(', '[', '【']).next().unwrap_or_default();
    text.chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c) && !matches!(c, '_' | '-' | '*' | ':' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
}

fn clean(cell: &str) -> String {
    let text: String = cell.nfkc().filter(|c| !is_invisible(*c)).collect();
    text.trim().to_owned()
}

/// A name in compatibility form, without invisible characters, with single spaces, and without those by which a roster
/// aligns Chinese names. Dots stay: they belong to transliterated names.
fn clean_name(cell: &str) -> String {
    let text = clean(cell);
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut name = String::new();
    for word in words {
        let between_han = name.chars().last().is_some_and(is_han) && word.chars().next().is_some_and(is_han);
        if !name.is_empty() && !between_han {
            name.push(' ');
        }
        name.push_str(word);
    }
    name
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

/// Zero-width and direction marks, which arrive by copy and paste.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}
