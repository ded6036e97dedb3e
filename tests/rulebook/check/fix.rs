//! `--fix`: what is written, what is only shown, and what is left as it is.

use std::fs;

use super::{Report, Tree};
use crate::support::{Book, Run};

const CHECK: &str = "checks/logging/print-in-services.yaml";

/// A rulebook whose check flags `print(…)` and `assertTrue(a in b)`, and knows what to write instead.
fn book(fixes: &str) -> Book {
    let book = Book::new();
    let check = format!(
        "find:\n  any:\n  - call: {{name: print}}\n  - expr: {{like: self.assertTrue($A in $B)}}\n\
         message: x\nfixes:\n{fixes}\ncases:\n- flag: print(1)\n- flag: print(2, file=None)\n  fixed: FIXED\n"
    );
    book.write(CHECK, check);
    book
}

fn logs() -> Book {
    book(
        "- title: Log\n  safe: true\n  when: {name: builtins.print}\n  \
         edit: {replace: {part: function, with: log.info}}\n  imports: oslo.log\n\
         - title: Compare\n  safe: true\n  edit: {replace: {with: 'self.assertIn($A, $B)'}}",
    )
}

fn drops() -> Book {
    book("- title: Drop\n  safe: true\n  edit: {remove_argument: file}")
}

/// What `--fix` makes of a file.
fn fixed(book: &Book, text: &str) -> String {
    let tree = Tree::new();
    tree.write("a.py", text);
    tree.check(book, &["--fix"]);
    fs::read_to_string(tree.path("a.py")).expect("a.py")
}

fn dry(book: &Book, tree: &Tree) -> Run {
    let path = tree.path("");
    book.run(&["check", "--fix", "--dry-run", path.to_str().expect("a path")])
}

#[test]
fn a_fix_is_written_and_what_is_left_is_told() {
    let (book, tree) = (logs(), Tree::new());
    tree.write("a.py", "from oslo import log\nprint(1)\n").write("b.py", "log = 1\nprint(2)\n");
    let report = tree.check(&book, &["--fix"]);
    assert_eq!(report.found(), ["b.py:2:1 RUL101 new"]);
    assert_eq!(report.code, 1);
    assert!(report.err.contains("fixed 1 finding in 1 file"), "{}", report.err);
    let text = fs::read_to_string(tree.path("a.py")).expect("a.py");
    assert_eq!(text, "from oslo import log\nlog.info(1)\n");
}

#[test]
fn a_dry_run_prints_a_diff_that_patch_takes_and_writes_nothing() {
    let (book, tree) = (logs(), Tree::new());
    let text = "from oslo import log\n\nprint(1)\n\nx = 1";
    tree.write("d/a.py", text);
    let run = dry(&book, &tree);
    assert_eq!(
        run.out,
        "--- a/d/a.py\n+++ b/d/a.py\n@@ -1,5 +1,5 @@\n from oslo import log\n \n-print(1)\n+log.info(1)\n \n \
         x = 1\n\\ No newline at end of file\n"
    );
    assert_eq!(run.code, 1);
    assert!(run.err.contains("would fix 1 finding in 1 file"), "{}", run.err);
    assert_eq!(fs::read_to_string(tree.path("d/a.py")).expect("a.py"), text);
    assert_eq!(logs().run(&["check", "--dry-run", "."]).code, 2, "without --fix it means nothing");
}

