//! Answers and waivers: what they settle, and when the question is open again.

use proptest::prelude::*;

use super::Repo;

const SLEEPS: &str = "import time\n\ndef wait():\n    time.sleep(1)\n";

fn answered() -> Repo {
    let repo = Repo::new();
    repo.write("a.py", "A = 1\n").commit();
    repo.write("a.py", format!("A = 1\n{SLEEPS}")).commit();
    let run = repo.run(&[
        "answer",
        "rul102",
        "met",
        "--reason",
        "Seen: it has to.",
        "--by",
        "R",
        "--change",
        "HEAD^!",
    ]);
    assert_eq!(run.code, 0, "{}", run.err);
    repo
}

fn state(repo: &Repo, range: &str) -> String {
    repo.list(range).item("RUL102")["state"].as_str().expect("a state").to_owned()
}

#[test]
fn an_answer_settles_the_item_and_is_kept_beside_the_waivers() {
    let repo = answered();
    let text = repo.book.read("projects/answers/example.yaml");
    assert!(
        text.starts_with(
            "project: example\nanswers:\n- guideline: RUL102\n  revision: 1\n  verdict: met\n"
        ),
        "{text}"
    );
    let list = repo.list("HEAD^!");
    assert_eq!(list.item("RUL102")["state"], "pass");
    assert_eq!(list.item("RUL102")["answer"]["by"], "R");
    repo.book.build();
}

#[test]
fn moved_lines_do_not_reopen_an_answer_and_other_code_does() {
    let repo = answered();
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    repo.write("a.py", format!("A = 1\n\n\nB = 2\n{SLEEPS}")).commit();
    assert_eq!(state(&repo, "HEAD^!"), "pass");
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    repo.write("a.py", format!("A = 1\n{}", SLEEPS.replace("(1)", "(9)"))).commit();
    assert_eq!(state(&repo, "HEAD^!"), "person");
}

#[test]
fn a_new_revision_reopens_an_answer_and_an_editorial_change_does_not() {
    let repo = answered();
    let path = "guidelines/logging/sleeping-workers.yaml";
    repo.book.replace(
        path,
        "text: First edition.}",
        "text: First edition.}\n- {revision: 1, date: 2026-11-24, kind: editorial, text: Words.}",
    );
    repo.book.replace(path, "why: Text.", "why: Other text.");
    assert_eq!(state(&repo, "HEAD^!"), "pass");
    repo.book.replace(path, "revision: 1\nchanges", "revision: 2\nchanges");
    repo.book.replace(
        path,
        "text: Words.}",
        "text: Words.}\n- {revision: 2, date: 2026-11-24, kind: stricter, text: Naps count.}",
    );
    let list = repo.list("HEAD^!");
    assert_eq!(list.item("RUL102")["state"], "person");
    assert!(
        list.item("RUL102")["notes"].to_string().contains("revision 2 now: Naps count."),
        "{}",
        list.item("RUL102")
    );
}

/// What happens to the rulebook and to the code after an answer.
#[derive(Debug, Clone)]
struct Later {
    revised: bool,
    editorial: bool,
    /// Lines that come above, as many.
    above: usize,
    /// Whether the function beside it, which the answer was not about, is another.
    beside: bool,
    renamed: bool,
    /// The function that the answer was about: other blanks, or other words.
    own: usize,
}

/// The function as it was, twice with other blanks alone, and with other words.
const OWN: [&str; 6] = [
    "def wait():\n    time.sleep(1)\n",
    "def wait():\n\n    time.sleep(1)\n",
    "def wait():\n        time.sleep(1)   \n",
    "def wait():\n    time.sleep(9)\n",
    "def wait():\n    time.sleep(1)\n    return 1\n",
    "def wait(long=True):\n    time.sleep(1)\n",
];
const SAME: usize = 3;

