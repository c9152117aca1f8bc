//! Zip archives from strangers: nothing is unpacked further than allowed, whatever the archive says about itself.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use super::ThreeMfError;

const MAX_ENTRIES: usize = 4096;

/// An archive held in memory.
pub(super) struct Archive<'a> {
    zip: zip::ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be unpacked.
    left: usize,
    limit: usize,
}

impl<'a> Archive<'a> {
    /// Reads the list of parts; all of them together may be unpacked to `limit` bytes.
    pub(super) fn open(bytes: &'a [u8], limit: usize) -> Result<Self, ThreeMfError> {
        let zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        if zip.len() > MAX_ENTRIES {
            return Err(ThreeMfError::Archive("it has too many parts".to_owned()));
        }
        Ok(Self { zip, left: limit, limit })
    }

    /// The first part whose name ends so, without regard to case.
    pub(super) fn find(&self, ending: &str) -> Option<String> {
        let mut names = self.zip.file_names().filter_map(Result::ok);
        names.find(|name| name.to_ascii_lowercase().ends_with(ending)).map(Cow::into_owned)
    }

    /// Unpacks a part. One that would be too large is refused by what it says, one that is longer than it says by that,
    /// so that no more than the part is ever held.
    pub(super) fn read(&mut self, name: &str) -> Result<Vec<u8>, ThreeMfError> {
        let part = self.zip.by_name(name).map_err(broken)?;
        let too_large = ThreeMfError::TooLarge { limit: self.limit };
        let Some(size) = usize::try_from(part.size()).ok().filter(|size| *size <= self.left) else {
            return Err(too_large);
        };
        let mut contents = Vec::new();
        contents.try_reserve_exact(size).map_err(|_| too_large)?;
        part.take(size as u64 + 1)
            .read_to_end(&mut contents)
            .map_err(|error| ThreeMfError::Archive(error.to_string()))?;
        if contents.len() > size {
            return Err(ThreeMfError::Archive("a part is longer than it says".to_owned()));
        }
        self.left -= size;
        Ok(contents)
    }
}

fn broken(error: zip::result::ZipError) -> ThreeMfError {
    ThreeMfError::Archive(error.to_string())
}
