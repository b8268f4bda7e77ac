//! All integration tests in one test program: separate programs would each link the whole crate again. A file is a
//! module; `cargo test --release jpeg_mask` runs the tests of one.

mod audit_support;
mod jpeg_support;
mod line_support;
mod review_support;
mod roster_support;
mod run_support;
#[cfg(feature = "web")]
mod web_support;

mod align_properties;
mod architecture;
mod audit_ledger;
mod audit_schema;
mod documents;
mod eval_figures;
mod find_attached;
mod find_authors;
mod find_fields;
mod find_hidden_person;
mod find_misread;
mod find_parts;
mod find_rows;
mod find_seals;
mod find_strips;
mod find_two_languages;
mod find_under_stamps;
mod forms_on_lines;
mod intake_attachment;
mod jpeg_coefficients;
mod jpeg_damage;
mod jpeg_decode;
mod jpeg_mask;
mod jpeg_pixels;
mod jpeg_segments;
mod judge_blurred;
mod odd_shapes;
mod proof_pictures;
mod proof_records;
mod proof_reread;
mod read_properties;
mod read_signs;
mod read_watermark;
mod recheck_planted;
mod redact;
mod redact_dry_run;
mod released;
mod report_eval_run;
mod report_page;
mod review_applied;
mod review_decisions;
mod roster_people;
mod roster_plan;
mod roster_table;
mod run_bad_input;
mod run_environment;
mod run_faults;
mod run_golden;
mod run_kill;
mod run_left_over;
mod run_second_faults;
mod runtimes;
mod seal_places;
mod target_forms;
mod target_labels;
#[cfg(feature = "web")]
mod web_click;
#[cfg(feature = "web")]
mod web_flood;
#[cfg(feature = "web")]
mod web_guard;
#[cfg(feature = "web")]
mod web_review;
#[cfg(feature = "web")]
mod web_serve;
mod words_check;
mod words_chinese;
mod words_head;
