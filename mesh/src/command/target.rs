//! Where a model is written to, and as what: the ending of its name decides.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use super::CommandError;
use super::arguments::Arguments;
use crate::export::{About, Format, export_sized};
use crate::glb::{WriteOptions, write_scaled};
use crate::model::Mesh;

const METRES_PER_MILLIMETRE: f64 = 1e-3;

/// A file to write.
pub(super) struct Target {
    place: Place,
    /// What is written into it.
    format: Format,
}

enum Place {
    /// Where it was asked for; a file that is there is written over.
    Asked(String),
    /// Beside the input, under a name of its own; a file that is there stays.
    Beside(PathBuf),
}

impl Target {
    /// What `--out` says, in the format its ending names; else a GLB beside the input with this end of its name.
    pub(super) fn chosen(
        arguments: &mut Arguments,
        path: &str,
        name_end: &str,
    ) -> Result<Self, CommandError> {
        match arguments.text("out") {
            Some(asked) => Self::asked(asked),
            None => Self::beside(path, name_end, Format::Glb),
        }
    }

    /// [`chosen`](Self::chosen) where the format is known: a name that promises another one is refused.
    pub(super) fn chosen_as(
        arguments: &mut Arguments,
        path: &str,
        name_end: &str,
        format: Format,
    ) -> Result<Self, CommandError> {
        let Some(asked) = arguments.text("out") else { return Self::beside(path, name_end, format) };
        let is_obj = Path::new(&asked).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("obj"));
        let promised = Format::from_file_name(Path::new(&asked));
        if is_obj || promised.is_some_and(|promised| promised != format) {
            let ending = format.file_extension();
            let label = format.label();
            return Err(CommandError::Usage(format!("{asked}: {label} is written to a .{ending}")));
        }
        Ok(Self { place: Place::Asked(asked), format })
    }

    /// A file in the format that the ending of its name says.
    pub(super) fn asked(path: String) -> Result<Self, CommandError> {
        match Format::from_file_name(Path::new(&path)) {
            Some(format) => Ok(Self { place: Place::Asked(path), format }),
            None => Err(CommandError::Usage(format!(
                "{path}: what is written must end with .glb, .stl, .3mf, .usdz, or .zip for an OBJ with its materials"
            ))),
        }
    }

    fn beside(path: &str, name_end: &str, format: Format) -> Result<Self, CommandError> {
        let beside = Path::new(path).with_file_name(stem_of(path) + name_end);
        // Better now than after long work.
        if beside.exists() { Err(taken(&beside)) } else { Ok(Self { place: Place::Beside(beside), format }) }
    }

    /// Refuses to go on where only a GLB can hold what was asked for.
    pub(super) fn must_be_glb(&self, option: &str) -> Result<(), CommandError> {
        match self.format {
            Format::Glb => Ok(()),
            other => Err(CommandError::Usage(format!("--{option} is for GLB, not for {}", other.label()))),
        }
    }

    /// Writes a model as it is; a unit of it is `millimetres` long.
    pub(super) fn write(&self, mesh: &Mesh, millimetres: f64, quantized: bool) -> Result<(), CommandError> {
        if self.format == Format::Glb {
            let options = WriteOptions { quantized, extras: None };
            let metres = millimetres * METRES_PER_MILLIMETRE;
            return write_scaled(mesh, &options, metres, self.create()?).map_err(CommandError::failed);
        }
        let mut mesh_mm = Cow::Borrowed(mesh);
        if millimetres != 1.0 {
            mesh_mm.to_mut().scale([millimetres; 3]);
        }
        self.export(&mesh_mm, &About { title: stem_of(&self.to_string()), ..About::default() })
    }

    /// Writes a model in millimetres, with what is known about it.
    pub(super) fn export(&self, mesh_mm: &Mesh, about: &About) -> Result<(), CommandError> {
        export_sized(mesh_mm, self.format, about, self.create()?).map_err(CommandError::failed)
    }

    fn create(&self) -> Result<BufWriter<File>, CommandError> {
        match &self.place {
            Place::Asked(path) => create(path),
            Place::Beside(path) => match File::create_new(path) {
                Ok(file) => Ok(BufWriter::new(file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(taken(path)),
                Err(error) => Err(CommandError::Failed(format!("{}: {error}", path.display()))),
            },
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Asked(path) => formatter.write_str(path),
            Place::Beside(path) => write!(formatter, "{}", path.display()),
        }
    }
}

/// Opens a file to write, over what is there.
pub(super) fn create(path: &str) -> Result<BufWriter<File>, CommandError> {
    let file = File::create(path).map_err(|error| CommandError::Failed(format!("{path}: {error}")))?;
    Ok(BufWriter::new(file))
}

/// A file's name without folder and ending.
pub(super) fn stem_of(path: &str) -> String {
    Path::new(path).file_stem().map_or("model".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// `model.glb` becomes `model-1.glb`.
pub(super) fn numbered(path: &str, number: usize) -> String {
    match path.rsplit_once('.') {
        Some((stem, ending)) if !ending.contains(['/', '\\']) => format!("{stem}-{number}.{ending}"),
        _ => format!("{path}-{number}"),
    }
}

fn taken(path: &Path) -> CommandError {
    CommandError::Failed(format!("{} is there already: choose a name with --out", path.display()))
}
