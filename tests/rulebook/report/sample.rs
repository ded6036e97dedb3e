//! A small report with one finding of each standing, and a rulebook to go with it.

use rulebook::model::finding::{Finding, NotRun, Reason, ReasonKind, Report, Step};
use rulebook::model::{Guideline, Id, Level, Name, Rulebook, Standing};
use rulebook::report::{View, reporter};
use rulebook::source::Place;
use serde_json::json;

/// The one file that the findings are about.
pub(crate) const SOURCE: &str = "\
import threading
from nova import utils

def patch(debug):
\t名 = 1; utils.monkey_patch(thread=not debug)

LOCK = threading.Lock()
utils.spawn(
    LOCK.acquire,
)
";

pub(crate) fn id(text: &str) -> Id {
    text.parse().expect("an id")
}

pub(crate) fn name(text: &str) -> Name {
    text.parse().expect("a name")
}

/// A rulebook of one guideline, EVT103.
pub(crate) fn rulebook(url: Option<&str>) -> Rulebook {
    let mut guideline: Guideline = serde_json::from_value(json!({
        "id": "EVT103",
        "title": "Monkey patching leaves no `native` primitives behind",
        "level": "must",
        "status": "active",
        "since": "kilo",
        "revision": 2,
        "tags": ["deadlock", "monkey-patching"],
        "summary": "Patch everything, or nothing.",
        "why": "A native lock stops the hub. See [EVT103] and [the hub](glossary#hub), and\n[a bug](https://bugs.example.org/1).\n",
        "guidance": "Call `eventlet.monkey_patch()` without arguments.\n",
        "checks": ["eventlet/native-threads-left"],
    }))
    .expect("a guideline");
    guideline.name = name("eventlet/native-threads-left");
    let mut rulebook = Rulebook {
        title: "Eventlet best practices".into(),
        revision: "0123456789abcdef".into(),
        guidelines: vec![guideline],
        ..Rulebook::default()
    };
    rulebook.settings.url = url.map(Into::into);
    rulebook.index.insert("EVT103".into(), 0);
    rulebook
}

pub(crate) fn finding(start: (usize, usize), end: (usize, usize), standing: Standing) -> Finding {
    Finding {
        guideline: id("EVT103"),
        name: name("eventlet/native-threads-left"),
        check: name("eventlet/native-threads-left"),
        level: Level::Must,
        path: "nova/cmd/compute.py".into(),
        start: Place { line: start.0, column: start.1 },
        end: Place { line: end.0, column: end.1 },
        message: "thread may be left unpatched; patch everything".into(),
        chain: Vec::new(),
        fingerprint: format!("{:032x}", start.0),
        standing,
        fix: None,
    }
}

/// New, waived and existing findings, a level of each kind, a chain, and something that could not be looked at.
pub(crate) fn report() -> Report {
    let step = |path: &str, line, text: &str| Step { path: path.into(), line, text: text.into() };
    let waived = Standing::Waived(Reason {
        kind: ReasonKind::Waiver,
        text: "the driver is replaced in the next release".into(),
        until: Some("2027-03-01".parse().expect("a date")),
        approver: Some("Ada".parse().expect("a line")),
    });
    let mut patch = finding((5, 9), (5, 45), Standing::New);
    patch.chain = vec![
        step("nova/cmd/__init__.py", 3, "from nova import cmd"),
        step("nova/cmd/compute.py", 2, "from nova import utils"),
    ];
    let started = |check: &str| NotRun {
        check: Some(name(check)),
        path: ".".into(),
        reason: "no program starts here".into(),
    };
    let unknown = Finding {
        guideline: id("EVT900"),
        name: name("eventlet/unknown"),
        check: name("eventlet/no-spawn"),
        level: Level::Should,
        message: "spawn nothing that waits".into(),
        ..finding((8, 1), (10, 2), Standing::New)
    };
    let hint = Finding { level: Level::May, ..finding((1, 1), (1, 17), Standing::Existing) };
    Report {
        findings: vec![hint, patch, finding((7, 8), (7, 24), waived), unknown],
        not_run: vec![
            NotRun {
                check: Some(name("eventlet/startup-order")),
                path: "nova/cmd/api.py".into(),
                reason: "nested too deeply (100000 brackets)".into(),
            },
            started("eventlet/startup-order"),
            started("eventlet/startup-late"),
            NotRun { check: None, path: "nova/private".into(), reason: "permission denied".into() },
        ],
        files: 340,
        parsed: 12,
        partly: 1,
    }
}

/// The sample as a reporter tells it, to a program unless said otherwise.
pub(crate) fn told(format: &str, change: impl FnOnce(&mut View<'_>)) -> String {
    let (rulebook, report) = (rulebook(Some("https://docs.example.org/guide/")), report());
    let mut view = view(&rulebook, &report, &sample_source);
    change(&mut view);
    tell(format, &view)
}

pub(crate) fn sample_source(path: &str) -> Option<String> {
    (path == "nova/cmd/compute.py").then(|| SOURCE.to_owned())
}

pub(crate) fn view<'a>(
    rulebook: &'a Rulebook,
    report: &'a Report,
    source: &'a dyn Fn(&str) -> Option<String>,
) -> View<'a> {
    View { rulebook, report, source, color: false, width: Some(100), verbose: false }
}

pub(crate) fn tell(format: &str, view: &View<'_>) -> String {
    let reporter = reporter(format).unwrap_or_else(|| panic!("no format {format}"));
    String::from_utf8((reporter.report)(view)).expect("UTF-8")
}
