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
mod tests;
