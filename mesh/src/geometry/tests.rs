use std::f64::consts::FRAC_PI_2;

use glam::{DAffine3, DVec3, Vec3};

use crate::{Material, Mesh, Texture, measure, shapes};

fn textured_cube() -> Mesh {
    let mut mesh = shapes::cube(1.0);
    mesh.uvs = vec![[0.5, 0.5]; 8];
    mesh.materials = vec![Material { texture: Some(0), ..Material::default() }];
    mesh.textures = vec![Texture { media_type: "image/png", bytes: vec![1] }];
    mesh
}

#[test]
fn bounds_ignore_vertices_no_triangle_uses() {
    let mut mesh = shapes::cuboid([1.0, 2.0, 3.0]);
    mesh.positions.push([100.0; 3]);
    let bounds = mesh.bounds().unwrap();
    assert_eq!(bounds.extents(), [1.0, 2.0, 3.0]);
    assert_eq!(bounds.longest(), 3.0);
    assert_eq!(bounds.center(), [0.5, 1.0, 1.5]);
    assert_eq!(Mesh::default().bounds(), None);
}

#[test]
fn smooth_normals_of_a_sphere_point_outwards() {
    let mut mesh = shapes::sphere(2.0, 24, 32);
    mesh.compute_normals();
    for (position, normal) in mesh.positions.iter().zip(&mesh.normals) {
        let outwards = Vec3::from(*position).normalize();
        assert!(outwards.dot(Vec3::from(*normal)) > 0.99);
    }
}

#[test]
fn flat_shading_gives_each_triangle_its_face_normal() {
    let mut mesh = shapes::cube(1.0);
    mesh.colors = (0..8).map(|vertex| [vertex as f32 / 8.0; 3]).collect();
    let flat = mesh.flat_shaded();
    assert_eq!((flat.positions.len(), flat.triangles.len()), (36, 12));
    assert!(flat.normals.iter().all(|normal| normal.iter().map(|value| value.abs()).sum::<f32>() == 1.0));
    for (corner, &vertex) in mesh.triangles.iter().flatten().enumerate() {
        assert_eq!(flat.colors[corner], mesh.colors[vertex as usize]);
    }
}

#[test]
fn a_mirroring_map_keeps_the_outside_outside() {
    let mut mesh = shapes::cube(1.0);
    mesh.compute_normals();
    mesh.scale([-2.0, 1.0, 1.0]);
    assert!((measure::signed_volume(&mesh) - 2.0).abs() < 1e-9);
    let middle = Vec3::from(mesh.bounds().unwrap().center());
    for (position, normal) in mesh.positions.iter().zip(&mesh.normals) {
        assert!((Vec3::from(*position) - middle).dot(Vec3::from(*normal)) > 0.0);
    }
}

#[test]
fn normals_stay_square_to_a_stretched_surface() {
    let mut mesh = shapes::sphere(1.0, 32, 48);
    mesh.compute_normals();
    mesh.transform(&DAffine3::from_scale(DVec3::new(4.0, 1.0, 1.0)));
    let kept = mesh.normals.clone();
    mesh.compute_normals();
    for (kept, recomputed) in kept.iter().zip(&mesh.normals) {
        assert!(Vec3::from(*kept).dot(Vec3::from(*recomputed)) > 0.98);
    }
}

#[test]
fn rotation_turns_positions() {
    let mut mesh = shapes::cuboid([1.0, 2.0, 3.0]);
    mesh.transform(&DAffine3::from_rotation_x(FRAC_PI_2));
    let extents = mesh.bounds().unwrap().extents();
    assert!((extents[1] - 3.0).abs() < 1e-6 && (extents[2] - 2.0).abs() < 1e-6);
}

#[test]
fn appending_renumbers_vertices_materials_and_textures() {
    let mut mesh = textured_cube();
    let mut other = textured_cube();
    other.translate([5.0, 0.0, 0.0]);
    other.colors = vec![[0.5; 3]; 8];
    mesh.append(&other);
    assert_eq!(mesh.triangles.len(), 24);
    assert!(mesh.triangles[12..].iter().flatten().all(|&vertex| vertex >= 8));
    assert_eq!(mesh.triangle_materials[..12], [0; 12]);
    assert_eq!(mesh.triangle_materials[12..], [1; 12]);
    assert_eq!(mesh.materials[1].texture, Some(1));
    assert_eq!((mesh.colors.len(), mesh.colors[0], mesh.colors[8]), (16, [1.0; 3], [0.5; 3]));
}

#[test]
fn appending_a_bare_mesh_gives_it_a_default_material() {
    let mut mesh = shapes::cube(1.0);
    mesh.append(&textured_cube());
    assert_eq!(mesh.materials.len(), 2);
    assert_eq!(mesh.materials[0], Material::default());
    assert_eq!(mesh.triangle_materials[12], 1);
    assert_eq!(mesh.uvs.len(), 16);
}

#[test]
fn unreferenced_vertices_and_wild_triangles_go() {
    let mut mesh = textured_cube();
    mesh.positions.insert(0, [9.0; 3]);
    mesh.uvs.insert(0, [0.0; 2]);
    for vertex in mesh.triangles.iter_mut().flatten() {
        *vertex += 1;
    }
    mesh.triangles.push([1, 2, 500]);
    mesh.remove_unreferenced();
    assert_eq!((mesh.positions.len(), mesh.uvs.len(), mesh.triangles.len()), (8, 8, 12));
    assert!((measure::signed_volume(&mesh) - 1.0).abs() < 1e-9);
}
