//! Names, as they may be written.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{any, drop_all};
use crate::export::losses::{AS_WRITTEN, Change, Losses, Seen};
use crate::find::{Name, Several};
use crate::source::object::object;

/// What ast-grep does not know of names: it compares them as they are written.
pub(super) const NAMES: &str = "names under an alias, or given by assignment, `getattr`, `functools.partial`, relative, dynamic or star imports";

/// A name as it may be written, and whether an import has to say what its first part is.
pub(super) struct Spelling {
    regex: String,
    import: Option<String>,
    /// Whether it can be any name that the import has. All identifiers of a file are then compared, and to walk through
    /// the whole file for each takes minutes: only imports at the top of the file are looked at.
    any: bool,
    /// Whether it is also what stands before a dot of a longer name that is one of these.
    deep: bool,
}

/// The spellings of names: whole, or from the part on that an import names.
pub(super) fn spellings(names: &Several<Name>, losses: &mut Losses) -> Option<Vec<Spelling>> {
    losses.add(AS_WRITTEN, Change::AsWritten);
    let mut found = Vec::new();
    for name in names.iter() {
        if name.as_str().contains('<') {
            return drop_all(losses, "its names depend on the path");
        }
        let segments: Vec<_> = name.as_str().split('.').collect();
        let deep = segments.last() == Some(&"**");
        found.push(Spelling { regex: joined(&segments), import: None, any: false, deep });
        for at in 1..segments.len() {
            if segments[at] == "**" {
                losses.miss(
                    "names that are imported from modules of which everything counts",
                    Seen::TakenFrom(segments[..at].join(".")),
                );
                continue;
            }
            let module = joined(&segments[..at]);
            let member = segments[at].replace('*', "\\w*");
            let import = format!("^from\\s+{module}\\s+import\\b[\\s\\S]*\\b{member}\\b");
            let any = segments[at..] == ["*"];
            let import = if any { format!("^from\\s+{module}\\s+import\\b") } else { import };
            if any {
                losses.miss(
                    "names of modules of which any name counts, where they are imported in functions or blocks",
                    Seen::ImportedInside,
                );
            }
            found.push(Spelling {
                regex: joined(&segments[at..]),
                import: Some(import),
                any,
                deep,
            });
        }
    }
    Some(found)
}

pub(super) fn joined(segments: &[&str]) -> String {
    let mut out = String::new();
    for (at, segment) in segments.iter().enumerate() {
        match *segment {
            "**" if at == 0 => out.push_str("(?:\\w+\\.)*\\w+"),
            "**" => out.push_str("(?:\\s*\\.\\s*\\w+)*"),
            segment => {
                out.push_str(if at > 0 { "\\s*\\.\\s*" } else { "" });
                out.push_str(&segment.replace('*', "\\w*"));
            }
        }
    }
    out
}

/// The same as `named` for names that are no calls, each found once.
pub(super) fn used(spellings: Vec<Spelling>) -> Value {
    let (deep, plain): (Vec<_>, Vec<_>) = spellings.into_iter().partition(|one| one.deep);
    let mut each = Vec::new();
    if !plain.is_empty() {
        each.push(named(&plain, None));
    }
    if !deep.is_empty() {
        let longer = json!({"not": {"inside": {"kind": "attribute", "field": "object"}}});
        each.push(object! {"all": vec![named(&deep, None), longer]});
    }
    any(each)
}

/// A node that is written as one of these names; `field` is the part of the node that has the name.
pub(super) fn named(spellings: &[Spelling], field: Option<&str>) -> Value {
    let own = |regex: &str| {
        let regex = format!("^(?:{regex})$");
        match field {
            Some(field) => object! {"has": object! {"field": field, "regex": regex}},
            None => object! {"regex": regex},
        }
    };
    let whole: Vec<_> =
        spellings.iter().filter(|one| one.import.is_none()).map(|one| one.regex.as_str()).collect();
    let mut all = vec![own(&whole.join("|"))];
    // Those of one spelling are asked for together: each question is a walk through the file.
    let mut imports: BTreeMap<(&str, bool), Vec<&str>> = BTreeMap::new();
    for one in spellings {
        if let Some(import) = &one.import {
            imports.entry((&one.regex, one.any)).or_default().push(import);
        }
    }
    for ((regex, is_any), imports) in imports {
        let imports = imports.join("|");
        let from = |import: Value| object! {"inside": object! {"kind": "module", "stopBy": "end", "has": import}};
        all.push(if is_any {
            let same = json!({"pattern": "$NAME"});
            let own = field.map_or(same.clone(), |field| json!({"has": {"field": field, "pattern": "$NAME"}}));
            // A part of the module's name is none of those that are imported from it.
            let module = json!({"inside": {"kind": "import_from_statement", "field": "module_name", "stopBy": "end"}});
            let names = json!({"stopBy": "end", "kind": "identifier", "pattern": "$NAME", "not": module});
            object! {"all": vec![own, from(object! {"kind": "import_from_statement", "regex": imports, "has": names})]}
        } else {
            let statement = object! {"kind": "import_from_statement", "stopBy": "end", "regex": imports};
            object! {"all": vec![own(regex), from(statement)]}
        });
    }
    any(all)
}