#[test]
fn an_import_is_added_in_its_place() {
    let with = |text: &str, wanted: &str| assert_eq!(fixed(&logs(), text), wanted);
    with(
        "#!/usr/bin/python\n# A licence.\n\"\"\"Doc.\"\"\"\nfrom __future__ import annotations\nprint()\n",
        "#!/usr/bin/python\n# A licence.\n\"\"\"Doc.\"\"\"\nfrom __future__ import annotations\n\n\
         from oslo import log\nlog.info()\n",
    );
    with("\"\"\"Doc.\"\"\"\nprint()\n", "\"\"\"Doc.\"\"\"\n\nfrom oslo import log\nlog.info()\n");
    with("# A licence.\n\nprint()\n", "# A licence.\n\nfrom oslo import log\n\nlog.info()\n");
    with(
        "import os\n\nimport abc_x\nimport yaml  # noqa\n\nprint(os)\n",
        "import os\n\nimport abc_x\nfrom oslo import log\nimport yaml  # noqa\n\nlog.info(os)\n",
    );
    with("import os\nprint(os)\n", "import os\n\nfrom oslo import log\nlog.info(os)\n");
    with(
        "import os; import re\nprint(os)\n",
        "import os; import re\n\nfrom oslo import log\nlog.info(os)\n",
    );
    with("import os; x = 1\nprint(os)\n", "import os; x = 1\nprint(os)\n");
    with("from oslo import log\nprint(log)\n", "from oslo import log\nlog.info(log)\n");
    with(
        "def f():\n    from oslo import log\n    print(log)\n",
        "from oslo import log\n\ndef f():\n    from oslo import log\n    log.info(log)\n",
    );
}

#[test]
fn a_name_that_means_something_else_is_left_alone() {
    for text in [
        "import log\nprint()\n",
        "def f(log):\n    print(log)\n",
        "for log in ():\n    print(log)\n",
        "def log():\n    print()\n",
    ] {
        assert_eq!(fixed(&logs(), text), text);
    }
}

#[test]
fn fixes_within_fixes_are_made_in_rounds() {
    let text = "from oslo import log\nself.assertTrue(print(1) in\n    print(print(2)))\nprint(3); print(4)\n";
    assert_eq!(
        fixed(&logs(), text),
        "from oslo import log\nself.assertIn(log.info(1), log.info(log.info(2)))\nlog.info(3); log.info(4)\n"
    );
}

#[test]
fn holes_keep_their_meaning_and_comments_are_not_lost() {
    let with = |text: &str, wanted: &str| assert_eq!(fixed(&logs(), text), wanted, "{text}");
    with("self.assertTrue((yield) in (a, b))\n", "self.assertIn((yield), (a, b))\n");
    with("self.assertTrue((a := 1) in b)\n", "self.assertIn((a := 1), b)\n");
    with("self.assertTrue(a | b in c or d)\n", "self.assertTrue(a | b in c or d)\n");
    with(
        "self.assertTrue((a or b) in (c for c in d))\n",
        "self.assertIn(a or b, (c for c in d))\n",
    );
    with(
        "self.assertTrue(f(a,  # one\n                  b) in c)\n",
        "self.assertIn(f(a,  # one\n                  b), c)\n",
    );
    with("self.assertTrue(  # why\n    a in b)\n", "self.assertTrue(  # why\n    a in b)\n");
}

#[test]
fn an_argument_goes_with_its_comma() {
    let with = |text: &str, wanted: &str| assert_eq!(fixed(&gone(), text), wanted, "{text}");
    with("print(file=None)\n", "print()\n");
    with("print( file=None, )\n", "print()\n");
    with("print(1, file=None)\n", "print(1)\n");
    with("print(file=None, end='')\n", "print(end='')\n");
    with("print(\n    file=None,\n    end='',\n)\n", "print(\n    end='',\n)\n");
    with("print(\n    1,\n    file=(None),\n)\n", "print(\n    1,\n)\n");
    with("print((1), \\\n      file=None, *a, **k)\n", "print((1), *a, **k)\n");
}

/// The keyword goes first, and then the function, so that nothing is left to flag.
fn gone() -> Book {
    let book = Book::new();
    book.write(
        CHECK,
        "find:\n  call: {name: print, arguments: {file: present}}\nmessage: x\nfixes:\n- title: Drop\n  \
         safe: true\n  edit: {remove_argument: file}\ncases:\n- flag: print(file=None)\n  fixed: print()\n",
    );
    book
}

#[test]
fn a_statement_goes_and_its_block_stays() {
    let book = book("- title: Delete\n  safe: true\n  edit: delete_statement");
    let with = |text: &str, wanted: &str| assert_eq!(fixed(&book, text), wanted, "{text}");
    with("x = 1\nprint(x)\ny = 2\n", "x = 1\ny = 2\n");
    with("if x:\n    print(x)\n", "if x:\n    pass\n");
    with("if x:\n    print(\n        x)\n    y()\n", "if x:\n    y()\n");
    with("x = print()\n", "x = print()\n");
    with("y(); print()\n", "y(); print()\n");
    with("print()  # because\n", "print()  # because\n");
    with("if x: print()\n", "if x: pass\n");
    with("print()\n", "");
    with("import re\nprint(re)\n", "import re\nprint(re)\n");
}

