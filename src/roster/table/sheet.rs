//! Reads spreadsheets: XLSX, XLS, ODS.

use std::io::Cursor;

use calamine::{Data, Range, Reader, SheetType, SheetVisible};

use super::hidden::{self, Hidden};
use super::{Cell, LOST, Row, Table};
use crate::roster::refused::Refused;

/// From this value on a spreadsheet's numbers (64-bit floats) are not exact: 2^53.
const INEXACT: f64 = 9_007_199_254_740_992.0;

/// Every sheet with cells, in the order of the workbook.
///
/// # Errors
/// [`Refused::Sheet`] when the workbook can't be read. The library's own message may quote cells.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Table>, Refused> {
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|_| Refused::Sheet)?;
    let hidden = hidden::of_workbook(bytes);
    let none = Hidden::default();
    let mut tables = Vec::new();
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let range = book.worksheet_range(&sheet.name).map_err(|_| Refused::Sheet)?;
        let formulas = book.worksheet_formula(&sheet.name).unwrap_or_default();
        let mut table = table(&range, &formulas, hidden.get(&sheet.name).unwrap_or(&none));
        table.hidden = sheet.visible != SheetVisible::Visible;
        tables.push(table);
    }
    Ok(tables)
}

fn table(range: &Range<Data>, formulas: &Range<String>, hidden: &Hidden) -> Table {
    let (top, left) = range.start().unwrap_or_default();
    let mut rows = Vec::new();
    for (y, cells) in (top..).zip(range.rows()) {
        let typed = (left..).zip(cells).map(|(x, data)| match cell(data) {
            Cell::Empty if formulas.get_value((y, x)).is_some_and(|f| !f.is_empty()) => {
                Cell::Fault(Refused::Formula)
            }
            cell => cell,
        });
        rows.push(Row { number: y as usize + 1, cells: typed.collect(), hidden: hidden.rows.contains(&y) });
    }
    let columns = hidden.columns.iter().filter_map(|x| x.checked_sub(left)).map(|x| x as usize).collect();
    Table { rows, hidden_columns: columns, ..Table::default() }
}

/// A typed cell; whole numbers without the exponent or fraction that a spreadsheet adds to ids.
fn cell(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) => Cell::text(text),
        Data::Int(number) => Cell::Number(number.to_string()),
        Data::Float(f) if f.fract() == 0.0 && f.abs() < INEXACT => Cell::Number(format!("{f:.0}")),
        Data::Float(f) if f.fract() == 0.0 => Cell::Number(LOST.to_string()),
        Data::Float(f) => Cell::Number(f.to_string()),
        Data::Bool(_) => Cell::Fault(Refused::Truth),
        Data::DateTime(_) | Data::DateTimeIso(_) | Data::DurationIso(_) => Cell::Fault(Refused::Date),
        Data::Error(_) => Cell::Fault(Refused::ErrorValue),
    }
}
