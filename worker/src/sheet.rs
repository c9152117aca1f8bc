//! Contact sheets for the eye: all nouns in all styles, the style tiles, the landing page's models.

use crate::{
    concept::{model_glb, view},
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

fn draw_page(
    prompts: &[String],
    styles: &[Style],
    options: &SheetOptions,
    file: &Path,
) -> Result<(), String> {
    let concepts = if options.both { 2 } else { 1 };
    let columns = styles.len() * concepts;
    let cells: Vec<(usize, usize)> =
        (0..prompts.len()).flat_map(|row| (0..columns).map(move |column| (row, column))).collect();
    let pictures: Vec<Result<Picture, String>> = cells
        .par_iter()
        .map(|(row, column)| {
            draw_cell(&prompts[*row], styles[column / concepts], column % concepts, options.cell)
        })
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

/// Quality of the pictures made for pages, 0 to 100.
const WEBP_QUALITY: f32 = 84.0;
/// What the style tiles of the product show.
const TILE_PROMPT: &str = "a fox";
/// Models of the landing page: file name, prompt and style.
const SHOWCASE: [(&str, &str, Style); 6] = [
    ("robot", "a red robot with a flower", Style::Cartoon),
    ("castle", "a castle with a blue roof", Style::Realistic),
    ("cat", "a sleepy orange cat", Style::Clay),
    ("rocket", "a white rocket with red fins", Style::LowPoly),
    ("dragon", "a green dragon", Style::Voxel),
    ("car", "a yellow car with black wheels", Style::Cartoon),
];

/// One picture of each style, `side` pixels square, as `{slug}.webp`.
///
/// # Errors
/// A sentence naming what could not be made or written.
pub fn style_tiles(out: &Path, side: u32) -> Result<Vec<PathBuf>, String> {
    std::fs::create_dir_all(out).map_err(|error| error.to_string())?;
    let tile = |style: &Style| {
        let (recipe, _) =
            text::recipes(TILE_PROMPT, style.slug(), 0, 1).into_iter().next().ok_or("no recipe")?;
        let model = recipe.build(Detail::Concept, &Silent).map_err(|error| error.to_string())?;
        save(&render(&model.mesh, &view(&recipe, side, 3)), &out.join(format!("{}.webp", style.slug())))
    };
    Style::ALL.par_iter().map(tile).collect()
}

/// The landing page's models: `{name}.glb` with a 640 pixel poster `{name}.webp` each.
///
/// # Errors
/// A sentence naming what could not be made or written.
pub fn showcase(out: &Path) -> Result<Vec<PathBuf>, String> {
    std::fs::create_dir_all(out).map_err(|error| error.to_string())?;
    let piece = |(name, prompt, style): &(&str, &str, Style)| {
        let (recipe, _) = text::recipes(prompt, style.slug(), 0, 1).into_iter().next().ok_or("no recipe")?;
        let model = recipe.build(Detail::Model, &Silent).map_err(|error| format!("{name}: {error}"))?;
        let glb = model_glb(&model, 24_000).map_err(|error| format!("{name}: {error}"))?;
        std::fs::write(out.join(format!("{name}.glb")), glb).map_err(|error| error.to_string())?;
        save(&render(&model.mesh, &view(&recipe, 640, 3)), &out.join(format!("{name}.webp")))
    };
    SHOWCASE.par_iter().map(piece).collect()
}

fn save(picture: &Picture, file: &Path) -> Result<PathBuf, String> {
    let encoder = webp::Encoder::from_rgba(&picture.pixels, picture.width, picture.height);
    let encoded = encoder.encode_simple(false, WEBP_QUALITY).map_err(|error| format!("webp: {error:?}"))?;
    std::fs::write(file, &*encoded).map_err(|error| error.to_string())?;
    Ok(file.to_owned())
}

/// The `sheet` command: `--out DIR [--nouns a,b] [--styles a,b] [--both] [--cell N]`, `--style-tiles DIR` or
/// `--showcase DIR`. Prompts go where nouns go. Returns what it wrote.
///
/// # Errors
/// A sentence to print.
pub fn run(arguments: &[String]) -> Result<Vec<PathBuf>, String> {
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).map(String::as_str)
    };
    if let Some(out) = value("--style-tiles") {
        return style_tiles(Path::new(out), 384);
    }
    if let Some(out) = value("--showcase") {
        return showcase(Path::new(out));
    }
    let list = |name: &str| {
        value(name).unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty())
    };
    let styles = list("--styles")
        .map(|slug| Style::from_slug(slug).ok_or_else(|| format!("{slug} is not a style")))
        .collect::<Result<Vec<_>, _>>()?;
    contact_sheets(&SheetOptions {
        out: PathBuf::from(value("--out").ok_or("--out is missing")?),
        prompts: list("--nouns").map(str::to_owned).collect(),
        styles,
        cell: value("--cell").and_then(|cell| cell.parse().ok()).unwrap_or(256).clamp(64, 1024),
        rows: 8,
        both: arguments.iter().any(|argument| argument == "--both"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_sheet_has_a_cell_for_every_noun_and_style() {
        let folder = tempfile::tempdir().unwrap();
        let line =
            format!("--out {} --nouns pawn --styles voxel,low-poly --cell 64", folder.path().display());
        let files = run(&arguments(&line)).unwrap();
        assert_eq!(image::image_dimensions(&files[0]).unwrap(), (128, 64));
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(run(&arguments("--nouns cat")), Err("--out is missing".into()));
        assert_eq!(run(&arguments("--out x --styles baroque")), Err("baroque is not a style".into()));
    }

    #[test]
    fn the_showcase_knows_all_its_words() {
        for (_, prompt, style) in SHOWCASE {
            let (recipe, understanding) = text::recipes(prompt, style.slug(), 0, 1).remove(0);
            assert_eq!(understanding.not_understood, Vec::<String>::new(), "{prompt}");
            assert_ne!(recipe.subject.noun, "nameplate");
        }
    }
}
