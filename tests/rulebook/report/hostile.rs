//! Whatever others wrote into names, code and reasons, every report can be read by its consumer.

use proptest::prelude::*;
use rulebook::model::finding::{Finding, NotRun, Reason, ReasonKind, Step};
use rulebook::model::{Level, Report, Standing};
use rulebook::report::REPORTERS;

use super::readers::read;
use super::sample::{finding, name, rulebook, tell, view};

/// Text that ends strings, lines, commands and elements, steers terminals, or is hard to count.
fn hostile() -> impl Strategy<Value = String> {
    let fragments = prop::sample::select(vec![
        "\"",
        "'",
        "\n",
        "\r\n",
        "\r",
        "%",
        "%0A",
        "::",
        ",",
        "=",
        "::error::",
        "]]>",
        "<!--",
        "&amp;",
        "&",
        "</failure>",
        "\u{0}",
        "\u{7}",
        "\u{1b}[31m",
        "\u{1b}]8;;https://x\u{1b}\\",
        "\u{9b}2J",
        "\u{202e}",
        "\u{2066}",
        "\u{2028}",
        "\u{feff}",
        "\u{fffe}",
        "\u{ffff}",
        "\u{200d}",
        "👩‍👩‍👧",
        "é",
        "e\u{301}",
        "名",
        "𐐀",
        "\t",
        "\u{c}",
        "\\",
        "{",
        "}",
        "/",
        "..",
        "C:",
        " ",
        "x",
        "#",
        "?",
        "~",
    ]);
    let any = prop_oneof![8 => fragments.prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(any, 0..12).prop_map(|parts| parts.concat())
}

fn standing() -> impl Strategy<Value = Standing> {
    let kind =
        prop::sample::select(vec![ReasonKind::Waiver, ReasonKind::Comment, ReasonKind::Noqa]);
    let waived = (kind, hostile()).prop_map(|(kind, text)| {
        Standing::Waived(Reason { kind, text, until: None, approver: None })
    });
    prop_oneof![3 => Just(Standing::New), 1 => Just(Standing::Existing), 1 => waived]
}

fn findings() -> impl Strategy<Value = Finding> {
    let places = (1..9_usize, 1..30_usize, 0..9_usize, 0..30_usize);
    let step = (hostile(), 1..9_usize, hostile());
    let chain = prop::collection::vec(step, 0..3);
    let level = prop::sample::select(Level::ALL.to_vec());
    (places, hostile(), hostile(), chain, standing(), level).prop_map(
        |((line, column, lines, columns), path, message, chain, standing, level)| {
            let end_column = if lines == 0 { column + columns } else { columns + 1 };
            let chain = chain.into_iter().map(|(path, line, text)| Step { path, line, text });
            Finding {
                path,
                // A check's message is never blank.
                message: format!("no {message}"),
                level,
                chain: chain.collect(),
                fingerprint: "0".repeat(32),
                ..finding((line, column), (line + lines, end_column), standing)
            }
        },
    )
}

fn reports() -> impl Strategy<Value = Report> {
    let missed = (any::<bool>(), hostile(), hostile()).prop_map(|(by_check, path, reason)| {
        NotRun { check: by_check.then(|| name("eventlet/startup-order")), path, reason }
    });
    let missed = prop::collection::vec(missed, 0..3);
    (prop::collection::vec(findings(), 0..5), missed).prop_map(|(mut findings, not_run)| {
        findings.sort_by(|a, b| (&a.path, a.start).cmp(&(&b.path, b.start)));
        Report { findings, not_run, files: 3, parsed: 2, partly: 0 }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_report_can_be_read(report in reports(), source in hostile(), published: bool, verbose: bool) {
        let rulebook = rulebook(published.then_some("https://docs.example.org/guide"));
        let source = |_: &str| (!source.is_empty()).then(|| source.repeat(3));
        let mut view = view(&rulebook, &report, &source);
        view.verbose = verbose;
        for reporter in REPORTERS {
            read(reporter.name, &tell(reporter.name, &view), &report);
        }
    }

    #[test]
    fn colours_are_all_that_reaches_a_terminal(report in reports(), source in hostile()) {
        let rulebook = rulebook(Some("https://docs.example.org/guide"));
        let source = |_: &str| Some(source.clone());
        let mut view = view(&rulebook, &report, &source);
        view.color = true;
        let ours = regex::Regex::new(r"\x1b\[[0-9;]*m|\x1b\]8;;(https://docs\.example\.org/guide/EVT103\.html)?\x1b\\").expect("a pattern");
        let told = tell("text", &view);
        read("text", &ours.replace_all(&told, ""), &report);
    }
}
