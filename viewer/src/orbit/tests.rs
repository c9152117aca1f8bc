use super::*;
use proptest::prelude::*;

fn settle(orbit: &mut Orbit) {
    for _ in 0..200 {
        orbit.advance(0.016, false);
    }
}

fn on_screen(orbit: &Orbit, point: Vec3, aspect: f32) -> Vec3 {
    orbit.clip_from_world(aspect).project_point3(point)
}

#[test]
fn the_first_view_stands_still() {
    let mut orbit = Orbit::default();
    assert!(!orbit.is_moving(false));
    let before = orbit.eye(1.0);
    orbit.advance(0.016, false);
    assert_eq!(orbit.eye(1.0), before);
}

#[test]
fn the_bounding_sphere_fits_wide_and_narrow_pictures() {
    let orbit = Orbit::default();
    for aspect in [0.4, 1.0, 2.5] {
        for step in 0..100 {
            let angle = step as f32 / 100.0 * std::f32::consts::TAU;
            for point in [Vec3::new(angle.cos(), angle.sin(), 0.0), Vec3::new(0.0, angle.cos(), angle.sin())]
            {
                let seen = on_screen(&orbit, point, aspect);
                assert!(
                    seen.x.abs() < 1.0 && seen.y.abs() < 1.0 && seen.z.abs() < 1.0,
                    "{point} at {aspect}: {seen}"
                );
            }
        }
    }
}

#[test]
fn orbiting_right_moves_the_front_to_the_left() {
    let mut orbit = Orbit::default();
    let before = on_screen(&orbit, Vec3::Z, 1.0).x;
    orbit.orbit_by(15.0, 0.0);
    assert!(orbit.is_moving(false));
    settle(&mut orbit);
    assert!(on_screen(&orbit, Vec3::Z, 1.0).x < before);
    assert!(!orbit.is_moving(false), "the easing comes to an end");
}

#[test]
fn panning_by_half_a_picture_moves_the_middle_to_the_border() {
    for aspect in [0.5, 2.0] {
        let mut orbit = Orbit::default();
        orbit.zoom_by(8.0);
        orbit.pan_by(0.0, -0.5, aspect);
        orbit.jump_to_goal();
        let seen = on_screen(&orbit, Vec3::ZERO, aspect);
        assert!((seen.y - 1.0).abs() < 1e-3 && seen.x.abs() < 1e-3, "{seen}");
    }
}

#[test]
fn reset_takes_the_shorter_way() {
    let mut orbit = Orbit::default();
    orbit.orbit_by(3.0 * 360.0 + 20.0, 10.0);
    orbit.jump_to_goal();
    orbit.reset();
    assert!((orbit.yaw() - HOME.yaw).abs() < 0.4);
    settle(&mut orbit);
    assert_eq!((orbit.yaw(), orbit.pitch()), (HOME.yaw, HOME.pitch));
}

#[test]
fn the_turntable_turns_unless_held() {
    let mut orbit = Orbit::default();
    orbit.set_turning(true);
    assert!(orbit.is_moving(false) && !orbit.is_moving(true));
    orbit.advance(0.1, true);
    assert_eq!(orbit.yaw(), HOME.yaw);
    orbit.advance(0.1, false);
    assert!((orbit.yaw() - HOME.yaw - 0.1 * TURNTABLE_RADIANS_A_SECOND).abs() < 1e-5);
}

#[test]
fn a_long_pause_is_one_short_step() {
    let mut orbit = Orbit::default();
    orbit.set_turning(true);
    orbit.advance(3600.0, false);
    assert!(orbit.yaw() - HOME.yaw < 0.1);
}

#[test]
fn zoom_ends_somewhere() {
    let mut orbit = Orbit::default();
    orbit.zoom_by(1000.0);
    orbit.jump_to_goal();
    let nearest = orbit.distance(1.0);
    orbit.zoom_by(-1000.0);
    orbit.jump_to_goal();
    let farthest = orbit.distance(1.0);
    assert!(nearest > 0.5 && farthest < 20.0, "{nearest} {farthest}");
}

proptest! {
    #[test]
    fn no_input_breaks_the_camera(moves in proptest::collection::vec((0u8..4, any::<f32>(), any::<f32>()), 0..20), aspect in 0.05f32..20.0) {
        let mut orbit = Orbit::default();
        for (kind, a, b) in moves {
            match kind {
                0 => orbit.orbit_by(a.clamp(-1e6, 1e6), b),
                1 => orbit.zoom_by(a),
                2 => orbit.pan_by(a.clamp(-1e6, 1e6), b.clamp(-1e6, 1e6), aspect),
                _ => orbit.advance(a, false),
            }
        }
        orbit.jump_to_goal();
        prop_assert!(orbit.clip_from_world(aspect).is_finite());
        prop_assert!(orbit.pitch().abs() <= MAX_PITCH);
        prop_assert!(orbit.eye(aspect).is_finite());
    }
}
