//! Loads the roster from JSON, CSV or a spreadsheet, under the headings of the notice's 申报人员花名册.
//!
//! Messages name row and column and never quote a name.

use std::path::Path;

pub use super::applicant::Applicant;
use super::applicant::unusable_id;
use super::cell;
use super::header::{Header, MOST_TITLE_ROWS};
use super::notice::{Doubt, Notice};
use super::refused::Refused;
use super::rows::Rows;
use super::table::{Cell, Table, Tables, tables};
use crate::error::{Detail, Error};

/// All applicants of a run, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// The applicants; their ids differ.
    pub applicants: Vec<Applicant>,
    /// Doubts that a person should look at before the run's outcome is used; a run with any ends with exit code 3.
    pub notices: Vec<Notice>,
}

impl Roster {
    /// Reads a roster: JSON, CSV (comma, semicolon or tab; UTF-8, UTF-16 with byte order mark, or GB18030) or a
    /// spreadsheet (XLSX, XLS, ODS). The content decides the format, not the extension. Only one visible sheet of a
    /// spreadsheet may hold applicants. Titles above the header, and a second header line below it, are skipped.
    ///
    /// A cell that isn't plainly one name is split, cleaned or refused: padding spaces (张　伟) and suffixes of
    /// namesakes are removed, lists and brackets become aliases. In doubt, more is searched rather than less, and the
    /// doubt is told in [`Roster::notices`]. Without an id column, and where the id is an ID number, the output id is
    /// `R` and the row number: a folder's name must not tell whose it is.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such file, [`Error::Io`] when it can't be read, [`Error::Roster`] with row
    /// and column when it isn't a list of applicants with searchable names.
    pub fn load(path: &Path) -> Result<Roster, Error> {
        let (table, header, hidden_sheet) = match tables(path)? {
            Tables::Readings(tables) => {
                let (table, header) = best(tables).ok_or_else(|| no_header(path))?;
                (table, header, false)
            }
            Tables::Sheets(tables) => only(path, tables)?,
        };
        if let Some((row, why)) = table.fault {
            return Err(why.at(path, Some(row), None));
        }
        let (applicants, mut notices) = Rows::new(&table, &header).read(path)?;
        if hidden_sheet {
            notices.push(Notice::new(None, None, Doubt::HiddenSheet));
        }
        Ok(Roster { applicants, notices })
    }

    /// A roster of one applicant, for a single folder or file. Names are parsed like a roster's cells.
    ///
    /// # Errors
    /// [`Error::Usage`] when the name can't be searched for or the id can't be a folder's name.
    pub fn single(id: &str, name: &str, aliases: &[String]) -> Result<Roster, Error> {
        let usage = |option: &str, why: Refused| {
            Error::Usage(Detail::told(|lang| {
                format!("{option}{}{}", lang.pick(": ", "："), why.explain(lang))
            }))
        };
        let mut notices = Vec::new();
        let mut read = |option: &str, text: &str| {
            let reading = cell::read(&Cell::Text(text.to_owned())).map_err(|why| usage(option, why))?;
            let told = reading.doubts.into_iter().map(|d| Notice::new(None, Some(option.to_owned()), d));
            notices.extend(told);
            Ok::<_, Error>(reading.names)
        };
        let mut names = read("--name", name)?;
        if names.is_empty() {
            return Err(usage("--name", Refused::EmptyName));
        }
        for alias in aliases {
            names.extend(read("--alias", alias)?);
        }
        if let Some(why) = unusable_id(id) {
            return Err(usage("INPUT", why));
        }
        let name = names.remove(0);
        let mut aliases: Vec<String> = Vec::new();
        for alias in names {
            if alias != name && !aliases.contains(&alias) {
                aliases.push(alias);
            }
        }
        Ok(Roster {
            applicants: vec![Applicant { id: id.to_owned(), name, aliases, id_number: None }],
            notices,
        })
    }

    /// True when the roster left no doubt.
    pub fn is_plain(&self) -> bool {
        self.notices.is_empty()
    }
}

/// Picks the reading with most known columns: a wrong delimiter finds fewer, or none.
fn best(tables: Vec<Table>) -> Option<(Table, Header)> {
    let headed = tables.into_iter().filter_map(|table| Header::find(&table).map(|header| (table, header)));
    headed.reduce(|best, next| if next.1.known() > best.1.known() { next } else { best })
}

/// The one visible sheet with applicants, or else the one hidden sheet; and whether a hidden sheet has applicants
/// too.
fn only(path: &Path, tables: Vec<Table>) -> Result<(Table, Header, bool), Error> {
    let headed = tables.into_iter().filter_map(|table| Header::find(&table).map(|header| (table, header)));
    let (full, empty): (Vec<_>, Vec<_>) = headed.partition(|(table, header)| {
        table.rows.iter().skip(header.at + 1).any(|row| row.cells.iter().any(|c| !c.is_empty()))
    });
    let (hidden, visible): (Vec<_>, Vec<_>) = full.into_iter().partition(|(table, _)| table.hidden);
    let any_hidden = !hidden.is_empty();
    let mut candidates = if visible.is_empty() { hidden } else { visible };
    if candidates.is_empty() {
        candidates = empty.into_iter().take(1).collect();
    }
    match (candidates.pop(), candidates.is_empty()) {
        (Some((table, header)), true) => Ok((table, header, any_hidden)),
        (Some(_), false) => Err(Refused::SeveralSheets.of_file(path)),
        (None, _) => Err(no_header(path)),
    }
}

fn no_header(path: &Path) -> Error {
    Refused::NoHeader(MOST_TITLE_ROWS).at(path, Some(1), Some("姓名/name".to_owned()))
}
