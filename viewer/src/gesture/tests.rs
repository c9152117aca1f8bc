use super::*;

const CANVAS: [f32; 2] = [400.0, 200.0];

fn held(pointers: &[(i32, Place, Grip)]) -> (Gesture, Orbit) {
    let mut gesture = Gesture::default();
    for &(id, place, grip) in pointers {
        gesture.press(id, place, grip);
    }
    (gesture, Orbit::default())
}

fn drag(gesture: &mut Gesture, orbit: &mut Orbit, id: i32, place: Place) {
    assert!(gesture.drag(id, place, CANVAS, orbit));
    orbit.jump_to_goal();
}

#[test]
fn dragging_right_turns_the_model_with_the_hand() {
    let (mut gesture, mut orbit) = held(&[(1, [100.0, 100.0], Grip::Orbit)]);
    let yaw = orbit.yaw();
    drag(&mut gesture, &mut orbit, 1, [200.0, 100.0]);
    let turned = (orbit.yaw() - yaw).to_degrees();
    assert!((turned + DEGREES_A_PICTURE_HEIGHT / 2.0).abs() < 1e-3, "{turned}");
}

#[test]
fn dragging_down_looks_from_above() {
    let (mut gesture, mut orbit) = held(&[(1, [100.0, 100.0], Grip::Orbit)]);
    let pitch = orbit.pitch();
    drag(&mut gesture, &mut orbit, 1, [100.0, 120.0]);
    assert!(orbit.pitch() > pitch);
}

#[test]
fn a_panning_grip_carries_the_model_with_the_hand() {
    let (mut gesture, mut orbit) = held(&[(1, [100.0, 100.0], Grip::Pan)]);
    let (yaw, aspect) = (orbit.yaw(), CANVAS[0] / CANVAS[1]);
    drag(&mut gesture, &mut orbit, 1, [120.0, 100.0]);
    assert_eq!(orbit.yaw(), yaw);
    let middle = orbit.clip_from_world(aspect).project_point3(glam::Vec3::ZERO);
    assert!(
        (middle.x - 20.0 / 200.0).abs() < 0.01,
        "20 of 200 pixels from the middle to the border: {middle}"
    );
}

#[test]
fn spreading_two_fingers_comes_nearer() {
    let (mut gesture, mut orbit) =
        held(&[(1, [100.0, 100.0], Grip::Orbit), (2, [200.0, 100.0], Grip::Orbit)]);
    let before = orbit.distance(1.0);
    drag(&mut gesture, &mut orbit, 2, [300.0, 100.0]);
    assert!((before / orbit.distance(1.0) - 2.0).abs() < 1e-3);
}

#[test]
fn moving_both_fingers_alike_pans_without_zoom() {
    let (mut gesture, mut orbit) =
        held(&[(1, [100.0, 100.0], Grip::Orbit), (2, [100.0, 200.0], Grip::Orbit)]);
    let (yaw, before) = (orbit.yaw(), orbit.distance(1.0));
    drag(&mut gesture, &mut orbit, 1, [110.0, 100.0]);
    drag(&mut gesture, &mut orbit, 2, [110.0, 200.0]);
    assert_eq!(orbit.yaw(), yaw);
    assert!((before - orbit.distance(1.0)).abs() < 1e-3);
    let middle = orbit.clip_from_world(2.0).project_point3(glam::Vec3::ZERO);
    assert!(middle.x > 0.02, "{middle}");
}

#[test]
fn after_lifting_one_finger_the_other_turns_on() {
    let (mut gesture, mut orbit) =
        held(&[(1, [100.0, 100.0], Grip::Orbit), (2, [200.0, 100.0], Grip::Orbit)]);
    assert!(gesture.has_two());
    gesture.release(1);
    assert!(gesture.is_held() && !gesture.has_two());
    let yaw = orbit.yaw();
    drag(&mut gesture, &mut orbit, 2, [210.0, 100.0]);
    assert!(orbit.yaw() < yaw);
    gesture.release(2);
    assert!(!gesture.is_held());
}

#[test]
fn strangers_and_third_fingers_move_nothing() {
    let (mut gesture, mut orbit) =
        held(&[(1, [0.0; 2], Grip::Orbit), (2, [9.0; 2], Grip::Orbit), (3, [50.0; 2], Grip::Pan)]);
    for id in [3, 99] {
        assert!(!gesture.drag(id, [80.0, 80.0], CANVAS, &mut orbit));
    }
    assert!(!orbit.is_moving(false));
}

#[test]
fn fingers_on_the_same_spot_and_an_empty_canvas_stay_finite() {
    let (mut gesture, mut orbit) = held(&[(1, [5.0; 2], Grip::Orbit), (2, [5.0; 2], Grip::Orbit)]);
    gesture.drag(2, [6.0, 5.0], [0.0, 0.0], &mut orbit);
    orbit.jump_to_goal();
    assert!(orbit.eye(1.0).is_finite());
}
