use super::*;
use crate::orbit::Orbit;
use glam::camera::rh::{proj::opengl::perspective, view::look_at_mat4};
use proptest::prelude::*;

const PICTURE: [f32; 2] = [600.0, 400.0];
const HALF: Vec3 = Vec3::new(0.6, 0.5, 0.4);

fn places(orbit: &Orbit) -> [Option<[f32; 2]>; 3] {
    label_places(HALF, orbit.yaw(), orbit.clip_from_world(1.5), PICTURE)
}

#[test]
fn in_the_first_view_each_label_is_beside_its_edge() {
    let [width, height, depth] = places(&Orbit::default()).map(Option::unwrap);
    // The camera stands to the right of the front: width lower left, depth lower right, height at the right.
    assert!(width[0] < 300.0 && width[1] > 250.0, "{width:?}");
    assert!(depth[0] > 300.0 && depth[1] > 250.0, "{depth:?}");
    assert!(height[0] > 400.0 && (100.0..300.0).contains(&height[1]), "{height:?}");
}

#[test]
fn from_below_the_labels_stay_at_the_lower_outline() {
    let mut orbit = Orbit::default();
    orbit.orbit_by(0.0, -50.0);
    orbit.jump_to_goal();
    let clip_from_world = orbit.clip_from_world(1.5);
    let near_edge = project(Vec3::new(0.0, -HALF.y, HALF.z), clip_from_world, PICTURE).unwrap();
    let [width, _, depth] = places(&orbit).map(Option::unwrap);
    assert!(width[1] > near_edge[1] && depth[1] > near_edge[1], "{width:?} {depth:?} {near_edge:?}");
}

#[test]
fn behind_the_camera_there_is_no_label() {
    let away = perspective(0.5, 1.5, 0.1, 10.0) * look_at_mat4(Vec3::Z * 3.0, Vec3::Z * 9.0, Vec3::Y);
    assert_eq!(label_places(HALF, 0.0, away, PICTURE), [None; 3]);
}

#[test]
fn labels_of_a_small_model_do_not_cover_each_other() {
    for distance in [8.0, 16.0, 40.0, 90.0] {
        for degrees in 0..360 {
            let yaw = (degrees as f32).to_radians();
            let eye = Vec3::new(yaw.sin(), 0.3, yaw.cos()) * distance;
            let clip_from_world = perspective(0.5, 1.5, 0.1, 200.0) * look_at_mat4(eye, Vec3::ZERO, Vec3::Y);
            let [width, height, depth] =
                label_places(HALF, yaw, clip_from_world, PICTURE).map(Option::unwrap);
            for (one, other) in [(width, height), (width, depth), (height, depth)] {
                // A little less than what they were moved apart by.
                let is_apart = (one[0] - other[0]).abs() > 71.0 || (one[1] - other[1]).abs() > 23.0;
                assert!(is_apart, "{one:?} {other:?} at {degrees}° from {distance}");
            }
        }
    }
}

proptest! {
    #[test]
    fn labels_are_outside_of_the_box_and_on_the_picture(right in -720f32..720.0, up in -10f32..40.0) {
        let mut orbit = Orbit::default();
        orbit.orbit_by(right, up);
        orbit.jump_to_goal();
        let shown = places(&orbit).map(Option::unwrap);
        for [x, y] in shown {
            prop_assert!((0.0..600.0).contains(&x) && (0.0..400.0).contains(&y), "{x} {y}");
        }
        // The height's label stays to the right of the whole box.
        let clip_from_world = orbit.clip_from_world(1.5);
        for corner in 0..8 {
            let sign = |bit: i32| if corner & bit == 0 { -1.0 } else { 1.0 };
            let [x, _] = project(HALF * Vec3::new(sign(1), sign(2), sign(4)), clip_from_world, PICTURE).unwrap();
            prop_assert!(x < shown[1][0] + 25.0, "corner at {x}, label at {}", shown[1][0]);
        }
    }
}
