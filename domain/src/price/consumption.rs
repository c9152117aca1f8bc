//! What one piece uses up of a machine and a material, by the way of printing.
//!
//! Filament follows a slicer's answers ([`super::estimate`]). The others follow how their machines work: light-cured
//! resin takes its time by layers, powder and jetted color share a machine by the room a part takes in it, and metal
//! is charged for what the laser melts. The constants are rounded figures of machine makers' data sheets; they are
//! part of the formula, so changing one means a new [`super::FORMULA_VERSION`].

use super::estimate::{PrintShape, hours_desktop, plastic_cm3};
use crate::catalogue::{EstimateKind, Technology};
use crate::print::{PriceBasis, SizeMm};

/// Height that a resin machine builds in an hour, in cm: 0.05 mm layers at 8.6 s each.
const RESIN_CM_PER_HOUR: f64 = 2.1;
/// Solid resin parts are made hollow above this, in cm³.
const RESIN_HOLLOW_FROM_CM3: f64 = 30.0;
/// Wall of a hollow resin part, in cm.
const RESIN_WALL_CM: f64 = 0.25;
/// Washed off, cured to the vat and lost, as a share of the solid.
const RESIN_WASTE: f64 = 1.15;
/// Supports, as a share of the box.
const RESIN_SUPPORT_SHARE: f64 = 0.02;
/// Kept free around a part in powder, in cm.
const POWDER_MARGIN_CM: f64 = 0.5;
/// Share of a powder machine's room that parts' boxes fill: 8 to 12 % are usual.
const PACKING: f64 = 0.10;
/// Height that powder and jetting machines build in an hour, in cm.
const POWDER_CM_PER_HOUR: f64 = 1.2;
/// Unused powder that ages in the heat and is renewed, as a share of the box.
const POWDER_RENEWED_SHARE: f64 = 0.05;
/// What a jetting machine lays under overhangs and cleans off, as a share of the box.
const JETTED_SUPPORT_SHARE: f64 = 0.10;
/// What one laser melts in an hour, in cm³.
const METAL_CM3_PER_HOUR: f64 = 12.0;
/// Supports that are melted too, as a factor on the part.
const METAL_SUPPORT: f64 = 1.1;
/// Hours of laying powder for each cm of height of a full plate: 250 layers of 0.04 mm at 10 s.
const METAL_COATING_HOURS_PER_CM: f64 = 0.7;
/// The least time that is charged, in hours.
const SHORTEST_HOURS: f64 = 0.1;

/// What one piece uses up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Consumption {
    /// Material, supports and losses included, in cm³.
    pub material_cm3: f64,
    /// Hours of the whole machine that are charged.
    pub machine_hours: f64,
    /// True when `machine_hours` is the time the piece takes; false when it is its share of a full machine.
    pub is_time: bool,
}

/// What one piece with these measures uses up. Every figure grows with every length.
#[must_use]
pub fn consumption(basis: &PriceBasis, technology: &Technology) -> Consumption {
    let shape = &shape(basis);
    let (material_cm3, machine_hours, is_time) = match technology.estimate {
        EstimateKind::Fdm => (plastic_cm3(shape), hours_desktop(shape), true),
        EstimateKind::Resin => (resin_cm3(shape), shape.height_cm / RESIN_CM_PER_HOUR, true),
        EstimateKind::Powder => {
            let renewed = POWDER_RENEWED_SHARE * shape.box_cm3;
            (shape.volume_cm3 + renewed, shared_hours(basis.size, technology), false)
        }
        EstimateKind::Jetted => {
            let supports = JETTED_SUPPORT_SHARE * shape.box_cm3;
            (shape.volume_cm3 + supports, shared_hours(basis.size, technology), false)
        }
        EstimateKind::Metal => (METAL_SUPPORT * shape.volume_cm3, metal_hours(shape, technology), true),
    };
    Consumption { material_cm3, machine_hours: machine_hours.max(SHORTEST_HOURS), is_time }
}

fn shape(basis: &PriceBasis) -> PrintShape {
    PrintShape {
        volume_cm3: basis.volume_cm3,
        area_cm2: basis.area_cm2,
        box_cm3: basis.box_cm3,
        height_cm: basis.height_cm,
    }
}

