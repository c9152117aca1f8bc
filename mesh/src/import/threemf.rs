//! 3MF: objects, components, build items, colors of color groups and base materials.

use std::collections::HashMap;
use std::io::Read;

use glam::{DAffine3, DMat3, DVec3, Vec3};

use super::archive::Archive;
use super::xml::{Tag, Tags, XmlError};
use super::{ImportError, y_up_from_z_up};
use crate::glb::ReadLimits;
use crate::model::Mesh;
use crate::render::linear_from_srgb;

/// Depth of components within components.
const MAX_DEPTH: usize = 16;
/// Objects, components, build items and color groups together: each is small, and each is placed by itself.
const MAX_PARTS: usize = 65_536;
const DEFAULT_MODEL: &str = "3D/3dmodel.model";

/// Why a 3MF cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ThreeMfError {
    /// The zip is broken or has no model in it.
    #[error("the archive is broken: {0}")]
    Archive(String),
    /// The model would be larger than allowed when unpacked.
    #[error("the model is larger than {limit} bytes when unpacked")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// More objects, components, build items and color groups than any model needs.
    #[error("the file has more than the {limit} objects, components and build items allowed")]
    TooManyParts {
        /// The limit.
        limit: usize,
    },
    /// The XML is broken.
    #[error("the model's XML is broken: {0}")]
    Xml(&'static str),
    /// Something that is not supported.
    #[error("the file needs {0}, which is not supported")]
    Unsupported(&'static str),
    /// An object is wrong.
    #[error("object {object} is broken: {problem}")]
    Object {
        /// Its id.
        object: u32,
        /// What is wrong.
        problem: &'static str,
    },
}

impl From<XmlError> for ThreeMfError {
    fn from(error: XmlError) -> Self {
        match error {
            XmlError::Broken(problem) => Self::Xml(problem),
            XmlError::Io(error) => Self::Archive(error.to_string()),
        }
    }
}

/// Reads the model part and places its build items, in millimetres and turned to +Y up.
pub(super) fn read(bytes: &[u8], limits: &ReadLimits) -> Result<Mesh, ImportError> {
    let mut archive = Archive::open(bytes, limits.buffer_bytes)?;
    let name = model_name(&mut archive).unwrap_or_else(|| DEFAULT_MODEL.to_owned());
    let document = Document::parse(archive.part(&name)?, limits)?;
    let mut mesh = document.build(limits)?;
    mesh.positions.iter_mut().for_each(|position| *position = y_up_from_z_up(*position));
    Ok(mesh)
}

/// The model part that the package's relations point to.
fn model_name(archive: &mut Archive<'_>) -> Option<String> {
    let mut tags = Tags::new(archive.part("_rels/.rels").ok()?);
    while let Ok(Some(tag)) = tags.next_tag() {
        if tag.name == "Relationship" && tag.get("Type").is_some_and(|kind| kind.ends_with("/3dmodel")) {
            return tag.get("Target").map(|target| target.trim_start_matches('/').to_owned());
        }
    }
    None
}

/// The sRGB colors of a triangle's corners, if it has any.
type CornerColors = Option<[[u8; 3]; 3]>;

#[derive(Default)]
struct Object {
    positions: Vec<[f32; 3]>,
    triangles: Vec<[u32; 3]>,
    /// sRGB colors of each triangle's corners; empty before the first triangle with any.
    colors: Vec<CornerColors>,
    components: Vec<(u32, DAffine3)>,
    /// Property group and index for triangles without their own.
    default_property: Option<(u32, usize)>,
}

#[derive(Default)]
struct Document {
    millimetres: f64,
    objects: HashMap<u32, Object>,
    /// The object that is being read: looked up for each of its millions of vertices it would take seconds.
    open: Option<(u32, Object)>,
    groups: HashMap<u32, Vec<[u8; 3]>>,
    items: Vec<(u32, DAffine3)>,
}

impl Document {
    fn parse(text: impl Read, limits: &ReadLimits) -> Result<Self, ImportError> {
        let mut document = Self { millimetres: 1.0, ..Self::default() };
        let mut tags = Tags::new(text);
        let (mut object, mut group) = (0, 0);
        let (mut triangles, mut vertices, mut parts) = (0u64, 0u64, 0);
        while let Some(tag) = tags.next_tag().map_err(ThreeMfError::from)? {
            match tag.name {
                "model" => document.model(&tag)?,
                "object" => object = document.object(&tag)?,
                "colorgroup" | "basematerials" => group = number(&tag, "id")?,
                "color" | "base" => document.color(group, &tag)?,
                "vertex" => vertices += 1,
                "triangle" => triangles += 1,
                _ => {}
            }
            if matches!(tag.name, "object" | "component" | "item" | "colorgroup" | "basematerials") {
                parts += 1;
            }
            if parts > MAX_PARTS {
                return Err(ThreeMfError::TooManyParts { limit: MAX_PARTS }.into());
            }
            check_detail(triangles, vertices, limits)?;
            match tag.name {
                "vertex" => document.vertex(object, &tag)?,
                "triangle" => document.triangle(object, &tag)?,
                "component" => document.component(object, &tag)?,
                "item" => document.items.push((number(&tag, "objectid")?, transform(&tag)?)),
                _ => {}
            }
        }
        document.close_object();
        Ok(document)
    }

    fn model(&mut self, tag: &Tag<'_>) -> Result<(), ThreeMfError> {
        self.millimetres = match tag.get("unit").unwrap_or("millimeter") {
            "micron" => 1e-3,
            "millimeter" => 1.0,
            "centimeter" => 10.0,
            "inch" => 25.4,
            "foot" => 304.8,
            "meter" => 1000.0,
            _ => return Err(ThreeMfError::Unsupported("an unknown unit")),
        };
        match tag.get("requiredextensions").map(str::trim) {
            None | Some("" | "m") => Ok(()),
            Some(_) => Err(ThreeMfError::Unsupported("an extension of 3MF")),
        }
    }

    fn object(&mut self, tag: &Tag<'_>) -> Result<u32, ThreeMfError> {
        let id = number(tag, "id")?;
        let default_property = match (tag.get("pid"), tag.get("pindex")) {
            (Some(_), Some(_)) => Some((number(tag, "pid")?, number(tag, "pindex")? as usize)),
            _ => None,
        };
        self.close_object();
        self.open = Some((id, Object { default_property, ..Object::default() }));
        Ok(id)
    }

    fn color(&mut self, group: u32, tag: &Tag<'_>) -> Result<(), ThreeMfError> {
        let text = tag.get("color").or_else(|| tag.get("displaycolor")).unwrap_or("#808080");
        let byte = |at: usize| text.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
        let (true, Some(r), Some(g), Some(b)) = (text.starts_with('#'), byte(1), byte(3), byte(5)) else {
            return Err(ThreeMfError::Xml("a color is not written as #RRGGBB"));
        };
        self.groups.entry(group).or_default().push([r, g, b]);
        Ok(())
    }

    fn vertex(&mut self, object: u32, tag: &Tag<'_>) -> Result<(), ThreeMfError> {
        let position = tag.values(["x", "y", "z"]).map(|text| text?.trim().parse::<f32>().ok());
        let [Some(x), Some(y), Some(z)] = position.map(|value| value.filter(|value| value.is_finite()))
        else {
            return Err(ThreeMfError::Object {
                object,
                problem: "a vertex is not made of three finite numbers",
            });
        };
        self.current(object)?.positions.push([x, y, z]);
        Ok(())
    }

    fn triangle(&mut self, object: u32, tag: &Tag<'_>) -> Result<(), ThreeMfError> {
        let [v1, v2, v3, property @ ..] = tag.values(["v1", "v2", "v3", "pid", "p1", "p2", "p3"]);
        let corner = [parsed(v1)?, parsed(v2)?, parsed(v3)?];
        let default = self.current(object)?.default_property;
        let color = self.triangle_color(default, property)?;
        let current = self.current(object)?;
        if corner.iter().any(|vertex| *vertex as usize >= current.positions.len()) {
            return Err(ThreeMfError::Object {
                object,
                problem: "a triangle names a vertex that is not there",
            });
        }
        current.triangles.push(corner);
        if color.is_some() || !current.colors.is_empty() {
            current.colors.resize(current.triangles.len() - 1, None);
            current.colors.push(color);
        }
        Ok(())
    }

    /// The colors by a triangle's `pid`, `p1`, `p2` and `p3`.
    fn triangle_color(
        &self,
        default: Option<(u32, usize)>,
        [pid, p1, p2, p3]: [Option<&str>; 4],
    ) -> Result<CornerColors, ThreeMfError> {
        let group = match (pid, default) {
            (Some(_), _) => parsed(pid)?,
            (None, Some((group, _))) => group,
            (None, None) => return Ok(None),
        };
        let index = |text: Option<&str>, absent: usize| match text {
            Some(_) => parsed(text).map(|index| index as usize),
            None => Ok(absent),
        };
        let first = index(p1, default.map_or(0, |(_, index)| index))?;
        let indices = [first, index(p2, first)?, index(p3, first)?];
        let colors = self.groups.get(&group);
        let found = indices.map(|index| colors.and_then(|colors| colors.get(index)).copied());
        Ok(if let [Some(a), Some(b), Some(c)] = found { Some([a, b, c]) } else { None })
    }

    fn component(&mut self, object: u32, tag: &Tag<'_>) -> Result<(), ThreeMfError> {
        if tag.get("path").is_some() {
            return Err(ThreeMfError::Unsupported("the production extension (parts in other files)"));
        }
        let component = (number(tag, "objectid")?, transform(tag)?);
        self.current(object)?.components.push(component);
        Ok(())
    }

    /// The object that is being read.
    fn current(&mut self, object: u32) -> Result<&mut Object, ThreeMfError> {
        let open = self.open.as_mut().filter(|(id, _)| *id == object).map(|(_, open)| open);
        open.ok_or(ThreeMfError::Xml("a vertex or triangle stands outside an object"))
    }

    /// Keeps the object that was being read.
    fn close_object(&mut self) {
        if let Some((id, object)) = self.open.take() {
            self.objects.insert(id, object);
        }
    }

    /// Puts every build item into one mesh.
    fn build(mut self, limits: &ReadLimits) -> Result<Mesh, ImportError> {
        let placed = self.placed(limits)?;
        let mut mesh = Mesh::default();
        if let [(object, map)] = placed[..] {
            // What nearly every file has is not held twice.
            mesh = self.objects.remove(&object).unwrap_or_default().into_mesh();
            mesh.transform(&map);
        } else {
            for (object, map) in placed {
                let Some(object) = self.objects.get(&object) else { continue };
                let mut part = object.mesh();
                part.transform(&map);
                mesh.append(&part);
            }
        }
        if mesh.positions.as_flattened().iter().any(|value| !value.is_finite()) {
            return Err(ImportError::NotFinite { triangle: 0 });
        }
        Ok(mesh)
    }

    /// Every object where it stands, counted before anything of it is copied. Components are walked with a bounded stack,
    /// not by recursion.
    fn placed(&self, limits: &ReadLimits) -> Result<Vec<(u32, DAffine3)>, ImportError> {
        let unit = DAffine3::from_scale(DVec3::splat(self.millimetres));
        let mut open: Vec<(u32, DAffine3, usize)> =
            self.items.iter().rev().map(|(object, map)| (*object, unit * *map, 1)).collect();
        let (mut placed, mut count, mut triangles, mut vertices) = (Vec::new(), 0, 0, 0);
        while let Some((id, map, depth)) = open.pop() {
            let broken = |problem| ThreeMfError::Object { object: id, problem };
            let object = self.objects.get(&id).ok_or(broken("it does not exist"))?;
            if depth > MAX_DEPTH {
                return Err(broken("its components are nested too deep").into());
            }
            triangles += object.triangles.len() as u64;
            vertices += object.positions.len() as u64;
            check_detail(triangles, vertices, limits)?;
            // Objects of nothing but components leave no trace.
            if !object.triangles.is_empty() {
                placed.push((id, map));
            }
            count += 1;
            let inner = object.components.iter().rev();
            open.extend(inner.map(|(child, inner)| (*child, map * *inner, depth + 1)));
            if count + open.len() > MAX_PARTS {
                return Err(ThreeMfError::TooManyParts { limit: MAX_PARTS }.into());
            }
        }
        Ok(placed)
    }
}

fn check_detail(triangles: u64, vertices: u64, limits: &ReadLimits) -> Result<(), ImportError> {
    if triangles > limits.triangles {
        Err(ImportError::TooDetailed { limit: limits.triangles })
    } else if vertices > limits.vertices {
        Err(ImportError::TooManyVertices { limit: limits.vertices })
    } else {
        Ok(())
    }
}

impl Object {
    fn into_mesh(mut self) -> Mesh {
        if self.colors.is_empty() {
            let (positions, triangles) =
                (std::mem::take(&mut self.positions), std::mem::take(&mut self.triangles));
            return Mesh { positions, triangles, ..Mesh::default() };
        }
        self.mesh()
    }

    /// Corners with different colors at one vertex get a vertex each.
    fn mesh(&self) -> Mesh {
        if self.colors.is_empty() {
            return Mesh {
                positions: self.positions.clone(),
                triangles: self.triangles.clone(),
                ..Mesh::default()
            };
        }
        let mut mesh = Mesh::default();
        let mut vertex_of: HashMap<(u32, [u8; 3]), u32> = HashMap::new();
        let colors = self.colors.iter().copied().chain(std::iter::repeat(None));
        for (triangle, colors) in self.triangles.iter().zip(colors) {
            let colors = colors.unwrap_or([[u8::MAX; 3]; 3]);
            let corner = std::array::from_fn(|side| {
                *vertex_of.entry((triangle[side], colors[side])).or_insert_with(|| {
                    mesh.positions.push(self.positions[triangle[side] as usize]);
                    mesh.colors.push(colors[side].map(|value| linear_from_srgb(f32::from(value) / 255.0)));
                    mesh.positions.len() as u32 - 1
                })
            });
            mesh.triangles.push(corner);
        }
        mesh
    }
}

fn number(tag: &Tag<'_>, key: &str) -> Result<u32, ThreeMfError> {
    parsed(tag.get(key))
}

fn parsed(text: Option<&str>) -> Result<u32, ThreeMfError> {
    let number = text.and_then(|text| text.trim().parse().ok());
    number.ok_or(ThreeMfError::Xml("a number is missing or is none"))
}

/// Twelve numbers, row by row, for row vectors (core specification 3.3): the last row is the translation.
fn transform(tag: &Tag<'_>) -> Result<DAffine3, ThreeMfError> {
    let Some(text) = tag.get("transform") else { return Ok(DAffine3::IDENTITY) };
    let values: Option<Vec<f64>> = text.split_ascii_whitespace().map(|word| word.parse().ok()).collect();
    let [a, b, c, d, e, f, g, h, i, x, y, z] = values.unwrap_or_default()[..] else {
        return Err(ThreeMfError::Xml("a transform does not have twelve numbers"));
    };
    let map = DAffine3 {
        matrix3: DMat3::from_cols(DVec3::new(a, b, c), DVec3::new(d, e, f), DVec3::new(g, h, i)),
        translation: DVec3::new(x, y, z),
    };
    let is_sound = map.is_finite() && Vec3::is_finite(map.translation.as_vec3());
    if is_sound { Ok(map) } else { Err(ThreeMfError::Xml("a transform is not made of finite numbers")) }
}
