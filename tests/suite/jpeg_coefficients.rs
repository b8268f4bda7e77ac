//! The codec against an independent library: the same coefficients, and nothing lost in writing them.
#![allow(clippy::expect_used)]

use crate::jpeg_support;

use blindmask::jpeg::segments::{Kind, walk};
use blindmask::jpeg::{Image, Limits, OutputSegments, ZIGZAG, decode, encode, verify};
use jpeg_support::{Plane, Script, Space, Spec, specs};
use proptest::prelude::*;

fn same(image: &Image, planes: &[Plane]) -> Result<(), TestCaseError> {
    prop_assert_eq!(image.components.len(), planes.len());
    for (component, plane) in image.components.iter().zip(planes) {
        prop_assert_eq!((component.columns, component.rows), (plane.columns, plane.rows));
        for (k, place) in ZIGZAG.iter().enumerate() {
            prop_assert_eq!(component.quant[k], plane.quant[usize::from(*place)]);
        }
        for (ours, theirs) in component.blocks().iter().zip(&plane.blocks) {
            let ordered: [i16; 64] = std::array::from_fn(|k| theirs[usize::from(ZIGZAG[k])]);
            prop_assert_eq!(ours, &ordered);
        }
    }
    Ok(())
}

fn check(spec: &Spec) -> Result<(), TestCaseError> {
    let file = jpeg_support::encode(spec);
    let image = decode(&file, &Limits::default()).map_err(|e| TestCaseError::fail(e.to_string()))?;
    prop_assert_eq!((image.width, image.height), (spec.width, spec.height));
    let (planes, clean) =
        jpeg_support::coefficients(&file).ok_or(TestCaseError::fail("the peer refuses its own file"))?;
    prop_assert!(clean);
    same(&image, &planes)?;

    let written = encode(&image, &OutputSegments::of(&image, 6));
    let (again, canonical) =
        verify::canonical(&written, &Limits::default()).map_err(|e| TestCaseError::fail(e.to_string()))?;
    prop_assert!(canonical, "writing twice gives the same bytes");
    prop_assert!(again == image, "coefficients, tables and headers survive");
    prop_assert_eq!(verify::audit_segments(&written), Ok(vec![]));
    let (planes, clean) =
        jpeg_support::coefficients(&written).ok_or(TestCaseError::fail("the peer refuses our file"))?;
    prop_assert!(clean, "the peer warns of our file");
    same(&image, &planes)?;
    prop_assert_eq!(
        jpeg_support::decode(&written),
        jpeg_support::decode(&file),
        "the peer shows the same pixels"
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn coefficients_are_the_peers_and_survive_writing(spec in specs()) {
        check(&spec)?;
    }
}

/// Every space with every layout of scans at least once, whichever the random cases choose.
#[test]
fn every_space_with_every_script() {
    for space in [Space::Grey, Space::YCbCr, Space::Rgb, Space::Cmyk, Space::Ycck] {
        for sampling in
            [[(1, 1), (1, 1)], [(2, 1), (1, 1)], [(1, 2), (1, 1)], [(2, 2), (1, 1)], [(4, 1), (1, 1)]]
        {
            for script in [Script::Interleaved, Script::Separate, Script::Progressive] {
                for restart in [0, 3] {
                    for wide in [false, true] {
                        let spec = Spec {
                            space,
                            sampling,
                            script: script.clone(),
                            restart,
                            wide,
                            ..Spec::default()
                        };
                        let result = check(&spec);
                        assert!(result.is_ok(), "{result:?} for {spec:?}");
                    }
                }
            }
        }
    }
}
/// A table redefined between scans applies only to later components.
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
