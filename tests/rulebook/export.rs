//! The formats of other tools: what is in them, and that their consumers can read them.

mod hostile;

use std::collections::BTreeSet;

use rulebook::export::EXPORTERS;
use rulebook::model::Rulebook;

use crate::support::{Book, repository, tree};

/// What an exporter writes, by path.
fn exported(book: &Rulebook, name: &str) -> Vec<(String, Vec<u8>)> {
    let exporter = rulebook::export::exporter(name).unwrap_or_else(|| panic!("no exporter {name}"));
    (exporter.export)(book).iter().map(|file| (file.path.clone(), file.bytes.clone())).collect()
}

/// The one file of an exporter, as text.
fn text(book: &Rulebook, name: &str) -> String {
    let files = exported(book, name);
    assert_eq!(files.len(), 1, "{name}");
    String::from_utf8(files[0].1.clone()).expect("UTF-8")
}

#[test]
fn every_exporter_is_in_the_table() {
    let files = tree(&repository().join("src/export"));
    let exporters = files
        .iter()
        .filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("const EXPORTER: Exporter"));
    assert_eq!(exporters.count(), EXPORTERS.len());
    let names: BTreeSet<_> = EXPORTERS.iter().map(|exporter| exporter.name).collect();
    assert_eq!(names.len(), EXPORTERS.len());
}

#[test]
fn an_export_is_the_same_bytes_each_time() {
    let book = hostile::sample(&["plain words"]);
    for exporter in EXPORTERS {
        assert_eq!((exporter.export)(&book), (exporter.export)(&book), "{}", exporter.name);
    }
}

#[test]
fn markdown_becomes_restructuredtext() {
    let markdown = "\
A *name*, **two _words_**, `code`, *`both`.* and [a `link`](https://example.org/a_b_).
See [AAA001], [words](AAA001#why), [nothing](no-such-page) and <https://example.org>.
Specials: a_ __init__ |x| *y* ends:: `a``b` \\`tick\\` [1]_ word`code`word (`code`)

1. one
2. two with

   ```python
   import os
   ```
   - nested
     - deeper

3. three

* other list

> quoted
> > twice

| a | b |
| - | - |
| `x\\|y` | *z* |
| | c |

# Heading

    indented !

```python
print 'two'
```

a\\
b

---

- [x] done

footnote[^1] again[^1]

[^1]: The note.

\\- no list, 1\\. no number

<b>html</b>
";
    let book = hostile::sample(&[markdown]);
    let text = text(&book, "rst");
    let why = text.find(".. rubric:: Why").expect("the section");
    let until = text.find(".. rubric:: What to do").expect("the next");
    insta::assert_snapshot!(&text[why..until]);
}

#[test]
fn a_cell_never_begins_as_a_formula() {
    for text in ["=cmd()", "+1", "-1", "@x", "|x", "%x", "＝1", "\t=1", "-"] {
        let book = hostile::sample(&[text]);
        let (_, bytes) = &exported(&book, "csv")[0];
        let table = csv::Reader::from_reader(&bytes[..]).into_records();
        let cells: Vec<_> = table
            .flat_map(|r| r.expect("a record").iter().map(str::to_owned).collect::<Vec<_>>())
            .collect();
        assert!(cells.iter().any(|cell| cell.starts_with('\'')), "{text:?}");
        for cell in &cells {
            assert!(
                !cell.trim_start().starts_with(['=', '+', '-', '@', '|', '%', '＝']),
                "{cell:?}"
            );
        }
    }
}

#[test]
fn export_writes_what_build_writes() {
    let book = Book::new();
    book.build();
    let out = book.path("out");
    let run = book.run(&["export", "--out", out.to_str().expect("a path")]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(tree(&out), tree(&book.path("generated/exports")));
}

#[test]
fn an_unknown_target_is_told_with_those_there_are() {
    let run = Book::new().run(&["export", "rtf"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("there is no target `rtf`; there are rules.json, ids, rst"),
        "{}",
        run.err
    );
}
