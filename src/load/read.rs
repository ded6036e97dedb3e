//! From a located tree to a typed value, or to every mistake in it.
//!
//! serde stops at the first mistake. Leaving its culprit out and reading again shows the next, so that one run tells
//! an author everything that is wrong with a file.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::mistake::{Kind, Mistake, suggest};
use super::problem::Problem;
use super::yaml::{Key, Node, Value};

/// More than this in one file is noise.
const MOST: usize = 50;

/// Reads a value from the text of a file, or says all that is wrong with it.
pub(super) fn read<T: DeserializeOwned + JsonSchema>(
    path: &str,
    text: &str,
) -> Result<T, Vec<Problem>> {
    let root = super::yaml::parse(text).map_err(|wrong| {
        vec![match wrong.place {
            Some(place) => Problem::at(path, text, place, wrong.what, wrong.next),
            None => Problem::of_file(path, wrong.what, wrong.next),
        }]
    })?;
    if root.value == Value::Null {
        let next = "write the file's keys, or remove it; `rulebook new NAME` shows what belongs into a guideline and a check";
        return Err(vec![Problem::of_file(path, "the file is empty", next)]);
    }
    let mut left_out = HashSet::new();
    let mut problems = Vec::new();
    loop {
        let mistake = match T::deserialize(Reader { node: &root, left_out: &left_out }) {
            Ok(value) if problems.is_empty() => return Ok(value),
            Ok(_) => return Err(problems),
            Err(mistake) => mistake,
        };
        let culprit = mistake.culprit.unwrap_or(&raw const root);
        let place = mistake.place.unwrap_or(root.place);
        let mut tell = |(what, next): (String, String)| {
            problems.push(Problem::at(path, text, place, what, next));
        };
        match &mistake.kind {
            Kind::Missing { key } => {
                missing::<T>(&root, culprit, key, &left_out)
                    .iter()
                    .map(Mistake::missing)
                    .for_each(tell);
            }
            _ if !follows_from(&mistake, culprit, &root, &left_out) => tell(mistake.words()),
            _ => {}
        }
        if culprit == &raw const root || problems.len() >= MOST || !left_out.insert(culprit) {
            return Err(problems);
        }
    }
}

/// All the keys that a map lacks, where serde names the first. A key that was left out, or that is there under a
/// misspelt name, has been told already.
fn missing<T: JsonSchema>(
    root: &Node,
    culprit: *const Node,
    first: &'static str,
    left_out: &HashSet<*const Node>,
) -> Vec<String> {
    let Some(Node { value: Value::Map(entries), .. }) = find(root, culprit) else {
        return vec![first.to_owned()];
    };
    let told = |key: &str| {
        entries.iter().any(|(there, node)| {
            let misspelt = left_out.contains(&std::ptr::from_ref(node))
                && suggest(&there.text, &[key]).is_some();
            there.text == key || misspelt
        })
    };
    required_with::<T>(first, entries).into_iter().filter(|key| !told(key)).collect()
}

/// The keys that the type of a map requires. serde does not say which type that is: of those that require the key it
/// named, the one that knows most of the map's other keys is meant.
fn required_with<T: JsonSchema>(first: &'static str, entries: &[(Key, Node)]) -> Vec<String> {
    let schema = schemars::schema_for!(T).to_value();
    let types = schema["$defs"].as_object().into_iter().flat_map(|types| types.values());
    let required = |kind: &serde_json::Value| -> Vec<String> {
        let keys = kind["required"].as_array().into_iter().flatten();
        keys.filter_map(|key| key.as_str().map(str::to_owned)).collect()
    };
    types
        .chain(std::iter::once(&schema))
        .filter(|kind| required(kind).iter().any(|key| key == first))
        .max_by_key(|kind| {
            entries.iter().filter(|(key, _)| kind["properties"].get(&key.text).is_some()).count()
        })
        .map_or_else(|| vec![first.to_owned()], required)
}

/// Whether a mistake only says that something which was left out is not there.
fn follows_from(
    mistake: &Mistake,
    culprit: *const Node,
    root: &Node,
    left_out: &HashSet<*const Node>,
) -> bool {
    let Some(node) = find(root, culprit) else { return false };
    matches!(mistake.kind, Kind::Other(_))
        && any_below(node, &|inner| left_out.contains(&std::ptr::from_ref(inner)))
}

fn find(node: &Node, wanted: *const Node) -> Option<&Node> {
    if std::ptr::eq(node, wanted) {
        return Some(node);
    }
    children(node).find_map(|child| find(child, wanted))
}

