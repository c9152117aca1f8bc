//! What weighs what: a module's code by the crate it comes from.

use super::read::{Reader, section, sections};
use anyhow::Result;
use std::collections::{BTreeMap, HashMap};

/// Code and data of a module.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Weight {
    /// Bytes of all function bodies by crate.
    pub code: BTreeMap<String, u64>,
    /// Bytes of data.
    pub data: u64,
}

/// Weighs a module that still has its names.
///
/// # Errors
/// When it cannot be read.
pub fn weight(module: &[u8]) -> Result<Weight> {
    let mut weight = Weight::default();
    let imported = super::imports(module)?.iter().filter(|import| import.kind == "func").count();
    let names = function_names(module)?;
    for (number, content) in sections(module)? {
        match number {
            section::DATA => weight.data = content.len() as u64,
            section::CODE => {
                let mut reader = Reader::new(content);
                for index in 0..reader.number()? {
                    let name = names.get(&(imported + index)).copied().unwrap_or_default();
                    *weight.code.entry(crate_of(name)).or_default() += reader.counted()?.len() as u64;
                }
            }
            _ => {}
        }
    }
    Ok(weight)
}

/// Names of functions by their number.
fn function_names(module: &[u8]) -> Result<HashMap<usize, &str>> {
    const FUNCTIONS: u8 = 1;
    let mut names = HashMap::new();
    for (_, content) in sections(module)?.into_iter().filter(|(number, _)| *number == section::CUSTOM) {
        let mut reader = Reader::new(content);
        if reader.name()? != "name" {
            continue;
        }
        while !reader.is_at_end() {
            let (kind, mut part) = (reader.byte()?, Reader::new(reader.counted()?));
            if kind == FUNCTIONS {
                for _ in 0..part.number()? {
                    names.insert(part.number()?, part.name()?);
                }
            }
        }
    }
    Ok(names)
}

/// The crate a function comes from: the first path of its name, which for a trait's method is that of its type, and of
/// the trait where the type is a parameter. What has no path, the compiler or wasm-bindgen made.
fn crate_of(name: &str) -> String {
    let readable = format!("{:#}", rustc_demangle::demangle(name));
    let mut start = 0;
    for (at, _) in readable.match_indices("::") {
        let word = readable[start..at].rsplit(|letter: char| !is_of_crate(letter)).next().unwrap_or_default();
        if !word.is_empty() {
            return word.to_owned();
        }
        // Such as `Vec<T>::push`: the path is inside of the brackets, or there is none.
        start = at + 2;
    }
    "(generated)".to_owned()
}

fn is_of_crate(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_belong_to_the_crate_of_their_name() {
        for (name, expected) in [
            ("_ZN4core3ptr13drop_in_place17h447888a11e54a8b9E", "core"),
            ("<tachys::html::Element<T> as tachys::view::Render>::build", "tachys"),
            ("<F as tachys::reactive_graph::ReactiveFunction>::invoke", "tachys"),
            ("core::ops::function::FnOnce::call_once{{vtable.shim}}", "core"),
            ("__wbindgen_malloc", "(generated)"),
            ("", "(generated)"),
        ] {
            assert_eq!(crate_of(name), expected, "{name}");
        }
    }

    #[test]
    fn bodies_are_added_up_by_crate() {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend(b"\x0a\x08\x02\x02ab\x03cde\x0b\x04data");
        let names = b"\x04name\x01\x0d\x02\x00\x04a::b\x01\x04a::c";
        module.extend([0, u8::try_from(names.len()).unwrap()]);
        module.extend(names);
        let found = weight(&module).unwrap();
        assert_eq!(found, Weight { code: BTreeMap::from([("a".to_owned(), 5)]), data: 4 });
    }
}
