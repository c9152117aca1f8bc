//! Which pieces go into one file. The splitter makes one for each set of chunks that share something, dozens, most of
//! them tiny; a request costs more than bytes that a page could do without.

use super::ChunkFiles;
use crate::bundle::wasm::weight;
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What a further request is worth in bytes on the wire: its headers and what a file of its own compresses worse. It
/// takes no longer, because the document's hints have a page's files fetched together.
const REQUEST_COST: i64 = 1000;
/// Linked code and data are about so many times as large as what goes over the wire, in tenths. Names are not counted:
/// what pages share are small functions with long names.
const SHRINKS_BY_TENTHS: u64 = 26;

/// Pieces that come together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChunkFile {
    /// Names of the chunks that need it.
    pub needed_by: BTreeSet<String>,
    /// The splitter's files, without their ending.
    pub pieces: Vec<String>,
    /// Expected bytes on the wire.
    pub bytes: u64,
}

impl ChunkFile {
    /// Its name in the work folder: that of its chunk, or of all that share it.
    pub fn name(&self) -> String {
        let names: Vec<&str> = self.needed_by.iter().map(String::as_str).collect();
        format!("app-{}.wasm", names.join("-"))
    }

    /// What all first visits together would gain by having both in one file.
    fn gain(&self, other: &Self) -> i64 {
        let pages = |chunks: usize| i64::try_from(chunks).unwrap_or(i64::MAX);
        let (ours, theirs) = (pages(self.needed_by.len()), pages(other.needed_by.len()));
        let both = pages(self.needed_by.union(&other.needed_by).count());
        let bytes = |file: &Self| i64::try_from(file.bytes).unwrap_or(i64::MAX);
        let superfluous = (both - ours) * bytes(self) + (both - theirs) * bytes(other);
        REQUEST_COST * (ours + theirs - both) - superfluous
    }

    fn join(&mut self, other: Self) {
        self.needed_by.extend(other.needed_by);
        self.pieces.extend(other.pieces);
        self.bytes += other.bytes;
    }
}

/// The splitter's pieces, each on its own.
pub fn pieces(parts: &Path, chunks: &ChunkFiles) -> Result<Vec<ChunkFile>> {
    let mut needed_by: BTreeMap<&String, BTreeSet<String>> = BTreeMap::new();
    for (chunk, pieces) in chunks {
        for piece in pieces {
            needed_by.entry(piece).or_default().insert(chunk.clone());
        }
    }
    needed_by
        .into_iter()
        .map(|(piece, needed_by)| {
            let path = parts.join(format!("{piece}.wasm"));
            let module = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            let weight = weight(&module)?;
            let bytes = (weight.code.values().sum::<u64>() + weight.data) * 10 / SHRINKS_BY_TENTHS;
            Ok(ChunkFile { needed_by, pieces: vec![piece.clone()], bytes })
        })
        .collect()
}

/// Joins, as long as something is gained, the two that gain most.
pub fn files(pieces: &[ChunkFile]) -> Vec<ChunkFile> {
    let mut files = pieces.to_vec();
    while let Some((_, first, second)) = best_pair(&files) {
        let other = files.remove(second);
        files[first].join(other);
    }
    files
}

fn best_pair(files: &[ChunkFile]) -> Option<(i64, usize, usize)> {
    let mut best = None;
    for second in 1..files.len() {
        for first in 0..second {
            let gain = files[first].gain(&files[second]);
            if gain > best.map_or(0, |(most, _, _)| most) {
                best = Some((gain, first, second));
            }
        }
    }
    best
}

/// The files of each chunk.
pub fn by_chunk(files: &[ChunkFile]) -> ChunkFiles {
    let mut found = ChunkFiles::new();
    for file in files {
        for chunk in &file.needed_by {
            found.entry(chunk.clone()).or_default().push(file.name());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(name: &str, needed_by: &[&str], bytes: u64) -> ChunkFile {
        let needed_by = needed_by.iter().map(|chunk| (*chunk).to_owned()).collect();
        ChunkFile { needed_by, pieces: vec![name.to_owned()], bytes }
    }

    #[test]
    fn small_pieces_join_and_large_ones_stay_with_their_pages() {
        let joined = files(&[
            piece("a", &["shop"], 90_000),
            piece("b", &["print"], 80_000),
            piece("c", &["print", "shop"], 20_000),
            piece("d", &["print", "shop"], 500),
            piece("e", &["shop", "asset"], 300),
        ]);
        let shared = joined.iter().find(|file| file.pieces.contains(&"c".to_owned())).unwrap();
        assert!(shared.pieces.contains(&"d".to_owned()));
        assert_eq!(shared.name(), "app-print-shop.wasm");
        let shop = &by_chunk(&joined)["shop"];
        assert!(shop.len() <= 3 && shop.iter().all(|name| name.contains("shop")), "{shop:?}");
        assert_eq!(joined.iter().map(|file| file.bytes).sum::<u64>(), 190_800);
    }

    #[test]
    fn what_the_same_chunks_need_is_one_file() {
        let joined = files(&[piece("a", &["x", "y"], 500_000), piece("b", &["x", "y"], 900_000)]);
        assert_eq!(joined.len(), 1);
    }
}