fn any_below(node: &Node, test: &dyn Fn(&Node) -> bool) -> bool {
    children(node).any(|child| test(child) || any_below(child, test))
}

fn children(node: &Node) -> Box<dyn Iterator<Item = &Node> + '_> {
    match &node.value {
        Value::List(nodes) => Box::new(nodes.iter()),
        Value::Map(entries) => Box::new(entries.iter().map(|(_, node)| node)),
        _ => Box::new(std::iter::empty()),
    }
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    node: &'a Node,
    left_out: &'a HashSet<*const Node>,
}

impl<'a> Reader<'a> {
    fn of(self, node: &'a Node) -> Self {
        Self { node, ..self }
    }

    fn entries(self, entries: &'a [(Key, Node)]) -> Entries<'a> {
        Entries { rest: entries.iter(), value: None, reader: self }
    }

    /// Keys that begin with `x-` are the author's own.
    fn counts(self, key: &Key, node: &'a Node) -> bool {
        !key.text.starts_with("x-") && !self.left_out.contains(&std::ptr::from_ref(node))
    }
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        let read = match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Integer(value) => visitor.visit_i64(*value),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::Text(value) => visitor.visit_str(value),
            Value::List(nodes) => visitor.visit_seq(Elements { rest: nodes.iter(), reader: self }),
            Value::Map(entries) => visitor.visit_map(self.entries(entries)),
        };
        read.map_err(|mistake: Mistake| mistake.at(self.node.place, self.node))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.node.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        visitor.visit_newtype_struct(self).map_err(|mistake| mistake.at(self.node.place, self.node))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        let read = match &self.node.value {
            Value::Text(word) => visitor.visit_enum(word.as_str().into_deserializer()),
            Value::Map(entries) => {
                let counted: Vec<_> =
                    entries.iter().filter(|(key, node)| self.counts(key, node)).collect();
                match counted[..] {
                    [(key, node)] => visitor.visit_enum(Tagged { key, reader: self.of(node) }),
                    _ => Err(Kind::Other(format!(
                        "exactly one key can stand here, and there are {}; keep one of {}",
                        counted.len(),
                        words.join(", ")
                    ))
                    .into()),
                }
            }
            _ => self.deserialize_any(visitor),
        };
        read.map_err(|mistake: Mistake| mistake.at(self.node.place, self.node))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier
    }
}

struct Elements<'a> {
    rest: std::slice::Iter<'a, Node>,
    reader: Reader<'a>,
}

impl<'de> SeqAccess<'de> for Elements<'de> {
    type Error = Mistake;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Mistake> {
        let left_out = self.reader.left_out;
        match self.rest.find(|node| !left_out.contains(&std::ptr::from_ref(*node))) {
            Some(node) => seed
                .deserialize(self.reader.of(node))
                .map(Some)
                .map_err(|mistake| mistake.at(node.place, node)),
            None => Ok(None),
        }
    }
}

struct Entries<'a> {
    rest: std::slice::Iter<'a, (Key, Node)>,
    value: Option<&'a Node>,
    reader: Reader<'a>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Mistake;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Mistake> {
        let reader = self.reader;
        let Some((key, node)) = self.rest.find(|(key, node)| reader.counts(key, node)) else {
            return Ok(None);
        };
        self.value = Some(node);
        seed.deserialize(StrDeserializer::new(&key.text))
            .map(Some)
            .map_err(|mistake: Mistake| mistake.at(key.place, node))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Mistake> {
        let node = self.value.take().ok_or_else(|| Kind::Other("a key has no value".into()))?;
        seed.deserialize(self.reader.of(node)).map_err(|mistake| mistake.at(node.place, node))
    }
}

struct Tagged<'a> {
    key: &'a Key,
    reader: Reader<'a>,
}

impl<'de> EnumAccess<'de> for Tagged<'de> {
    type Error = Mistake;
    type Variant = Reader<'de>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Self::Variant), Mistake> {
        let word = seed
            .deserialize(StrDeserializer::new(&self.key.text))
            .map_err(|mistake: Mistake| mistake.at(self.key.place, self.reader.node))?;
        Ok((word, self.reader))
    }
}

impl<'de> VariantAccess<'de> for Reader<'de> {
    type Error = Mistake;

    fn unit_variant(self) -> Result<(), Mistake> {
        match self.node.value {
            Value::Null => Ok(()),
            _ => Err(Mistake::from(Kind::Other(
                "this word takes no value; remove what follows the colon".into(),
            ))
            .at(self.node.place, self.node)),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Mistake> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        self.deserialize_any(visitor)
    }
}
