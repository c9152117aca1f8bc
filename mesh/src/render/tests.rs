use super::*;
use crate::{Material, Texture, shapes};

fn small(background: Background) -> View {
    View { width: 64, height: 64, background, contact_shadow: false, ..View::default() }
}

fn pixel(picture: &Picture, x: u32, y: u32) -> [u8; 4] {
    let at = ((y * picture.width + x) * 4) as usize;
    picture.pixels[at..at + 4].try_into().unwrap()
}

fn colored_sphere(color: [f32; 3]) -> Mesh {
    let mut mesh = shapes::sphere(10.0, 32, 48);
    mesh.compute_normals();
    mesh.colors = vec![color; mesh.positions.len()];
    mesh
}

#[test]
fn vertex_colors_show_in_the_middle_and_nothing_in_the_corners() {
    let picture = render(&colored_sphere([0.8, 0.05, 0.05]), &small(Background::Transparent));
    let [r, g, b, a] = pixel(&picture, 32, 32);
    assert!(r > 120 && g < 90 && b < 90 && a == 255, "{r} {g} {b} {a}");
    assert_eq!(pixel(&picture, 1, 1), [0; 4]);
    assert_eq!(picture.pixels.len(), 64 * 64 * 4);
}

#[test]
fn solid_backgrounds_keep_their_color() {
    let picture = render(&colored_sphere([0.5; 3]), &small(Background::Solid([10, 200, 90])));
    assert_eq!(pixel(&picture, 0, 0), [10, 200, 90, 255]);
}

#[test]
fn a_texture_is_seen_on_the_right_side() {
    let mut mesh = shapes::sphere(10.0, 32, 48);
    mesh.compute_normals();
    mesh.uvs = mesh.positions.iter().map(|at| [at[0] / 20.0 + 0.5, 0.5 - at[1] / 20.0]).collect();
    let picture = image::RgbImage::from_fn(64, 64, |x, _| {
        image::Rgb(if x < 32 { [230, 20, 20] } else { [20, 20, 230] })
    });
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).unwrap();
    mesh.textures = vec![Texture { media_type: "image/png", bytes: png.into_inner() }];
    mesh.materials = vec![Material { texture: Some(0), ..Material::default() }];
    let front = render(&mesh, &View { yaw: 0.0, pitch: 0.0, ..small(Background::Studio) });
    let (left, right) = (pixel(&front, 20, 32), pixel(&front, 44, 32));
    assert!(left[0] > left[2] + 60 && right[2] > right[0] + 60, "{left:?} {right:?}");
}

#[test]
fn the_lit_side_is_brighter_and_the_pattern_does_not_depend_on_threads() {
    let mesh = colored_sphere([0.5; 3]);
    let picture = render(&mesh, &small(Background::Transparent));
    assert!(pixel(&picture, 24, 20)[0] > pixel(&picture, 40, 48)[0] + 25);
    let single = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(single.install(|| render(&mesh, &small(Background::Transparent))), picture);
}

#[test]
fn a_contact_shadow_darkens_the_ground_beside_the_model() {
    let mesh = colored_sphere([0.5; 3]);
    let view = View { pitch: 0.5, ..small(Background::Studio) };
    let bare = render(&mesh, &view);
    let shaded = render(&mesh, &View { contact_shadow: true, ..view });
    let sum = |picture: &Picture| picture.pixels.iter().map(|value| u64::from(*value)).sum::<u64>();
    assert!(sum(&shaded) + 2000 < sum(&bare));
    let transparent =
        render(&mesh, &View { contact_shadow: true, background: Background::Transparent, ..view });
    assert!(transparent.pixels.chunks_exact(4).any(|pixel| pixel[3] > 20 && pixel[3] < 200 && pixel[0] == 0));
}

#[test]
fn odd_meshes_and_sizes_are_drawn_all_the_same() {
    let mut wild = shapes::cube(1.0);
    wild.positions.push([f32::NAN, 0.0, f32::INFINITY]);
    wild.triangles.extend([[0, 1, 8], [0, 1, 77]]);
    for mesh in [Mesh::default(), wild] {
        let picture = render(&mesh, &View { width: 3, height: 1, supersampling: 9, ..View::default() });
        assert_eq!(picture.pixels.len(), 12);
    }
}

#[test]
fn the_png_reads_back_as_drawn() {
    let picture = render(&colored_sphere([0.2, 0.6, 0.3]), &small(Background::Transparent));
    let read = image::load_from_memory(&picture.to_png().unwrap()).unwrap().into_rgba8();
    assert_eq!(read.into_raw(), picture.pixels);
}
