//! Every kind and condition on code written to be tricky. The documents under `tests/find/` are the tests.
//!
//! A heading opens a case; a `yaml` block says what is looked for; in the `python` blocks after it, each line that ends
//! in `# flag` must be found and no other. Where a line cannot carry a comment, `flags=2,5` names the lines. Further
//! words of a block's first line: `path=…`, `package=…`, `same_as=a.b:c.d`, `version=name:specifiers`, `uses=…`; and
//! where such a file is not even to be parsed, why: `sifted` by what it spells, `ruled_out` by its path, `unfit` by what
//! is known of the project. Behind `yaml`, `rarest=a,b` says by which words files are sought first, `*` that none are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use rulebook::find::{Context, Facts, Find, Match, Program, Search};
use rulebook::python::{Equivalents, Module, ModuleName, Parsed, Spelling, sketch};
use rulebook::source::Lines;

#[path = "find/limits.rs"]
mod limits;

struct Block<'a> {
    heading: &'a str,
    line: usize,
    info: &'a str,
    text: String,
}

fn blocks(document: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut heading = "";
    let mut lines = document.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        if let Some(words) = line.strip_prefix('#') {
            heading = words.trim_start_matches('#').trim();
        } else if let Some(info) = line.strip_prefix("```") {
            let body = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```");
            let text = body.fold(String::new(), |text, line| text + line + "\n");
            blocks.push(Block { heading, line: at + 2, info, text });
        }
    }
    blocks
}

fn read(yaml: &str) -> Find {
    let options = serde_saphyr::options! { strict_booleans: true, no_schema: true };
    serde_saphyr::from_str_with_options(yaml, options)
        .unwrap_or_else(|error| panic!("{yaml}\n{error}"))
}

fn words<'a>(info: &'a str, key: &'a str) -> impl Iterator<Item = &'a str> {
    info.split_whitespace().filter_map(move |word| word.strip_prefix(key)?.strip_prefix('='))
}

fn context(info: &str) -> Context {
    let pair =
        |word: &str| word.split_once(':').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let uses: BTreeSet<_> = words(info, "uses").map(str::to_owned).collect();
    Context {
        path: words(info, "path").next().unwrap_or("example.py").to_owned(),
        packages: words(info, "package").map(str::to_owned).collect(),
        same_as: Equivalents::new(words(info, "same_as").map(pair).collect()),
        project: (!uses.is_empty()).then(|| Facts { uses, ..Facts::default() }),
        versions: words(info, "version")
            .map(pair)
            .map(|(name, range)| (name, range.parse().unwrap()))
            .collect(),
    }
}

fn found(program: &Program, text: &str, context: &Context) -> BTreeMap<usize, String> {
    let parsed = Parsed::new(text).unwrap();
    let module = Module::new(&parsed, ModuleName::of_path(&context.path));
    let lines = Lines::new(text);
    let matches = program.run(&module, context);
    if !matches.is_empty() {
        let literals = program.literals(&context.same_as);
        let mut file = Spelling::of(text.as_bytes(), &context.path);
        assert!(literals.are_met(&mut file), "the sieve {literals:?} lost a file:\n{text}");
        let has = |word: &String| text.contains(word) || context.path.contains(word);
        let rarest = literals.rarest();
        let sifted = rarest.is_none_or(|words| words.iter().any(has));
        assert!(sifted, "the first sieve of {literals:?} lost a file:\n{text}");
    }
    assert!(matches.is_empty() || allows(program, &context.path) && program.fits(context));
    assert_eq!(in_part(program, text, context), matches, "what was left out mattered:\n{text}");
    matches.iter().map(|found| (lines.place(found.span.start).line, format!("{found:?}"))).collect()
}

fn allows(program: &Program, path: &str) -> bool {
    program.paths().iter().all(|wanted| wanted.allows(path))
}

/// What is found where the functions in which nothing can be are left out.
fn in_part(program: &Program, text: &str, context: &Context) -> Vec<Match> {
    let anchors = program.anchors(&context.same_as);
    let left = sketch(text, &context.path, &[&anchors], 1, None);
    let parsed = Parsed::new(left.as_deref().unwrap_or(text)).unwrap();
    program.run(&Module::new(&parsed, ModuleName::of_path(&context.path)), context)
}

/// What is wrong with how a block says that a file is left out before it is parsed.
fn unparsed(program: &Program, block: &Block) -> Vec<String> {
    let context = context(block.info);
    let literals = program.literals(&context.same_as);
    let mut file = Spelling::of(block.text.as_bytes(), &context.path);
    let reasons = [
        ("sifted", !literals.are_met(&mut file)),
        ("ruled_out", !allows(program, &context.path)),
        ("unfit", !program.fits(&context)),
    ];
    let asked = |word: &str| block.info.split_whitespace().any(|given| given == word);
    let failed = reasons.iter().filter(|(word, holds)| asked(word) && !holds);
    failed.map(|(word, _)| format!("not {word}: {literals:?}")).collect()
}

/// What is wrong with the words by which a block says that files are sought first.
fn sought(program: &Program, block: &Block) -> Option<String> {
    let rarest = program.literals(&Equivalents::default()).rarest();
    let rarest = rarest.map_or("*".to_owned(), |words| Vec::from_iter(words).join(","));
    let wanted = words(block.info, "rarest").next()?;
    (wanted != rarest).then(|| format!("sought first are {rarest}"))
}

fn complaints(document: &str) -> String {
    let mut complaints = String::new();
    let mut find: Option<Find> = None;
    for block in blocks(document) {
        if block.info.starts_with("yaml") {
            let find = find.insert(read(&block.text));
            if let Some(wrong) = sought(&Search::compile(find), &block) {
                writeln!(complaints, "line {} ({}): {wrong}", block.line, block.heading).unwrap();
            }
            continue;
        }
        let Some(program) = find.as_ref().map(Search::compile) else { continue };
        let program = &program;
        for wrong in unparsed(program, &block) {
            writeln!(complaints, "line {} ({}): {wrong}", block.line, block.heading).unwrap();
        }
        let marked =
            block.text.lines().enumerate().filter(|(_, line)| line.trim_end().ends_with("# flag"));
        let named = words(block.info, "flags")
            .flat_map(|lines| lines.split(','))
            .map(|line| line.parse().unwrap());
        let wanted: BTreeSet<usize> = marked.map(|(at, _)| at + 1).chain(named).collect();
        let found = found(program, &block.text, &context(block.info));
        for line in wanted.iter().filter(|line| !found.contains_key(line)) {
            let text = block.text.lines().nth(line - 1).unwrap_or_default();
            writeln!(
                complaints,
                "line {} ({}): not found: {text}",
                block.line + line - 1,
                block.heading
            )
            .unwrap();
        }
        for (line, what) in found.iter().filter(|(line, _)| !wanted.contains(line)) {
            let text = block.text.lines().nth(line - 1).unwrap_or_default();
            writeln!(
                complaints,
                "line {} ({}): found: {text}\n  {what}",
                block.line + line - 1,
                block.heading
            )
            .unwrap();
        }
    }
    complaints
}

macro_rules! documents {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/find").join(concat!(stringify!($name), ".md"));
            let complaints = complaints(&std::fs::read_to_string(&path).unwrap());
            assert!(complaints.is_empty(), "{}\n{complaints}", path.display());
        }
    )*};
}

documents! { call arguments import uses literal expr def assign text inside guarded order file_path_project truth_table combined shapes values sieve parts }

#[test]
fn every_document_is_a_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/find");
    let source = std::fs::read_to_string(folder.with_extension("rs")).unwrap();
    let table = source.split("documents! { ").nth(1).unwrap().split(" }").next().unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let stem = path.file_stem().unwrap().to_str().unwrap();
        assert!(table.split(' ').any(|name| name == stem), "{stem}.md is in no test");
    }
}
