//! Wavefront OBJ: positions with optional colors, texture coordinates, normals, polygons, materials.
//!
//! Material libraries and pictures are other files: whoever calls says which of them may be looked at.

use std::io::BufRead;

use super::ImportError;
use super::lines::Lines;
use super::mtl::Library;
use crate::glb::ReadLimits;
use crate::model::{Material, Mesh};
use crate::render::linear_from_srgb;

/// Corners a polygon may have; more is a broken file.
const MAX_POLYGON: usize = 4096;

/// How far a file is looked at to recognise it; what programs write above the first vertex is shorter.
pub(super) const HEAD_BYTES: usize = 1 << 16;

/// True when one of the first lines is a vertex.
pub(super) fn looks_like_obj(start: &[u8]) -> bool {
    let head = &start[..start.len().min(HEAD_BYTES)];
    let mut lines = head.split(|byte| matches!(byte, b'\n' | b'\r')).map(String::from_utf8_lossy);
    lines.any(|line| {
        let mut words = line.split_ascii_whitespace();
        matches!(words.next(), Some("v")) && words.next().is_some_and(|word| word.parse::<f32>().is_ok())
    })
}

/// Gives the bytes of a file beside the model by its name, if it may be looked at and is there.
pub(super) type Neighbours<'a> = dyn FnMut(&str) -> Option<Vec<u8>> + 'a;

/// Reads every face as it comes; polygons are cut into fans. A library or picture that is not there is passed over.
pub(super) fn read(
    source: impl BufRead,
    limits: &ReadLimits,
    neighbours: &mut Neighbours<'_>,
) -> Result<Mesh, ImportError> {
    let mut reader = Reader::default();
    let mut lines = Lines::new(source);
    while let Some(line) = lines.next_joined()? {
        if let Err(problem) = reader.line(&line, neighbours) {
            return Err(lines.broken(problem));
        }
        if reader.mesh.triangles.len() as u64 > limits.triangles {
            return Err(ImportError::TooDetailed { limit: limits.triangles });
        }
        if reader.longest_list() as u64 > limits.vertices {
            return Err(ImportError::TooManyVertices { limit: limits.vertices });
        }
    }
    Ok(reader.finish())
}

#[derive(Default)]
struct Reader {
    positions: Vec<[f32; 3]>,
    colors: Vec<[f32; 3]>,
    uvs: Vec<[f32; 2]>,
    normals: Vec<[f32; 3]>,
    corners: Corners,
    library: Library,
    /// The material of the faces that follow; none before the first is named.
    material: Option<u32>,
    /// Empty before the first is named.
    face_materials: Vec<Option<u32>>,
    mesh: Mesh,
}

/// Marks a texture coordinate or normal that a corner does not name, and the end of a search.
const NONE: u32 = u32::MAX;

/// The combinations of position, texture coordinate and normal that make a vertex each.
#[derive(Default)]
struct Corners {
    list: Vec<[u32; 3]>,
    /// For each position the newest combination with it, and for each combination the one before it: four bytes a vertex,
    /// where a table of all combinations would have thirty.
    newest: Vec<u32>,
    before: Vec<u32>,
}

impl Corners {
    /// Combinations with one position that are looked through. One that is not found among them makes a vertex of its own:
    /// the model stays the same.
    const LONGEST_SEARCH: usize = 64;

    /// The vertex of a combination.
    fn vertex(&mut self, corner: [u32; 3]) -> u32 {
        let position = corner[0] as usize;
        if self.newest.len() <= position {
            self.newest.resize(position + 1, NONE);
        }
        let mut known = self.newest[position];
        for _ in 0..Self::LONGEST_SEARCH {
            match self.list.get(known as usize) {
                Some(found) if *found == corner => return known,
                Some(_) => known = self.before[known as usize],
                None => break,
            }
        }
        let vertex = self.list.len() as u32;
        self.list.push(corner);
        self.before.push(std::mem::replace(&mut self.newest[position], vertex));
        vertex
    }
}

