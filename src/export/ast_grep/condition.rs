//! Conditions on a place.

use serde_json::{Value, json};

use super::names::joined;
use super::{Translation, drop_all, place};
use crate::export::losses::{AS_WRITTEN, Change, Losses, Seen, as_condition};
use crate::find::{Condition, Glob, Inside};
use crate::source::object::object;

/// The rule of a condition, if it needs one; none where the rule would be of no use without it.
pub(super) fn rule(
    condition: &Condition,
    whole: &mut Translation,
    losses: &mut Losses,
) -> Option<Option<Value>> {
    match condition {
        Condition::Path(path) => {
            whole.files.extend(path.include.iter().map(|glob| plain(glob, losses)));
            whole.ignores.extend(
                path.exclude
                    .iter()
                    .map(|glob| losses.except(condition, |losses| plain(glob, losses))),
            );
            Some(None)
        }
        Condition::Project(_) => {
            losses.any_project();
            Some(None)
        }
        Condition::Requires(_) => {
            losses.any_versions();
            Some(None)
        }
        Condition::Inside(inside) => match around(inside, losses) {
            Some(around) => Some(Some(object! {"inside": around})),
            None => drop_all(losses, "its rules do not tell what it has to stand in"),
        },
        Condition::Not(not) => match not.condition() {
            Condition::Inside(inside) => {
                match losses.except(not.condition(), |losses| around(inside, losses)) {
                    Some(around) => Some(Some(object! {"not": object! {"inside": around}})),
                    None => added(
                        losses,
                        "places that are excepted because of what they stand in",
                        Change::WithoutNot("inside"),
                    ),
                }
            }
            Condition::GuardedBy(_) => added(
                losses,
                "places that only run when a test on an environment variable says so",
                Change::WithoutNot("guarded_by"),
            ),
            _ => added(
                losses,
                "places with an exception that its rules do not tell",
                Change::WithoutNot(""),
            ),
        },
        Condition::FileHas(has) => {
            let what = as_condition(has.find());
            let found = losses.besides(has.find(), |losses| place(&what, whole, losses))?;
            Some(Some(in_file(found)))
        }
        Condition::FileLacks(lacks) => {
            let mut other = Losses::default();
            // What cannot be told excepts nothing.
            match place(&as_condition(lacks.find()), whole, &mut other) {
                Some(found) => {
                    let what = as_condition(lacks.find());
                    losses.except(&what, |losses| place(&what, whole, losses));
                    Some(Some(object! {"not": in_file(found)}))
                }
                None => added(
                    losses,
                    "files that are left alone because of something else in them",
                    Change::Without("file_lacks"),
                ),
            }
        }
        Condition::Any(_) => {
            added(losses, "places that meet none of several conditions", Change::Without("any"))
        }
        Condition::GuardedBy(_) | Condition::Before(_) | Condition::After(_) => {
            drop_all(losses, "its rules do not tell what runs before what")
        }
        _ => drop_all(losses, "its rules do not tell two sorts of places at once"),
    }
}

fn added(losses: &mut Losses, what: &str, change: Change) -> Option<Option<Value>> {
    losses.add(what, change);
    Some(None)
}

fn in_file(mut found: Value) -> Value {
    found["stopBy"] = json!("end");
    object! {"inside": object! {"kind": "module", "stopBy": "end", "has": found}}
}

/// A glob whose `*` crosses folders, which ours does not; a capture is any name.
fn plain(glob: &Glob, losses: &mut Losses) -> String {
    let lone =
        glob.as_str().split('/').rev().skip(1).any(|part| part.contains('*') && part != "**");
    if lone {
        losses.add("files in deeper folders than the paths that are meant", Change::DeepPaths);
    }
    let mut out = String::new();
    let mut rest = glob.as_str();
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        out.push('*');
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    out + rest
}

/// What a place stands in.
fn around(inside: &Inside, losses: &mut Losses) -> Option<Value> {
    match inside {
        Inside::Main => Some(json!({
            "kind": "if_statement", "stopBy": "end",
            "has": {"field": "condition", "regex": "^__name__\\s*==\\s*[\"']__main__[\"']$"},
        })),
        Inside::Function(wanted) if wanted.decorator.is_empty() && wanted.is_async.is_none() => {
            losses
                .add("decorators and defaults of functions, which run outside", Seen::InSignature);
            let stop = match wanted.innermost {
                true => json!({"kind": "function_definition"}),
                false => json!("end"),
            };
            let mut rule = json!({"kind": "function_definition", "stopBy": stop});
            if let Some(name) = &wanted.name {
                rule["has"] = json!({"field": "name", "regex": name.as_str()});
            }
            Some(rule)
        }
        Inside::Class(wanted) if wanted.name.is_none() => {
            losses
                .add("classes that derive from another class of the same name", Change::AnyModule);
            let names: Vec<_> =
                wanted.base.iter().filter_map(|base| base.as_str().rsplit('.').next()).collect();
            Some(json!({
                "kind": "class_definition", "stopBy": "end",
                "has": {"field": "superclasses", "regex": format!("\\b(?:{})\\b", names.join("|"))},
            }))
        }
        Inside::Arguments(names) => {
            let each: Vec<_> = names
                .iter()
                .map(|name| joined(&name.as_str().split('.').collect::<Vec<_>>()))
                .collect();
            // The last parts are enough: what is imported from where is not asked.
            let last: Vec<_> =
                names.iter().filter_map(|name| name.exact()?.rsplit('.').next()).collect();
            let all = [each, last.into_iter().map(str::to_owned).collect()].concat();
            let regex = format!("^(?:[\\w.]+\\.)?(?:{})$", all.join("|"));
            let unlike = Seen::WrittenUnlike(regex.clone());
            losses.miss(
                "functions under another name",
                Seen::Around(names.clone(), Box::new(unlike)),
            );
            losses.add(AS_WRITTEN, Change::AsWritten);
            Some(json!({
                "kind": "call", "stopBy": "end",
                "has": {"field": "function", "regex": regex},
            }))
        }
        Inside::Lambda => Some(json!({"kind": "lambda", "stopBy": "end"})),
        _ => None,
    }
}
