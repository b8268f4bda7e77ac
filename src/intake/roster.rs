//! The roster: who applies, by JSON, CSV or XLSX, under the headings of the notice's 申报人员花名册.
//!
//! Problems name row and column and never quote a name.

use std::collections::HashSet;
use std::path::Path;

use calamine::{Data, Reader};
use unicode_normalization::UnicodeNormalization;

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

/// The headings understood, without white space and in lower case.
const HEADINGS: &[(Field, &[&str])] = &[
    (Field::Id, &["编号", "申报编号", "id", "no", "no."]),
    (Field::Name, &["姓名", "申报人", "申报人姓名", "name"]),
    (Field::Aliases, &["曾用名", "别名", "aliases", "alias"]),
    (Field::IdNumber, &["身份证号码", "身份证号", "公民身份号码", "id_number", "idnumber"]),
];

/// Rows of a table above the header (titles, dates) that are passed over.
const MOST_TITLE_ROWS: usize = 10;

impl Roster {
    /// Reads a roster by its extension: `.json`, `.csv`, `.xlsx`.
    ///
    /// # Errors
    /// [`Error::Io`] when the file can't be read, [`Error::Roster`] when it isn't a list of applicants.
    pub fn load(path: &Path) -> Result<Roster, Error> {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
        let rows = match extension.as_str() {
            "xlsx" | "xls" | "xlsm" | "ods" => sheet(path)?,
            "json" => return json(path),
            _ => csv_rows(path)?,
        };
        from_rows(path, &rows)
    }

    /// A roster of one applicant, for a single folder or file.
    ///
    /// # Errors
    /// [`Error::Usage`] when the name can't be searched for.
    pub fn single(id: &str, name: &str, aliases: &[String]) -> Result<Roster, Error> {
        let rows = vec![
            vec!["id".into(), "name".into(), "aliases".into()],
            vec![id.into(), name.into(), aliases.join(";")],
        ];
        from_rows(Path::new("--name"), &rows).map_err(|e| Error::Usage(e.to_string()))
    }
}

fn problem(path: &Path, row: Option<usize>, column: Option<&str>, problem: impl Into<String>) -> Error {
    Error::Roster { path: path.to_owned(), row, column: column.map(str::to_owned), problem: problem.into() }
}

fn sheet(path: &Path) -> Result<Vec<Vec<String>>, Error> {
    let mut book = calamine::open_workbook_auto(path)
        .map_err(|e| problem(path, None, None, format!("not a table: {e}")))?;
    let range = match book.worksheet_range_at(0) {
        Some(Ok(range)) => range,
        Some(Err(e)) => return Err(problem(path, None, None, format!("the first sheet can't be read: {e}"))),
        None => return Err(problem(path, None, None, "the workbook has no sheet")),
    };
    let first = range.start().map_or(0, |(row, _)| row as usize);
    let mut rows = vec![Vec::new(); first];
    rows.extend(range.rows().map(|row| row.iter().map(cell).collect()));
    Ok(rows)
}

/// A cell as text; whole numbers without the exponent or fraction that a spreadsheet adds to ids.
fn cell(data: &Data) -> String {
    match data {
        Data::Float(f) if f.fract() == 0.0 && f.abs() < 1e18 => format!("{f:.0}"),
        other => other.to_string(),
    }
}

fn csv_rows(path: &Path) -> Result<Vec<Vec<String>>, Error> {
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
    let text = text_of(&bytes);
    let head = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b'\t', b';']
        .into_iter()
        .max_by_key(|d| head.bytes().filter(|b| b == d).count())
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let row = rows.len() + 1;
        let record = record.map_err(|_| problem(path, Some(row), None, "not a line of CSV"))?;
        rows.push(record.iter().map(str::to_owned).collect());
    }
    Ok(rows)
}

/// UTF-8 with or without a byte order mark, else GB18030, which every GBK and GB2312 file is too.
fn text_of(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030.decode(bytes).0.into_owned(),
    }
}

fn json(path: &Path) -> Result<Roster, Error> {
    #[derive(serde::Deserialize)]
    struct Entry {
        id: Option<serde_json::Value>,
        name: String,
        #[serde(default)]
        aliases: Vec<String>,
        id_number: Option<String>,
    }
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
    let entries: Vec<Entry> = serde_json::from_str(&text_of(&bytes)).map_err(|e| {
        // serde_json's own words may quote the file.
        problem(path, Some(e.line()), None, "expected [{\"id\":…,\"name\":…,\"aliases\":[…]}, …]")
    })?;
    let mut rows =
        vec![vec!["id".to_owned(), "name".to_owned(), "aliases".to_owned(), "id_number".to_owned()]];
    rows.extend(entries.into_iter().map(|e| {
        let id = match e.id {
            Some(serde_json::Value::String(s)) => s,
            Some(other) => other.to_string(),
            None => String::new(),
        };
        vec![id, e.name, e.aliases.join(";"), e.id_number.unwrap_or_default()]
    }));
    from_rows(path, &rows)
}

