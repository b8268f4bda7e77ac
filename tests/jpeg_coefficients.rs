/// A table that is defined anew between scans counts for components that come after it only.
#[test]
fn a_table_redefined_between_scans_concerns_later_components_only() {
    for (script, slot, changed) in [
        (Script::Separate, 0u8, [false, false, false]),
        (Script::Separate, 1, [false, true, true]),
        (Script::Progressive, 0, [false, false, false]),
        (Script::Progressive, 1, [false, false, false]),
    ] {
        let file = jpeg_support::encode(&Spec { script: script.clone(), ..Spec::default() });
        let before = decode(&file, &Limits::default()).expect("sound");
        let list = walk(&file).expect("sound");
        let at = list.iter().find(|s| s.kind == Kind::Data).expect("a scan").range.end;
        let mut redefined = file;
        redefined.splice(at..at, [&[0xff, 0xdb, 0, 67, slot][..], &[7; 64]].concat());
        let after = decode(&redefined, &Limits::default()).expect("sound");
        for ((a, b), changed) in before.components.iter().zip(&after.components).zip(changed) {
            assert_eq!(b.quant, if changed { [7; 64] } else { a.quant }, "{script:?}, slot {slot}, {b:?}");
        }
        let (planes, _) = jpeg_support::coefficients(&redefined).expect("the peer reads it");
        assert!(same(&after, &planes).is_ok());
    }
}
