//! The small part of JSON a glTF file needs: parsed without panics, in bounded depth.
//!
//! A general parser weighs more than everything else that reads the file; this one keeps numbers as
//! `f64`, objects as lists of pairs (they are short), and is strict enough for files we wrote ourselves.

/// Arrays and objects nested deeper than this are refused, so that no file can exhaust the stack.
const MAX_DEPTH: usize = 64;

/// A parsed JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Any number
    Number(f64),
    /// A string, with its escapes resolved
    Text(String),
    /// An array
    List(Vec<Json>),
    /// An object, in file order; of a repeated key the first one counts
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Parses a whole document; `None` when it is not JSON or nested too deeply.
    ///
    /// Trailing white space and the zero bytes some writers pad GLB chunks with are allowed.
    pub fn parse(text: &[u8]) -> Option<Json> {
        let mut reader = Reader { text, at: 0 };
        let value = reader.value(0)?;
        reader.skip_space();
        let rest = text.get(reader.at..)?;
        rest.iter().all(|&byte| byte == 0).then_some(value)
    }

    /// The member of an object by its key.
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The items of the array under `key`; empty when there is none.
    pub fn items(&self, key: &str) -> &[Json] {
        match self.get(key) {
            Some(Json::List(items)) => items,
            _ => &[],
        }
    }

    /// The number itself.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Json::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The number as an index or a count: whole, not below zero, at most `u32::MAX`.
    pub fn as_index(&self) -> Option<usize> {
        let number = self.as_number()?;
        let whole = number as u32;
        (f64::from(whole) == number).then_some(whole as usize)
    }

    /// The text itself.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The index under `key`: `Ok(None)` when the key is missing, an error when it is something else.
    pub fn index(&self, key: &str) -> Result<Option<usize>, NotAnIndex> {
        match self.get(key) {
            None => Ok(None),
            Some(value) => value.as_index().map(Some).ok_or(NotAnIndex),
        }
    }

    /// The number under `key`, or `fallback` when it is missing or no number.
    pub fn number_or(&self, key: &str, fallback: f64) -> f64 {
        self.get(key).and_then(Json::as_number).unwrap_or(fallback)
    }

    /// An array of exactly `N` numbers under `key`.
    pub fn numbers<const N: usize>(&self, key: &str) -> Option<[f32; N]> {
        let items = self.items(key);
        if items.len() != N {
            return None;
        }
        let mut numbers = [0.0; N];
        for (slot, item) in numbers.iter_mut().zip(items) {
            *slot = item.as_number()? as f32;
        }
        Some(numbers)
    }
}

/// A value stands where an index should, but is negative, broken, too large or no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnIndex;

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn accept(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.skip_space();
        match self.peek()? {
            b'{' => self.object(depth),
            b'[' => self.list(depth),
            b'"' => self.string().map(Json::Text),
            b't' => self.word(b"true", Json::Bool(true)),
            b'f' => self.word(b"false", Json::Bool(false)),
            b'n' => self.word(b"null", Json::Null),
            _ => self.number().map(Json::Number),
        }
    }

    fn word(&mut self, word: &[u8], value: Json) -> Option<Json> {
        let rest = self.text.get(self.at..)?;
        self.at += word.len();
        rest.starts_with(word).then_some(value)
    }

    fn list(&mut self, depth: usize) -> Option<Json> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.accept(b']') {
            return Some(Json::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip_space();
            match self.next()? {
                b',' => {}
                b']' => return Some(Json::List(items)),
                _ => return None,
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Json> {
        self.at += 1;
        let mut members = Vec::new();
        self.skip_space();
        if self.accept(b'}') {
            return Some(Json::Object(members));
        }
        loop {
            self.skip_space();
            let key = self.string()?;
            self.skip_space();
            if !self.accept(b':') {
                return None;
            }
            members.push((key, self.value(depth + 1)?));
            self.skip_space();
            match self.next()? {
                b',' => {}
                b'}' => return Some(Json::Object(members)),
                _ => return None,
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        if !self.accept(b'"') {
            return None;
        }
        let mut bytes = Vec::new();
        loop {
            match self.next()? {
                b'"' => return String::from_utf8(bytes).ok(),
                b'\\' => self.escape(&mut bytes)?,
                byte if byte < 0x20 => return None,
                byte => bytes.push(byte),
            }
        }
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) -> Option<()> {
        let plain = match self.next()? {
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            b'b' => 8,
            b'f' => 12,
            b'u' => {
                let symbol = self.unicode_escape()?;
                bytes.extend_from_slice(symbol.encode_utf8(&mut [0; 4]).as_bytes());
                return Some(());
            }
            byte @ (b'"' | b'\\' | b'/') => byte,
            _ => return None,
        };
        bytes.push(plain);
        Some(())
    }

    /// The symbol of `\uXXXX`, or of two of them where the first is half of a surrogate pair.
    fn unicode_escape(&mut self) -> Option<char> {
        let first = self.hex4()?;
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first);
        }
        if !(self.accept(b'\\') && self.accept(b'u')) {
            return None;
        }
        let second = self.hex4()?.checked_sub(0xDC00).filter(|&low| low < 0x400)?;
        char::from_u32(0x10000 + ((first - 0xD800) << 10) + second)
    }

    fn hex4(&mut self) -> Option<u32> {
        let mut value = 0;
        for _ in 0..4 {
            value = value * 16 + char::from(self.next()?).to_digit(16)?;
        }
        Some(value)
    }

    /// A number, exact for integers below 2^53 and within a few units in the last place otherwise:
    /// the correctly rounding parser of the standard library would be a fifth of this crate's size.
    fn number(&mut self) -> Option<f64> {
        let negative = self.accept(b'-');
        let mut value = 0.0;
        let mut digits = self.digits(&mut value);
        let mut exponent = 0;
        if self.accept(b'.') {
            let decimals = self.digits(&mut value);
            exponent = -i32::try_from(decimals).ok()?;
            digits = digits.min(decimals);
        }
        if digits == 0 {
            return None;
        }
        if self.accept(b'e') || self.accept(b'E') {
            exponent = exponent.checked_add(self.exponent()?)?;
        }
        let scaled = scale_by_power_of_ten(value, exponent);
        scaled.is_finite().then_some(if negative { -scaled } else { scaled })
    }

    /// Appends decimal digits to `value` and tells how many there were.
    fn digits(&mut self, value: &mut f64) -> usize {
        let start = self.at;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            *value = *value * 10.0 + f64::from(digit - b'0');
            self.at += 1;
        }
        self.at - start
    }

    fn exponent(&mut self) -> Option<i32> {
        let negative = self.accept(b'-');
        if !negative {
            self.accept(b'+');
        }
        let mut value = 0.0;
        if self.digits(&mut value) == 0 {
            return None;
        }
        let value = value.min(10_000.0) as i32;
        Some(if negative { -value } else { value })
    }
}

/// Divides for negative powers: powers of ten up to 22 are exact, their inverses are not.
fn scale_by_power_of_ten(value: f64, exponent: i32) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    if exponent < 0 { value / 10f64.powi(-exponent) } else { value * 10f64.powi(exponent) }
}

#[cfg(test)]
mod tests;
