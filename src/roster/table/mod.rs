//! Reads rosters as tables of typed cells: XLSX and similar, CSV in the encodings of Chinese offices, JSON.
//!
//! It knows files, not the meaning of their columns. The content decides the format.

mod csv;
mod hidden;
mod json;
mod sheet;

use std::collections::BTreeSet;
use std::path::Path;

use super::refused::Refused;
use crate::error::{Detail, Error};

/// The content of a cell, before it is interpreted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    /// A number in full, or [`LOST`] when the file doesn't have all its digits.
    Number(String),
    /// A JSON list.
    List(Vec<Cell>),
    /// Content that can't be read as text, and why.
    Fault(Refused),
}

impl Cell {
    fn text(text: &str) -> Cell {
        if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
    }

    /// The text or number as the file writes it; empty for the rest.
    pub fn as_text(&self) -> &str {
        match self {
            Cell::Text(text) | Cell::Number(text) => text.trim(),
            _ => "",
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Cell::Empty
    }
}

/// A row with its number as a person counts it: the first line or row of the file is 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub number: usize,
    pub cells: Vec<Cell>,
    pub hidden: bool,
}

/// One way to read the file: a sheet, or a CSV with one delimiter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Table {
    pub rows: Vec<Row>,
    /// Hidden columns, counted as the cells of a row.
    pub hidden_columns: BTreeSet<usize>,
    /// True for a hidden sheet.
    pub hidden: bool,
    /// True when a row with more cells than the header is a mistake: in a CSV.
    pub ragged: bool,
    /// A fault of the whole table and its row; it counts only when this table is chosen.
    pub fault: Option<(usize, Refused)>,
}

/// The tables of a file.
pub(super) enum Tables {
    /// Alternative readings of one text; the best is chosen.
    Readings(Vec<Table>),
    /// Sheets, each of which may hold applicants.
    Sheets(Vec<Table>),
}

/// Marks lost content in a cell: undecodable bytes, digits of a long number.
pub(super) const LOST: char = '\u{fffd}';

/// Largest roster in bytes. A hundred thousand applicants take some 10 MB.
const MAX_BYTES: u64 = 64 << 20;

/// Every table that the file may hold.
///
/// # Errors
/// [`Error::Usage`] when the file doesn't exist, [`Error::Io`], [`Error::Roster`] when it holds no table.
pub(super) fn tables(path: &Path) -> Result<Tables, Error> {
    let length = std::fs::metadata(path).map(|m| m.len()).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => Error::Usage(Detail::NoRoster(path.display().to_string())),
        _ => Error::io(path, e),
    })?;
    if length > MAX_BYTES {
        return Err(Refused::TooLarge.of_file(path));
    }
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return sheet::sheets(&bytes).map(Tables::Sheets).map_err(|why| why.of_file(path));
    }
    let text = decoded(&bytes);
    match text.trim_start().chars().next() {
        Some('[' | '{') => match json::table(&text) {
            Ok(table) => Ok(Tables::Readings(vec![table])),
            Err((row, why)) => Err(why.at(path, row, None)),
        },
        Some(_) if !text.contains('\0') => {
            Ok(Tables::Readings([b',', b'\t', b';'].iter().map(|d| csv::table(&text, *d)).collect()))
        }
        Some(_) => Err(Refused::NotATable.of_file(path)),
        None => Err(Refused::EmptyFile.of_file(path)),
    }
}

/// Decodes text by its byte order mark, else as UTF-8, else as GB18030, which includes GBK and GB2312.
fn decoded(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(bytes).0.into_owned(),
    }
}
