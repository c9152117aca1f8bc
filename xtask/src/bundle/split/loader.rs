//! The script that loads chunks, in place of the splitter's own, which knows nothing of joined files.

use super::ChunkFiles;
use super::join::{JOINED_MAIN, MAIN};

const TEMPLATE: &str = include_str!("loader.mjs");

/// The script, with a function for each split point under the name its code calls.
pub fn script(chunks: &ChunkFiles) -> String {
    let mut text = TEMPLATE.replace("JOINED_MAIN", JOINED_MAIN).replace("MAIN", MAIN);
    for (chunk, files) in chunks {
        let files: Vec<String> = files.iter().map(|file| format!("\"./{file}\"")).collect();
        text.push_str(&format!("export const __wasm_split_load_{chunk} = chunk([{}]);\n", files.join(", ")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_split_point_has_its_files() {
        let chunks = ChunkFiles::from([("shop".to_owned(), vec!["app-shop.wasm".to_owned()])]);
        let text = script(&chunks);
        assert!(text.contains("__wasm_split_load_shop = chunk([\"./app-shop.wasm\"]);"));
        assert!(text.contains("{ __wasm_split: main(), main: main() }"), "{text}");
    }
}