fn from_rows(path: &Path, rows: &[Vec<String>]) -> Result<Roster, Error> {
    let (header, columns) = rows
        .iter()
        .take(MOST_TITLE_ROWS)
        .enumerate()
        .find_map(|(i, row)| {
            let columns: Vec<Option<Field>> = row.iter().map(|c| field(c)).collect();
            columns.contains(&Some(Field::Name)).then_some((i, columns))
        })
        .ok_or_else(|| problem(path, Some(1), Some("姓名/name"), "no header with this column"))?;
    let title = |field: Field| {
        let at = columns.iter().position(|c| *c == Some(field));
        at.and_then(|i| rows.get(header)?.get(i)).map_or("", String::as_str).to_owned()
    };
    let mut applicants: Vec<Applicant> = Vec::new();
    let mut ids = HashSet::new();
    for (i, row) in rows.iter().enumerate().skip(header + 1) {
        if row.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        let value = |field: Field| {
            let at = columns.iter().position(|c| *c == Some(field));
            at.and_then(|at| row.get(at)).map(|c| clean(c)).filter(|c| !c.is_empty())
        };
        let at = |field: Field, what: &str| problem(path, Some(i + 1), Some(&title(field)), what);
        let name = value(Field::Name).ok_or_else(|| at(Field::Name, "empty name"))?;
        let letters = name.chars().filter(|c| c.is_alphabetic()).count();
        if letters < 2 {
            return Err(at(
                Field::Name,
                "a name of one character can't be searched for; handle this file by hand",
            ));
        }
        // Without an id column a neutral number: a name or an ID number as folder name would tell who it is.
        let id = value(Field::Id).unwrap_or_else(|| format!("R{:03}", i - header));
        if !crate::audit::files::is_plain_name(&id)
            || id.chars().any(char::is_control)
            || id.contains([':', '*', '?'])
        {
            return Err(at(Field::Id, "this id can't be a folder name"));
        }
        if !ids.insert(id.to_lowercase()) {
            return Err(at(Field::Id, "this id stands here for the second time"));
        }
        let aliases = value(Field::Aliases).map_or_else(Vec::new, |list| {
            list.split([';', '；']).map(clean).filter(|a| !a.is_empty()).collect()
        });
        applicants.push(Applicant { id, name, aliases, id_number: value(Field::IdNumber) });
    }
    if applicants.is_empty() {
        return Err(problem(path, Some(header + 2), None, "no applicant below the header"));
    }
    Ok(Roster { applicants })
}

fn field(heading: &str) -> Option<Field> {
    let plain: String = heading.nfkc().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    HEADINGS.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(field, _)| *field)
}

fn clean(cell: &str) -> String {
    cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(name: &str, bytes: &[u8]) -> Result<Roster, Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        Roster::load(&path)
    }

    #[test]
    fn csv_in_three_encodings_reads_alike() {
        let text = "申报人员花名册,,\n编号,姓 名,别名\nA001,高山,Gao Shan;山高\n";
        let plain = load("r.csv", text.as_bytes()).unwrap();
        let bom = load("r.csv", &[b"\xef\xbb\xbf", text.as_bytes()].concat()).unwrap();
        let gbk = load("r.csv", &encoding_rs::GB18030.encode(text).0).unwrap();
        assert_eq!(plain, bom);
        assert_eq!(plain, gbk);
        assert_eq!(plain.applicants[0].aliases, ["Gao Shan", "山高"]);
    }

    #[test]
    fn faults_name_row_and_column_and_no_name() {
        for (text, row, column) in [
            ("编号,姓名\nA1,高山\nA1,林海\n", 3, "编号"),
            ("编号,姓名\nA1,\n", 2, "姓名"),
            ("编号,姓名\nA1,高\n", 2, "姓名"),
            ("编号,姓名\n../x,高山\n", 2, "编号"),
        ] {
            let error = load("r.csv", text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(&format!("row {row}, column {column}")), "{error}");
            assert!(!error.contains('高'), "{error}");
        }
        let error = load("r.csv", "a,b\n1,2\n".as_bytes()).unwrap_err();
        assert_eq!(error.exit(), crate::error::Exit::Usage);
    }

    #[test]
    fn json_as_the_contract_shows_it() {
        let roster =
            load("r.json", r#"[{"id":"A001","name":"沙·尔山","aliases":["Sha Ershan"]}]"#.as_bytes())
                .unwrap();
        assert_eq!(roster.applicants[0].id, "A001");
        assert_eq!(roster.applicants[0].name, "沙·尔山");
    }

    #[test]
    fn without_ids_neutral_numbers_stand_in() {
        let roster = load("r.csv", "姓名,身份证号码\n高山,990101200001010011\n".as_bytes()).unwrap();
        assert_eq!(roster.applicants[0].id, "R001");
    }
}
