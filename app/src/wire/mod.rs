//! How answers travel: as JSON, written by `serde_json` and read here.
//!
//! Reading is what a browser does with dozens of types. `serde_json` puts a copy of its parser into each of them,
//! once for a text and once for bytes; here a text becomes a [`Value`] in one place, and [`tree`] takes that apart.

mod call;
mod tree;

use leptos::server::codee::{Decoder, Encoder};
use leptos::server_fn::codec::PostUrl;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use call::Call;
pub use tree::Unreadable;

/// How a form or a script calls a server function: `#[server(protocol = Wire)]`.
pub type Wire = Call<PostUrl>;

/// JSON that is read in one place.
#[derive(Debug, Clone, Copy)]
pub struct WireJson;

/// Reads a value from its JSON.
///
/// # Errors
/// When the text is not JSON, or not this type's.
pub fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, Unreadable> {
    T::deserialize(parse(json)?)
}

#[inline(never)]
fn parse(json: &[u8]) -> Result<tree::Tree, Unreadable> {
    let value: Value = serde_json::from_slice(json).map_err(|_| Unreadable)?;
    Ok(tree::Tree(value))
}

impl ContentType for WireJson {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for WireJson {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for WireJson {
    type Error = serde_json::Error;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(output).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for WireJson {
    type Error = Unreadable;

    fn decode(bytes: Bytes) -> Result<T, Unreadable> {
        read(&bytes)
    }
}

impl<T: Serialize> Encoder<T> for WireJson {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for WireJson {
    type Error = Unreadable;
    type Encoded = str;

    fn decode(json: &str) -> Result<T, Unreadable> {
        read(json.as_bytes())
    }
}

#[cfg(test)]
mod tests;
