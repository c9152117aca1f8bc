//! Bounds, normals, rigid and affine changes, joining and splitting of a [`Mesh`].

use glam::{DAffine3, DMat3, DVec3, Vec3};

use crate::model::{Material, Mesh};

/// An axis-aligned box that holds every vertex a triangle uses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Smallest coordinate on each axis.
    pub min: [f32; 3],
    /// Largest coordinate on each axis.
    pub max: [f32; 3],
}

impl Bounds {
    /// The smallest box around `points`, or `None` when there are none. Non-finite points are passed over.
    pub fn of(points: impl IntoIterator<Item = [f32; 3]>) -> Option<Self> {
        let (mut min, mut max) = (Vec3::INFINITY, Vec3::NEG_INFINITY);
        for point in points.into_iter().map(Vec3::from) {
            // The point comes first: where it is no number the comparison fails and the other side stays.
            min = point.min(min);
            max = point.max(max);
        }
        (min.x <= max.x).then_some(Self { min: min.to_array(), max: max.to_array() })
    }

    /// Length along each axis.
    pub fn extents(&self) -> [f32; 3] {
        [0, 1, 2].map(|axis| self.max[axis] - self.min[axis])
    }

    /// The longest of the three extents.
    pub fn longest(&self) -> f32 {
        self.extents().into_iter().fold(0.0, f32::max)
    }

    /// The middle of the box.
    pub fn center(&self) -> [f32; 3] {
        [0, 1, 2].map(|axis| self.min[axis] * 0.5 + self.max[axis] * 0.5)
    }

    /// Length from corner to corner.
    pub fn diagonal(&self) -> f32 {
        Vec3::from(self.extents()).length()
    }

    /// True when every coordinate is a finite number.
    pub fn is_finite(&self) -> bool {
        self.min.iter().chain(&self.max).all(|value| value.is_finite())
    }
}

/// True when every value is a finite number. Looks at all of them, many at a time: most lists have no bad one to stop at.
pub(crate) fn are_finite(values: &[f32]) -> bool {
    values.iter().fold(true, |all, value| all & value.is_finite())
}

/// True when no index reaches `count`. Looks at all of them, many at a time: most lists have no bad one to stop at.
pub(crate) fn are_below(indices: &[u32], count: usize) -> bool {
    indices.iter().fold(true, |all, &index| all & ((index as usize) < count))
}

impl Mesh {
    /// The box around the vertices that triangles use; `None` for a mesh without triangles.
    pub fn bounds(&self) -> Option<Bounds> {
        // Marking first looks at every place once, and not once for each of its triangles.
        let mut is_used = vec![false; self.positions.len()];
        for &vertex in self.triangles.as_flattened() {
            if let Some(is_used) = is_used.get_mut(vertex as usize) {
                *is_used = true;
            }
        }
        let used = self.positions.iter().zip(is_used).filter(|(_, is_used)| *is_used);
        Bounds::of(used.map(|(position, _)| *position))
    }

    /// The three corners of a triangle; `None` when an index points past the vertices.
    #[inline]
    pub fn corners(&self, triangle: [u32; 3]) -> Option<[Vec3; 3]> {
        let [a, b, c] = triangle.map(|vertex| self.position(vertex).map(Vec3::from));
        Some([a?, b?, c?])
    }

    /// The material of a triangle; `None` when the mesh has none for it.
    pub fn material_of(&self, face: usize) -> Option<&Material> {
        let index = self.triangle_materials.get(face).copied().unwrap_or(0);
        self.materials.get(index as usize)
    }

    #[inline]
    fn position(&self, vertex: u32) -> Option<[f32; 3]> {
        self.positions.get(vertex as usize).copied()
    }

    /// Sets smooth normals: at each vertex the mean of its triangles' normals, weighted by their area.
    ///
    /// A vertex without a triangle of positive area gets +Y, so every normal has length 1.
    pub fn compute_normals(&mut self) {
        let mut sums = vec![Vec3::ZERO; self.positions.len()];
        for &triangle in &self.triangles {
            let Some([a, b, c]) = self.corners(triangle) else { continue };
            let doubled_area_normal = (b - a).cross(c - a);
            for vertex in triangle {
                sums[vertex as usize] += doubled_area_normal;
            }
        }
        self.normals = sums.into_iter().map(|sum| sum.normalize_or(Vec3::Y).to_array()).collect();
    }