#[test]
fn imports_that_become_unused_go_only_if_the_fix_says_so() {
    let book = book(
        "- title: Delete\n  safe: true\n  edit: delete_statement\n  drop_imports: ['re', 'a.**']",
    );
    let with = |text: &str, wanted: &str| assert_eq!(fixed(&book, text), wanted, "{text}");
    with("import os\nimport re\nprint(re)\nos.x\n", "import os\nos.x\n");
    with("import os, re\nprint(re)\nos.x\n", "import os\nos.x\n");
    with(
        "from a import (\n    b,\n    c as d,\n)\nprint(d)\nb()\n",
        "from a import (\n    b,\n)\nb()\n",
    );
    with("import re\nprint(re)\nprint(re)\nx = 1\n", "x = 1\n");
    with("import re\nprint(re)\n__all__ = ['re']\n", "import re\n__all__ = ['re']\n");
    with("import os\nprint(os)\n", "import os\nprint(os)\n");
    with("import re  # why\nprint(re)\n", "import re  # why\nprint(re)\n");
}

#[test]
fn what_a_comment_explains_is_only_suggested() {
    let with = |text: &str, wanted: &str| assert_eq!(fixed(&gone(), text), wanted, "{text}");
    for text in [
        "# for the debugger\nprint(file=None)\n",
        "if x:\n    # for the debugger\n    y = [\n        print(file=None)]\n",
        "y = print(file=None)  # for the debugger\n",
    ] {
        with(text, text);
    }
    with("x = 1  # one\nprint(file=None)\n", "x = 1  # one\nprint()\n");
    with("# A licence.\n\nprint(file=None)\n", "# A licence.\n\nprint()\n");
    let tree = Tree::new();
    tree.write("a.py", "print(file=None)  # why\n");
    let report = tree.check(&gone(), &[]);
    assert_eq!(report.json["findings"][0]["fix"]["safe"], false);
}

#[test]
fn a_fix_that_mends_nothing_is_not_made() {
    let text = "print(1, file=None)\n";
    assert_eq!(fixed(&drops(), text), text, "it would be flagged as before");
}

#[test]
fn encodings_marks_and_line_ends_stay() {
    let tree = Tree::new();
    let files: [(&str, &[u8], &[u8]); 5] = [
        (
            "bom.py",
            b"\xef\xbb\xbfprint('\xc3\xbc')\r\nx = 1\r\n",
            b"\xef\xbb\xbffrom oslo import log\r\n\r\nlog.info('\xc3\xbc')\r\nx = 1\r\n",
        ),
        (
            "latin.py",
            b"# coding: latin-1\nprint('\xfc')\n",
            b"# coding: latin-1\nfrom oslo import log\n\nlog.info('\xfc')\n",
        ),
        (
            "koi.py",
            b"# coding: koi8-r\nprint('\xc1')\n",
            b"# coding: koi8-r\nfrom oslo import log\n\nlog.info('\xc1')\n",
        ),
        ("mac.py", b"import os\rprint(os)\r", b"import os\r\rfrom oslo import log\rlog.info(os)\r"),
        ("end.py", b"from oslo import log\nprint()", b"from oslo import log\nlog.info()"),
    ];
    for (path, text, _) in files {
        tree.write(path, text);
    }
    tree.check(&logs(), &["--fix"]);
    for (path, _, wanted) in files {
        let text = fs::read(tree.path(path)).expect("the file");
        assert_eq!(text.escape_ascii().to_string(), wanted.escape_ascii().to_string(), "{path}");
    }
}

#[test]
fn files_that_could_not_be_read_as_a_whole_are_left_and_told() {
    let tree = Tree::new();
    let broken = "from oslo import log\nprint(1)\nprint 'two'\n";
    tree.write("a.py", broken).write("b.py", b"from oslo import log\nprint('\xff')\n");
    let report = tree.check(&logs(), &["--fix"]);
    assert_eq!(fs::read_to_string(tree.path("a.py")).expect("a.py"), broken);
    for path in ["a.py", "b.py"] {
        let told = format!("{path}: it is left as it is: it could only be read in part");
        assert!(report.err.contains(&told), "{}", report.err);
    }
}

