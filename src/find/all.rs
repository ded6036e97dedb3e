//! Putting kinds together.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::Name;
use super::run::{self, Context, Hit, Holds, Literals, Places, Scan, any};
use super::{Condition, Find, PathIs};
use crate::python::{Anchors, Equivalents};

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
    pub fn first(&self) -> &Condition {
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
        let Some(first) = items.iter().position(|item| item.finds_places()) else {
            return Err(
                "`all` has only conditions: one item must find places, such as `call` or `import`"
                    .into(),
            );
        };
        let all = Self { items, first };
        match all.unknown_capture() {
            Some(capture) => {
                Err(format!("`<{capture}>` has no meaning: no `path` of this `all` captures it"))
            }
            None => Ok(all),
        }
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
    /// Whether all alternatives find places, rather than being mere conditions.
    pub fn finds_places(&self) -> bool {
        self.0.iter().all(Condition::finds_places)
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

impl All {
    /// What a file's path must be: nothing is found if it is none of each.
    pub(super) fn paths<'a>(&'a self) -> Vec<&'a PathIs> {
        let of_item = |item: &'a Condition| match item {
            Condition::Path(wanted) => vec![wanted],
            Condition::All(all) => all.paths(),
            _ => Vec::new(),
        };
        self.items.iter().flat_map(of_item).collect()
    }

    /// Whether what is known of the project alone allows that anything is found.
    pub(super) fn fits(&self, context: &Context) -> bool {
        self.items.iter().all(|item| match item {
            Condition::Project(project) => project.fits(context.project.as_ref()),
            Condition::Requires(requires) => requires.fits(context),
            Condition::All(all) => all.fits(context),
            _ => true,
        })
    }

    /// The first capture that a name refers to although no path of this `all` gives it a meaning.
    fn unknown_capture(&self) -> Option<String> {
        let known = |capture: &str| {
            self.items.iter().any(|item| match item {
                Condition::Path(path) => path.capture_names().any(|name| name == capture),
                _ => false,
            })
        };
        let names = self.items.iter().flat_map(|item| item.as_item().names());
        names.flat_map(Name::captures).find(|capture| !known(capture)).map(str::to_owned)
    }
}

impl Places for All {
    fn places(&self, scan: &Scan) -> Vec<Hit> {
        let mut captures = std::collections::BTreeMap::new();
        for item in &self.items {
            if let Condition::Path(path) = item {
                match path.captures(&scan.context.path) {
                    Some(found) => captures.extend(found),
                    None => return Vec::new(),
                }
            }
        }
        let scan = scan.capturing(captures);
        let mut hits =
            self.items[self.first].as_places().map(|kind| kind.places(&scan)).unwrap_or_default();
        hits.retain_mut(|hit| {
            hit.captures.extend(scan.captures.clone());
            self.conditions().all(|condition| scan.holds(condition, hit))
        });
        hits
    }

    fn literals(&self, same_as: &Equivalents) -> Literals {
        run::all(self.items.iter().map(|item| item.as_item().literals(same_as)))
    }

    fn anchors(&self, same_as: &Equivalents) -> Anchors {
        self.items.iter().map(|item| item.as_item().anchors(same_as)).collect()
    }

    fn names(&self) -> Vec<&Name> {
        self.items.iter().flat_map(|item| item.as_item().names()).collect()
    }
}

// Each place once, as the first alternative finds it.
fn distinct(found: impl Iterator<Item = Hit>) -> Vec<Hit> {
    let mut seen = std::collections::HashSet::new();
    found.filter(|hit| seen.insert((hit.span.clone(), hit.report.clone()))).collect()
}

impl Places for Any<Find> {
    fn places(&self, scan: &Scan) -> Vec<Hit> {
        distinct(self.0.iter().flat_map(|find| scan.places(find)))
    }

    fn literals(&self, same_as: &Equivalents) -> Literals {
        any(self.0.iter().map(|find| find.kind().literals(same_as)))
    }

    fn anchors(&self, same_as: &Equivalents) -> Anchors {
        self.0.iter().map(|find| find.kind().anchors(same_as)).collect()
    }

    fn names(&self) -> Vec<&Name> {
        self.0.iter().flat_map(|find| find.kind().names()).collect()
    }
}

impl Places for Any<Condition> {
    fn places(&self, scan: &Scan) -> Vec<Hit> {
        distinct(self.0.iter().filter_map(Condition::as_places).flat_map(|kind| kind.places(scan)))
    }

    fn literals(&self, same_as: &Equivalents) -> Literals {
        Holds::literals(self, same_as)
    }

    fn anchors(&self, same_as: &Equivalents) -> Anchors {
        Holds::anchors(self, same_as)
    }

    fn names(&self) -> Vec<&Name> {
        Holds::names(self)
    }
}

impl Holds for Any<Condition> {
    fn holds(&self, hit: &mut Hit, scan: &Scan) -> bool {
        self.0.iter().any(|condition| scan.holds(condition, hit))
    }

    fn literals(&self, same_as: &Equivalents) -> Literals {
        any(self.0.iter().map(|condition| condition.as_item().literals(same_as)))
    }

    fn anchors(&self, same_as: &Equivalents) -> Anchors {
        self.0.iter().map(|condition| condition.as_item().anchors(same_as)).collect()
    }

    fn names(&self) -> Vec<&Name> {
        self.0.iter().flat_map(|condition| condition.as_item().names()).collect()
    }
}

/// A condition that must not hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Not(Box<Condition>);

impl Not {
    /// The condition.
    pub fn condition(&self) -> &Condition {
        &self.0
    }
}

impl Holds for Not {
    fn holds(&self, hit: &mut Hit, scan: &Scan) -> bool {
        !scan.holds(&self.0, &mut hit.clone())
    }

    fn anchors(&self, same_as: &Equivalents) -> Anchors {
        self.0.as_item().anchors(same_as)
    }

    fn names(&self) -> Vec<&Name> {
        self.0.as_item().names()
    }
}
