//! STL, binary and text.

use std::io::{BufRead, Read};

use super::lines::Lines;
use super::{ImportError, y_up_from_z_up};
use crate::glb::ReadLimits;
use crate::model::Mesh;
use crate::weld::{Exact, Welder};

/// Eighty bytes of text and the count.
const HEADER_BYTES: usize = 84;
const TRIANGLE_BYTES: usize = 50;
/// How far a text is looked at to recognise it.
const TEXT_HEAD_BYTES: usize = 4096;
/// Triangles that are read at once.
const BLOCK_TRIANGLES: usize = 1024;

fn declared_triangles(bytes: &[u8]) -> Option<u64> {
    let count = bytes.get(80..HEADER_BYTES)?;
    Some(u64::from(u32::from_le_bytes([count[0], count[1], count[2], count[3]])))
}

/// True when `length` is exactly what the header promises: the only sure sign, since many binary files begin with
/// "solid" too.
pub(super) fn is_binary(start: &[u8], length: u64) -> bool {
    declared_triangles(start)
        .is_some_and(|count| HEADER_BYTES as u64 + count * TRIANGLE_BYTES as u64 == length)
}

/// True for a text STL: "solid", and a line that begins with "facet", in capitals or not. What stands between them may be
/// in any encoding.
pub(super) fn is_text(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    let begins = |line: &[u8], word: &[u8]| {
        line.get(..word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
    };
    let mut lines = start[..start.len().min(TEXT_HEAD_BYTES)].split(|byte| matches!(byte, b'\n' | b'\r'));
    begins(start, b"solid") && lines.any(|line| begins(line.trim_ascii_start(), b"facet"))
}

/// True for bytes that are no text and hold at least a header: perhaps a binary STL that was cut off.
pub(super) fn could_be_binary(start: &[u8]) -> bool {
    let is_utf_16 = start.starts_with(&[0xFE, 0xFF]) || start.starts_with(&[0xFF, 0xFE]);
    let is_text =
        is_utf_16 || start.iter().take(512).all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
    declared_triangles(start).is_some_and(|count| count > 0) && !is_text
}

/// Reads a binary STL of `length` bytes and welds its corners: never more than a block of it is held.
pub(super) fn read_binary(
    mut source: impl Read,
    length: u64,
    limits: &ReadLimits,
) -> Result<Mesh, ImportError> {
    let mut header = [0; HEADER_BYTES];
    source.read_exact(&mut header)?;
    let declared = declared_triangles(&header).unwrap_or(0);
    let held = length.saturating_sub(HEADER_BYTES as u64) / TRIANGLE_BYTES as u64;
    if declared > held {
        return Err(ImportError::Truncated { declared, held });
    }
    read_records(source, declared, limits)
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

/// Reads a text STL and welds its corners as they come.
pub(super) fn read_text(source: impl BufRead, limits: &ReadLimits) -> Result<Mesh, ImportError> {
    let mut lines = Lines::new(source);
    let mut welder = Welder::new(Exact, 0);
    let (mut triangles, mut facet) = (Vec::new(), Vec::with_capacity(3));
    while let Some(line) = lines.next_line()? {
        let mut words = line.split_ascii_whitespace();
        let key = words.next().unwrap_or_default();
        if key.eq_ignore_ascii_case("vertex") {
            match vertex(words) {
                Some(corner) if corner.iter().all(|value| value.is_finite()) => facet.push(corner),
                Some(_) => return Err(ImportError::NotFinite { triangle: triangles.len() }),
                None => return Err(lines.broken("a vertex needs three numbers with decimal points")),
            }
        }
        let is_end = key.eq_ignore_ascii_case("endfacet");
        if is_end || facet.len() > 3 {
            let whole: [[f32; 3]; 3] =
                facet[..].try_into().map_err(|_| lines.broken("a facet does not have three corners"))?;
            facet.clear();
            welder.triangles(&[whole], &mut triangles);
            check_count(triangles.len() as u64, limits)?;
        }
    }
    if facet.is_empty() {
        Ok(Mesh { positions: welder.into_positions(), triangles, ..Mesh::default() })
    } else {
        Err(lines.broken("the file is cut off"))
    }
}

/// The three numbers of a corner, turned to +Y up.
fn vertex<'a>(mut words: impl Iterator<Item = &'a str>) -> Option<[f32; 3]> {
    let mut coordinate = || words.next().and_then(|word| word.parse::<f32>().ok());
    Some(y_up_from_z_up([coordinate()?, coordinate()?, coordinate()?]))
}

fn check_count(triangles: u64, limits: &ReadLimits) -> Result<(), ImportError> {
    if triangles > limits.triangles {
        Err(ImportError::TooDetailed { limit: limits.triangles })
    } else {
        Ok(())
    }
}
