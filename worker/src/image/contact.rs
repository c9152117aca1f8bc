//! A sheet of pictures and what becomes of them, to look at.

use std::path::Path;

use image::{Rgba, RgbaImage, imageops};
use mesh::render::{Picture, Scene, View};

use super::{GRID, Reading, build, intake, plan, portrait, words};
use crate::jobs::{Follow, JobError};
use crate::style::Style;

const TILE: u32 = 256;
const COLUMNS: u32 = 6;

/// Draws every picture in `folder`: source, concept A, concept B, then model A from the front, the back and, grey,
/// from the side. Writes the sheet to `output` and a line of facts a picture to standard output.
///
/// # Errors
/// When the folder cannot be read, a picture gives no solid, or the sheet cannot be written.
pub fn contact_sheet(folder: &Path, output: &Path, style: Style, prompt: &str) -> Result<(), JobError> {
    let failed = |cause: std::io::Error| JobError::Transfer(format!("{}: {cause}", folder.display()));
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).map_err(failed)?.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut rows = Vec::new();
    for path in paths {
        let bytes = std::fs::read(&path).map_err(failed)?;
        if intake::check_header(&bytes).is_ok() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            rows.push(row(&name, &bytes, style, prompt)?);
        }
    }
    let mut sheet = RgbaImage::from_pixel(TILE * COLUMNS, TILE * rows.len() as u32, Rgba([255; 4]));
    for (index, tiles) in rows.iter().enumerate() {
        for (column, tile) in tiles.iter().enumerate() {
            imageops::replace(
                &mut sheet,
                tile,
                column as i64 * i64::from(TILE),
                index as i64 * i64::from(TILE),
            );
        }
    }
    sheet.save(output).map_err(|cause| JobError::Transfer(format!("{}: {cause}", output.display())))
}

fn row(name: &str, bytes: &[u8], style: Style, prompt: &str) -> Result<Vec<RgbaImage>, JobError> {
    let started = std::time::Instant::now();
    let picture = intake::decode(bytes)?;
    let reading = Reading::of(&picture);
    let plans =
        plan::plans(&reading.verdict, &words::read(prompt), style, u64::from(bytes[bytes.len() / 2]), 2);
    let read_in = started.elapsed();
    let follow = Follow::unwatched();
    let models: Result<Vec<mesh::Mesh>, JobError> =
        plans.iter().map(|plan| build(&reading, plan, GRID, None, &follow)).collect();
    let models = models?;
    let drawn: Vec<RgbaImage> =
        plans.iter().zip(&models).map(|(plan, model)| tile(portrait(model, plan.form, TILE))).collect();
    let concepts_in = started.elapsed();
    let model = build(&reading, &plans[0], GRID, None, &follow)?;
    let model_in = started.elapsed() - concepts_in;
    println!(
        "{name}: {:?} ({:.2}), {:?} + {:?}, {} triangles, read {} ms, two concepts {} ms, model {} ms",
        reading.verdict.method,
        reading.verdict.confidence,
        plans[0].form,
        plans[1].form,
        model.triangles.len(),
        read_in.as_millis(),
        (concepts_in - read_in).as_millis(),
        model_in.as_millis(),
    );
    let mut grey = model.clone();
    grey.materials.iter_mut().for_each(|material| *material = mesh::Material::default());
    grey.colors.clear();
    let view = |yaw: f32, pitch: f32| View { width: TILE, height: TILE, yaw, pitch, ..View::default() };
    let mut tiles = vec![source(&picture)];
    tiles.extend(drawn);
    tiles.push(tile(Scene::new(&model).render(&view(0.0, 0.08))));
    tiles.push(tile(Scene::new(&model).render(&view(std::f32::consts::PI - 0.6, 0.2))));
    tiles.push(tile(Scene::new(&grey).render(&view(1.2, 0.15))));
    Ok(tiles)
}

fn tile(picture: Picture) -> RgbaImage {
    RgbaImage::from_raw(picture.width, picture.height, picture.pixels).unwrap_or_default()
}

fn source(picture: &RgbaImage) -> RgbaImage {
    let longest = picture.width().max(picture.height());
    let size = |length: u32| (length * TILE / longest).max(1);
    let small = imageops::thumbnail(picture, size(picture.width()), size(picture.height()));
    let mut tile = RgbaImage::from_pixel(TILE, TILE, Rgba([120, 120, 160, 255]));
    let middle = |length: u32| i64::from(TILE - length) / 2;
    imageops::overlay(&mut tile, &small, middle(small.width()), middle(small.height()));
    tile
}