#[test]
fn what_is_waived_known_or_merely_suggested_stays() {
    let text = "from oslo import log\nprint(1)  # rulebook: allow RUL101: a tool\nprint(2)  # noqa: RUL101\n";
    assert_eq!(fixed(&logs(), text), text);
    let suggested = logs();
    suggested.replace(CHECK, "safe: true\n  when", "safe: false\n  when");
    let text = "from oslo import log\nprint(1)\n";
    assert_eq!(fixed(&suggested, text), text);
    let (book, tree) = (logs(), Tree::new());
    tree.write("a.py", text);
    let known = tree.path("known.json");
    let known = known.to_str().expect("a path");
    tree.check(&book, &["--baseline", known, "--update-baseline"]);
    tree.write("a.py", format!("{text}print(2)\n"));
    tree.check(&book, &["--baseline", known, "--fix"]);
    let now = fs::read_to_string(tree.path("a.py")).expect("a.py");
    assert_eq!(now, "from oslo import log\nprint(1)\nlog.info(2)\n");
}

#[cfg(unix)]
#[test]
fn modes_and_links_stay_and_what_may_not_be_written_is_told() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let tree = Tree::new();
    let text = "from oslo import log\nprint(1)\n";
    tree.write("real.py", text).write("fixed.py", text);
    let mode = |path: &str, mode: u32| {
        fs::set_permissions(tree.path(path), fs::Permissions::from_mode(mode)).expect("a mode");
    };
    mode("real.py", 0o750);
    mode("fixed.py", 0o444);
    symlink("real.py", tree.path("link.py")).expect("a link");
    let link = tree.path("link.py");
    super::check(&logs(), &[&link], &["--fix"]);
    assert!(fs::symlink_metadata(&link).expect("the link").is_symlink());
    let real = tree.path("real.py");
    assert_eq!(fs::read_to_string(&real).expect("real.py"), "from oslo import log\nlog.info(1)\n");
    assert_eq!(fs::metadata(&real).expect("real.py").permissions().mode() & 0o777, 0o750);
    let report = tree.check(&logs(), &["--fix"]);
    assert!(
        report.err.contains("fixed.py: it is left as it is: it may not be written"),
        "{}",
        report.err
    );
    assert_eq!(fs::read_to_string(tree.path("fixed.py")).expect("fixed.py"), text);
}

#[test]
fn reports_carry_the_changes() {
    let (book, tree) = (logs(), Tree::new());
    tree.write("a.py", "x = 'ü'; print(1)\n");
    let report: Report = tree.check(&book, &[]);
    let fix = &report.json["findings"][0]["fix"];
    assert_eq!(fix["title"], "Log");
    assert_eq!(fix["safe"], true);
    assert_eq!(fix["edits"][0]["text"], "from oslo import log\n\n");
    assert_eq!(fix["edits"][0]["end_column"], 1);
    assert_eq!(fix["edits"][1]["text"], "log.info");
    assert_eq!(
        (&fix["edits"][1]["column"], &fix["edits"][1]["end_column"]),
        (&10.into(), &15.into())
    );
    let path = tree.path("");
    let run = |format| book.run(&["check", "--format", format, path.to_str().expect("a path")]).out;
    let sarif: serde_json::Value = serde_json::from_str(&run("sarif")).expect("JSON");
    let fix = &sarif["runs"][0]["results"][0]["fixes"][0];
    assert_eq!(fix["description"]["text"], "Log");
    let change = &fix["artifactChanges"][0]["replacements"][1];
    assert_eq!(change["deletedRegion"]["startColumn"], 10);
    assert_eq!(change["insertedContent"]["text"], "log.info");
    let rdjson: serde_json::Value = serde_json::from_str(&run("rdjson")).expect("JSON");
    let change = &rdjson["diagnostics"][0]["suggestions"][1];
    assert_eq!(change["text"], "log.info");
    assert_eq!(change["range"]["start"]["column"], 11, "bytes, not characters");
}

