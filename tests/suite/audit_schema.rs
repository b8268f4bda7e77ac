//! `docs/audit.schema.json` is the schema of the types, and the program's records satisfy it.
//!
//! After a change of the types: `BLINDMASK_WRITE_SCHEMA=1 cargo test --release audit_schema`, and look at the difference.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::audit_support;

use std::fs;
use std::path::Path;

use audit_support::run;
use blindmask::audit::{ApplicantAudit, applicant};
use serde_json::{Value, json};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/audit.schema.json");

fn schema() -> Value {
    serde_json::to_value(applicant::schema()).unwrap()
}

#[test]
fn the_schema_in_the_repository_is_that_of_the_types() {
    if std::env::var_os("BLINDMASK_WRITE_SCHEMA").is_some() {
        fs::create_dir_all(Path::new(FILE).parent().unwrap()).unwrap();
        fs::write(FILE, serde_json::to_string_pretty(&schema()).unwrap() + "\n").unwrap();
    }
    let kept: Value = serde_json::from_slice(&fs::read(FILE).unwrap()).unwrap();
    assert_eq!(kept, schema(), "run BLINDMASK_WRITE_SCHEMA=1 cargo test --release audit_schema");
}

#[test]
fn audits_satisfy_the_schema_and_altered_ones_do_not() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), 0.1);
    let kept: Value = serde_json::from_slice(&fs::read(FILE).unwrap()).unwrap();
    let validator = jsonschema::draft202012::new(&kept).unwrap();
    for id in ["A001", "A002"] {
        let audit: Value =
            serde_json::from_slice(&fs::read(dir.path().join(format!("audit/{id}.json"))).unwrap()).unwrap();
        let errors: Vec<String> = validator.iter_errors(&audit).map(|e| e.to_string()).collect();
        assert_eq!(errors, [""; 0]);
        serde_json::from_value::<ApplicantAudit>(audit.clone()).unwrap();
        let changes: [(&str, Value); 8] = [
            ("/schema", json!("blindmask.audit/2")),
            ("/name_hash", json!("甲乙丙")),
            ("/images/1/verdict", json!("maybe")),
            ("/images/1/file", Value::Null),
            ("/images/1/input/orientation", json!(9)),
            ("/images/1/seconds", json!({})),
            ("/images/1/output/method", json!("paint")),
            ("/chain/this", json!("00")),
        ];
        for (place, value) in changes {
            let mut bad = audit.clone();
            *bad.pointer_mut(place).expect(place) = value;
            assert!(!validator.is_valid(&bad), "{place}");
        }
        let mut bad = audit.clone();
        bad["note"] = json!("not in the format");
        assert!(!validator.is_valid(&bad));
        assert!(serde_json::from_value::<ApplicantAudit>(bad).is_err());
    }
}

#[test]
fn an_audit_reads_as_the_contract_shows_it() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), 0.1);
    let text = fs::read_to_string(dir.path().join("audit/A001.json")).unwrap();
    // Sorted by the contract, whatever order the JSON library's maps have.
    let order = [
        "\"schema\": \"blindmask.audit/1\"",
        "\"applicant\": \"A001\"",
        "\"name_hash\"",
        "\"images\"",
        "\"file\": \"A001/01_证书.jpg\"",
        "\"input\"",
        "\"verdict\": \"mask\"",
        "\"reasons\"",
        "\"findings\"",
        "\"quad\"",
        "\"box\"",
        "\"form\": \"han\"",
        "\"how\": \"text\"",
        "\"score\": 0.9876",
        "\"state\": \"proposed\"",
        "\"by\": \"blindmask\"",
        "\"at\": null",
        "\"output\"",
        "\"recheck\"",
        "\"seconds\"",
        "\"tool\": \"blindmask 0.1.0\"",
        "\"models\"",
        "\"file\": \"A001/02/奖状.jpg\"",
        "\"chain\"",
        "\"previous\"",
        "\"this\"",
    ];
    let mut from = 0;
    for part in order {
        from +=
            text[from..].find(part).unwrap_or_else(|| panic!("{part} in its place in\n{text}")) + part.len();
    }
    assert!(text.ends_with("}\n") && !text.contains("\"name\"") && !text.contains("欧阳"), "{text}");
}
