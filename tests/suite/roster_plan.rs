//! Which file belongs to whom and where it goes: folders, links, conflicts, OUT beside INPUT.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::fs;
use std::path::Path;

use blindmask::error::{Code, Error};
use blindmask::roster::people::{Applicant, Roster};
use blindmask::roster::plan::{Folders, Plan, Why, plan};
use tempfile::TempDir;

fn roster() -> Roster {
    let person = |id: &str, name: &str| Applicant {
        id: id.into(),
        name: name.into(),
        aliases: vec![],
        id_number: None,
    };
    Roster {
        applicants: vec![person("A1", "高山"), person("A2", "林海"), person("A3", "沙·尔山")],
        notices: vec![],
    }
}

fn put(root: &TempDir, files: &[&str]) {
    for file in files {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, b"x").unwrap();
    }
}

fn go(input: &Path) -> Plan {
    plan(Folders { input, out: None }, &roster(), false, &|a, part| part.contains(&a.name)).unwrap()
}

fn seen(plan: &Plan) -> Vec<(&str, Option<Code>)> {
    plan.jobs.iter().map(|j| (j.file.as_str(), j.problem.as_ref().map(|p| p.code))).collect()
}

#[test]
fn every_file_has_one_owner_and_what_has_none_is_reported() {
    let root = tempfile::tempdir().unwrap();
    put(
        &root,
        &[
            "A1/b.jpg",
            "A1/sub/a.jpg",
            "A1/.DS_Store",
            "A1/__MACOSX/x.jpg",
            "高山/高山.jpg",
            "nobody/x.jpg",
            "loose.jpg",
            "Thumbs.db",
        ],
    );
    fs::create_dir(root.path().join("林海")).unwrap();
    let plan = go(root.path());
    assert_eq!(seen(&plan), [("A1/b.jpg", None), ("A1/file-001.jpg", None), ("A1/sub/a.jpg", None)]);
    assert_eq!(plan.jobs.iter().map(|j| j.renamed).collect::<Vec<_>>(), [false, true, false]);
    let orphans: Vec<_> =
        plan.orphans.iter().map(|o| (o.path.file_name().unwrap().to_str().unwrap(), o.why)).collect();
    assert_eq!(orphans, [("loose.jpg", Why::LooseFile), ("nobody", Why::NotOnRoster)]);
    assert_eq!(
        (plan.without_folder, plan.without_files, plan.ignored),
        (vec!["A3".to_owned()], vec!["A2".to_owned()], 3)
    );
}

#[test]
fn files_with_one_output_path_are_all_held_under_paths_of_their_own() {
    let root = tempfile::tempdir().unwrap();
    put(&root, &["A1/p.jpg", "高山/P.JPG", "A1/q", "A1_x/q/r.jpg", "A1/s.png", "A1/s.png.jpg", "A1/ok.jpg"]);
    let plan = go(root.path());
    let held = Some(Code::PathConflict);
    let mut got = seen(&plan);
    got.sort_unstable();
    assert_eq!(
        got,
        [
            ("A1/P~2.JPG", held),
            ("A1/ok.jpg", None),
            ("A1/p.jpg", held),
            ("A1/q", held),
            ("A1/q/r.jpg", held),
            ("A1/s.png.jpg", held),
            ("A1/s.png~2.jpg", held)
        ]
    );
}

#[test]
fn input_may_be_one_applicants_folder_or_file() {
    let root = tempfile::tempdir().unwrap();
    put(&root, &["A2/x.jpg", "A2/deep/林海.jpg", "other/y.jpg"]);
    let plan_of = |path: &str| go(&root.path().join(path));
    assert_eq!(seen(&plan_of("A2")), [("A2/deep/file-001.jpg", None), ("A2/x.jpg", None)]);
    assert!(plan_of("A2").without_folder.is_empty());
    assert_eq!(seen(&plan_of("A2/x.jpg")), [("A2/x.jpg", None)]);
    let one = Roster { applicants: roster().applicants.into_iter().take(1).collect(), notices: vec![] };
    let all_his = |path: &str| {
        plan(Folders { input: &root.path().join(path), out: None }, &one, true, &|_, _| false).unwrap().jobs
            [0]
        .file
        .clone()
    };
    assert_eq!(all_his("other"), "A1/y.jpg");
    assert_eq!(all_his("other/y.jpg"), "A1/y.jpg");
    let error =
        plan(Folders { input: &root.path().join("other/y.jpg"), out: None }, &roster(), false, &|_, _| false)
            .unwrap_err();
    assert!(matches!(error, Error::Usage(_)), "{error}");
}

