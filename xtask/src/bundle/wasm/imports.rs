//! What a module is given.

use super::read::{Reader, section, sections};
use anyhow::{Result, bail};

/// One import; what it is, in the text format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The module it comes from.
    pub module: String,
    /// Its name there.
    pub name: String,
    /// `memory`, `table`, `global` or `func`.
    pub kind: &'static str,
    /// Limits or type, as they stand after the kind; nothing for functions.
    pub text: String,
}

/// All imports in their order.
///
/// # Errors
/// When the module cannot be read, or is given something the language has learned since.
pub fn imports(module: &[u8]) -> Result<Vec<Import>> {
    let mut found = Vec::new();
    for (_, content) in sections(module)?.into_iter().filter(|(number, _)| *number == section::IMPORT) {
        let mut reader = Reader::new(content);
        for _ in 0..reader.number()? {
            let (module, name) = (reader.name()?.to_owned(), reader.name()?.to_owned());
            let (kind, text) = described(&mut reader)?;
            found.push(Import { module, name, kind, text });
        }
    }
    Ok(found)
}

fn described(reader: &mut Reader) -> Result<(&'static str, String)> {
    Ok(match reader.byte()? {
        0 => {
            reader.number()?;
            ("func", String::new())
        }
        1 => {
            let element = value_type(reader.byte()?)?;
            ("table", format!("{} {element}", limits(reader)?))
        }
        2 => ("memory", limits(reader)?),
        3 => {
            let kind = value_type(reader.byte()?)?;
            ("global", if reader.byte()? == 1 { format!("(mut {kind})") } else { kind.to_owned() })
        }
        other => bail!("an import of the kind {other} is unknown here"),
    })
}

fn limits(reader: &mut Reader) -> Result<String> {
    let has_most = reader.byte()? & 1 == 1;
    let least = reader.number()?;
    Ok(if has_most { format!("{least} {}", reader.number()?) } else { least.to_string() })
}

fn value_type(byte: u8) -> Result<&'static str> {
    Ok(match byte {
        0x7f => "i32",
        0x7e => "i64",
        0x7d => "f32",
        0x7c => "f64",
        0x70 => "funcref",
        0x6f => "externref",
        other => bail!("the type {other:#x} is unknown here"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_import_is_described() {
        let mut module = b"\0asm\x01\0\0\0\x02\x1d\x04".to_vec();
        module.extend(b"\x01m\x01f\x00\x03");
        module.extend(b"\x01m\x01t\x01\x70\x00\x07");
        module.extend(b"\x01m\x01a\x02\x01\x01\x02");
        module.extend(b"\x01m\x01g\x03\x7f\x01");
        let section_length = module.len() - 10;
        module[9] = u8::try_from(section_length).unwrap();
        let found = imports(&module).unwrap();
        let texts: Vec<_> = found.iter().map(|import| (import.kind, import.text.as_str())).collect();
        assert_eq!(texts, [("func", ""), ("table", "7 funcref"), ("memory", "1 2"), ("global", "(mut i32)")]);
        assert!(found.iter().all(|import| import.module == "m"));
    }
}
