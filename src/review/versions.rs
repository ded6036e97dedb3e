//! Two versions of a rulebook: what changed in meaning, and whether its guidelines say so.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

mod meaning;

use super::blobs::Blobs;
use crate::check::git::{self, git};
use crate::load::{self, Files, Problem};
use crate::model::guideline::{Change, ChangeKind};
use crate::model::{Date, Guideline, Project, Rulebook};

/// What happened to one guideline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// Its id.
    pub id: String,
    /// Its title, in the newer version where it is there.
    pub title: String,
    /// What happened.
    pub kind: Kind,
    /// More of it, as sentences without full stops.
    pub details: Vec<String>,
    /// What is wrong with how it was changed, if something is.
    pub wrong: Option<String>,
}

/// What happened to a guideline, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It is gone, and its id with it.
    Vanished,
    /// It is new.
    New,
    /// More code breaks it.
    Stricter,
    /// It binds otherwise.
    Level,
    /// Less code breaks it.
    Looser,
    /// It no longer binds.
    Retired,
    /// It says more clearly what it meant.
    Clarified,
    /// Other checks look for breaches of it, or look for something else.
    Checks,
    /// Only words changed.
    Editorial,
}

impl Kind {
    /// The word that people read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vanished => "vanished",
            Self::New => "new",
            Self::Stricter => "stricter",
            Self::Level => "level",
            Self::Looser => "looser",
            Self::Retired => "retired",
            Self::Clarified => "clarified",
            Self::Checks => "checks",
            Self::Editorial => "editorial",
        }
    }
}

/// The rulebook in a folder as a commit has it, and what is wrong with it: an older version need not obey laws that
/// came later.
///
/// # Errors
/// If there is no such commit, or no rulebook in it.
pub fn at_commit(root: &Path, commit: &str) -> Result<(Rulebook, Vec<Problem>)> {
    if commit.is_empty() || commit.starts_with('-') {
        bail!("`{commit}` is no commit; write a range such as v1..v2");
    }
    let mut args = vec!["ls-tree", "-r", "-z", commit, "--"];
    args.extend(load::files::sources());
    let listed = git(root, &args).with_context(|| format!("there is no commit `{commit}` here"))?;
    let mut blobs = Blobs::open(root)?;
    let mut files = Vec::new();
    for line in listed.split(|byte| *byte == 0).filter(|line| !line.is_empty()) {
        // `mode blob hash<tab>path`, from the folder that was asked.
        let text = String::from_utf8_lossy(line).into_owned();
        let Some((head, path)) = text.split_once('\t') else { continue };
        let mut words = head.split(' ');
        if let (Some("100644" | "100755"), Some("blob"), Some(hash)) =
            (words.next(), words.next(), words.next())
            && let Some(bytes) = blobs.read(hash)
        {
            files.push((path.to_owned(), bytes));
        }
    }
    if !files.iter().any(|(path, _)| path == "book.toml") {
        bail!("{commit} has no rulebook in this folder");
    }
    Ok(load::attempt(Files::of(files)))
}

/// That a version has problems, as a sentence without its full stop; none if it has none.
pub fn flaws(commit: &str, problems: &[Problem]) -> Option<String> {
    let first = problems.first()?;
    let s = if problems.len() == 1 { "" } else { "s" };
    Some(format!(
        "the rulebook of {commit} has {} problem{s} for this version of the program, such as in {}: {}",
        problems.len(),
        first.path,
        first.what
    ))
}

/// The two ends of a range `A..B`; the newer is what is on disk where it is left out.
pub fn ends(range: &str) -> Result<(&str, &str)> {
    match range.split_once("..") {
        Some((from, to)) if !from.is_empty() && !to.starts_with('.') => Ok((from, to)),
        _ => bail!(
            "`{range}` is no range of two versions; write v1..v2, or v1.. for what is on disk"
        ),
    }
}

/// Everything that happened between two versions, the gravest first.
pub fn turns(old: &Rulebook, new: &Rulebook) -> Vec<Turn> {
    let mut turns = Vec::new();
    for before in &old.guidelines {
        turns.extend(match new.guideline(before.id.as_str()) {
            None => Some(Turn {
                id: before.id.to_string(),
                title: before.title.to_string(),
                kind: Kind::Vanished,
                details: Vec::new(),
                wrong: Some("the id is gone; keep the file with status retired, or put the id among another one's aliases".into()),
            }),
            Some(after) => turn(before, after, old, new),
        });
    }
    let comes = |after: &&Guideline| old.guideline(after.id.as_str()).is_none();
    turns.extend(new.guidelines.iter().filter(comes).map(|after| Turn {
        id: after.id.to_string(),
        title: after.title.to_string(),
        kind: Kind::New,
        details: Vec::new(),
        wrong: None,
    }));
    turns.sort_by(|a, b| {
        (a.wrong.is_none(), a.kind, &a.id).cmp(&(b.wrong.is_none(), b.kind, &b.id))
    });
    turns
}