fn resin_cm3(shape: &PrintShape) -> f64 {
    let solid = if shape.volume_cm3 <= RESIN_HOLLOW_FROM_CM3 {
        shape.volume_cm3
    } else {
        // A hollow part never takes less than the largest solid one, so that the price never falls with the size.
        shape.volume_cm3.min(shape.area_cm2 * RESIN_WALL_CM).max(RESIN_HOLLOW_FROM_CM3)
    };
    RESIN_WASTE * solid + RESIN_SUPPORT_SHARE * shape.box_cm3
}

/// The part's share of a packed machine, as hours of the whole machine.
fn shared_hours(size: SizeMm, technology: &Technology) -> f64 {
    let room_cm3 =
        size.0.map(|side_mm| side_mm / 10.0 + POWDER_MARGIN_CM).into_iter().product::<f64>() / PACKING;
    room_cm3 / (plate_cm2(technology) * POWDER_CM_PER_HOUR)
}

fn metal_hours(shape: &PrintShape, technology: &Technology) -> f64 {
    let melting = METAL_SUPPORT * shape.volume_cm3 / METAL_CM3_PER_HOUR;
    // Laying powder is shared by everything on the plate: box ÷ plate is height × share of the plate.
    melting + METAL_COATING_HOURS_PER_CM * shape.box_cm3 / plate_cm2(technology)
}

fn plate_cm2(technology: &Technology) -> f64 {
    let [width, depth, _] = technology.build_box_mm;
    (width * depth / 100.0).max(1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::price::tests::catalogue;

    fn cube(side_cm: f64, volume_cm3: f64) -> PriceBasis {
        PriceBasis {
            volume_cm3,
            area_cm2: 6.0 * side_cm * side_cm,
            box_cm3: side_cm.powi(3),
            height_cm: side_cm,
            size: SizeMm([side_cm * 10.0; 3]),
        }
    }

    fn technology(estimate: EstimateKind) -> Technology {
        catalogue().technologies.into_iter().find(|one| one.estimate == estimate).unwrap()
    }

    #[test]
    fn resin_takes_its_time_by_layers_and_is_hollow_when_large() {
        let resin = technology(EstimateKind::Resin);
        let small = consumption(&cube(2.1, 9.0), &resin);
        assert!((small.machine_hours - 1.0).abs() < 1e-9 && small.is_time);
        assert!((small.material_cm3 - (1.15 * 9.0 + 0.02 * 9.261)).abs() < 1e-9);
        // 10 cm: a shell of 600 cm² × 0.25 cm instead of a litre.
        let large = consumption(&cube(10.0, 1000.0), &resin);
        assert!((large.material_cm3 - (1.15 * 150.0 + 20.0)).abs() < 1e-9);
    }

    #[test]
    fn powder_has_a_share_and_no_time_of_its_own() {
        let powder = technology(EstimateKind::Powder);
        let one = consumption(&cube(4.5, 91.0), &powder);
        // (4.5 + 0.5)³ ÷ 10 % of a plate of 30 × 30 cm that grows 1.2 cm an hour.
        assert!((one.machine_hours - 1250.0 / 1080.0).abs() < 1e-9 && !one.is_time);
        assert_eq!(consumption(&cube(4.5, 47.7), &powder).machine_hours, one.machine_hours);
    }

    #[test]
    fn metal_is_charged_for_what_is_melted() {
        let metal = technology(EstimateKind::Metal);
        let [solid, hollow] = [8.0, 2.0].map(|volume_cm3| consumption(&cube(2.0, volume_cm3), &metal));
        assert!((solid.machine_hours - hollow.machine_hours - 1.1 * 6.0 / 12.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn a_larger_copy_uses_up_more_in_every_way(
            side_cm in 0.5_f64..90.0, fill in 0.05_f64..1.0, factor in 1.01_f64..2.0,
        ) {
            for technology in catalogue().technologies {
                let of = |side: f64| consumption(&cube(side, side.powi(3) * fill), &technology);
                let (small, large) = (of(side_cm), of(side_cm * factor));
                prop_assert!(large.material_cm3 >= small.material_cm3, "{}", technology.slug);
                prop_assert!(large.machine_hours >= small.machine_hours, "{}", technology.slug);
            }
        }
    }
}
