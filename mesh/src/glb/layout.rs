//! The binary chunk's plan: which bytes go where, known before the first one is written.

use std::borrow::Cow;
use std::io::{self, Write};

use serde_json::{Value, json};

/// A buffer view to be written: its length is known, its bytes are produced on demand.
pub(super) struct Section<'a> {
    byte_length: usize,
    stride: Option<usize>,
    target: Option<Target>,
    produce: Produce<'a>,
}

type Produce<'a> = Box<dyn Fn(&mut dyn Write) -> io::Result<()> + 'a>;

/// What the graphics card will use a buffer view for (the values are glTF's).
#[derive(Clone, Copy)]
pub(super) enum Target {
    Vertices = 34962,
    Indices = 34963,
}

/// The sections of a binary chunk, in order, each aligned to four bytes.
#[derive(Default)]
pub(super) struct Layout<'a> {
    sections: Vec<Section<'a>>,
}

impl<'a> Layout<'a> {
    /// Adds an array of equally sized items; returns the buffer view's index.
    ///
    /// `bytes_of` gives an item's bytes, already padded to a multiple of four where `target` holds vertices.
    pub(super) fn array<T, const BYTES: usize>(
        &mut self,
        items: &'a [T],
        target: Target,
        bytes_of: impl Fn(&T) -> [u8; BYTES] + 'a,
    ) -> usize {
        self.add(Section {
            byte_length: items.len() * BYTES,
            stride: matches!(target, Target::Vertices).then_some(BYTES),
            target: Some(target),
            produce: Box::new(move |out| write_batched(out, items, &bytes_of)),
        })
    }

    /// Adds index triples; returns the buffer view's index.
    pub(super) fn triangles(&mut self, triangles: Cow<'a, [[u32; 3]]>, is_wide: bool) -> usize {
        let width = if is_wide { 4 } else { 2 };
        self.add(Section {
            byte_length: triangles.len() * 3 * width,
            stride: None,
            target: Some(Target::Indices),
            produce: Box::new(move |out| {
                let indices = triangles.as_flattened();
                if is_wide {
                    write_batched(out, indices, |index| index.to_le_bytes())
                } else {
                    write_batched(out, indices, |index| (*index as u16).to_le_bytes())
                }
            }),
        })
    }

    /// Adds raw bytes, such as a picture; returns the buffer view's index.
    pub(super) fn blob(&mut self, bytes: Cow<'a, [u8]>) -> usize {
        self.add(Section {
            byte_length: bytes.len(),
            stride: None,
            target: None,
            produce: Box::new(move |out| out.write_all(&bytes)),
        })
    }

    fn add(&mut self, section: Section<'a>) -> usize {
        self.sections.push(section);
        self.sections.len() - 1
    }

    /// Length of the binary chunk.
    pub(super) fn byte_length(&self) -> usize {
        self.sections.iter().map(|section| section.byte_length.next_multiple_of(4)).sum()
    }

    /// The `bufferViews` array.
    pub(super) fn buffer_views(&self) -> Value {
        let mut offset = 0;
        let views = self.sections.iter().map(|section| {
            let mut view = json!({"buffer": 0, "byteOffset": offset, "byteLength": section.byte_length});
            if let Some(stride) = section.stride {
                view["byteStride"] = json!(stride);
            }
            if let Some(target) = section.target {
                view["target"] = json!(target as u32);
            }
            offset += section.byte_length.next_multiple_of(4);
            view
        });
        views.collect()
    }

    /// Writes every section and its padding.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for section in &self.sections {
            (section.produce)(out)?;
            let padding = section.byte_length.next_multiple_of(4) - section.byte_length;
            out.write_all(&[0; 4][..padding])?;
        }
        Ok(())
    }
}

/// Writes items in blocks, so that an unbuffered writer is not called for each.
fn write_batched<T, const BYTES: usize>(
    out: &mut dyn Write,
    items: &[T],
    bytes_of: impl Fn(&T) -> [u8; BYTES],
) -> io::Result<()> {
    const BLOCK: usize = 4096;
    let mut block = vec![[0; BYTES]; BLOCK.min(items.len())];
    for items in items.chunks(BLOCK) {
        let filled = &mut block[..items.len()];
        filled.iter_mut().zip(items).for_each(|(bytes, item)| *bytes = bytes_of(item));
        out.write_all(filled.as_flattened())?;
    }
    Ok(())
}
