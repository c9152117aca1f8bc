//! The recipe of a picture's solid. A concept carries it in its PNG, so that the model is the concept's own geometry.

use std::io::Cursor;

use png::text_metadata::ITXtChunk;
use serde::{Deserialize, Serialize};

use super::gate::{Method, Verdict};
use super::words::{Carrier, Wishes};
use crate::jobs::JobError;
use crate::style::Style;

/// PNG text chunk (`iTXt`) that holds the plan as JSON.
pub const PLAN_KEYWORD: &str = "makeit3d.picture";
const VERSION: u32 = 1;
const DEFAULT_SIZE_MM: f32 = 80.0;

/// The shape a picture takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Round on both sides.
    Figure,
    /// Round in front, flat behind: prints lying down without supports.
    HalfFigure,
    /// A framed rectangle with heights from lightness.
    Plaque,
    /// A round coin: the subject raised on it, or heights from lightness.
    Medallion,
    /// Layers by color on a plate cut along the outline.
    Badge,
}

impl Form {
    /// The name shown to people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Figure => "rounded figure",
            Self::HalfFigure => "half figure with a flat back",
            Self::Plaque => "relief plaque",
            Self::Medallion => "medallion",
            Self::Badge => "layered badge",
        }
    }
}

/// Everything that, with the picture, decides the geometry and the look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PicturePlan {
    /// Of this structure.
    pub version: u32,
    /// The shape.
    pub form: Form,
    /// Thickness of a figure's half as a share of its longest side; reliefs take it as a factor around 0.28.
    pub depth: f32,
    /// Gain of the surface detail, 0 to 1.
    pub detail: f32,
    /// Puts a base under what would not stand.
    pub stands: bool,
    /// An eye to hang it by.
    pub has_loop: bool,
    /// Slug of the look.
    pub style: String,
    /// Color wished for, 0xRRGGBB.
    pub tint: Option<u32>,
    /// Longest side in mm, on which wall thicknesses are based.
    pub size_mm: f32,
    /// Makes variants differ.
    pub seed: u64,
}

/// Plans for `count` concepts that differ in shape.
#[must_use]
pub fn plans(verdict: &Verdict, wishes: &Wishes, style: Style, seed: u64, count: u32) -> Vec<PicturePlan> {
    let forms = forms(verdict, wishes, seed);
    let (base_depth, base_detail) = match style {
        Style::Cartoon => (0.34, 0.2),
        Style::Clay => (0.32, 0.35),
        _ => (0.28, 0.5),
    };
    (0..count as usize)
        .map(|index| {
            let form = forms[index % forms.len()];
            // The same form once more is made flatter and with sharper detail.
            let repeats = (index / forms.len()) as i32;
            let nth = forms[..index.min(forms.len())].iter().filter(|&&earlier| earlier == form).count()
                as i32
                + repeats;
            let depth = wishes.depth.unwrap_or(base_depth) * 0.62f32.powi(nth);
            PicturePlan {
                version: VERSION,
                form,
                depth: if form == Form::HalfFigure { depth * 0.9 } else { depth },
                detail: base_detail * 1.5f32.powi(nth),
                stands: wishes.stands.unwrap_or(wishes.carrier.is_none()),
                has_loop: wishes.carrier.is_some_and(Carrier::hangs),
                style: style.slug().to_owned(),
                tint: wishes.tint,
                size_mm: wishes.size_mm.unwrap_or(DEFAULT_SIZE_MM),
                seed: seed.wrapping_add(index as u64),
            }
        })
        .collect()
}

/// The shapes to offer, the best first. What the person asked for comes before what the picture suggests.
fn forms(verdict: &Verdict, wishes: &Wishes, seed: u64) -> Vec<Form> {
    if let Some(form) = wishes.form {
        return vec![form, form];
    }
    if let Some(carrier) = wishes.carrier {
        return carrier.forms(verdict.method).to_vec();
    }
    let round = seed as usize;
    match verdict.method {
        Method::Relief => vec![Form::Plaque, Form::Medallion],
        Method::Badge => vec![Form::Badge, Form::Medallion],
        Method::Inflate if verdict.is_flat => {
            vec![Form::Figure, [Form::Medallion, Form::HalfFigure, Form::Badge][round % 3]]
        }
        Method::Inflate => vec![Form::Figure, [Form::HalfFigure, Form::Medallion][round % 2]],
    }
}

