//! A generator that is done at once: plain pictures and a cube.

use worker::jobs::{
    Bounds, Concept, Concepts, ConceptsRequest, Follow, Generator, JobError, Model, ModelRequest,
    RescaleRequest, Rescaled, RescaledFacts, Stage, Understanding,
};

pub struct TestGenerator;

/// A picture of one color.
pub fn png(width: u32, height: u32, shade: u8) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(width, height, image::Rgb([shade, 120, 200]));
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A cube of side 1.
pub fn cube() -> Vec<u8> {
    mesh::glb::to_bytes(&mesh::shapes::cube(1.0)).unwrap()
}

fn understanding(words: &str) -> Understanding {
    Understanding {
        engine: "builtin".into(),
        method: "text:test".into(),
        understood: words.split_whitespace().map(Into::into).collect(),
        ..Understanding::default()
    }
}

impl Generator for TestGenerator {
    fn concepts(&self, request: &ConceptsRequest, follow: &Follow) -> Result<Concepts, JobError> {
        follow.step(Stage::Drawing, 40)?;
        let concept = |number: u32| {
            let seed = request.seed + u64::from(number);
            Concept { png: png(256, 256, seed as u8), width: 256, height: 256, seed }
        };
        Ok(Concepts {
            concepts: (0..request.count).map(concept).collect(),
            understanding: understanding(&request.prompt),
        })
    }

    fn model(&self, request: &ModelRequest, follow: &Follow) -> Result<Model, JobError> {
        follow.step(Stage::Building, 50)?;
        Ok(Model {
            glb: cube(),
            triangles: 12,
            bounds: Bounds { min: [-0.5, 0.0, -0.5], max: [0.5, 1.0, 0.5] },
            understanding: understanding(&request.prompt),
        })
    }

    fn rescale(&self, request: &RescaleRequest, _follow: &Follow) -> Result<Rescaled, JobError> {
        let model =
            mesh::glb::read(&request.model).map_err(|cause| JobError::BadRequest(cause.to_string()))?;
        let target = [request.target.x, request.target.y, request.target.z].map(Option::unwrap);
        let sized = mesh::rescale_per_axis(&model, target.map(|side_mm| side_mm / 1000.0)).unwrap();
        Ok(Rescaled {
            glb: mesh::glb::to_bytes(&sized).unwrap(),
            bounds_mm: Bounds { min: [0.0; 3], max: target },
            facts: RescaledFacts {
                triangles: 12,
                extents_mm: target,
                area_mm2: 0.0,
                volume_mm3: None,
                watertight: true,
                shells: 1,
            },
        })
    }
}
