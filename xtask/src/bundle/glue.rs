//! The JavaScript that wasm-bindgen writes around a module.

/// Drops the address of the module that the glue would fetch by itself: the page names the hashed
/// one, and a left-over relative address would be a wrong one.
#[must_use]
pub fn without_default_address(glue: &str, package: &str) -> String {
    let default = format!("new URL('{package}_bg.wasm', import.meta.url)");
    glue.replace(&default, "undefined")
}

/// The folder of snippets the glue imports from gets a hashed name like every other file.
#[must_use]
pub fn with_snippets_in(glue: &str, folder: &str) -> String {
    glue.replace("'./snippets/", &format!("'./{folder}/")).replace("\"./snippets/", &format!("\"./{folder}/"))
}

/// A chunk's file is found under its hashed name, beside the glue.
#[must_use]
pub fn with_chunk_at(glue: &str, file: &str, address: &str) -> String {
    let name = address.rsplit('/').next().unwrap_or(address);
    glue.replace(&format!("\"./{file}\""), &format!("\"./{name}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "import { x } from './snippets/app-1f/inline0.js';\n\
        if (module_or_path === undefined) {\n    module_or_path = new URL('viewer_bg.wasm', import.meta.url);\n}";

    #[test]
    fn the_default_address_goes() {
        let glue = without_default_address(GLUE, "viewer");
        assert!(!glue.contains("viewer_bg.wasm"), "{glue}");
        assert!(glue.contains("module_or_path = undefined"));
    }

    #[test]
    fn snippets_are_found_under_their_hashed_folder() {
        assert!(with_snippets_in(GLUE, "snippets-77").contains("from './snippets-77/app-1f/inline0.js'"));
    }

    #[test]
    fn a_chunk_is_found_under_its_hashed_name() {
        let glue = r#"f=c(["./app-shop.wasm","./app-print-shop.wasm"])"#;
        let expected = r#"f=c(["./app-shop-1f.wasm","./app-print-shop.wasm"])"#;
        assert_eq!(with_chunk_at(glue, "app-shop.wasm", "/pkg/app-shop-1f.wasm"), expected);
    }
}
