//! Finds the header of a table and the meaning of its columns.

use super::heading::{Field, field, may_hold_names, plain};
use super::table::{Row, Table};

/// Most rows (titles, dates) that may stand above the header.
pub(super) const MOST_TITLE_ROWS: usize = 20;

/// Position and columns of the header.
pub(super) struct Header {
    /// Index of its row in the table.
    pub at: usize,
    titles: Vec<String>,
    columns: Vec<(Field, usize)>,
    /// What speaks against it, ascending: form labels, then less usual words for name.
    doubt: (bool, usize),
}

impl Header {
    /// Picks the row with most known fields among the first rows. Of equal rows it takes the one without form labels
    /// (`申报人：`), then the one with the more usual word for name, then the first.
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
            // Without another column of names, 姓名（拼音） is the column of the name.
            let only = found.iter_mut().find(|(f, _, i)| {
                *f == Field::Aliases && titles.get(*i).is_some_and(|t| plain(t).starts_with("姓名"))
            })?;
            only.0 = Field::Name;
        }
        // Visible columns come before hidden ones.
        found.sort_by_key(|(_, rank, i)| (table.hidden_columns.contains(i), *rank, *i));
        let label = |i: usize| titles.get(i).is_some_and(|t| t.ends_with([':', '：']));
        let name = found.iter().find(|(f, ..)| *f == Field::Name);
        let doubt = (found.iter().any(|(.., i)| label(*i)), name.map_or(0, |(_, rank, _)| *rank));
        let mut columns: Vec<(Field, usize)> = Vec::new();
        for (field, _, i) in found {
            // There may be several columns of names, but only the first id counts.
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

    /// Number of known columns: a wrong delimiter finds fewer.
    pub fn known(&self) -> usize {
        self.columns.len()
    }

    pub fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|(f, _)| *f == field)
    }

    /// The columns of a field, the one with precedence first.
    pub fn columns(&self, field: Field) -> impl Iterator<Item = usize> {
        self.columns.iter().filter(move |(f, _)| *f == field).map(|(_, i)| *i)
    }

    /// The columns of every field.
    pub fn all(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().map(|(_, i)| *i)
    }

    /// A column's heading up to its colon, since forms write names after it. A column without a heading gets its
    /// number.
    pub fn title(&self, column: usize) -> String {
        let title = self.titles.get(column).map_or("", |t| t.trim());
        if title.is_empty() {
            return (column + 1).to_string();
        }
        title.split_inclusive([':', '：']).next().unwrap_or_default().trim().to_owned()
    }

    /// The last column, when it is for other names: names after an unquoted comma belong to it.
    pub fn ends_with_aliases(&self) -> bool {
        let last = self.titles.iter().rposition(|t| !t.is_empty());
        last.is_some_and(|last| self.columns.contains(&(Field::Aliases, last)) && last + 1 == self.width())
    }

    /// Cells of the header's row.
    pub fn width(&self) -> usize {
        self.titles.len()
    }

    /// True when the column isn't read.
    pub fn is_unknown(&self, column: usize) -> bool {
        !self.all().any(|known| known == column)
    }

    /// True when a column that isn't read may hold names: its heading suggests it, or it has no heading (one that
    /// spans two columns stands in the first) and the cells look like names.
    pub fn may_hold_names(&self, column: usize, looks_like_name: impl Fn() -> bool) -> bool {
        let title = self.titles.get(column).map_or("", |title| title.trim());
        self.is_unknown(column)
            && if title.is_empty() {
                looks_like_name()
            } else {
                field(title).is_none() && may_hold_names(title)
            }
    }

    /// True when the row repeats the header: long lists print it on every page.
    pub fn repeats(&self, row: &Row) -> bool {
        let mut filled = row.cells.iter().enumerate().filter(|(_, c)| !c.is_empty()).peekable();
        filled.peek().is_some()
            && filled.all(|(i, cell)| self.titles.get(i).is_some_and(|t| plain(t) == plain(cell.as_text())))
    }
}
