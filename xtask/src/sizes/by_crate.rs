//! What weighs what in the app: code by crate, in the main module and in the chunks.

use crate::bundle;
use crate::bundle::wasm::{Weight, weight};
use crate::progress::kilobytes;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;

/// Crates with less than this are added up.
const SMALL_BYTES: u64 = 4000;

/// Bytes in the main module and in all chunks together.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Share {
    main: u64,
    chunks: u64,
}

impl Share {
    fn total(self) -> u64 {
        self.main + self.chunks
    }

    fn add(&mut self, other: Self) {
        self.main += other.main;
        self.chunks += other.chunks;
    }
}

/// Prints the table of the bundle that was built last, as it stands in `docs/figures.md`. It is weighed before wasm-opt,
/// which takes the names away and almost half of the code.
///
/// # Errors
/// When a part cannot be read.
pub fn print(workspace: &Workspace) -> Result<()> {
    let mut parts = Vec::new();
    let folder = bundle::named_parts(workspace);
    for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
        let entry = entry?;
        let is_main = entry.file_name() == "app.wasm";
        parts.push((is_main, weight(&fs::read(entry.path())?)?));
    }
    println!("{}", table(&parts));
    Ok(())
}

fn table(parts: &[(bool, Weight)]) -> String {
    let mut crates: BTreeMap<&str, Share> = BTreeMap::new();
    let mut data = Share::default();
    for (is_main, weight) in parts {
        let share = |bytes| {
            if *is_main { Share { main: bytes, chunks: 0 } } else { Share { main: 0, chunks: bytes } }
        };
        for (name, bytes) in &weight.code {
            crates.entry(name).or_default().add(share(*bytes));
        }
        data.add(share(weight.data));
    }
    let mut rows: Vec<(&str, Share)> = Vec::new();
    let mut small = Share::default();
    for (name, share) in crates {
        if share.total() < SMALL_BYTES { small.add(share) } else { rows.push((name, share)) }
    }
    rows.sort_by_key(|(_, share)| std::cmp::Reverse(share.total()));
    rows.extend([("smaller ones", small), ("data", data)]);
    let mut text = String::from("| crate | main module | all chunks |\n|---|---:|---:|\n");
    for (name, share) in rows {
        text.push_str(&format!("| {name} | {} | {} |\n", kilobytes(share.main), kilobytes(share.chunks)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_come_by_weight_and_small_ones_together() {
        let part = |crates: &[(&str, u64)], data| Weight {
            code: crates.iter().map(|(name, bytes)| ((*name).to_owned(), *bytes)).collect(),
            data,
        };
        let text = table(&[
            (true, part(&[("core", 5000), ("tiny", 10)], 700)),
            (false, part(&[("core", 1000), ("app", 9000), ("small", 90)], 300)),
        ]);
        let rows: Vec<&str> = text.lines().skip(2).collect();
        assert_eq!(
            rows,
            [
                "| app | 0.0 kB | 9.0 kB |",
                "| core | 5.0 kB | 1.0 kB |",
                "| smaller ones | 0.0 kB | 0.0 kB |",
                "| data | 0.7 kB | 0.3 kB |",
            ]
        );
    }
}
