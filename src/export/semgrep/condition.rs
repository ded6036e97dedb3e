//! Conditions on a place.

use serde_json::{Value, json};

use super::{NESTED, OTHER_NAMES, drop_all, either};
use crate::export::losses::{AS_WRITTEN, Change, Losses, Seen};
use crate::find::{Condition, Glob, Inside, InsideFunction, PathIs};

/// The patterns of a condition; none where the rule would be of no use without it.
pub(super) fn patterns(
    condition: &Condition,
    paths: &mut Option<Value>,
    losses: &mut Losses,
) -> Option<Vec<Value>> {
    let nothing = Some(Vec::new());
    match condition {
        Condition::Path(path) => {
            *paths = Some(scope(path));
            nothing
        }
        Condition::Project(_) => {
            losses.any_project();
            nothing
        }
        Condition::Requires(_) => {
            losses.any_versions();
            nothing
        }
        Condition::Inside(inside) => match around(inside, losses) {
            Some(around) => Some(vec![either(
                around.into_iter().map(|one| vec![json!({"pattern-inside": one})]).collect(),
            )]),
            None => drop_all(losses, "semgrep does not tell what it has to stand in"),
        },
        Condition::Not(not) => match not.condition() {
            Condition::Inside(inside) => {
                let around = losses.except(not.condition(), |losses| around(inside, losses));
                if around.is_none() {
                    losses.add(
                        "places that are excepted because of what they stand in",
                        Change::WithoutNot("inside"),
                    );
                }
                let not = |one| json!({"pattern-not-inside": one});
                Some(around.into_iter().flatten().map(not).collect())
            }
            Condition::GuardedBy(_) => {
                losses.add(
                    "places that only run when a test on an environment variable says so",
                    Change::WithoutNot("guarded_by"),
                );
                nothing
            }
            _ => {
                losses.add(
                    "places with an exception that semgrep does not tell",
                    Change::WithoutNot(""),
                );
                nothing
            }
        },
        Condition::FileLacks(_) => {
            losses.add(
                "files that are left alone because of something else in them",
                Change::Without("file_lacks"),
            );
            nothing
        }
        Condition::FileHas(_) => {
            losses
                .add("files that lack what they have to have besides", Change::Without("file_has"));
            nothing
        }
        Condition::Any(_) => {
            losses.add("places that meet none of several conditions", Change::Without("any"));
            nothing
        }
        Condition::GuardedBy(_) | Condition::Before(_) | Condition::After(_) => {
            drop_all(losses, "semgrep does not tell what runs before what")
        }
        _ => drop_all(losses, "semgrep does not tell two sorts of places at once"),
    }
}

fn scope(path: &PathIs) -> Value {
    let globs =
        |globs: &mut dyn Iterator<Item = &Glob>| -> Vec<String> { globs.flat_map(glob).collect() };
    let mut scope = json!({});
    if !path.include.is_empty() {
        scope["include"] = json!(globs(&mut path.include.iter()));
    }
    if !path.exclude.is_empty() {
        scope["exclude"] = json!(globs(&mut path.exclude.iter()));
    }
    scope
}

/// A glob from the root; semgrep knows no alternatives, and every capture is any name.
fn glob(glob: &Glob) -> Vec<String> {
    let mut all = vec![glob.as_str().to_owned()];
    while let Some((at, (open, close))) =
        all.iter().enumerate().find_map(|(at, one)| Some((at, (one.find('{')?, one.find('}')?))))
    {
        let one = all.remove(at);
        let inner: Vec<_> = one[open + 1..close].split(',').map(str::to_owned).collect();
        all.extend(
            inner.into_iter().map(|word| format!("{}{word}{}", &one[..open], &one[close + 1..])),
        );
    }
    let captured = |one: String| {
        let mut out = String::new();
        let mut rest = one.as_str();
        while let Some((before, after)) = rest.split_once('<') {
            out.push_str(before);
            out.push('*');
            rest = after.split_once('>').map_or("", |(_, after)| after);
        }
        out + rest
    };
    all.into_iter()
        .map(captured)
        .map(|one| if one.starts_with("**/") { one } else { format!("/{one}") })
        .collect()
}

/// What a place stands in, as patterns of which one has to be around it.
fn around(inside: &Inside, losses: &mut Losses) -> Option<Vec<String>> {
    let function = "def $FN(...):\n    ...\n".to_owned();
    match inside {
        Inside::Main => Some(vec!["if __name__ == \"__main__\":\n    ...\n".into()]),
        Inside::Function(wanted) if *wanted == InsideFunction::default() => {
            losses
                .miss("decorators and defaults of functions, which run outside", Seen::InSignature);
            Some(vec![function])
        }
        Inside::Function(wanted) if wanted.decorator.is_empty() && wanted.is_async.is_none() => {
            // The name of a function is known only as a regular expression.
            let plain = wanted.name.as_ref().and_then(|name| {
                let name = name.as_str().strip_prefix('^')?.strip_suffix('$')?;
                name.chars().all(|c| c.is_alphanumeric() || c == '_').then(|| name.to_owned())
            });
            plain.map(|name| {
                losses.add(
                    "functions inside of such a function",
                    Change::Remove("function", "innermost"),
                );
                vec![format!("def {name}(...):\n    ...\n")]
            })
        }
        Inside::Class(wanted)
            if wanted.name.is_none() && wanted.base.iter().all(|base| base.exact().is_some()) =>
        {
            let bases = wanted.base.iter().filter_map(|base| base.exact());
            Some(bases.map(|base| format!("class $C(..., {base}, ...):\n    ...\n")).collect())
        }
        Inside::Arguments(names) => {
            let around = Seen::Around(names.clone(), Box::new(Seen::NoImport));
            losses.miss(OTHER_NAMES, around);
            losses.add(AS_WRITTEN, Change::AsWritten);
            let each = names.iter().map(|name| {
                let (name, deep) = (name.as_str(), name.as_str().strip_suffix(".**"));
                let before = deep.or_else(|| name.strip_suffix(".*")).unwrap_or(name);
                if before.contains(['*', '<']) {
                    return None;
                }
                if deep.is_some() {
                    losses.miss(NESTED, Change::Shallow);
                }
                let below: &[&str] = match (deep, before == name) {
                    (Some(_), _) => &["", ".$X", ".$X.$Y"],
                    (None, true) => &[""],
                    (None, false) => &[".$X"],
                };
                Some(below.iter().map(|below| format!("{before}{below}(...)")).collect::<Vec<_>>())
            });
            each.collect::<Option<Vec<_>>>().map(|all| all.concat())
        }
        Inside::Lambda => Some(vec!["lambda $...ARGS: ...".into()]),
        _ => None,
    }
}
