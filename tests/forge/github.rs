//! The second forge: the same plan as a review of a pull request.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use rulebook::forge::github;
use rulebook::forge::look::{Review, look, project_of};
use rulebook::forge::plan::{Known, Plan, plan};
use rulebook::model::State;
use rulebook::review::{Change, Source};
use serde_json::{Value, json};

use super::{BAD, GOOD, HELPER, job};

fn git(folder: &Path, arguments: &[&str]) {
    let own = ["-c", "user.name=rita", "-c", "user.email=rita@example.com"];
    let mut git = Command::new("git");
    let status = git.arg("-C").arg(folder).args(own).args(arguments).status();
    assert!(status.expect("git").success(), "{arguments:?}");
}

fn commit(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let place = folder.join(path);
        std::fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        std::fs::write(place, text).expect("a file");
    }
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "A change"]);
}

/// A repository whose last commit is a pull request that breaks two guidelines.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    git(folder.path(), &["init", "--quiet"]);
    commit(folder.path(), &[("nova/a.py", HELPER)]);
    let more = format!("{HELPER}\n\nsubprocess.check_output(\n    ['new'])\n");
    commit(folder.path(), &[("nova/cmd/__init__.py", BAD), ("nova/a.py", &more)]);
    folder
}

fn planned(folder: &Path, known: &Known) -> (Plan, Review) {
    let change = Change::read(folder, &Source::Range("HEAD^..HEAD")).expect("a change");
    let subject = github::subject(&change).expect("a commit");
    let job = job();
    let project = project_of(job.rulebook, Some("nova"), "").expect("a project");
    let review = look(job.rulebook, project, change, job.today).expect("a look");
    (plan(job.rulebook, &review, subject, known, &github::ABILITIES), review)
}

fn shown(folder: &Path, known: &Known) -> Value {
    let (plan, review) = planned(folder, known);
    serde_json::from_str(&github::shown(&plan, &review).expect("JSON")).expect("JSON")
}

/// What GitHub would list after a review was sent, and somebody replied.
fn listed(review: &Value, reply: Option<(&str, &str)>) -> String {
    let by = |login: &str| json!({"login": login});
    let remarks = review["comments"].as_array().expect("remarks").iter().map(|one| {
        json!({"id": 2, "user": by("bot"), "path": one["path"], "body": one["body"], "created_at": "2026-01-01T00:00:01Z"})
    });
    let remarks: Vec<Value> = remarks.collect();
    let own = json!([{"id": 1, "user": by("bot"), "body": review["body"], "commit_id": review["commit_id"],
        "submitted_at": "2026-01-01T00:00:01Z"}]);
    let reply = reply.map(|(who, text)| {
        json!({"id": 3, "user": by(who), "body": text, "created_at": "2026-01-01T00:00:02Z"})
    });
    format!("{own}{}{}", Value::from(remarks), Value::from_iter(reply))
}

#[test]
fn a_review_of_a_pull_request_names_lines_of_the_new_side_that_were_added() {
    let folder = repository();
    let review = shown(folder.path(), &Known::default());
    assert_eq!(review["event"], "COMMENT");
    assert_eq!(review["commit_id"].as_str().map(str::len), Some(40));
    let places = review["comments"].as_array().expect("remarks").iter().map(|one| {
        assert_eq!(one["side"], "RIGHT");
        format!("{}:{}-{}", one["path"].as_str().expect("a path"), one["start_line"], one["line"])
    });
    let places: Vec<_> = places.collect();
    assert!(places.contains(&"nova/cmd/__init__.py:null-2".to_owned()), "{places:?}");
    assert!(places.contains(&"nova/a.py:5-6".to_owned()), "{places:?}");
    assert!(!places.iter().any(|place| place.ends_with("a.py:null-2")), "old code: {places:?}");
    let body = review["body"].as_str().expect("a summary");
    assert!(body.contains("commit ") && body.contains("EVT103"), "{body}");
}

#[test]
fn a_server_is_told_what_the_checklist_of_the_same_change_leaves_to_people() {
    let folder = repository();
    let read = || Change::read(folder.path(), &Source::Range("HEAD^..HEAD")).expect("a change");
    let job = job();
    let project = project_of(job.rulebook, Some("nova"), "").expect("a project");
    let review = rulebook::review::Review::new(job.rulebook, Some(project), read(), job.today);
    let review = review.expect("a review");
    let checklist = review.checklist().expect("a checklist");
    let waits = |state| matches!(state, State::Fail | State::Person | State::Waived);
    let own = checklist.items.iter().filter(|item| waits(item.state));
    let own: BTreeMap<&str, _> = own
        .map(|item| {
            let asked = item.questions.iter().map(|question| question.ask.to_string());
            let asked: Vec<String> = asked.chain(item.notes.iter().cloned()).collect();
            (item.guideline.id.as_str(), (item.state, asked))
        })
        .collect();
    assert!(own.len() >= 2 && own.len() < checklist.items.len(), "{own:?}");
    let looked = look(job.rulebook, project, read(), job.today).expect("a look");
    let told = looked.items.iter();
    let told: BTreeMap<&str, _> =
        told.map(|item| (item.id.as_str(), (item.state, item.questions.clone()))).collect();
    assert_eq!(told, own);
}

#[test]
fn what_stands_on_a_pull_request_is_not_said_again_whoever_says_that_it_is_ours() {
    let folder = repository();
    let review = shown(folder.path(), &Known::default());
    let comments = || github::comments(&listed(&review, None)).expect("lists");
    assert!(planned(folder.path(), &github::known(comments(), "bot", "rita")).0.said);
    let others = github::known(comments(), "another-bot", "rita");
    assert!(!planned(folder.path(), &others).0.said, "somebody else's remarks are not ours");
    commit(folder.path(), &[("nova/cmd/__init__.py", GOOD)]);
    let (next, _) = planned(folder.path(), &github::known(comments(), "bot", "rita"));
    assert!(next.replies.is_empty() && next.summary.is_some(), "nothing there waits for its end");
}

#[test]
fn people_answer_on_a_pull_request_but_its_author_waives_no_must() {
    let folder = repository();
    let review = shown(folder.path(), &Known::default());
    let state = |who: &str| {
        let lists = listed(&review, Some((who, "rulebook: na EVT103 a tool, not a service")));
        let known = github::known(github::comments(&lists).expect("lists"), "bot", "rita");
        let items = planned(folder.path(), &known).0.items;
        items.into_iter().find(|(entry, _)| entry.id.as_str() == "EVT103").expect("an item").1
    };
    assert_eq!(state("rita"), State::Fail);
    assert_ne!(state("rolf"), State::Fail);
}

#[test]
fn what_is_no_list_of_comments_and_what_is_no_commit_is_told() {
    let error = github::comments("{\"message\": \"Not Found\"}").expect_err("no list");
    assert!(error.to_string().contains("no list of reviews or comments"), "{error}");
    let folder = repository();
    std::fs::write(folder.path().join("nova/a.py"), "x = 1\n").expect("a file");
    let change = Change::read(folder.path(), &Source::Range("HEAD")).expect("a change");
    let error = github::subject(&change).expect_err("it ends on disk");
    assert!(error.to_string().contains("origin/main...HEAD"), "{error}");
}
