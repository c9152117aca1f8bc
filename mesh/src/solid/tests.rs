use super::*;
use crate::{measure, shapes};

#[test]
fn a_closed_shape_passes_also_with_split_vertices() {
    let solid = check_manifold(&shapes::cube(2.0).flat_shaded()).unwrap();
    assert!((solid.volume() - 8.0).abs() < 1e-9);
    assert!((solid.area() - 24.0).abs() < 1e-9);
    let shape = solid.shape();
    assert_eq!((shape.positions.len(), shape.triangles.len()), (8, 12));
}

#[test]
fn each_fault_has_its_name() {
    assert_eq!(check_manifold(&Mesh::default()).unwrap_err(), NotSolid::Empty);
    let mut open = shapes::cube(1.0);
    open.triangles.pop();
    let refused = check_manifold(&open).unwrap_err();
    assert!(matches!(refused, NotSolid::Edges(audit) if audit.boundary_edges == 3), "{refused}");
    let mut turned = shapes::cube(1.0);
    turned.flip_winding();
    assert!(matches!(check_manifold(&turned).unwrap_err(), NotSolid::NoVolume { .. }));
    let mut wild = shapes::cube(1.0);
    wild.positions[3][0] = f32::NAN;
    assert!(check_manifold(&wild).is_err());
}

#[test]
fn union_and_difference_have_the_expected_volumes() {
    let base = check_manifold(&shapes::cube(2.0)).unwrap();
    let mut moved = shapes::cube(2.0);
    moved.translate([1.0, 0.0, 0.0]);
    let other = check_manifold(&moved).unwrap();
    assert!((base.union(&other).unwrap().volume() - 12.0).abs() < 1e-6);
    assert!((base.difference(&other).unwrap().volume() - 4.0).abs() < 1e-6);
    assert_eq!(base.difference(&base).unwrap_err(), NotSolid::Empty);
}

fn two_colored_sphere() -> Mesh {
    let mut mesh = shapes::sphere(20.0, 96, 128);
    mesh.colors = mesh
        .positions
        .iter()
        .map(|position| if position[1] > 0.1 { [0.8, 0.1, 0.1] } else { [0.1, 0.1, 0.8] })
        .collect();
    mesh
}

#[test]
fn simplifying_stays_a_solid_near_the_same_volume_and_keeps_colors() {
    let mesh = two_colored_sphere();
    let simple = simplify(&mesh, SimplifyTarget { tolerance: 0.1, triangles: 0 }).unwrap();
    assert!(simple.triangles.len() * 4 < mesh.triangles.len(), "{}", simple.triangles.len());
    assert!(measure::audit(&simple).is_clean());
    assert!((measure::signed_volume(&simple) / measure::signed_volume(&mesh) - 1.0).abs() < 0.02);
    assert_eq!(simple.colors.len(), simple.positions.len());
    for (position, color) in simple.positions.iter().zip(&simple.colors) {
        if position[1].abs() > 3.0 {
            assert_eq!(color[0] > 0.5, position[1] > 0.0, "{position:?} {color:?}");
        }
    }
}

#[test]
fn a_wanted_triangle_count_is_a_floor_for_the_tolerance() {
    let mesh = two_colored_sphere();
    let simple = simplify(&mesh, SimplifyTarget { tolerance: 100.0, triangles: 2000 }).unwrap();
    assert!((1000..=2100).contains(&simple.triangles.len()), "{}", simple.triangles.len());
}

#[test]
fn what_was_no_solid_before_is_refused() {
    let mut open = two_colored_sphere();
    open.triangles.truncate(500);
    assert!(matches!(
        simplify(&open, SimplifyTarget { tolerance: 0.1, triangles: 0 }),
        Err(NotSolid::Edges(_))
    ));
}

#[test]
fn attributes_come_back_from_the_nearest_surface() {
    let mut source = two_colored_sphere();
    source.uvs = source.positions.iter().map(|at| [at[0] / 40.0 + 0.5, at[1] / 40.0 + 0.5]).collect();
    source.compute_normals();
    let target = shapes::sphere(20.0, 40, 60);
    let dressed = transfer_attributes(&source, &target);
    assert_eq!(dressed.triangles.len(), target.triangles.len());
    assert_eq!(dressed.normals.len(), dressed.positions.len());
    for ((position, uv), color) in dressed.positions.iter().zip(&dressed.uvs).zip(&dressed.colors) {
        assert!((uv[0] - position[0] / 40.0 - 0.5).abs() < 0.01);
        assert!((uv[1] - position[1] / 40.0 - 0.5).abs() < 0.01);
        if position[1].abs() > 1.0 {
            assert_eq!(color[0] > 0.5, position[1] > 0.0);
        }
    }
    assert!(measure::audit(&dressed).is_clean());
}
