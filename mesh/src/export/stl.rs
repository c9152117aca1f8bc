//! Binary STL: 80 bytes of header, a count, 50 bytes a triangle.

use std::io::Write;

use glam::Vec3;

use super::{About, ExportError};
use crate::model::Mesh;
use crate::size::z_up_from_y_up;

/// Writes the triangles in millimetres, Z up.
pub(super) fn write(mesh_mm: &Mesh, about: &About, out: &mut impl Write) -> Result<(), ExportError> {
    let count = u32::try_from(mesh_mm.triangles.len()).map_err(|_| ExportError::TooManyTriangles)?;
    // Readers tell text from binary by a leading "solid": never begin with that.
    let mut header = [b' '; 80];
    let title = format!("MakeIt3D, millimetres, Z up: {}", about.title);
    for (slot, byte) in header.iter_mut().zip(title.bytes().filter(|byte| (b' '..=b'~').contains(byte))) {
        *slot = byte;
    }
    out.write_all(&header)?;
    out.write_all(&count.to_le_bytes())?;
    let mut block = Vec::with_capacity(50 * 1024);
    for &triangle in &mesh_mm.triangles {
        let Some(corner) = mesh_mm.corners(triangle) else { continue };
        let corner = corner.map(|at| Vec3::from(z_up_from_y_up(at.to_array())));
        let normal = (corner[1] - corner[0]).cross(corner[2] - corner[0]).normalize_or_zero();
        for value in [normal, corner[0], corner[1], corner[2]].iter().flat_map(Vec3::to_array) {
            block.extend_from_slice(&value.to_le_bytes());
        }
        block.extend_from_slice(&[0, 0]);
        if block.len() >= 50 * 1024 {
            out.write_all(&block)?;
            block.clear();
        }
    }
    out.write_all(&block)?;
    out.flush()?;
    Ok(())
}
