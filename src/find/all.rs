//! Putting kinds together.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Condition, Find};

/// All of these hold: the first item that finds places gives them, every other item is a condition on each place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Vec<Condition>", into = "Vec<Condition>")]
pub struct All {
    items: Vec<Condition>,
    first: usize,
}

/// At least one of these.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(
    try_from = "Vec<T>",
    into = "Vec<T>",
    bound(serialize = "T: Serialize + Clone", deserialize = "T: Deserialize<'de>")
)]
#[schemars(rename = "AnyOf{T}")]
pub struct Any<T>(Vec<T>);

impl All {
    /// All items, as they were written.
    pub fn items(&self) -> &[Condition] {
        &self.items
    }

    /// The item that gives the places.
    pub fn places(&self) -> &Condition {
        &self.items[self.first]
    }

    /// The items that are conditions on a place.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let first = self.first;
        self.items.iter().enumerate().filter(move |(at, _)| *at != first).map(|(_, item)| item)
    }
}

impl TryFrom<Vec<Condition>> for All {
    type Error = String;

    fn try_from(items: Vec<Condition>) -> Result<Self, String> {
        if items.is_empty() {
            return Err("`all` has no items".into());
        }
        let Some(first) = items.iter().position(|item| item.as_find().is_some()) else {
            return Err(
                "`all` has only conditions: one item must find places, such as `call` or `import`"
                    .into(),
            );
        };
        Ok(Self { items, first })
    }
}

impl From<All> for Vec<Condition> {
    fn from(all: All) -> Self {
        all.items
    }
}

impl<T> Any<T> {
    /// The alternatives.
    pub fn items(&self) -> &[T] {
        &self.0
    }
}

impl Any<Condition> {
    /// The alternatives as ways to find places; none if one of them is a mere condition.
    pub fn as_find(&self) -> Option<Any<Find>> {
        self.0.iter().map(Condition::as_find).collect::<Option<Vec<_>>>().map(Any)
    }
}

impl<T> TryFrom<Vec<T>> for Any<T> {
    type Error = &'static str;

    fn try_from(items: Vec<T>) -> Result<Self, Self::Error> {
        if items.is_empty() { Err("`any` has no items") } else { Ok(Self(items)) }
    }
}

impl<T> From<Any<T>> for Vec<T> {
    fn from(any: Any<T>) -> Self {
        any.0
    }
}
