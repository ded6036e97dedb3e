//! A change on a review server, and everything that goes wrong there. `tests/gerrit/` has the real server.

#[path = "forge/fake.rs"]
mod fake;
#[path = "forge/faults.rs"]
mod faults;
#[path = "forge/github.rs"]
mod github;
#[path = "forge/watching.rs"]
mod watching;

use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

use rulebook::forge::gerrit::{As, Gerrit, Job, Outcome, Prepared, Source};
use rulebook::forge::{Client, Credentials, Options};
use rulebook::load::{Origin, load};
use rulebook::model::{Date, Rulebook};

use fake::Fake;

/// Breaks EVT103, a must, on its last line.
pub(crate) const BAD: &str = "import eventlet\neventlet.monkey_patch(thread=False)\n";
/// Mends it.
pub(crate) const GOOD: &str = "import eventlet\neventlet.monkey_patch()\n";
/// Breaks EVT202 once, and nothing else.
pub(crate) const HELPER: &str = "import subprocess\nsubprocess.check_output(['a'])\n";

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    load(&Origin::Folder(root)).expect("a rulebook without problems")
});

pub(crate) fn job() -> Job<'static> {
    Job {
        rulebook: &BOOK,
        project: None,
        source: Source::Rest,
        label: None,
        fixes: false,
        turns: None,
        today: Date("2026-11-23".parse().expect("a day")),
    }
}

pub(crate) fn options() -> Options {
    Options {
        timeout: Duration::from_millis(700),
        tries: 3,
        pause: Duration::from_millis(1),
        ..Options::default()
    }
}

/// The server as somebody sees it.
pub(crate) fn gerrit(fake: &Fake, who: Option<&str>) -> Gerrit {
    let credentials = who.map(|who| Credentials::new(who, "secret"));
    let client = Client::new(&fake.url, credentials.as_ref(), options()).expect("a client");
    Gerrit::new(client).expect("a server")
}

pub(crate) fn post(fake: &Fake, number: u64) -> anyhow::Result<Outcome> {
    gerrit(fake, Some("bot"))
        .post(&job(), &number.to_string(), As::Review)
        .map(|(_, outcome)| outcome)
}

pub(crate) fn prepare(fake: &Fake, number: u64) -> anyhow::Result<Prepared> {
    gerrit(fake, Some("bot")).prepare(&job(), &number.to_string())
}

/// What a failure says.
pub(crate) fn said<T>(result: anyhow::Result<T>, fake: &Fake) -> String {
    let error = result.err().expect("a failure");
    format!("{error:#}").replace(&fake.url, "SERVER")
}
