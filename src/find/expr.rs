//! Expressions by their shape.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grammar::{At, Name, Resolve, Several, Template, Test, is_default};
use super::run::{
    BUILTINS, Candidate, Hit, Literals, Places, Scan, all, anchors_of_literals, any, fits_resolved,
    judge, word,
};
use crate::python::{Anchor, Anchors, Equivalents, Node, span_of};

/// An expression of a given shape, written as Python with holes: `self.assertTrue($A in $B)`.
///
/// Layout, quotes, parentheses and the order of keyword arguments do not matter; everything else must be as written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Given")]
pub struct Expr {
    /// The shape, or several.
    pub like: Several<Template>,
    /// How names in the shape are compared; as text unless said otherwise.
    #[serde(skip_serializing_if = "is_text")]
    pub resolve: Resolve,
    /// What the holes must be like, by name, without `$`.
    #[serde(rename = "where", skip_serializing_if = "BTreeMap::is_empty")]
    pub holes: BTreeMap<String, Test>,
    /// Which part of the code a finding points at.
    #[serde(skip_serializing_if = "is_default")]
    pub at: At,
}

/// An expression of a given shape, written as Python with holes: `self.assertTrue($A in $B)`.
///
/// Layout, quotes, parentheses and the order of keyword arguments do not matter; everything else must be as written.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename = "Expr")]
struct Given {
    /// The shape, or several.
    like: Several<Template>,
    /// How names in the shape are compared; as text unless said otherwise.
    #[serde(default = "text")]
    resolve: Resolve,
    /// What the holes must be like, by name, without `$`.
    #[serde(default, rename = "where")]
    holes: BTreeMap<String, Test>,
    /// Which part of the code a finding points at.
    #[serde(default)]
    at: At,
}

fn text() -> Resolve {
    Resolve::Text
}

fn is_text(resolve: &Resolve) -> bool {
    *resolve == Resolve::Text
}

impl TryFrom<Given> for Expr {
    type Error = String;

    fn try_from(given: Given) -> Result<Self, String> {
        let Given { like, resolve, holes, at } = given;
        for hole in holes.keys() {
            if let Some(template) =
                like.iter().find(|template| !template.holes().any(|known| known == hole))
            {
                return Err(format!(
                    "`where: {hole}`: the shape `{}` has no hole `${hole}`",
                    template.as_str()
                ));
            }
        }
        if let Some(all) = like
            .iter()
            .find(|template| template.as_str().starts_with('$') && !template.is_compound())
        {
            return Err(format!("`{}` is any expression: give it a shape", all.as_str()));
        }
        Ok(Self { like, resolve, holes, at })
    }
}

impl Places for Expr {
    fn places(&self, scan: &Scan) -> Vec<Hit> {
        scan.module.nodes().iter().filter_map(|node| self.place(node, scan)).collect()
    }

    fn literals(&self, _same_as: &Equivalents) -> Literals {
        any(self.like.iter().map(|shape| {
            let text = shape.without_holes();
            let words = text
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .filter(|word| !is_keyword(word) && !word.starts_with(|c: char| c.is_numeric()));
            let written = words.filter_map(word).filter(|word| word != BUILTINS);
            all(written.map(Literals::Identifier))
        }))
    }

    fn anchors(&self, same_as: &Equivalents) -> Anchors {
        let literals = self.literals(same_as);
        match self.resolve {
            Resolve::Text | Resolve::Method => anchors_of_literals(&literals),
            // A word may be written otherwise if something was given its meaning.
            Resolve::Import => literals.rarest().map_or(Anchors::Anywhere, |words| {
                let named = |segment| Anchor::Named { root: None, segment };
                Anchors::at(words.into_iter().map(named))
            }),
        }
    }

    fn names(&self) -> Vec<&Name> {
        self.holes.values().flat_map(Test::names).collect()
    }
}

fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "" | "in"
            | "is"
            | "not"
            | "and"
            | "or"
            | "if"
            | "else"
            | "for"
            | "None"
            | "True"
            | "False"
            | "lambda"
    )
}

impl Expr {
    fn place<'a>(&self, node: &Node<'a>, scan: &Scan<'_, 'a>) -> Option<Hit> {
        let fits = |shape: &Template| fits_resolved(shape, self.resolve, node.written(), scan);
        let binds = self.like.iter().filter(|shape| shape.may_be(node.expr)).find_map(fits)?;
        let passes = |(hole, test): (&String, &Test)| {
            binds
                .get(hole)
                .is_some_and(|found| judge(test, &Candidate::Given(*found), scan) == Some(true))
        };
        if scan.is_dead(node.site) || !self.holes.iter().all(passes) {
            return None;
        }
        let mut hit = Hit::of(node, self.at, scan.module);
        for (hole, found) in binds {
            let text = scan.module.text_of(found.expr);
            hit.capture(&hole, &text[..text.floor_char_boundary(200)]);
            hit.holes.insert(hole, span_of(found.expr));
        }
        Some(hit)
    }
}
