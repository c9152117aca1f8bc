//! Binary STL: 80 bytes of header, a count, 50 bytes a triangle.

use std::io::Write;

use glam::Vec3;

use super::{About, ExportError};
use crate::model::Mesh;
use crate::size::z_up_from_y_up;

const RECORD_BYTES: usize = 50;
/// Records that are handed to the writer at once.
const BLOCK_RECORDS: usize = 2048;

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
    let mut block = vec![[0; RECORD_BYTES]; BLOCK_RECORDS.min(mesh_mm.triangles.len())];
    for triangles in mesh_mm.triangles.chunks(BLOCK_RECORDS) {
        let corners = triangles.iter().filter_map(|&triangle| mesh_mm.corners(triangle));
        block.iter_mut().zip(corners).for_each(|(record, corners)| fill(record, corners));
        out.write_all(block[..triangles.len()].as_flattened())?;
    }
    out.flush()?;
    Ok(())
}

/// The normal, the three corners and two bytes that mean nothing.
#[inline]
fn fill(record: &mut [u8; RECORD_BYTES], corners: [Vec3; 3]) {
    let [a, b, c] = corners;
    let normal = (b - a).cross(c - a).normalize_or_zero();
    let points = [normal, a, b, c].map(|point| z_up_from_y_up(point.to_array()));
    for (word, value) in record.as_chunks_mut().0.iter_mut().zip(points.as_flattened()) {
        *word = value.to_le_bytes();
    }
}
