use super::{
    grid::{GridSize, make_well_composed},
    outline::{Outline, crescent, heart, star},
    surface::extract,
    *,
};
use crate::style::material::Finish;
use glam::{Affine3A, Vec3, vec2, vec3};
use proptest::prelude::*;

fn part(shape: Shape, op: Op, at: Vec3) -> Part {
    Part {
        name: "test",
        shape,
        placement: Affine3A::from_translation(at),
        op,
        blend: 0.0,
        color: [1.0, 0.0, 0.0],
        finish: Finish::Plastic,
        feature: false,
        body: 0,
    }
}

fn ball(radius: f32) -> Shape {
    Shape::Ellipsoid(Vec3::splat(radius))
}

fn meshed(object: &Object, nodes: usize) -> mesh::Mesh {
    let surface = extract(object, &sample(object, nodes), 0.0);
    mesh::Mesh {
        positions: surface.positions.into_iter().map(Into::into).collect(),
        triangles: surface.triangles,
        ..mesh::Mesh::default()
    }
}

#[test]
fn a_sampled_ball_has_the_volume_of_a_ball() {
    let mesh = meshed(&Object::new(vec![part(ball(1.0), Op::Union, Vec3::ZERO)], Grain::default()), 60_000);
    let volume = mesh::measure::signed_volume(&mesh);
    assert!((volume - 4.18879).abs() < 0.03, "{volume}");
    assert!(mesh::measure::audit(&mesh).is_clean());
}

#[test]
fn vertices_lie_on_the_true_surface() {
    let object = Object::new(vec![part(ball(1.0), Op::Union, Vec3::ZERO)], Grain::default());
    for position in meshed(&object, 30_000).positions {
        assert!((Vec3::from(position).length() - 1.0).abs() < 2e-3);
    }
}

#[test]
fn carving_does_not_reach_into_another_body() {
    let mut parts = vec![
        part(ball(0.5), Op::Union, Vec3::ZERO),
        part(ball(0.5), Op::Union, Vec3::X),
        part(ball(0.6), Op::Carve, Vec3::X),
    ];
    for late in &mut parts[1..] {
        late.body = 1;
    }
    let object = Object::new(parts, Grain::default());
    assert!(
        object.distance(vec3(0.45, 0.0, 0.0)) < 0.0,
        "the first body keeps what the second one's carving covers"
    );
    assert!(object.distance(vec3(1.0, 0.0, 0.0)) > 0.0);
}

#[test]
fn the_floor_is_flat_and_close_to_the_lowest_point() {
    let object =
        Object::new(vec![part(ball(1.0), Op::Union, vec3(0.0, 3.0, 0.0))], Grain::default()).on_floor();
    let lowest =
        meshed(&object, 60_000).positions.iter().map(|position| position[1]).fold(f32::MAX, f32::min);
    assert!((2.0..2.06).contains(&lowest), "{lowest}");
}

#[test]
fn the_nearest_part_gives_its_color_and_paint_covers_it() {
    let mut green = part(ball(0.5), Op::Union, Vec3::X * 2.0);
    green.color = [0.0, 1.0, 0.0];
    let mut blue = part(ball(0.3), Op::Paint, Vec3::Y);
    blue.color = [0.0, 0.0, 1.0];
    let object = Object::new(vec![part(ball(1.0), Op::Union, Vec3::ZERO), green, blue], Grain::default());
    let all = object.everything();
    assert_eq!(object.color(&all, Vec3::NEG_X, 0.01).1, [1.0, 0.0, 0.0]);
    assert_eq!(object.color(&all, vec3(2.5, 0.0, 0.0), 0.01).1, [0.0, 1.0, 0.0]);
    assert_eq!(object.color(&all, Vec3::Y, 0.01).1, [0.0, 0.0, 1.0]);
}

#[test]
fn outlines_tell_inside_from_outside() {
    for (outline, inside, outside) in [
        (star(5, 1.0, 0.4), vec2(0.0, 0.9), vec2(0.6, 0.6)),
        (heart(1.0), vec2(0.4, 0.4), vec2(0.0, 1.2)),
        (crescent(1.0), vec2(-0.8, 0.0), vec2(0.5, 0.0)),
    ] {
        assert!(outline.distance(inside) < 0.0);
        assert!(outline.distance(outside) > 0.0);
    }
}

#[test]
fn a_baked_outline_agrees_with_the_exact_one() {
    let circle = |corners: usize| {
        let corner =
            |index: usize| glam::Vec2::from_angle(index as f32 * std::f32::consts::TAU / corners as f32);
        Outline::polygon((0..corners).map(corner).collect())
    };
    let (exact, baked) = (circle(150), circle(400));
    for step in 0..60 {
        let point = vec2(-2.0 + step as f32 * 0.067, 0.31);
        let (exact, baked) = (exact.distance(point), baked.distance(point));
        if point.length() < 1.1 {
            assert!((exact - baked).abs() < 0.01, "{point}");
        } else {
            assert!(baked > 0.0 && baked < exact + 0.01, "far away it is a lower bound: {point}");
        }
    }
}

#[test]
fn culling_changes_nothing_near_the_surface() {
    let parts = (0..12).map(|index| part(ball(0.3), Op::Union, vec3(index as f32 * 0.4, 0.0, 0.0))).collect();
    let object = Object::new(parts, Grain::default());
    let active = object.active_near(vec3(1.0, 0.3, 0.0), 0.1);
    assert!(active.len() < 12);
    for offset in [Vec3::ZERO, Vec3::X * 0.09, Vec3::Y * -0.09] {
        let p = vec3(1.0, 0.3, 0.0) + offset;
        assert_eq!(object.distance(p), object.distance_of(&active, p));
    }
}

proptest! {
    #[test]
    fn repaired_grids_have_no_diagonal_contacts(cells in proptest::collection::vec(any::<bool>(), 125)) {
        let size = GridSize { x: 5, y: 5, z: 5 };
        let mut solid = cells.clone();
        let filled = make_well_composed(size, &mut solid);
        prop_assert!(make_well_composed(size, &mut solid.clone()).is_empty());
        for (index, was) in cells.iter().enumerate() {
            prop_assert_eq!(solid[index], *was || filled.contains(&index), "only filling, never clearing");
        }
    }
}
