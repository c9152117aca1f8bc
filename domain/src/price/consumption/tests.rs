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