impl Reader {
    fn line(&mut self, line: &str, neighbours: &mut Neighbours<'_>) -> Result<(), &'static str> {
        let mut words = line.split_ascii_whitespace();
        let key = words.next();
        if !matches!(key, Some("v" | "vt" | "vn" | "f")) {
            return self.look(key, words, neighbours);
        }
        // Only behind numbers does # begin a comment: there are names with one.
        let mut words = line.split('#').next().unwrap_or_default().split_ascii_whitespace().skip(1);
        match key {
            Some("v") => self.position(words),
            Some("vt") => self.texture_coordinate(words),
            Some("vn") => {
                let normal = numbers::<3>(&mut words).ok_or("a normal needs three numbers")?;
                self.normals.push(glam::Vec3::from(normal).normalize_or(glam::Vec3::Y).to_array());
                Ok(())
            }
            _ => self.face(words),
        }
    }

    /// What says how the faces that follow look.
    fn look<'a>(
        &mut self,
        key: Option<&str>,
        words: impl Iterator<Item = &'a str>,
        neighbours: &mut Neighbours<'_>,
    ) -> Result<(), &'static str> {
        match key {
            Some("usemtl") => {
                let name = words.collect::<Vec<_>>().join(" ");
                self.material = Some(self.library.number_of(&name).ok_or("there are too many materials")?);
                Ok(())
            }
            Some("mtllib") => {
                for text in words.filter_map(&mut *neighbours).collect::<Vec<_>>() {
                    self.library.read(&String::from_utf8_lossy(&text), neighbours);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn position<'a>(&mut self, mut words: impl Iterator<Item = &'a str>) -> Result<(), &'static str> {
        let position = numbers::<3>(&mut words).ok_or("a vertex needs three numbers")?;
        if !position.iter().all(|value| value.is_finite()) {
            return Err("a vertex is not made of finite numbers");
        }
        self.positions.push(position);
        if let Some(color) = numbers::<3>(&mut words) {
            self.colors.resize(self.positions.len() - 1, [1.0; 3]);
            let tame = |value: f32| if value.is_finite() { value.clamp(0.0, 1.0) } else { 1.0 };
            self.colors.push(color.map(|value| linear_from_srgb(tame(value))));
        }
        Ok(())
    }

    /// One number is a coordinate along a strip: the second is 0.
    fn texture_coordinate<'a>(
        &mut self,
        mut words: impl Iterator<Item = &'a str>,
    ) -> Result<(), &'static str> {
        let [u] = numbers::<1>(&mut words).ok_or("a texture coordinate needs a number")?;
        let v = words.next().map_or(Ok(0.0), str::parse::<f32>);
        let v = v.map_err(|_| "a texture coordinate is not made of numbers")?;
        // Looks alone are no reason to refuse a model.
        self.uvs.push(if u.is_finite() && v.is_finite() { [u, 1.0 - v] } else { [0.0; 2] });
        Ok(())
    }

    fn face<'a>(&mut self, words: impl Iterator<Item = &'a str>) -> Result<(), &'static str> {
        let mut polygon = Vec::with_capacity(4);
        for word in words {
            if polygon.len() == MAX_POLYGON {
                return Err("a face has more than 4096 corners");
            }
            polygon.push(self.corner(word)?);
        }
        if polygon.len() < 3 {
            return Err("a face needs three corners");
        }
        let before = self.mesh.triangles.len();
        for pair in polygon[1..].windows(2) {
            self.mesh.triangles.push([polygon[0], pair[0], pair[1]]);
        }
        if self.material.is_some() || !self.face_materials.is_empty() {
            self.face_materials.resize(before, None);
            self.face_materials.resize(self.mesh.triangles.len(), self.material);
        }
        Ok(())
    }

    fn corner(&mut self, word: &str) -> Result<u32, &'static str> {
        let mut parts = word.split('/');
        let position = index(parts.next(), self.positions.len())?.ok_or("a corner names no vertex")?;
        let uv = index(parts.next(), self.uvs.len())?.unwrap_or(NONE);
        let normal = index(parts.next(), self.normals.len())?.unwrap_or(NONE);
        Ok(self.corners.vertex([position, uv, normal]))
    }

    /// Entries of the longest of the lists that faces choose from.
    fn longest_list(&self) -> usize {
        self.positions.len().max(self.uvs.len()).max(self.normals.len()).max(self.corners.list.len())
    }

    fn finish(mut self) -> Mesh {
        let corners = std::mem::take(&mut self.corners).list;
        let has_all_uvs = corners.iter().all(|corner| corner[1] != NONE);
        let has_all_normals = corners.iter().all(|corner| corner[2] != NONE);
        let mut mesh = std::mem::take(&mut self.mesh);
        self.dress(&mut mesh);
        mesh.positions = corners.iter().map(|corner| self.positions[corner[0] as usize]).collect();
        if !self.colors.is_empty() {
            self.colors.resize(self.positions.len(), [1.0; 3]);
            mesh.colors = corners.iter().map(|corner| self.colors[corner[0] as usize]).collect();
        }
        if has_all_uvs {
            mesh.uvs = corners.iter().map(|corner| self.uvs[corner[1] as usize]).collect();
        }
        if has_all_normals {
            mesh.normals = corners.iter().map(|corner| self.normals[corner[2] as usize]).collect();
        }
        mesh
    }

    /// Hands the materials over, where any face names one. Faces before the first name get a default one.
    fn dress(&mut self, mesh: &mut Mesh) {
        if self.face_materials.iter().all(Option::is_none) {
            return;
        }
        let Library { mut materials, textures, .. } = std::mem::take(&mut self.library);
        let unnamed = materials.len() as u32;
        if self.face_materials.contains(&None) {
            materials.push(Material::default());
        }
        mesh.triangle_materials =
            self.face_materials.iter().map(|material| material.unwrap_or(unnamed)).collect();
        (mesh.materials, mesh.textures) = (materials, textures);
    }
}

/// OBJ counts from one, or backwards from the newest with negative numbers. An absent part is `None`.
fn index(part: Option<&str>, count: usize) -> Result<Option<u32>, &'static str> {
    let Some(part) = part.filter(|part| !part.is_empty()) else { return Ok(None) };
    let number: i64 = part.parse().map_err(|_| "a corner is not made of whole numbers")?;
    let place = if number < 0 { count as i64 + number } else { number - 1 };
    if (0..count as i64).contains(&place) {
        u32::try_from(place).map(Some).map_err(|_| "there are too many vertices")
    } else {
        Err("a corner names something that is not there")
    }
}

fn numbers<'a, const N: usize>(words: &mut impl Iterator<Item = &'a str>) -> Option<[f32; N]> {
    let mut values = [0.0; N];
    for value in &mut values {
        *value = words.next()?.parse().ok()?;
    }
    Some(values)
}
