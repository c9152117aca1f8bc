//! STL, binary and text.

use std::io::Read;

use super::{ImportError, y_up_from_z_up};
use crate::glb::ReadLimits;
use crate::model::Mesh;
use crate::weld::{Exact, Welder};

/// Eighty bytes of text and the count.
pub(super) const HEADER_BYTES: usize = 84;
const TRIANGLE_BYTES: usize = 50;
/// Triangles that are read at once.
const BLOCK_TRIANGLES: usize = 1024;

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
    let is_utf_16 = bytes.starts_with(&[0xFE, 0xFF]) || bytes.starts_with(&[0xFF, 0xFE]);
    let is_text =
        is_utf_16 || bytes.iter().take(512).all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
    declared_triangles(bytes).is_some_and(|count| count > 0) && !is_text
}

/// Reads the triangles and welds their corners.
pub(super) fn read(bytes: &[u8], limits: &ReadLimits) -> Result<Mesh, ImportError> {
    if !is_binary(bytes) && !could_be_binary(bytes) {
        return Ok(welded(&text_corners(bytes, limits)?));
    }
    let declared = declared_triangles(bytes).unwrap_or(0);
    let records = bytes.get(HEADER_BYTES..).unwrap_or_default();
    let held = (records.len() / TRIANGLE_BYTES) as u64;
    if declared > held {
        return Err(ImportError::Truncated { declared, held });
    }
    read_records(records, declared, limits)
}

/// True when a file of `length` bytes that starts like this can be read by [`read_stream`].
pub(super) fn can_stream(start: &[u8], length: u64) -> bool {
    declared_triangles(start)
        .is_some_and(|count| HEADER_BYTES as u64 + count * TRIANGLE_BYTES as u64 == length)
}

/// Reads a binary STL whose header was taken from `source` already: never more than a block of it is held.
pub(super) fn read_stream(
    header: &[u8],
    source: impl Read,
    limits: &ReadLimits,
) -> Result<Mesh, ImportError> {
    read_records(source, declared_triangles(header).unwrap_or(0), limits)
}

/// A closed surface has half as many vertices as triangles; some room for seams and rims.
fn expected_vertices(triangles: usize) -> usize {
    triangles / 2 + triangles / 32 + 16
}

fn read_records(mut source: impl Read, declared: u64, limits: &ReadLimits) -> Result<Mesh, ImportError> {
    check_count(declared, limits)?;
    let declared = declared as usize;
    let mut welder = Welder::new(Exact, expected_vertices(declared));
    let mut triangles = Vec::with_capacity(declared);
    let mut corners = Vec::with_capacity(BLOCK_TRIANGLES.min(declared));
    let mut block = vec![0; BLOCK_TRIANGLES.min(declared) * TRIANGLE_BYTES];
    while triangles.len() < declared {
        let records = (declared - triangles.len()).min(BLOCK_TRIANGLES);
        let Some(block) = block.get_mut(..records * TRIANGLE_BYTES) else { break };
        source.read_exact(block)?;
        corners.clear();
        for record in block.chunks_exact(TRIANGLE_BYTES) {
            let triangle = triangles.len() + corners.len();
            corners.push(corners_of(record).ok_or(ImportError::NotFinite { triangle })?);
        }
        welder.triangles(&corners, &mut triangles);
    }
    Ok(Mesh { positions: welder.into_positions(), triangles, ..Mesh::default() })
}

/// The corners of a binary record, turned to +Y up; `None` when a coordinate is not a finite number.
#[inline]
fn corners_of(record: &[u8]) -> Option<[[f32; 3]; 3]> {
    let (words, _) = record.as_chunks::<4>();
    // The first three words are the normal, which the corners tell better.
    let [_, _, _, corners @ ..] = words.first_chunk::<12>()?;
    let values = corners.map(f32::from_le_bytes);
    let [ax, ay, az, bx, by, bz, cx, cy, cz] = values;
    let is_finite = values.iter().fold(true, |all, value| all & value.is_finite());
    is_finite.then(|| [[ax, ay, az], [bx, by, bz], [cx, cy, cz]].map(y_up_from_z_up))
}

fn welded(corners: &[[f32; 3]]) -> Mesh {
    let mut welder = Welder::new(Exact, expected_vertices(corners.len() / 3));
    let (whole, _) = corners.as_chunks::<3>();
    let mut triangles = Vec::with_capacity(whole.len());
    welder.triangles(whole, &mut triangles);
    Mesh { positions: welder.into_positions(), triangles, ..Mesh::default() }
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