fn turn(before: &Guideline, after: &Guideline, old: &Rulebook, new: &Rulebook) -> Option<Turn> {
    let mut details = Vec::new();
    if before.id != after.id {
        details.push(format!("{} is now an alias of {}", before.id, after.id));
    }
    if before.name != after.name {
        details.push(format!("it was called {}", before.name));
    }
    if before.level != after.level {
        details.push(format!("{} became {}", before.level.as_str(), after.level.as_str()));
    }
    if before.status != after.status {
        details.push(format!("{} became {}", before.status.as_str(), after.status.as_str()));
    }
    let parts = meaning::parts((old, before), (new, after));
    let checks = meaning::checks(before, after, old, new);
    let logged: Vec<_> = after
        .changes
        .iter()
        .filter(|change| change.revision > before.revision && change.kind.is_normative())
        .collect();
    // Whoever only rewords what is asked says so in the log, where reviewers of the rulebook see the claim.
    let reworded =
        |change: &&Change| change.kind == ChangeKind::Editorial && !before.changes.contains(change);
    let reworded: Vec<_> = after.changes.iter().filter(reworded).collect();
    let explained = !reworded.is_empty() && parts.iter().all(|part| part.is_prose());
    details.extend(
        logged
            .iter()
            .chain(&reworded)
            .map(|change| format!("{}: {}", change.kind.as_str(), change.text)),
    );
    details.extend(checks.clone());
    let differs = serde_json::to_value(before).ok() != serde_json::to_value(after).ok();
    let kind = match () {
        () if before.status.binds() && !after.status.binds() => Kind::Retired,
        () if before.level != after.level => Kind::Level,
        () if !logged.is_empty() => logged.iter().map(|change| of_log(change.kind)).min()?,
        () if !parts.is_empty() && !explained => Kind::Clarified,
        () if !checks.is_empty() => Kind::Checks,
        () if differs || !details.is_empty() => Kind::Editorial,
        () => return None,
    };
    let silent = !parts.is_empty() && !explained && after.revision <= before.revision;
    let wrong = (silent && before.id == after.id).then(|| {
        let names: Vec<_> = parts.iter().map(|part| part.as_str()).collect();
        let or = if parts.iter().all(|part| part.is_prose()) {
            ", or add an `editorial` entry there if it asks for the same in other words"
        } else {
            ""
        };
        format!(
            "its {} changed, and its revision did not; count it up and say what changed under `changes:`{or}",
            names.join(", ")
        )
    });
    Some(Turn { id: after.id.to_string(), title: after.title.to_string(), kind, details, wrong })
}

fn of_log(kind: ChangeKind) -> Kind {
    match kind {
        ChangeKind::New => Kind::New,
        ChangeKind::Stricter => Kind::Stricter,
        ChangeKind::Looser => Kind::Looser,
        ChangeKind::Retired => Kind::Retired,
        ChangeKind::Clarified => Kind::Clarified,
        ChangeKind::Editorial => Kind::Editorial,
    }
}

/// What is other for a project: which guidelines bind it now, no longer, or otherwise.
pub fn for_project(
    old: &Rulebook,
    new: &Rulebook,
    before: &Project,
    after: &Project,
) -> Vec<String> {
    let mut said = Vec::new();
    for guideline in &new.guidelines {
        let now = new.binding(after, guideline);
        let then = old.guideline(guideline.id.as_str()).map(|was| old.binding(before, was));
        let id = &guideline.id;
        match (then, now) {
            (Some(Ok(then)), Ok(now)) if then.level != now.level => {
                said.push(format!(
                    "{id} is {} for it, and was {}",
                    now.level.as_str(),
                    then.level.as_str()
                ));
            }
            (Some(Ok(_)), Err(why)) => said.push(format!("{id} no longer binds it: {why}")),
            (None | Some(Err(_)), Ok(now)) => {
                said.push(format!("{id} binds it now ({}): {}", now.level.as_str(), now.why))
            }
            _ => {}
        }
    }
    said
}

/// What checks of the newer version find in a tree and those of the older do not.
///
/// # Errors
/// If the tree cannot be checked.
pub fn newly_found(
    old: &Rulebook,
    new: &Rulebook,
    projects: (&Project, &Project),
    tree: &Path,
    today: Date,
) -> Result<Vec<crate::model::Finding>> {
    let run = |rulebook, project| {
        let paths = [tree.to_owned()];
        let request = crate::check::Request {
            paths: &paths,
            project: Some(project),
            diff: None,
            baseline: None,
            select: &[],
            threads: 0,
            today,
            rooted: false,
            memo: None,
        };
        crate::check::run(rulebook, &request)
    };
    let known = run(old, projects.0)?.report.findings;
    let known: std::collections::HashSet<_> =
        known.into_iter().map(|finding| finding.fingerprint).collect();
    let mut found = run(new, projects.1)?.report.findings;
    found.retain(|finding| !known.contains(&finding.fingerprint));
    Ok(found)
}

/// The folder's place in git, to tell early that it has none.
pub fn is_kept(root: &Path) -> bool {
    git::git(root, &["rev-parse", "--git-dir"]).is_ok()
}