impl PicturePlan {
    /// The plan a PNG carries, if it does and we understand it.
    #[must_use]
    pub fn from_png(bytes: &[u8]) -> Option<Self> {
        let reader = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
        let chunk = reader.info().utf8_text.iter().find(|chunk| chunk.keyword == PLAN_KEYWORD)?;
        let plan: Self = serde_json::from_str(&chunk.get_text().ok()?).ok()?;
        let sane = (0.01..=1.0).contains(&plan.depth)
            && (0.0..=4.0).contains(&plan.detail)
            && (5.0..=1000.0).contains(&plan.size_mm);
        (plan.version == VERSION && sane).then_some(plan)
    }

    /// `picture` as a PNG that carries this plan.
    ///
    /// # Errors
    /// When the encoder fails.
    pub fn to_png(&self, picture: &mesh::render::Picture) -> Result<Vec<u8>, JobError> {
        let text = serde_json::to_string(self).map_err(|cause| JobError::Generator(cause.to_string()))?;
        // Opaque: a third less to store and to send.
        let opaque: Vec<u8> =
            picture.pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        let mut file = Vec::new();
        encode(&mut file, picture, &text, &opaque)
            .map_err(|cause| JobError::Generator(format!("PNG: {cause}")))?;
        Ok(file)
    }
}

fn encode(
    file: &mut Vec<u8>,
    picture: &mesh::render::Picture,
    text: &str,
    opaque: &[u8],
) -> Result<(), png::EncodingError> {
    let mut encoder = png::Encoder::new(file, picture.width, picture.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_filter(png::Filter::Paeth);
    let mut writer = encoder.write_header()?;
    writer.write_text_chunk(&ITXtChunk::new(PLAN_KEYWORD, text))?;
    writer.write_image_data(opaque)?;
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(method: Method, is_flat: bool) -> Verdict {
        Verdict { method, is_flat, confidence: 1.0, reasons: Vec::new() }
    }

    #[test]
    fn two_concepts_always_differ_in_shape() {
        let no_wishes = Wishes::default();
        let puffy = Wishes { form: Some(Form::Figure), ..Wishes::default() };
        let coaster = Wishes { carrier: Some(Carrier::Coaster), ..Wishes::default() };
        for method in [Method::Inflate, Method::Relief, Method::Badge] {
            for wishes in [&no_wishes, &puffy, &coaster] {
                for seed in 0..4 {
                    let plans = plans(&verdict(method, seed % 2 == 0), wishes, Style::Realistic, seed, 2);
                    let differ =
                        plans[0].form != plans[1].form || (plans[0].depth / plans[1].depth - 1.0).abs() > 0.2;
                    assert!(differ, "{method:?} {wishes:?} {seed}");
                }
            }
        }
    }

    #[test]
    fn another_seed_offers_another_second_shape() {
        let second =
            |seed| plans(&verdict(Method::Inflate, true), &Wishes::default(), Style::Clay, seed, 2)[1].form;
        assert_ne!(second(0), second(1));
        assert_ne!(second(1), second(2));
    }

    #[test]
    fn a_png_carries_its_plan() {
        let plan = plans(&verdict(Method::Relief, false), &Wishes::default(), Style::Voxel, 3, 1).remove(0);
        let picture = mesh::render::Picture { width: 2, height: 2, pixels: vec![200; 16] };
        let png = plan.to_png(&picture).unwrap();
        assert_eq!(PicturePlan::from_png(&png), Some(plan));
        assert_eq!(PicturePlan::from_png(&picture.to_png().unwrap()), None);
        assert_eq!(PicturePlan::from_png(b"no png"), None);
    }
}
