//! STL, binary and text.

use super::{ImportError, y_up_from_z_up};
use crate::glb::ReadLimits;
use crate::model::Mesh;

const HEADER_BYTES: usize = 84;
const TRIANGLE_BYTES: usize = 50;

fn declared_triangles(bytes: &[u8]) -> Option<u64> {
    let count = bytes.get(80..HEADER_BYTES)?;
    Some(u64::from(u32::from_le_bytes([count[0], count[1], count[2], count[3]])))
}

/// True when the length is exactly what the header promises: the only sure sign, since many binary files begin with
/// "solid" too.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    declared_triangles(bytes)
        .is_some_and(|count| HEADER_BYTES as u64 + count * TRIANGLE_BYTES as u64 == bytes.len() as u64)
}

/// True for bytes that are no text and hold at least a header: perhaps a binary STL that was cut off.
pub(super) fn could_be_binary(bytes: &[u8]) -> bool {
    let is_text = bytes.iter().take(512).all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
    declared_triangles(bytes).is_some_and(|count| count > 0) && !is_text
}

/// Reads the triangles and welds their corners.
pub(super) fn read(bytes: &[u8], limits: &ReadLimits) -> Result<Mesh, ImportError> {
    let corners = if is_binary(bytes) || could_be_binary(bytes) {
        binary_corners(bytes, limits)?
    } else {
        text_corners(bytes, limits)?
    };
    let soup = Mesh {
        triangles: (0..corners.len() as u32 / 3).map(|face| [face * 3, face * 3 + 1, face * 3 + 2]).collect(),
        positions: corners,
        ..Mesh::default()
    };
    let welded = soup.weld();
    let triangles = soup.welded_triangles(&welded);
    Ok(Mesh { positions: welded.positions, triangles, ..Mesh::default() })
}

fn binary_corners(bytes: &[u8], limits: &ReadLimits) -> Result<Vec<[f32; 3]>, ImportError> {
    let declared = declared_triangles(bytes).unwrap_or(0);
    let held = ((bytes.len() - HEADER_BYTES) / TRIANGLE_BYTES) as u64;
    if declared > held {
        return Err(ImportError::Truncated { declared, held });
    }
    check_count(declared, limits)?;
    let mut corners = Vec::with_capacity(declared as usize * 3);
    let triangles = bytes[HEADER_BYTES..].chunks_exact(TRIANGLE_BYTES).take(declared as usize);
    for (triangle, record) in triangles.enumerate() {
        for corner in record[12..48].chunks_exact(12) {
            let value =
                |at: usize| f32::from_le_bytes([corner[at], corner[at + 1], corner[at + 2], corner[at + 3]]);
            let position = [value(0), value(4), value(8)];
            if !position.iter().all(|value| value.is_finite()) {
                return Err(ImportError::NotFinite { triangle });
            }
            corners.push(y_up_from_z_up(position));
        }
    }
    Ok(corners)
}

fn text_corners(bytes: &[u8], limits: &ReadLimits) -> Result<Vec<[f32; 3]>, ImportError> {
    let mut corners = Vec::new();
    let mut corners_in_facet = 0;
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let broken = |problem| ImportError::Line { line: index + 1, problem };
        let line = std::str::from_utf8(line).map_err(|_| broken("it is not text"))?;
        let mut words = line.split_ascii_whitespace();
        match words.next() {
            Some("vertex") => {
                let mut coordinate = || words.next().and_then(|word| word.parse::<f32>().ok());
                let (Some(x), Some(y), Some(z)) = (coordinate(), coordinate(), coordinate()) else {
                    return Err(broken("a vertex needs three numbers with decimal points"));
                };
                if ![x, y, z].iter().all(|value| value.is_finite()) {
                    return Err(ImportError::NotFinite { triangle: corners.len() / 3 });
                }
                corners.push(y_up_from_z_up([x, y, z]));
                corners_in_facet += 1;
            }
            Some("endfacet") => {
                if corners_in_facet != 3 {
                    return Err(broken("a facet does not have three corners"));
                }
                corners_in_facet = 0;
                check_count(corners.len() as u64 / 3, limits)?;
            }
            _ => {}
        }
    }
    if corners_in_facet == 0 {
        Ok(corners)
    } else {
        Err(ImportError::Line {
            line: bytes.split(|byte| *byte == b'\n').count(),
            problem: "the file is cut off",
        })
    }
}

fn check_count(triangles: u64, limits: &ReadLimits) -> Result<(), ImportError> {
    if triangles > limits.triangles {
        Err(ImportError::TooDetailed { limit: limits.triangles })
    } else {
        Ok(())
    }
}