    /// A copy in which no two triangles share a vertex and each has its own face normal (the low-poly look).
    ///
    /// Colors and texture coordinates are kept per corner; triangles with an index out of range are left out.
    pub fn flat_shaded(&self) -> Self {
        let mut flat = self.unindexed();
        flat.normals = flat
            .positions
            .chunks_exact(3)
            .flat_map(|corner| {
                let [a, b, c] = [corner[0], corner[1], corner[2]].map(Vec3::from);
                [(b - a).cross(c - a).normalize_or(Vec3::Y).to_array(); 3]
            })
            .collect();
        flat
    }

    /// A copy in which each triangle owns its three vertices, every attribute kept.
    fn unindexed(&self) -> Self {
        let keep: Vec<usize> =
            (0..self.triangles.len()).filter(|&face| self.corners(self.triangles[face]).is_some()).collect();
        let corners = || keep.iter().flat_map(|&face| self.triangles[face]).map(|vertex| vertex as usize);
        Self {
            positions: corners().map(|vertex| self.positions[vertex]).collect(),
            normals: gather(&self.normals, self.positions.len(), corners()),
            uvs: gather(&self.uvs, self.positions.len(), corners()),
            colors: gather(&self.colors, self.positions.len(), corners()),
            triangles: (0..keep.len() as u32).map(|face| [face * 3, face * 3 + 1, face * 3 + 2]).collect(),
            triangle_materials: gather(&self.triangle_materials, self.triangles.len(), keep.iter().copied()),
            materials: self.materials.clone(),
            textures: self.textures.clone(),
        }
    }

    /// Moves every vertex by an affine map in 64-bit arithmetic. A mirroring map also turns the triangles over, so
    /// that outside stays outside.
    pub fn transform(&mut self, map: &DAffine3) {
        for position in &mut self.positions {
            *position = map.transform_point3(DVec3::from(Vec3::from(*position))).as_vec3().to_array();
        }
        let normal_map = normal_matrix(map.matrix3);
        for normal in &mut self.normals {
            let turned = normal_map * DVec3::from(Vec3::from(*normal));
            *normal = turned.normalize_or(DVec3::Y).as_vec3().to_array();
        }
        if map.matrix3.determinant() < 0.0 {
            self.flip_winding();
        }
    }

    /// Multiplies every coordinate by the factor of its axis.
    pub fn scale(&mut self, factors: [f64; 3]) {
        self.transform(&DAffine3::from_scale(DVec3::from(factors)));
    }

    /// Adds `offset` to every position.
    pub fn translate(&mut self, offset: [f64; 3]) {
        self.transform(&DAffine3::from_translation(DVec3::from(offset)));
    }

    /// Turns every triangle over. Normals are left as they are.
    pub fn flip_winding(&mut self) {
        for triangle in &mut self.triangles {
            triangle.swap(1, 2);
        }
    }

    /// Adds the triangles of `other`, with its materials and textures renumbered behind this mesh's own.
    ///
    /// Where only one of the two has an attribute, the other is filled up: normals are computed, colors are white,
    /// texture coordinates are zero, and triangles without a material get a default one.
    pub fn append(&mut self, other: &Mesh) {
        if other.positions.is_empty() {
            return;
        }
        if self.positions.is_empty() && self.triangles.is_empty() {
            *self = other.clone();
            return;
        }
        let mut added = other.clone();
        self.match_attributes(&mut added);
        let first_vertex = self.positions.len() as u32;
        let first_texture = self.textures.len() as u32;
        self.append_materials(&mut added, first_texture);
        self.positions.append(&mut added.positions);
        self.normals.append(&mut added.normals);
        self.uvs.append(&mut added.uvs);
        self.colors.append(&mut added.colors);
        self.textures.append(&mut added.textures);
        self.triangles
            .extend(added.triangles.iter().map(|corner| corner.map(|vertex| vertex + first_vertex)));
    }

