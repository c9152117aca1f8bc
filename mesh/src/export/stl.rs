//! Binary STL: 80 bytes of header, a count, 50 bytes a triangle.

use std::io::Write;

use glam::Vec3;

use super::{About, ExportError};
use crate::model::Mesh;
use crate::size::z_up_from_y_up;

const RECORD_BYTES: usize = 50;
/// What is handed to the writer at once.
const BLOCK_BYTES: usize = RECORD_BYTES * 4096;

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
    let mut block = Vec::with_capacity(BLOCK_BYTES);
    for corner in mesh_mm.triangles.iter().filter_map(|&triangle| mesh_mm.corners(triangle)) {
        if block.len() == BLOCK_BYTES {
            out.write_all(&block)?;
            block.clear();
        }
        block.extend_from_slice(&record(corner));
    }
    out.write_all(&block)?;
    out.flush()?;
    Ok(())
}

/// The normal, the three corners and two bytes that mean nothing.
fn record(corner: [Vec3; 3]) -> [u8; RECORD_BYTES] {
    let [a, b, c] = corner.map(|at| Vec3::from(z_up_from_y_up(at.to_array())));
    let normal = (b - a).cross(c - a).normalize_or_zero();
    let mut record = [0; RECORD_BYTES];
    let (words, _) = record.as_chunks_mut::<4>();
    let values = [normal, a, b, c].map(|point| point.to_array());
    for (word, value) in words.iter_mut().zip(values.as_flattened()) {
        *word = value.to_le_bytes();
    }
    record
}
