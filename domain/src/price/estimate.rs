//! How much plastic and machine time a filament print takes, from four lengths of the solid. The other ways of
//! printing are in [`super::consumption`].
//!
//! The coefficients were fitted to 44 models of 30 to 140 mm that a slicer (PrusaSlicer 2.5: 0.2 mm layers, two walls,
//! 15 % infill, automatic supports) was asked about; `slicer_measurements.jsonl` beside this file holds its answers, and
//! the tests the errors. By volume alone plastic would be wrong by 61 % in the median: walls grow with the surface, and
//! the supports with the box.

/// The least time that is charged for a machine, in hours: heating up and taking the part off.
const SHORTEST_HOURS: f64 = 0.1;

/// The lengths of a solid at the size it is printed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PrintShape {
    /// Outer volume, cavities filled, in cm³.
    pub volume_cm3: f64,
    /// Surface in cm².
    pub area_cm2: f64,
    /// Volume of the box around it, in cm³.
    pub box_cm3: f64,
    /// Height along the build axis, in cm.
    pub height_cm: f64,
}

impl PrintShape {
    /// From what is measured in millimetres, square and cubic millimetres; `extents_mm` along x, y (up) and z.
    pub fn from_millimetres(volume_mm3: f64, area_mm2: f64, extents_mm: [f64; 3]) -> Self {
        let [width, height, depth] = extents_mm;
        Self {
            volume_cm3: volume_mm3 / 1000.0,
            area_cm2: area_mm2 / 100.0,
            box_cm3: width * height * depth / 1000.0,
            height_cm: height / 10.0,
        }
    }
}

/// Filament that is melted, supports included, in cm³. Median error 13 %, nine of ten within 23 %.
pub fn plastic_cm3(shape: &PrintShape) -> f64 {
    0.051 * shape.volume_cm3 + 0.1415 * shape.area_cm2 + 0.049 * shape.box_cm3
}

/// Hours on a desktop machine (45 to 80 mm/s). Median error 15 %, nine of ten within 32 %.
pub fn hours_desktop(shape: &PrintShape) -> f64 {
    let hours = 0.0132 * shape.area_cm2 + 0.070 * shape.height_cm + 0.0040 * shape.box_cm3;
    hours.max(SHORTEST_HOURS)
}

/// Hours on a fast machine (150 to 250 mm/s). Median error 11 %, nine of ten within 38 %.
pub fn hours_fast(shape: &PrintShape) -> f64 {
    let hours = 0.0037 * shape.area_cm2 + 0.096 * shape.height_cm + 0.0020 * shape.box_cm3;
    hours.max(SHORTEST_HOURS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Measured {
        volume_cm3: f64,
        area_cm2: f64,
        box_mm: [f64; 3],
        height_mm: f64,
        plastic_cm3: f64,
        hours_desktop: f64,
        hours_fast: f64,
    }

    impl Measured {
        fn shape(&self) -> PrintShape {
            PrintShape {
                volume_cm3: self.volume_cm3,
                area_cm2: self.area_cm2,
                box_cm3: self.box_mm.iter().product::<f64>() / 1000.0,
                height_cm: self.height_mm / 10.0,
            }
        }
    }

    fn measured() -> Vec<Measured> {
        let lines = include_str!("slicer_measurements.jsonl").lines();
        lines.map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Relative errors: the median and the one that nine of ten stay under.
    fn errors(estimate: impl Fn(&PrintShape) -> f64, truth: impl Fn(&Measured) -> f64) -> [f64; 2] {
        let rows = measured();
        let mut errors: Vec<f64> =
            rows.iter().map(|row| (estimate(&row.shape()) / truth(row) - 1.0).abs()).collect();
        errors.sort_by(f64::total_cmp);
        [0.5, 0.9].map(|share| errors[(errors.len() as f64 * share) as usize])
    }

    #[test]
    fn the_slicers_answers_are_met_within_a_fifth_in_the_median() {
        assert_eq!(measured().len(), 44);
        for (name, [median, nine_of_ten], most) in [
            ("plastic", errors(plastic_cm3, |row| row.plastic_cm3), 0.23),
            ("desktop", errors(hours_desktop, |row| row.hours_desktop), 0.32),
            ("fast", errors(hours_fast, |row| row.hours_fast), 0.38),
        ] {
            assert!(median < 0.20 && nine_of_ten <= most, "{name}: {median:.3}, {nine_of_ten:.3}");
        }
    }

    #[test]
    fn volume_alone_would_be_far_worse() {
        let [median, _] = errors(|shape| 0.428 * shape.volume_cm3, |row| row.plastic_cm3);
        assert!(median > 3.0 * errors(plastic_cm3, |row| row.plastic_cm3)[0], "{median:.3}");
    }

    #[test]
    fn millimetres_become_centimetres() {
        let cube = PrintShape::from_millimetres(125_000.0, 15_000.0, [50.0; 3]);
        assert_eq!(cube, PrintShape { volume_cm3: 125.0, area_cm2: 150.0, box_cm3: 125.0, height_cm: 5.0 });
    }

    proptest! {
        #[test]
        fn a_larger_copy_takes_more_of_everything(side_mm in 5.0f64..900.0, factor in 1.01f64..2.0) {
            let cube = |side: f64| {
                PrintShape::from_millimetres(side.powi(3), 6.0 * side * side, [side; 3])
            };
            let (small, large) = (cube(side_mm), cube(side_mm * factor));
            prop_assert!(plastic_cm3(&large) > plastic_cm3(&small));
            prop_assert!(hours_desktop(&large) >= hours_desktop(&small));
            prop_assert!(hours_fast(&large) >= hours_fast(&small) && hours_fast(&small) >= 0.1);
        }
    }
}
