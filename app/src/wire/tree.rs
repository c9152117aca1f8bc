//! A JSON value as a [`Deserializer`]: each kind of type is read from the one shape that `serde_json` writes for it.

use std::fmt;

use serde::Deserializer;
use serde::de::{self, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::{Map, Value};

/// A value about to be read.
pub(super) struct Tree(pub Value);

/// JSON that is not what was expected. Without details: on a page they would tell nobody anything, and the sentences
/// of each type would be a good part of the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the JSON is not what was expected")
    }
}

impl std::error::Error for Unreadable {}

impl de::Error for Unreadable {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self
    }
}

/// Methods that read a number through its widest type.
macro_rules! numbers {
    ($($method:ident $read:ident $visit:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.$visit(self.0.$read().ok_or(Unreadable)?)
        })*
    };
}

impl<'de> Deserializer<'de> for Tree {
    type Error = Unreadable;

    numbers! {
        deserialize_bool as_bool visit_bool
        deserialize_i8 as_i64 visit_i64
        deserialize_i16 as_i64 visit_i64
        deserialize_i32 as_i64 visit_i64
        deserialize_i64 as_i64 visit_i64
        deserialize_u8 as_u64 visit_u64
        deserialize_u16 as_u64 visit_u64
        deserialize_u32 as_u64 visit_u64
        deserialize_u64 as_u64 visit_u64
        deserialize_f32 as_f64 visit_f64
        deserialize_f64 as_f64 visit_f64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => visitor.visit_f64(number.as_f64().ok_or(Unreadable)?),
            },
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visitor.visit_seq(Items(items.into_iter())),
            Value::Object(fields) => visitor.visit_map(Fields::of(fields)),
        }
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_string(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_string(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.0.is_null() { visitor.visit_unit() } else { Err(Unreadable) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.items()?)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.items()?)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.items()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_map(self.fields()?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_map(self.fields()?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_enum(self.variant()?)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_str(&self.text()?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }
}

/// What does not depend on the type that is read, compiled once.
impl Tree {
    #[inline(never)]
    fn text(self) -> Result<String, Unreadable> {
        if let Value::String(text) = self.0 { Ok(text) } else { Err(Unreadable) }
    }

    #[inline(never)]
    fn items(self) -> Result<Items, Unreadable> {
        if let Value::Array(items) = self.0 { Ok(Items(items.into_iter())) } else { Err(Unreadable) }
    }

    #[inline(never)]
    fn fields(self) -> Result<Fields, Unreadable> {
        if let Value::Object(fields) = self.0 { Ok(Fields::of(fields)) } else { Err(Unreadable) }
    }

    /// `"name"`, or `{"name": content}`.
    #[inline(never)]
    fn variant(self) -> Result<Variant, Unreadable> {
        match self.0 {
            Value::String(name) => Ok(Variant { name, content: Self(Value::Null) }),
            Value::Object(fields) if fields.len() == 1 => {
                let (name, content) = fields.into_iter().next().ok_or(Unreadable)?;
                Ok(Variant { name, content: Self(content) })
            }
            _ => Err(Unreadable),
        }
    }
}

/// What is left of an array.
struct Items(std::vec::IntoIter<Value>);

impl Items {
    #[inline(never)]
    fn next(&mut self) -> Option<Tree> {
        self.0.next().map(Tree)
    }
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        match self.next() {
            Some(item) => seed.deserialize(item).map(Some),
            None => Ok(None),
        }
    }
}

/// What is left of an object, and the value of the field that was named last.
struct Fields {
    left: serde_json::map::IntoIter,
    value: Value,
}

impl Fields {
    fn of(fields: Map<String, Value>) -> Self {
        Self { left: fields.into_iter(), value: Value::Null }
    }

    #[inline(never)]
    fn next_name(&mut self) -> Option<Tree> {
        let (name, value) = self.left.next()?;
        self.value = value;
        Some(Tree(Value::String(name)))
    }

    #[inline(never)]
    fn take_value(&mut self) -> Tree {
        Tree(self.value.take())
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        match self.next_name() {
            Some(name) => seed.deserialize(name).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        seed.deserialize(self.take_value())
    }
}

/// A case of an enum.
struct Variant {
    name: String,
    content: Tree,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Unreadable;
    type Variant = Tree;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Tree), Unreadable> {
        Ok((seed.deserialize(Tree(Value::String(self.name)))?, self.content))
    }
}

impl<'de> VariantAccess<'de> for Tree {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        if self.0.is_null() { Ok(()) } else { Err(Unreadable) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Unreadable> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.items()?)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_map(self.fields()?)
    }
}