#[test]
fn of_a_long_file_only_the_first_findings_carry_changes_and_each_run_mends_as_many() {
    let (book, tree) = (logs(), Tree::new());
    // Each change is tried on the whole file, 16 MiB of it in all: seven times for a file of a little over 2 MiB.
    let text =
        format!("from oslo import log\n# {}\n{}", "x".repeat(2 << 20), "print(1)\n".repeat(12));
    tree.write("a.py", &text);
    let report = tree.check(&book, &[]);
    let findings = report.json["findings"].as_array().expect("findings");
    let offered: Vec<bool> = findings.iter().map(|finding| !finding["fix"].is_null()).collect();
    assert_eq!(offered, [[true; 7].as_slice(), &[false; 5]].concat());
    let report = tree.check(&book, &["--fix"]);
    assert!(report.err.contains("fixed 7 findings in 1 file"), "{}", report.err);
    assert_eq!((report.found().len(), report.code), (5, 1), "what is left is told");
    assert_eq!(tree.check(&book, &["--fix"]).found(), [""; 0]);
    let mended = fs::read_to_string(tree.path("a.py")).expect("a.py");
    assert_eq!(mended.matches("log.info(1)").count(), 12);
}

#[test]
fn fixes_that_cannot_be_right_are_problems_with_a_place() {
    let problems = |fixes: &str| book(fixes).problems();
    let edit = |edit: &str| problems(&format!("- title: T\n  edit: {edit}"));
    assert!(edit("{replace: {with: 'f($C)'}}").contains("nothing stands for `$C`"));
    assert!(edit("{replace: {with: 'f($C)'}}").contains("the holes here are `$A`, `$B`"));
    assert!(
        edit("{replace: {with: 'f($...)'}}").contains("a hole without a name stands for nothing")
    );
    assert!(edit("{replace: {with: 'f('}}").contains("no Python expression"));
    assert!(edit("{remove_argument: 1}").contains("put it in quotes"));
    assert!(edit("delete_statment").contains("did you mean `delete_statement`?"));
    let when = problems("- title: T\n  when: {nam: x}\n  edit: delete_statement");
    assert!(
        when.contains("nothing captures `nam`") && when.contains("did you mean `name`?"),
        "{when}"
    );
    assert!(when.contains(&format!("{CHECK}:8:10")), "{when}");
    let import = problems("- title: T\n  edit: delete_statement\n  imports: 'os-x'");
    assert!(import.contains("`os-x` is no module"), "{import}");
    assert!(problems("- title: ''\n  edit: delete_statement").contains("the title is empty"));
    let unshown = logs();
    unshown.replace(CHECK, "  fixed: FIXED\n", "");
    assert!(unshown.problems().contains("nothing shows what these fixes make of code"));
    let no_fix = Book::new();
    no_fix.replace(CHECK, "cases:\n- pass", "cases:\n- fixed: x\n  pass");
    assert!(no_fix.problems().contains("the check has no fixes"));
    let text = Book::new();
    text.write(CHECK, "find: {text: {matches: x}}\nmessage: x\nfixes:\n- {title: T, edit: delete_statement}\ncases:\n- flag: x\n  fixed: ''\n");
    assert!(text.problems().contains("it cannot be changed"));
    let name = Book::new();
    name.write(CHECK, "find: {use: {name: x}}\nmessage: x\nfixes:\n- {title: T, edit: {remove_argument: x}}\ncases:\n- flag: x\n  fixed: ''\n");
    assert!(name.problems().contains("what this check finds is no call"));
}

#[test]
fn a_case_fails_if_its_fix_makes_something_else() {
    let book = logs();
    let fixed = "  fixed: |-\n    from oslo import log\n\n    log.info(2, file=None)\n";
    book.replace(CHECK, "  fixed: FIXED\n", fixed);
    let run = book.run(&["test"]);
    assert_eq!(run.code, 0, "{}", run.out);
    book.replace(CHECK, "log.info(2, file", "log.info(3, file");
    let run = book.run(&["test"]);
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains("case 2: expected what `fixed` says, and fixes made this:"),
        "{}",
        run.out
    );
    assert!(run.out.contains("log.info(2, file=None)"), "{}", run.out);
}