#[test]
fn out_and_input_must_lie_apart() {
    let root = tempfile::tempdir().unwrap();
    put(&root, &["in/A1/x.jpg"]);
    let input = root.path().join("in");
    let with = |out: &str| {
        plan(Folders { input: &input, out: Some(&root.path().join(out)) }, &roster(), false, &|_, _| false)
    };
    for bad in ["in", "in/out", "in/A1/out/deep", "in/../in", "new/../in/out", "."] {
        assert!(matches!(with(bad), Err(Error::Usage(_))), "{bad}");
    }
    for good in ["out", "input", "in2/deep", "in/../out"] {
        assert!(with(good).is_ok(), "{good}");
    }
    let missing =
        plan(Folders { input: &root.path().join("nowhere"), out: None }, &roster(), false, &|_, _| false);
    assert!(matches!(missing, Err(Error::Usage(_))));
}

#[cfg(unix)]
#[test]
fn links_inside_are_followed_once_and_links_out_are_held() {
    use std::os::unix::fs::symlink;
    let root = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    put(&root, &["in/A1/x.jpg", "in/A1/sub/y.jpg", "in/shared/z.jpg"]);
    put(&outside, &["secret.jpg", "dir/secret.jpg"]);
    let a1 = root.path().join("in/A1");
    symlink("../shared/z.jpg", a1.join("link.jpg")).unwrap();
    symlink("../shared", a1.join("more")).unwrap();
    symlink("../shared", a1.join("more2")).unwrap();
    symlink(".", a1.join("round")).unwrap();
    symlink(outside.path().join("secret.jpg"), a1.join("out.jpg")).unwrap();
    symlink(outside.path().join("dir"), a1.join("outdir")).unwrap();
    symlink(outside.path().join("gone.jpg"), a1.join("broken_out.jpg")).unwrap();
    symlink("gone.jpg", a1.join("broken.jpg")).unwrap();
    symlink(outside.path(), root.path().join("in/A2")).unwrap();
    symlink("shared", root.path().join("in/A3")).unwrap();
    symlink("sub", a1.join("before_sub")).unwrap();
    let plan = go(&root.path().join("in"));
    let out = Some(Code::LinkOutside);
    assert_eq!(
        seen(&plan),
        [
            ("A1/broken.jpg", Some(Code::CannotRead)),
            ("A1/broken_out.jpg", out),
            ("A1/link.jpg", None),
            ("A1/more/z.jpg", None),
            ("A1/out.jpg", out),
            ("A1/outdir", out),
            ("A1/sub/y.jpg", None),
            ("A1/x.jpg", None),
            ("A2/folder", out),
            ("A3/z.jpg", None),
        ]
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_is_held_and_never_opened() {
    let root = tempfile::tempdir().unwrap();
    put(&root, &["A1/x.jpg"]);
    let socket = std::os::unix::net::UnixListener::bind(root.path().join("A1/s.jpg")).unwrap();
    assert_eq!(seen(&go(root.path())), [("A1/s.jpg", Some(Code::CannotRead)), ("A1/x.jpg", None)]);
    drop(socket);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_read_is_held() {
    use std::os::unix::fs::PermissionsExt;
    let root = tempfile::tempdir().unwrap();
    put(&root, &["A1/x.jpg", "A1/shut/y.jpg"]);
    let shut = root.path().join("A1/shut");
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o000)).unwrap();
    let plan = go(root.path());
    let readable = fs::read_dir(&shut).is_ok();
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o755)).unwrap();
    // The superuser may read everything.
    let expected = if readable { ("A1/shut/y.jpg", None) } else { ("A1/shut", Some(Code::CannotRead)) };
    assert_eq!(seen(&plan), [expected, ("A1/x.jpg", None)]);
}

