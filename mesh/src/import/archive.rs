//! Zip archives from strangers: nothing is unpacked further than allowed, whatever the archive says about itself.

use std::borrow::Cow;
use std::io::{self, Cursor, Read};

use super::ThreeMfError;

const MAX_ENTRIES: usize = 4096;
/// What each part in an archive's list begins with.
const LISTED: &[u8] = b"PK\x01\x02";

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
        // Counted before the list is made, which takes hundreds of bytes a part, and by what is there: the ends of an
        // archive, of which it may have several, can say anything.
        let listed = bytes.windows(4).filter(|window| *window == LISTED).take(MAX_ENTRIES + 1);
        if listed.count() > MAX_ENTRIES {
            return Err(ThreeMfError::Archive("it has too many parts".to_owned()));
        }
        let zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        Ok(Self { zip, left: limit, limit })
    }

    /// The first part whose name ends so, without regard to case.
    pub(super) fn find(&self, ending: &str) -> Option<String> {
        let mut names = self.zip.file_names().filter_map(Result::ok);
        names.find(|name| name.to_ascii_lowercase().ends_with(ending)).map(Cow::into_owned)
    }

    /// Unpacks a part as it is read. One that would be too large is refused by what it says, one that is longer than it
    /// says when it comes to that.
    pub(super) fn part(&mut self, name: &str) -> Result<impl Read + use<'_, 'a>, ThreeMfError> {
        let part = self.zip.by_name(name).map_err(broken)?;
        let size = part.size();
        if size > self.left as u64 {
            return Err(ThreeMfError::TooLarge { limit: self.limit });
        }
        self.left -= size as usize;
        Ok(Exactly { source: part, left: size })
    }

    /// Unpacks a part at once.
    pub(super) fn read(&mut self, name: &str) -> Result<Vec<u8>, ThreeMfError> {
        let mut contents = Vec::new();
        self.part(name)?
            .read_to_end(&mut contents)
            .map_err(|error| ThreeMfError::Archive(error.to_string()))?;
        Ok(contents)
    }
}

/// Fails when there is more to read than was said.
struct Exactly<R> {
    source: R,
    left: u64,
}

impl<R: Read> Read for Exactly<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other("a part is longer than it says")),
        }
        Ok(count)
    }
}

fn broken(error: zip::result::ZipError) -> ThreeMfError {
    ThreeMfError::Archive(error.to_string())
}
