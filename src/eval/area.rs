//! Areas of polygons in pixels: union, intersection, difference, growth. The `geo` crate clips; nothing here knows
//! what a polygon means.
//!
//! `geo` clips on a grid of 32-bit integers laid over the bounds of both sides, so an area on a page of 4,000 pixels is
//! exact to about 1e-5 square pixels for every pixel of outline.

use geo::algorithm::bool_ops::{BooleanOps, FillRule, OpType, unary_union};
use geo::algorithm::buffer::{Buffer, BufferStyle, LineJoin};
use geo::orient::Direction;
use geo::{Area as _, ConvexHull, LineString, MultiPolygon, Orient, Polygon, Validation};

/// Coordinates beyond this (pixels, either sign) are cut to it: no picture is as large, and the clipper's grid would
/// become too coarse for the rest.
const FARTHEST: f64 = 1e6;

/// Longest mitred corner, in units of the growth, before it is cut off: the default of GEOS, which shapely uses.
const MITRE_LIMIT: f64 = 5.0;

/// A part of the plane, in pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Area(MultiPolygon<f64>);

impl Area {
    /// Nothing.
    pub fn empty() -> Self {
        Area(MultiPolygon::new(Vec::new()))
    }

    /// The inside of a quad, for either direction of its corners.
    ///
    /// A quad that crosses itself is repaired as shapely's `buffer(0)` does: the lobes with the direction of its
    /// signed area count; if both directions are equal (signed area 0), its convex hull counts.
    pub fn quad(corners: &[[f64; 2]; 4]) -> Self {
        let cut = |v: f64| if v.is_nan() { 0.0 } else { v.clamp(-FARTHEST, FARTHEST) };
        let ring: LineString<f64> = corners.iter().map(|[x, y]| (cut(*x), cut(*y))).collect();
        let polygon = Polygon::new(ring, Vec::new());
        if polygon.is_valid() {
            return Area(MultiPolygon::new(vec![polygon.orient(Direction::Default)]));
        }
        let signed = polygon.signed_area();
        if signed == 0.0 {
            let hull = polygon.convex_hull();
            return if hull.unsigned_area() > 0.0 { Area(hull.into()) } else { Area::empty() };
        }
        let rule = if signed > 0.0 { FillRule::Positive } else { FillRule::Negative };
        let nothing = MultiPolygon::<f64>::new(Vec::new());
        Area(polygon.boolean_op_with_fill_rule(&nothing, OpType::Union, rule))
    }

    /// The rectangle with its top left corner at (`x`, `y`), `w` wide and `h` high.
    pub fn rect(x: f64, y: f64, w: f64, h: f64) -> Self {
        Area::quad(&[[x, y], [x + w, y], [x + w, y + h], [x, y + h]])
    }

