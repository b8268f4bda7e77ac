//! Rosters for tests: bytes as files, applicants, and workbooks as small as the format allows.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use blindmask::error::Error;
use blindmask::roster::people::{Applicant, Roster};

pub fn load(bytes: &[u8]) -> Result<Roster, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster");
    std::fs::write(&path, bytes).unwrap();
    Roster::load(&path)
}

pub fn person(id: &str, name: &str, aliases: &[&str], id_number: Option<&str>) -> Applicant {
    Applicant {
        id: id.into(),
        name: name.into(),
        aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
        id_number: id_number.map(Into::into),
    }
}

/// A sheet of a workbook: `state` as the workbook spells it, `columns` are `<col>` elements, `rows` are `<row>` elements.
#[derive(Clone, Copy)]
pub struct Sheet<'a> {
    pub state: &'a str,
    pub columns: &'a str,
    pub rows: &'a str,
}

/// A workbook of one sheet.
pub fn xlsx(rows: &str) -> Vec<u8> {
    workbook(&[Sheet { state: "visible", columns: "", rows }])
}

pub fn workbook(sheets: &[Sheet<'_>]) -> Vec<u8> {
    const HEAD: &str = r#"<?xml version="1.0"?>"#;
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const TYPE: &str = "application/vnd.openxmlformats";
    let (mut types, mut book, mut rels) = (String::new(), String::new(), String::new());
    let mut parts: Vec<(String, String)> = Vec::new();
    for (i, sheet) in sheets.iter().enumerate() {
        let n = i + 1;
        types += &format!(
            r#"<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{TYPE}-officedocument.spreadsheetml.worksheet+xml"/>"#
        );
        book += &format!(r#"<sheet name="表{n}" sheetId="{n}" state="{}" r:id="rId{n}"/>"#, sheet.state);
        rels += &format!(
            r#"<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>"#
        );
        let columns =
            if sheet.columns.is_empty() { String::new() } else { format!("<cols>{}</cols>", sheet.columns) };
        parts.push((
            format!("xl/worksheets/sheet{n}.xml"),
            format!(
                r#"{HEAD}<worksheet xmlns="{MAIN}">{columns}<sheetData>{}</sheetData></worksheet>"#,
                sheet.rows
            ),
        ));
    }
    let fixed = [
        (
            "[Content_Types].xml",
            format!(
                r#"{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{TYPE}-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{TYPE}-officedocument.spreadsheetml.sheet.main+xml"/>{types}</Types>"#
            ),
        ),
        (
            "_rels/.rels",
            format!(
                r#"{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{book}</sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(r#"{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{rels}</Relationships>"#),
        ),
    ];
    let all: Vec<(&str, &str)> = fixed
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .chain(parts.iter().map(|(path, text)| (path.as_str(), text.as_str())))
        .collect();
    stored_zip(&all)
}

/// A ZIP archive without compression (APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16).
fn stored_zip(files: &[(&str, &str)]) -> Vec<u8> {
    let crc = |bytes: &[u8]| {
        !bytes.iter().fold(!0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 })
        })
    };
    let (mut out, mut index) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let size = (text.len() as u32).to_le_bytes();
        let common = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 33, 0][..],
            &crc(text.as_bytes()).to_le_bytes(),
            &size,
            &size,
            &(name.len() as u16).to_le_bytes(),
            &[0, 0],
        ]
        .concat();
        index.extend(
            [b"PK\x01\x02\x14\0", &common[..], &[0; 10], &(out.len() as u32).to_le_bytes(), name.as_bytes()]
                .concat(),
        );
        out.extend([b"PK\x03\x04", &common[..], name.as_bytes(), text.as_bytes()].concat());
    }
    let (start, count) = ((out.len() as u32).to_le_bytes(), (files.len() as u16).to_le_bytes());
    let size = (index.len() as u32).to_le_bytes();
    out.extend(index);
    out.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count, &size, &start, &[0, 0]].concat());
    out
}

pub fn text_row(number: usize, cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .map(|c| format!(r#"<c t="inlineStr"><is><t xml:space="preserve">{c}</t></is></c>"#))
        .collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}
