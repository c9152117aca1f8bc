//! Contact sheets for the eye: all nouns in all styles, the style tiles, the landing page's models.

use crate::{
    concept::view,
    recipe::Detail,
    result::Silent,
    style::Style,
    text,
};
use image::{RgbImage, imageops};
use mesh::render::{Picture, render};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// What to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetOptions {
    /// Folder the pictures go to; made when missing.
    pub out: PathBuf,
    /// Prompts, one a row; empty means every noun.
    pub prompts: Vec<String>,
    /// Styles, one a column; empty means all.
    pub styles: Vec<Style>,
    /// Side of a cell in pixels.
    pub cell: u32,
    /// Rows of one sheet file.
    pub rows: usize,
    /// Show both concepts of a request side by side.
    pub both: bool,
}

/// Draws the sheets and returns their files.
///
/// # Errors
/// A sentence naming what could not be made or written.
pub fn contact_sheets(options: &SheetOptions) -> Result<Vec<PathBuf>, String> {
    std::fs::create_dir_all(&options.out).map_err(|error| error.to_string())?;
    let all: Vec<String> = text::nouns::all().map(|noun| noun.name.to_owned()).collect();
    let prompts = if options.prompts.is_empty() { &all } else { &options.prompts };
    let styles = if options.styles.is_empty() { &Style::ALL[..] } else { &options.styles };
    let mut files = Vec::new();
    for (number, page) in prompts.chunks(options.rows.max(1)).enumerate() {
        let file = options.out.join(format!("sheet-{:02}.png", number + 1));
        draw_page(page, styles, options, &file)?;
        files.push(file);
    }
    Ok(files)
}

fn draw_page(prompts: &[String], styles: &[Style], options: &SheetOptions, file: &Path) -> Result<(), String> {
    let concepts = if options.both { 2 } else { 1 };
    let columns = styles.len() * concepts;
    let cells: Vec<(usize, usize)> =
        (0..prompts.len()).flat_map(|row| (0..columns).map(move |column| (row, column))).collect();
    let pictures: Vec<Result<Picture, String>> = cells
        .par_iter()
        .map(|(row, column)| draw_cell(&prompts[*row], styles[column / concepts], column % concepts, options.cell))
        .collect();
    let mut sheet = RgbImage::new(columns as u32 * options.cell, prompts.len() as u32 * options.cell);
    for ((row, column), picture) in cells.iter().zip(pictures) {
        let picture = picture.map_err(|error| format!("{}: {error}", prompts[*row]))?;
        let rgb = picture.pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        if let Some(cell) = RgbImage::from_raw(picture.width, picture.height, rgb) {
            let place = |index: usize| index as i64 * i64::from(options.cell);
            imageops::replace(&mut sheet, &cell, place(*column), place(*row));
        }
    }
    sheet.save(file).map_err(|error| error.to_string())
}

fn draw_cell(prompt: &str, style: Style, concept: usize, side: u32) -> Result<Picture, String> {
    let recipes = text::recipes(prompt, style.slug(), 7, concept + 1);
    let (recipe, _) = recipes.get(concept).ok_or("no recipe")?;
    let model = recipe.build(Detail::Draft, &Silent).map_err(|error| format!("{}: {error}", style.slug()))?;
    Ok(render(&model.mesh, &view(recipe, side, 2)))
}