fn later() -> impl Strategy<Value = Later> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (flags, 0..4_usize, 0..OWN.len()).prop_map(
        |((revised, editorial, beside, renamed), above, own)| Later {
            revised: revised && own % 2 == 0,
            editorial,
            above,
            beside,
            renamed,
            own,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn an_answer_is_open_again_exactly_if_the_revision_or_its_own_code_is_another(later in later()) {
        let repo = answered();
        let guideline = "guidelines/logging/sleeping-workers.yaml";
        let note = |revision: u32, kind: &str| {
            let first = "text: First edition.}";
            let one = format!("{first}\n- {{revision: {revision}, date: 2026-11-24, kind: {kind}, text: Words.}}");
            repo.book.replace(guideline, first, &one);
        };
        if later.revised {
            note(2, "stricter");
            repo.book.replace(guideline, "revision: 1\nchanges", "revision: 2\nchanges");
        }
        if later.editorial {
            note(1, "editorial");
            repo.book.replace(guideline, "why: Text.", "why: Other text.");
        }
        repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
        let above = "# A line.\n".repeat(later.above);
        let beside = if later.beside { "def other():\n    return 2\n\n" } else { "" };
        let own = OWN[later.own];
        let file = if later.renamed { "b.py" } else { "a.py" };
        repo.write(file, format!("{above}A = 1\nimport time\n\n{beside}{own}")).commit();
        let is_open = state(&repo, "HEAD^!") == "person";
        prop_assert_eq!(is_open, later.revised || later.own >= SAME, "{:?}", later);
    }
}

#[test]
fn an_alias_carries_answers_over() {
    let repo = answered();
    let path = "guidelines/logging/sleeping-workers.yaml";
    repo.book.replace(path, "id: RUL102", "id: RUL103\naliases: [RUL102]");
    assert_eq!(repo.list("HEAD^!").item("RUL103")["state"], "pass");
}

#[test]
fn a_line_of_the_commit_message_answers_too() {
    let repo = Repo::new();
    repo.write("a.py", "A = 1\n").commit();
    repo.write("a.py", SLEEPS).commit();
    let run = repo
        .run(&["answer", "RUL102", "unmet", "--reason", "No.", "--change", "HEAD^!", "--footer"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(!repo.book.path("projects/answers").exists());
    repo.git(&["commit", "-q", "--amend", "-m", &format!("x\n\n{}", run.out)]);
    let list = repo.list("HEAD^!");
    assert_eq!((list.item("RUL102")["state"].as_str(), list.code), (Some("fail"), 1));
}

#[test]
fn what_cannot_be_answered_is_refused() {
    let repo = Repo::new();
    repo.write("a.py", "A = 1\n").commit();
    repo.write("a.py", "print(1)\n").commit();
    let refused =
        |id: &str| repo.run(&["answer", id, "met", "--reason", "x", "--change", "HEAD^!"]);
    assert!(refused("RUL101").err.contains("checks flag breaches of RUL101 here"));
    assert!(refused("RUL102").err.contains("RUL102 is not on this list"));
    assert_eq!(refused("RUL999").code, 2);
}

#[test]
fn an_answer_about_what_is_not_there_is_a_problem_with_a_place() {
    let repo = Repo::new();
    repo.book.write("projects/answers/example.yaml", "project: example\nanswers:\n- guideline: RUL109\n  revision: 1\n  verdict: met\n  reason: x\n- guideline: RUL102\n  revision: 7\n  verdict: met\n  reason: x\n");
    let problems = repo.book.problems();
    assert!(problems.contains("there is no guideline `RUL109`"), "{problems}");
    assert!(problems.contains("RUL102 has no revision 7 yet"), "{problems}");
}

fn waive(repo: &Repo, more: &[&str]) -> crate::support::Run {
    let args = [
        "waive",
        "RUL101",
        "--project",
        "example",
        "--scope",
        "path=*.py",
        "--reason",
        "Old.",
        "--owner",
        "O",
        "--approver",
        "P",
    ];
    repo.book.run(&[&args[..], more].concat())
}

#[test]
fn a_waiver_is_written_and_waives_until_its_last_day() {
    let repo = Repo::new();
    repo.write("a.py", "A = 1\n").commit();
    repo.write("a.py", "print(1)\n").commit();
    let run = waive(&repo, &["--until", "2999-12-31"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(repo.book.read("projects/waivers/example.yaml").contains("until: 2999-12-31"));
    assert_eq!(repo.list("HEAD^!").item("RUL101")["findings"][0]["waived"], "Old.");
    repo.book.replace("projects/waivers/example.yaml", "2999-12-31", "2020-01-01");
    repo.book.replace("projects/waivers/example.yaml", "  created:", "  x-created:");
    let list = repo.list("HEAD^!");
    assert_eq!(list.item("RUL101")["state"], "fail", "it has run out");
    assert!(waive(&repo, &["--until", "2020-01-01"]).err.contains("is over"));
    assert!(
        waive(&repo, &["--until", "2999-01-01", "--scope", "line=3"]).err.contains("is no scope")
    );
}

#[test]
fn a_change_cannot_excuse_itself_in_a_comment() {
    let repo = Repo::new();
    repo.write("a.py", "A = 1\n").commit();
    repo.write("a.py", "print(1)  # rulebook: allow RUL101 until 2999-01-01: I say so\n").commit();
    let list = repo.list("HEAD^!");
    assert_eq!(list.item("RUL101")["state"], "person", "{:?}", list.told());
    assert!(list.item("RUL101")["notes"].to_string().contains("brings its own exception"));
}

#[test]
fn a_change_cannot_waive_itself_unless_its_approver_was_listed_before() {
    let repo = Repo::new();
    let file = "projects/waivers/example.yaml";
    repo.write("a.py", "A = 1\n")
        .write(file, "project: example\napprovers: [Q]\nwaivers: []\n")
        .commit();
    waive(&repo, &["--until", "2999-12-31"]);
    let own = repo.book.read(file);
    repo.write("a.py", "print(1)\n").write(file, &own).commit();
    assert_eq!(repo.list("HEAD^!").item("RUL101")["state"], "person");
    repo.book.replace(file, "approver: P", "approver: Q");
    repo.write(file, repo.book.read(file)).git(&["commit", "-q", "--amend", "-a", "-m", "x"]);
    let list = repo.list("HEAD^!");
    assert!(
        !list.item("RUL101")["notes"].to_string().contains("its own waiver"),
        "{}",
        list.item("RUL101")
    );
}

#[test]
fn a_waiver_is_told_of_before_it_ends() {
    let repo = Repo::new();
    repo.write("a.py", "print(1)\n").commit();
    let soon = jiff_today(10);
    waive(&repo, &["--until", &soon]);
    let run = repo.run(&["check"]);
    assert!(run.err.contains(&format!("the waiver of RUL101 ends with {soon}")), "{}", run.err);
}

/// The day that comes some days after today, as a date.
fn jiff_today(days: u64) -> String {
    let now = std::time::SystemTime::now() + std::time::Duration::from_secs(days * 86_400);
    let output = std::process::Command::new("date")
        .args(["-u", "+%F", "-d"])
        .arg(format!(
            "@{}",
            now.duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs()
        ))
        .output()
        .expect("date runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