    fn match_attributes(&mut self, other: &mut Mesh) {
        if self.normals.is_empty() != other.normals.is_empty() {
            let bare = if self.normals.is_empty() { &mut *self } else { &mut *other };
            bare.compute_normals();
        }
        if self.colors.is_empty() != other.colors.is_empty() {
            let bare = if self.colors.is_empty() { &mut *self } else { &mut *other };
            bare.colors = vec![[1.0; 3]; bare.positions.len()];
        }
        if self.uvs.is_empty() != other.uvs.is_empty() {
            let bare = if self.uvs.is_empty() { &mut *self } else { &mut *other };
            bare.uvs = vec![[0.0; 2]; bare.positions.len()];
        }
    }

    fn append_materials(&mut self, added: &mut Mesh, first_texture: u32) {
        if self.materials.is_empty() && added.materials.is_empty() {
            return;
        }
        self.name_materials();
        added.name_materials();
        let first_material = self.materials.len() as u32;
        self.triangle_materials.extend(added.triangle_materials.iter().map(|index| index + first_material));
        self.materials.extend(added.materials.drain(..).map(|mut material| {
            material.texture = material.texture.map(|index| index + first_texture);
            material
        }));
    }

    /// Makes the implied material explicit: at least one material and an index for each triangle.
    fn name_materials(&mut self) {
        if self.materials.is_empty() {
            self.materials.push(Material::default());
        }
        if self.triangle_materials.len() != self.triangles.len() {
            self.triangle_materials = vec![0; self.triangles.len()];
        }
    }

    /// Drops vertices that no triangle uses and triangles whose indices point past the vertices.
    pub fn remove_unreferenced(&mut self) {
        let count = self.positions.len();
        let keep: Vec<bool> = self
            .triangles
            .iter()
            .map(|corner| corner.iter().all(|&vertex| (vertex as usize) < count))
            .collect();
        self.retain_triangles(|face, _| keep[face]);
        const UNUSED: u32 = u32::MAX;
        let mut renumbered = vec![UNUSED; count];
        let mut order = Vec::new();
        for vertex in self.triangles.iter_mut().flatten() {
            let slot = &mut renumbered[*vertex as usize];
            if *slot == UNUSED {
                *slot = order.len() as u32;
                order.push(*vertex as usize);
            }
            *vertex = *slot;
        }
        self.normals = gather(&self.normals, count, order.iter().copied());
        self.uvs = gather(&self.uvs, count, order.iter().copied());
        self.colors = gather(&self.colors, count, order.iter().copied());
        self.positions = order.iter().map(|&vertex| self.positions[vertex]).collect();
    }

    /// Keeps the triangles for which `keep(index, corners)` holds, together with their materials.
    pub fn retain_triangles(&mut self, mut keep: impl FnMut(usize, [u32; 3]) -> bool) {
        let has_materials = self.triangle_materials.len() == self.triangles.len();
        let mut kept = 0;
        for face in 0..self.triangles.len() {
            if keep(face, self.triangles[face]) {
                self.triangles[kept] = self.triangles[face];
                if has_materials {
                    self.triangle_materials[kept] = self.triangle_materials[face];
                }
                kept += 1;
            }
        }
        self.triangles.truncate(kept);
        if has_materials {
            self.triangle_materials.truncate(kept);
        }
    }
}

/// The chosen entries of an attribute, or nothing when the mesh does not carry it in full.
fn gather<T: Copy>(attribute: &[T], expected: usize, chosen: impl Iterator<Item = usize>) -> Vec<T> {
    if attribute.is_empty() || attribute.len() != expected {
        return Vec::new();
    }
    chosen.map(|index| attribute[index]).collect()
}

/// Normals turn by the cofactor matrix, which exists also where the inverse does not. Its sign follows the
/// determinant, so a mirrored normal points out of the re-wound triangles.
fn normal_matrix(linear: DMat3) -> DMat3 {
    let cofactor = DMat3::from_cols(
        linear.y_axis.cross(linear.z_axis),
        linear.z_axis.cross(linear.x_axis),
        linear.x_axis.cross(linear.y_axis),
    );
    if linear.determinant() < 0.0 { cofactor * -1.0 } else { cofactor }
}

#[cfg(test)]
mod tests;
