//! Source paths in a module: what a panic would name, two kilobytes of where the compiler found the dependencies.

use std::path::Path;

const END: &[u8] = b".rs";
/// A path is not longer than this.
const LONGEST: usize = 240;

/// Overwrites the paths of the standard library's sources and of those below Cargo's home, so that a module neither
/// carries them nor differs by the machine that built it. Lengths and everything around stay; our own files keep their
/// names, panics their words and lines.
pub fn forget_source_paths(module: &mut [u8], cargo_home: &Path) {
    let registry = format!("{}/registry/src/", cargo_home.display());
    // Strings follow each other without a gap, so that a path begins exactly where it is known to begin.
    for beginning in [b"/rustc/".as_slice(), registry.as_bytes()] {
        let mut from = 0;
        while let Some(start) = find(module, beginning, from) {
            from = start + beginning.len();
            let run = module[start..].iter().take(LONGEST).take_while(|byte| is_of_path(**byte)).count();
            if let Some(end) = find(&module[..start + run], END, from) {
                from = end + END.len();
                module[start..from].fill(b'/');
            }
        }
    }
}

fn find(bytes: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let tail = bytes.get(from..)?;
    tail.windows(needle.len()).position(|window| window == needle).map(|at| from + at)
}

fn is_of_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'_' | b'-' | b'+')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forgotten(text: &str) -> String {
        let mut module = text.as_bytes().to_vec();
        forget_source_paths(&mut module, Path::new("/home/a/.cargo"));
        String::from_utf8(module).unwrap()
    }

    #[test]
    fn paths_of_dependencies_go_and_nothing_else() {
        let (std, theirs) =
            ("/rustc/0f/library/core/src/a.rs", "/home/a/.cargo/registry/src/b-1/c-0.1/src/d.rs");
        let text = format!("True{std}app/src/e.rscalled{theirs}\0 more");
        let (std, theirs) = ("/".repeat(std.len()), "/".repeat(theirs.len()));
        assert_eq!(forgotten(&text), format!("True{std}app/src/e.rscalled{theirs}\0 more"));
    }

    #[test]
    fn paths_that_follow_each_other_without_a_gap_all_go() {
        let text = "/rustc/0f/a.rs/rustc/0f/b.rsTrue";
        assert_eq!(forgotten(text), format!("{}True", "/".repeat(28)));
    }

    #[test]
    fn what_only_begins_like_a_path_stays() {
        for text in [
            "/rustc/",
            "/rustc/0f and .rs",
            "/home/a/.cargo/registry/src/",
            "/home/b/.cargo/registry/src/x.rs",
        ] {
            assert_eq!(forgotten(text), text);
        }
    }
}