/// T1 and T2 are two people: a link from one's folder to the other's would be searched for the wrong name.
#[cfg(unix)]
#[test]
fn links_into_anothers_folder_or_above_are_held() {
    use std::os::unix::fs::symlink;
    let root = tempfile::tempdir().unwrap();
    put(&root, &["in/A1/x.jpg", "in/A2/sub/y.jpg", "in/A3/z.jpg"]);
    let (input, a1) = (root.path().join("in"), root.path().join("in/A1"));
    symlink("../A2", a1.join("folder")).unwrap();
    symlink("../A2/sub/y.jpg", a1.join("file.jpg")).unwrap();
    symlink("..", a1.join("above")).unwrap();
    symlink("x.jpg", a1.join("own.jpg")).unwrap();
    fs::remove_dir_all(input.join("A3")).unwrap();
    symlink("A2", input.join("A3")).unwrap();
    let held = Some(Code::LinkOutside);
    assert_eq!(
        seen(&go(&input)),
        [
            ("A1/above", held),
            ("A1/file.jpg", held),
            ("A1/folder", held),
            ("A1/own.jpg", None),
            ("A1/x.jpg", None),
            ("A2/sub/y.jpg", None),
            ("A3/folder", held),
        ]
    );
}

#[test]
fn a_folder_called_after_two_people_is_looked_at_for_neither() {
    let root = tempfile::tempdir().unwrap();
    put(&root, &["A1_高山/a.jpg", "A2_高山/b.jpg", "A3 沙尔山/c.jpg"]);
    let plan = go(root.path());
    assert_eq!(seen(&plan).len(), 2);
    assert!(matches!(&plan.orphans[..], [orphan] if orphan.why == Why::Ambiguous));
    assert!(!plan.is_whole());
}

/// File names as unzip, browsers and wrong encodings write them; given names and initials alone.
#[test]
fn file_names_that_give_the_applicant_away_in_disguise_are_neutral() {
    let forms = blindmask::target::forms("谢韵兰", &["Memet Tursun".to_owned()]);
    let tells = |part: &str| blindmask::target::gives_away(&forms, Some("990101200001010016"), part);
    for part in [
        "#U8c22#U97f5#U5170_01.jpg",
        "%E8%B0%A2%E9%9F%B5%E5%85%B0.jpg",
        "%D0%BB%D4%CF%C0%BC.jpg",
        "\\u8c22\\u97f5\\u5170.jpg",
        "&#35874;&#38901;&#20848;.jpg",
        "Ð»ÔÏÀ¼.jpg",
        "╨╗╘╧└╝.jpg",
        "è°¢éŸµå…°.jpg",
        "韵兰_身份证.jpg",
        "xyl_id.jpg",
        "ID-XYL.jpg",
        "XieYunlan.jpg",
        "xie-yun-lan.jpg",
        "memet_tursun.jpg",
        "990101200001010016.jpg",
        "yunlan.jpg",
        "yun-lan_id.jpg",
        "Memet.jpg",
        "x.y.l.jpg",
        "X-Y-L_2.jpg",
        "xieyl.jpg",
        "Y.L. Xie.jpg",
        "y_xie.jpg",
        "xie4yun4lan2.jpg",
        "%25E8%25B0%25A2%25E9%259F%25B5%25E5%2585%25B0.jpg",
        "=E8=B0=A2=E9=9F=B5=E5=85=B0.jpg",
        "_E8_B0_A2_E9_9F_B5_E5_85_B0.jpg",
        "u8c22u97f5u5170.jpg",
        "郅婘擘.jpg",
    ] {
        assert!(tells(part), "{part}");
    }
    for part in [
        "03_diploma.jpg",
        "xylophone.jpg",
        "谢谢.jpg",
        "100%.jpg",
        "扫描件.jpg",
        "lan.jpg",
        "xie_01.jpg",
        "x_ray_lamp.jpg",
        "scan_20_30.jpg",
    ] {
        assert!(!tells(part), "{part}");
    }
}