    /// Everything that lies in at least one of `parts`.
    pub fn union<'a>(parts: impl IntoIterator<Item = &'a Area>) -> Self {
        Area(unary_union(parts.into_iter().map(|part| &part.0)))
    }

    /// What lies in both.
    pub fn both(&self, other: &Area) -> Self {
        Area(self.0.intersection(&other.0))
    }

    /// What lies here but not in `other`.
    pub fn without(&self, other: &Area) -> Self {
        Area(self.0.difference(&other.0))
    }

    /// Grown by `by` pixels on all sides with pointed corners.
    pub fn grown(&self, by: f64) -> Self {
        let join = LineJoin::Miter(2.0 * (1.0 / MITRE_LIMIT).asin());
        Area(self.0.buffer_with_style(BufferStyle::new(by).line_join(join)))
    }

    /// Square pixels.
    pub fn size(&self) -> f64 {
        self.0.unsigned_area()
    }

    /// True when it has no size.
    pub fn is_empty(&self) -> bool {
        self.size() <= 0.0
    }

    /// The share of this area that lies in `other`, 0–1; 0 when there is no area.
    pub fn share_in(&self, other: &Area) -> f64 {
        let size = self.size();
        if size > 0.0 { self.both(other).size() / size } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-3 + 1e-6 * b.abs()
    }

    #[test]
    fn known_areas() {
        let a = Area::rect(0.0, 0.0, 10.0, 4.0);
        let b = Area::rect(6.0, 2.0, 10.0, 4.0);
        assert!(close(a.both(&b).size(), 8.0));
        assert!(close(Area::union([&a, &b]).size(), 72.0));
        assert!(close(a.without(&b).size(), 32.0));
        assert!(close(a.share_in(&b), 0.2));
        // The corners stay pointed.
        assert!(close(a.grown(1.0).size(), 72.0));
        assert!(Area::union([]).is_empty());
        // One and the same area twice isn't a hole.
        assert!(close(Area::union([&a, &a]).size(), 40.0));
    }

    #[test]
    fn corners_may_go_round_either_way() {
        let there = Area::quad(&[[0.0, 0.0], [8.0, 0.0], [8.0, 5.0], [0.0, 5.0]]);
        let back = Area::quad(&[[0.0, 0.0], [0.0, 5.0], [8.0, 5.0], [8.0, 0.0]]);
        assert!(close(back.size(), 40.0));
        assert!(close(Area::union([&there, &back]).size(), 40.0));
        assert!(close(there.grown(1.0).size(), back.grown(1.0).size()));
    }

    // The expected figures are shapely 2's, from `convex_hull` and `buffer(0)`.
    #[test]
    fn crossing_quads_are_mended_as_shapely_does_it() {
        let even = Area::quad(&[[0.0, 0.0], [10.0, 10.0], [10.0, 0.0], [0.0, 10.0]]);
        assert!(close(even.size(), 100.0), "{}", even.size());
        let uneven = Area::quad(&[[0.0, 0.0], [10.0, 10.0], [10.0, 2.0], [0.0, 10.0]]);
        let mirrored = Area::quad(&[[0.0, 10.0], [10.0, 2.0], [10.0, 10.0], [0.0, 0.0]]);
        assert!(close(uneven.size(), UNEVEN), "{}", uneven.size());
        assert!(close(mirrored.size(), UNEVEN), "{}", mirrored.size());
    }
    const UNEVEN: f64 = 27.777_777_777;

    #[test]
    fn what_is_no_polygon_has_no_area() {
        for flat in [
            [[3.0, 3.0]; 4],
            [[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [3.0, 3.0]],
            [[f64::NAN, 0.0], [0.0, 0.0], [0.0, f64::NAN], [0.0, 0.0]],
        ] {
            assert!(Area::quad(&flat).is_empty(), "{flat:?}");
        }
        assert!(Area::rect(1.0, 1.0, 0.0, 5.0).is_empty());
    }

    prop_compose! {
        fn quad()(x in -50.0..900.0_f64, y in -50.0..900.0_f64, c in prop::array::uniform4(prop::array::uniform2(0.0..120.0_f64)))
            -> [[f64; 2]; 4] { c.map(|[dx, dy]| [x + dx, y + dy]) }
    }

    proptest! {
        #[test]
        fn a_union_is_at_most_the_sum_and_at_least_each_part(quads in prop::collection::vec(quad(), 1..7)) {
            let parts: Vec<Area> = quads.iter().map(Area::quad).collect();
            let whole = Area::union(&parts);
            let sum: f64 = parts.iter().map(Area::size).sum();
            prop_assert!(whole.size() <= sum + 1e-2, "{} > {sum}", whole.size());
            for part in &parts {
                prop_assert!(part.size() <= whole.size() + 1e-2);
                prop_assert!(part.size() < 1e-2 || part.share_in(&whole) > 1.0 - 1e-3, "{}", part.share_in(&whole));
            }
        }

        #[test]
        fn one_more_box_never_uncovers(quads in prop::collection::vec(quad(), 1..5), more in quad(), name in quad()) {
            let mut parts: Vec<Area> = quads.iter().map(Area::quad).collect();
            let name = Area::quad(&name);
            let before = name.both(&Area::union(&parts)).size();
            parts.push(Area::quad(&more));
            prop_assert!(name.both(&Area::union(&parts)).size() >= before - 1e-2);
        }

        #[test]
        fn parts_add_up(a in quad(), b in quad(), by in 0.1..20.0_f64) {
            let (a, b) = (Area::quad(&a), Area::quad(&b));
            prop_assert!((a.both(&b).size() + a.without(&b).size() - a.size()).abs() < 1e-2);
            prop_assert!((a.both(&b).size() - b.both(&a).size()).abs() < 1e-2);
            prop_assert!(a.is_empty() || a.grown(by).size() > a.size());
        }

        #[test]
        fn rectangles_of_whole_pixels_are_counted_exactly(
            rects in prop::collection::vec((0..40_u32, 0..40_u32, 1..20_u32, 1..20_u32), 1..8)
        ) {
            let mut pixels = std::collections::HashSet::new();
            for (x, y, w, h) in &rects {
                pixels.extend((*x..x + w).flat_map(|px| (*y..y + h).map(move |py| (px, py))));
            }
            let areas: Vec<Area> =
                rects.iter().map(|&(x, y, w, h)| Area::rect(x.into(), y.into(), w.into(), h.into())).collect();
            prop_assert!(close(Area::union(&areas).size(), pixels.len() as f64));
        }
    }
}
