//! Rosters as rows of text: XLSX and its kin, CSV in the encodings of Chinese offices, JSON.
//!
//! Knows files, not what their columns mean. Which format it is, the content says.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader};
use serde_json::Value;

use crate::error::Error;

/// A row with its number as a person counts it: the first line or row of the file is 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub number: usize,
    pub cells: Vec<String>,
}

/// Stands in a cell for what was lost: undecodable bytes, digits of a long number.
pub(super) const LOST: char = '\u{fffd}';

/// Largest roster in bytes. A hundred thousand applicants take some 10 MB.
const MAX_BYTES: u64 = 64 << 20;

/// From this on a spreadsheet's numbers (64-bit floats) are not exact: 2^53.
const INEXACT: f64 = 9_007_199_254_740_992.0;

/// Every table that the file may be meant as: one for each sheet, or for each way to split a CSV.
///
/// # Errors
/// [`Error::Usage`] when the file doesn't exist, [`Error::Io`], [`Error::Roster`] when it is no table at all.
pub(super) fn tables(path: &Path) -> Result<Vec<Vec<Row>>, Error> {
    let length = std::fs::metadata(path).map(|m| m.len()).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => Error::Usage(format!("roster {}: no such file", path.display())),
        _ => Error::io(path, e),
    })?;
    if length > MAX_BYTES {
        return Err(problem(path, None, "too large for a roster"));
    }
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return sheets(path, bytes);
    }
    let text = decoded(&bytes);
    match text.trim_start().chars().next() {
        Some('[' | '{') => json(path, &text).map(|rows| vec![rows]),
        Some(_) if !text.contains('\0') => Ok([b',', b'\t', b';'].iter().map(|d| csv(&text, *d)).collect()),
        Some(_) => Err(problem(path, None, "neither a spreadsheet nor text")),
        None => Err(problem(path, None, "the file is empty")),
    }
}

fn problem(path: &Path, row: Option<usize>, problem: &str) -> Error {
    Error::Roster { path: path.to_owned(), row, column: None, problem: problem.to_owned() }
}

fn sheets(path: &Path, bytes: Vec<u8>) -> Result<Vec<Vec<Row>>, Error> {
    // The library's own words may quote cells.
    let unreadable =
        || problem(path, None, "the spreadsheet can't be read: damaged or protected by a password");
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let mut tables = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|_| unreadable())?;
        let first = range.start().map_or(0, |(row, _)| row as usize);
        let row = |(i, cells): (usize, &[Data])| Row {
            number: first + i + 1,
            cells: cells.iter().map(cell).collect(),
        };
        tables.push(range.rows().enumerate().map(row).collect());
    }
    Ok(tables)
}

/// A cell as text; whole numbers without the exponent or fraction that a spreadsheet adds to ids.
fn cell(data: &Data) -> String {
    match data {
        Data::Float(f) if f.fract() == 0.0 && f.abs() < INEXACT => format!("{f:.0}"),
        Data::Float(f) if f.fract() == 0.0 => LOST.to_string(),
        other => other.to_string(),
    }
}

fn csv(text: &str, delimiter: u8) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    // Text is valid UTF-8 and rows may differ in length: nothing is left that could fail.
    let records = reader.records().map_while(Result::ok);
    records
        .map(|record| Row {
            number: record.position().map_or(0, |p| p.line() as usize),
            cells: record.iter().map(str::to_owned).collect(),
        })
        .collect()
}

/// Text by its byte order mark, else UTF-8, else GB18030, which every GBK and GB2312 file is too.
fn decoded(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// The JSON list as a table: its keys are the headings, and an element's number is its place in the list.
fn json(path: &Path, text: &str) -> Result<Vec<Row>, Error> {
    const EXPECTED: &str = "expected [{\"id\": …, \"name\": …, \"aliases\": [ … ]}, …]";
    // serde_json's own words may quote the file.
    let value: Value = serde_json::from_str(text)
        .map_err(|e| problem(path, Some(e.line()), &format!("not valid JSON; {EXPECTED}")))?;
    let list = match &value {
        Value::Array(list) => list,
        Value::Object(map) => match map.get("applicants") {
            Some(Value::Array(list)) => list,
            _ => return Err(problem(path, None, EXPECTED)),
        },
        _ => return Err(problem(path, None, EXPECTED)),
    };
    let mut headings: Vec<String> = Vec::new();
    for entry in list {
        let keys = entry.as_object().into_iter().flat_map(|o| o.keys());
        for key in keys {
            if !headings.contains(key) {
                headings.push(key.clone());
            }
        }
    }
    let mut rows = vec![Row { number: 0, cells: headings.clone() }];
    for (i, entry) in list.iter().enumerate() {
        let Value::Object(entry) = entry else { return Err(problem(path, Some(i + 1), EXPECTED)) };
        let cells = headings.iter().map(|h| entry.get(h).map_or_else(String::new, json_cell)).collect();
        rows.push(Row { number: i + 1, cells });
    }
    Ok(rows)
}

fn json_cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(json_cell).collect::<Vec<_>>().join(";"),
        other => other.to_string(),
    }
}
