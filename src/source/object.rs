//! JSON objects of values that are at hand.

/// A JSON object that the values are moved into. `serde_json::json!` serialises each anew, with all that is below it, so
/// that building a tree from its leaves costs its depth.
macro_rules! object {
    ($($key:literal: $value:expr),+ $(,)?) => {{
        let mut map = ::serde_json::Map::with_capacity([$($key),+].len());
        $(map.insert($key.into(), ::serde_json::Value::from($value));)+
        ::serde_json::Value::Object(map)
    }};
}

pub(crate) use object;
