//! To what a guideline applies, in words.

use super::Applies;

/// The conditions, each a sentence without its full stop, as Markdown; none means that it applies to everything.
pub fn conditions(applies: &Applies) -> Vec<String> {
    let mut said = Vec::new();
    on_projects(applies, &mut said);
    on_changes(applies, &mut said);
    if let Some(releases) = &applies.releases {
        said.push(match (&releases.from, &releases.until) {
            (Some(from), Some(until)) => format!("the release is {from} to {until}"),
            (Some(from), None) => format!("the release is {from} or later"),
            (None, Some(until)) => format!("the release is {until} or earlier"),
            (None, None) => return said,
        });
    }
    said.extend(applies.all.iter().flat_map(conditions));
    if !applies.any.is_empty() {
        said.push(applies.any.iter().map(phrase).collect::<Vec<_>>().join(", or "));
    }
    if let Some(not) = &applies.not {
        said.push(format!("it is not so that {}", phrase(not)));
    }
    said
}

fn phrase(applies: &Applies) -> String {
    conditions(applies).join(" and ")
}

fn on_projects(applies: &Applies, said: &mut Vec<String>) {
    if !applies.uses.is_empty() {
        said.push(format!("the project uses {}", either(&applies.uses)));
    }
    if !applies.lacks.is_empty() {
        said.push(format!("the project does not use {}", either(&applies.lacks)));
    }
    if !applies.kind.is_empty() {
        let kinds: Vec<_> = applies.kind.iter().map(|kind| kind.as_str()).collect();
        said.push(format!("the project is a {}", kinds.join(" or a ")));
    }
    for (fact, values) in &applies.facts {
        said.push(format!("its {fact} is {}", either(values)));
    }
    for (name, range) in &applies.versions {
        said.push(format!("it allows a version of `{name}` in `{range}`"));
    }
}

fn on_changes(applies: &Applies, said: &mut Vec<String>) {
    if let Some(paths) = &applies.paths {
        let mut words = match paths.include.as_slice() {
            [] => "the change touches any path".to_owned(),
            include => format!("the change touches {}", either(include)),
        };
        if !paths.exclude.is_empty() {
            words.push_str(&format!(", not counting {}", either(&paths.exclude)));
        }
        said.push(words);
    }
    if !applies.languages.is_empty() {
        said.push(format!("a touched file is written in {}", applies.languages.join(" or ")));
    }
    if !applies.imports.is_empty() {
        said.push(format!("touched code uses {}", either(&applies.imports)));
    }
    if !applies.calls.is_empty() {
        said.push(format!("touched code calls {}", either(&applies.calls)));
    }
    if !applies.dependencies.is_empty() {
        said.push(match &applies.dependencies[..] {
            [any] if any == "*" => "a requirement changes".to_owned(),
            names => format!("the requirement of {} changes", either(names)),
        });
    }
    if !applies.new_dependencies.is_empty() {
        said.push(match &applies.new_dependencies[..] {
            [any] if any == "*" => "a new requirement comes".to_owned(),
            names => format!("a requirement of {} comes", either(names)),
        });
    }
    if applies.at_import {
        said.push("a changed line runs when its module is imported".to_owned());
    }
    if let Some(pattern) = &applies.diff {
        said.push(format!("a changed line matches {}", code(pattern)));
    }
    if let Some(pattern) = &applies.code {
        said.push(format!("the code of a changed line matches {}", code(pattern)));
    }
    if let Some(pattern) = &applies.adds {
        said.push(format!("a new line matches {}", code(pattern)));
    }
    if let Some(pattern) = &applies.adds_code {
        said.push(format!("the code of a new line matches {}", code(pattern)));
    }
}

fn either(values: &[String]) -> String {
    values.iter().map(|value| code(value)).collect::<Vec<_>>().join(" or ")
}

/// Text as code, whatever backticks it holds.
fn code(text: &str) -> String {
    if !text.contains('`') {
        return ["`", text, "`"].concat();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(1 + longest);
    format!("{ticks} {text} {ticks}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_read_as_sentences() {
        let applies: Applies = serde_json::from_value(serde_json::json!({
            "uses": "eventlet",
            "kind": ["service", "tool"],
            "facts": {"concurrency": ["eventlet", "leaving"]},
            "versions": {"eventlet": "<0.20"},
            "paths": {"include": ["**/cmd/**"], "exclude": ["**/tests/**"]},
            "diff": "a|`b`",
            "releases": {"from": "kilo"},
            "any": [{"lacks": "oslo.db"}, {"imports": ["eventlet"], "languages": "python"}],
            "not": {"calls": ["eventlet.sleep"]},
        }))
        .expect("predicates");
        insta::assert_snapshot!(conditions(&applies).join("\n"));
    }
}
