//! What a check looks for: the closed set of kinds, and how they are put together.
//!
//! A check's YAML deserializes straight into [`Find`], so a mistake in it has a place in the file. A new kind is one
//! file under `find/` and one line in the table below; the schema, the reader and the matcher follow from the table.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod after;
mod all;
mod assign;
mod call;
mod command;
mod def;
mod expr;
mod file;
mod fix;
mod found;
mod grammar;
mod guard;
mod import;
mod inside;
mod literal;
mod path;
mod project;
mod requires;
mod run;
mod startup;
mod text;
mod uses;

pub use after::{After, Before, Order, OrderScope};
pub use all::{All, Any, Not};
pub use assign::{Assign, AssignScope};
pub use call::{Arguments, Call, Choice, Count, Selector};
pub use command::{Command, Output};
pub use def::{Decorators, Def, DefKind, Docstring, Parameter, ParameterKind};
pub use expr::Expr;
pub use file::{FileHas, FileLacks};
pub use fix::{Change, Edit, Fix, Imported, Part, Replace, changed, dropped, newly_unused};
pub use found::Findable;
pub use grammar::{At, Constant, Glob, Name, Pattern, Resolve, Several, Template, Test, Type};
pub use guard::GuardedBy;
pub use import::{Alias, Class, Form, Import, ImportScope, Level, Presence};
pub use inside::{Inside, InsideClass, InsideFunction, InsideIf, InsideTry, InsideWith};
pub use literal::{Literal, LiteralKind};
pub use path::PathIs;
pub use project::{Project, ProjectKind};
pub use requires::{Requires, Versions};
pub use run::{Context, Facts, Literals, Match, Program, Search, Sign};
pub use startup::{Confidence, EntryKind, Startup, Verdict};
pub use text::{Text, TextOn};
pub use uses::{Role, Use};

use run::{Item, Places};

macro_rules! kinds {
    (
        places { $($(#[$place_doc:meta])* $place:ident($place_type:ty),)* }
        conditions { $($(#[$condition_doc:meta])* $condition:ident($condition_type:ty),)* }
    ) => {
        /// What a check looks for: exactly one of these keys. Each finds places in code.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case", deny_unknown_fields)]
        pub enum Find {
            $($(#[$place_doc])* $place($place_type),)*
            /// All of these hold: the first item that finds places gives them, every other item is a condition on
            /// each place.
            All(All),
            /// At least one of these finds the place.
            Any(Any<Find>),
        }

        /// One item of `all`: something that finds places, or a condition on a place.
        ///
        /// A kind that finds places, used as a condition, holds for a place that it would find itself.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case", deny_unknown_fields)]
        pub enum Condition {
            $($(#[$place_doc])* $place($place_type),)*
            /// All of these hold.
            All(All),
            /// At least one of these holds.
            Any(Any<Condition>),
            /// This does not hold.
            Not(Not),
            $($(#[$condition_doc])* $condition($condition_type),)*
        }

        impl Find {
            fn kind(&self) -> &dyn Places {
                match self {
                    $(Self::$place(kind) => kind,)*
                    Self::All(all) => all,
                    Self::Any(any) => any,
                }
            }
        }

        impl Condition {
            /// Whether this item finds places, rather than being a mere condition on places found otherwise.
            pub fn finds_places(&self) -> bool {
                self.as_places().is_some()
            }

            fn as_places(&self) -> Option<&dyn Places> {
                match self {
                    $(Self::$place(kind) => Some(kind),)*
                    Self::All(all) => Some(all),
                    Self::Any(any) if any.finds_places() => Some(any),
                    _ => None,
                }
            }

            fn as_item(&self) -> Item<'_> {
                match self {
                    $(Self::$place(kind) => Item::Place(kind),)*
                    Self::All(all) => Item::Place(all),
                    Self::Any(any) => Item::Condition(any),
                    Self::Not(not) => Item::Condition(not),
                    $(Self::$condition(condition) => Item::Condition(condition),)*
                }
            }
        }
    };
}

// THE TABLE OF KINDS
kinds! {
    places {
        /// A call of a named function, with what its arguments evaluate to.
        Call(Call),
        /// An import, in any of its forms.
        Import(Import),
        /// A reference to a name, called or not: attribute access, decorator, base class.
        Use(Use),
        /// A constant written in the code: a string, a number.
        Literal(Literal),
        /// An expression of a given shape, written as Python with holes.
        Expr(Expr),
        /// A definition of a function or class.
        Def(Def),
        /// An assignment to a name or attribute.
        Assign(Assign),
        /// Text that matches a regular expression: lines, comments, whole files.
        Text(Text),
        /// What is imported, over all modules, before a program's first call of a function.
        Startup(Startup),
        /// What an external program reports.
        Command(Command),
    }
    conditions {
        /// The place lies inside a block, function, class or another match.
        Inside(Inside),
        /// The place only runs when a test on an environment variable or name says so.
        GuardedBy(GuardedBy),
        /// The place comes before a match of something else.
        Before(Before),
        /// The place comes after a match of something else.
        After(After),
        /// The file has a match of something else.
        FileHas(FileHas),
        /// The file has no match of something else.
        FileLacks(FileLacks),
        /// The file's path, from the root of the repository.
        Path(PathIs),
        /// The versions that the project declares for its requirements.
        Requires(Requires),
        /// Facts recorded about the project.
        Project(Project),
    }
}
