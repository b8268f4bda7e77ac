//! Reads CSV strictly: a quote that closes in the wrong place is a fault.

use super::{Cell, Row, Table};
use crate::roster::refused::Refused;

/// Splits the text at `delimiter`. The reader accepts any quote, so a quote that swallows later rows is searched for
/// afterwards.
pub(super) fn table(text: &str, delimiter: u8) -> Table {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    // The text is valid UTF-8 and rows may differ in length, so the reader can't fail.
    let records = reader.records().map_while(Result::ok);
    let rows: Vec<Row> = records
        .map(|record| Row {
            number: record.position().map_or(0, |p| p.line() as usize),
            cells: record.iter().map(Cell::text).collect(),
            hidden: false,
        })
        .collect();
    let fault = wrong_quote(text, char::from(delimiter)).or_else(|| swallowed(&rows, char::from(delimiter)));
    let fault = fault.map(|line| (line, Refused::Quote));
    Table { rows, ragged: true, fault, ..Table::default() }
}

/// The row of the first cell that contains another row: its quote was never closed and a later one ended it.
fn swallowed(rows: &[Row], delimiter: char) -> Option<usize> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let is_row = |line: &str| width > 1 && line.split(delimiter).count() >= width;
    let holds_row = |cell: &Cell| cell.as_text().lines().skip(1).any(is_row);
    rows.iter().find(|row| row.cells.iter().any(holds_row)).map(|row| row.number)
}

/// The line of the first quoted cell that doesn't end with its closing quote (RFC 4180, section 2, rules 5 to 7).
fn wrong_quote(text: &str, delimiter: char) -> Option<usize> {
    let mut line = 1;
    let mut opened_in = None;
    let mut starts = true;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\n' {
            line += 1;
        }
        match (opened_in, c) {
            (None, '"') if starts => opened_in = Some(line),
            (Some(from), '"') => match chars.peek() {
                Some('"') => {
                    chars.next();
                }
                Some(next) if *next != delimiter && !matches!(next, '\r' | '\n') => return Some(from),
                _ => opened_in = None,
            },
            _ => {}
        }
        starts = opened_in.is_none() && (c == delimiter || matches!(c, '\r' | '\n'));
    }
    opened_in
}

#[cfg(test)]
mod tests {
    use super::wrong_quote;

    #[test]
    fn a_quote_that_swallows_is_found_where_it_opens() {
        for (text, line) in [
            ("a,b\n1,\"x\ny\"\n2,z\n", None),
            ("a,\"\"\n\"x \"\"y\"\"\",5\" z\n\"\"", None),
            ("a,b\r\n\"c\"\r\n", None),
            ("a,b\n1,\"x\n2,y\n", Some(2)),
            ("a,b\n1,\"x\n2,\"y\n", Some(2)),
            ("\"", Some(1)),
        ] {
            assert_eq!(wrong_quote(text, ','), line, "{text}");
        }
    }
}
