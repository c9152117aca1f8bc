//! Draws a few simple shapes for judging the renderer by eye: `cargo run -p mesh --example preview -- OUT.png`.

use mesh::render::{Background, View, render};
use mesh::{Material, Mesh, shapes};

fn colored(mut mesh: Mesh, color: [f32; 3], at: [f64; 3], flat: bool) -> Mesh {
    mesh.translate(at);
    if flat {
        mesh = mesh.flat_shaded();
    } else {
        mesh.compute_normals();
    }
    mesh.colors = vec![color; mesh.positions.len()];
    mesh
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "preview.png".to_owned());
    let mut mesh = colored(shapes::cuboid([60.0, 4.0, 60.0]), [0.25, 0.5, 0.2], [-30.0, 0.0, -30.0], true);
    mesh.append(&colored(shapes::sphere(12.0, 64, 96), [0.75, 0.06, 0.03], [10.0, 16.0, 8.0], false));
    mesh.append(&colored(shapes::cuboid([16.0, 26.0, 16.0]), [0.35, 0.55, 0.75], [-24.0, 4.0, -20.0], true));
    let mut gold = colored(shapes::sphere(8.0, 64, 96), [1.0, 1.0, 1.0], [-14.0, 12.0, 14.0], false);
    gold.materials =
        vec![Material { base_color: [1.0, 0.71, 0.29, 1.0], metallic: 1.0, roughness: 0.25, texture: None }];
    mesh.append(&gold);
    let started = std::time::Instant::now();
    let view = View { width: 768, height: 768, background: Background::Studio, ..View::default() };
    let picture = render(&mesh, &view);
    println!("{} triangles in {:?}", mesh.triangles.len(), started.elapsed());
    std::fs::write(&path, picture.to_png()?)?;
    Ok(())
}
