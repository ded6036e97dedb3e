//! What of a file a change touches: its changed lines, the functions that they stand in, what these name, and the
//! requirements that are other ones than before.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::{Expr, InterpolatedStringElement};
use ruff_text_size::Ranged;

use super::acts::Acts;
use super::change::File;
use super::requirements::requirements;
use crate::model::Rulebook;
use crate::model::applies::change::{Changed, Named, Touched};
use crate::python::{self, FrameKind, LARGEST, Module, ModuleName, Parsed, Role};
use crate::source::patch::Kind;
use crate::source::{Lines, Span};

/// A file of a change, as predicates ask for it.
#[derive(Debug, Default)]
pub(super) struct View {
    pub(super) touched: Touched,
    /// The functions and statements that changed lines stand in, after the change; before it for lines that go.
    pub(super) regions: Vec<Region>,
    /// The code that comes, line by line.
    pub(super) code: String,
    /// Whether a changed line can decide how programs start, as far as the line itself tells.
    pub(super) acts: bool,
}

/// A function or statement that the change touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Region {
    /// Its first and last line.
    pub(super) lines: (usize, usize),
    /// Whether it was there before the change only.
    pub(super) gone: bool,
    /// What it says, whatever lines it stands on: 32 hexadecimal digits.
    pub(super) fingerprint: String,
}

/// One side of a file: before or after the change.
struct Side {
    /// Its text, whole or put together from the lines that the patch tells.
    text: String,
    /// The file's number of each line of the text.
    numbers: Vec<usize>,
    /// The changed lines, as numbers of lines of the text from 1.
    changed: Vec<usize>,
}

impl View {
    /// `roots` are the first parts of the names that anybody asks for.
    pub(super) fn of(file: &File, roots: &BTreeSet<&str>) -> Self {
        let mut view = Self::default();
        let touched = &mut view.touched;
        touched.path.clone_from(&file.path);
        touched.moved_from = file.moved_from();
        touched.language = language(&file.path, file.after.as_deref().or(file.before.as_deref()));
        if file.patch.is_link() {
            return view;
        }
        let sides = [(true, file.after.as_deref()), (false, file.before.as_deref())];
        for (after, whole) in sides {
            let Some(side) = Side::of(file, after, whole) else { continue };
            // Most changes of large files only add, or only remove, and what is not touched need not be read.
            if side.changed.is_empty() {
                continue;
            }
            match view.touched.language {
                Some("python") => view.read_python(&side, after, roots),
                _ => view.read_plain(&side, after),
            }
        }
        view.touched.requires = requirements(file, &view.touched.lines);
        let moved = view.touched.moved_from.is_some();
        let came_or_went = file.patch.old.is_none() || file.patch.new.is_none();
        let some = view.touched.lines.iter().any(|line| !line.text.trim().is_empty());
        view.touched.substantial = some || moved || came_or_went || file.patch.binary;
        view
    }

    fn take(&mut self, after: bool, at_import: bool, line: usize, (text, code): (&str, &str)) {
        if after {
            self.code.push_str(text);
            self.code.push('\n');
        }
        if !text.trim().is_empty() {
            self.touched.lines.push(Changed {
                line,
                gone: !after,
                at_import,
                text: text.to_owned(),
                code: code.to_owned(),
            });
        }
    }

    fn read_plain(&mut self, side: &Side, after: bool) {
        let lines = Lines::new(&side.text);
        for line in &side.changed {
            let text = lines.line(*line).trim_end_matches('\r');
            self.acts |= text.contains("import");
            self.take(after, false, side.number(*line), (text, text));
            self.regions.push(Region {
                lines: (side.number(*line), side.number(*line)),
                gone: !after,
                fingerprint: fingerprint(text),
            });
        }
    }

    fn read_python(&mut self, side: &Side, after: bool, roots: &BTreeSet<&str>) {
        let less = side.without_other_functions();
        let parsed = match Parsed::new(less.as_deref().unwrap_or(&side.text)) {
            Ok(parsed) if side.text.len() <= LARGEST => parsed,
            _ => return self.read_plain(side, after),
        };
        let module = Module::new(&parsed, ModuleName::of_path(&self.touched.path));
        let code = without_remarks(&module);
        let bare = without_strings(&module, &code);
        let (lines, spoken) = (Lines::new(&code), Lines::new(&side.text));
        let unquoted = Lines::new(&bare);
        let mut spans: BTreeMap<usize, Span> = BTreeMap::new();
        let mut acts = Acts::new(&module);
        for line in &side.changed {
            let text = lines.line(*line).trim_end();
            let column = text.len() - text.trim_start().len();
            let start = spoken.offset(crate::source::Place { line: *line, column: 1 });
            let offset = start + column;
            // A file of comments, or one that makes no sense at all, has no statement to stand in.
            let is_code = !text.trim().is_empty() && !module.is_bare();
            let at_import = is_code && runs_at_import(&module, offset);
            let said = (text, unquoted.line(*line).trim_end());
            self.take(after, at_import, side.number(*line), said);
            if !is_code {
                continue;
            }
            self.acts |= acts.on(&(start..start + text.len()), offset, text, at_import);
            let span = home(&module, offset, after);
            spans.entry(span.start).or_insert(span);
        }
        // A name that no import of the file can lead to need not be looked for.
        let root = |name: &str| {
            name.trim_start_matches('.').split('.').next().is_some_and(|root| roots.contains(root))
        };
        let asked = module.imports().iter().any(|import| root(&import.module));
        let mut seen = BTreeSet::new();
        for span in spans.values() {
            let (first, last) = (spoken.place(span.start).line, spoken.place(span.end).line);
            self.regions.push(Region {
                lines: (side.number(first), side.number(last)),
                gone: !after,
                fingerprint: fingerprint(side.text.get(span.clone()).unwrap_or("")),
            });
            for (name, called, offset) in asked.then(|| names(&module, span)).into_iter().flatten()
            {
                let line = side.number(spoken.place(offset).line);
                if seen.insert((name.clone(), called)) {
                    self.touched.names.push(Named { name, called, gone: !after, line });
                }
            }
        }
    }
}

impl Side {
    /// One side of a file: all of it, or what the patch tells of it; none if there is nothing.
    fn of(file: &File, after: bool, whole: Option<&[u8]>) -> Option<Self> {
        let kind = if after { Kind::Added } else { Kind::Removed };
        let sided = || file.patch.hunks.iter().flat_map(|hunk| hunk.side(after));
        let changed = sided().filter(|(_, line)| line.kind == kind);
        if let Some(bytes) = whole {
            let text = python::decode(bytes).text.into_owned();
            let changed = changed.map(|(number, _)| number).collect();
            return Some(Self { text, numbers: Vec::new(), changed });
        }
        let mut side = Self { text: String::new(), numbers: Vec::new(), changed: Vec::new() };
        for (number, line) in sided() {
            side.text.push_str(&String::from_utf8_lossy(&line.text));
            side.text.push('\n');
            side.numbers.push(number);
            if line.kind == kind {
                side.changed.push(side.numbers.len());
            }
        }
        (!side.numbers.is_empty()).then_some(side)
    }

    /// The text without the bodies of functions in which nothing changes; none if there is nothing to leave out.
    fn without_other_functions(&self) -> Option<String> {
        let lines = Lines::new(&self.text);
        let start = |line: &usize| lines.offset(crate::source::Place { line: *line, column: 1 });
        let changed: BTreeSet<usize> = self.changed.iter().map(start).collect();
        python::hollowed(&self.text, &|span| changed.range(span.clone()).next().is_some())
    }

    fn number(&self, line: usize) -> usize {
        if self.numbers.is_empty() { line } else { *self.numbers.get(line - 1).unwrap_or(&line) }
    }
}

/// What the name of a file, or its first line, says that it is written in.
fn language(path: &str, text: Option<&[u8]>) -> Option<&'static str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some((_, ending)) = name.rsplit_once('.') else {
        let first = text?.split(|byte| *byte == b'\n').next()?;
        let runs =
            |what: &[u8]| first.starts_with(b"#!") && first.windows(what.len()).any(|w| w == what);
        return if runs(b"python") { Some("python") } else { runs(b"sh").then_some("shell") };
    };
    Some(match ending {
        "py" | "pyi" => "python",
        "sh" | "bash" => "shell",
        "rst" => "rst",
        "md" => "markdown",
        "yaml" | "yml" => "yaml",
        "toml" => "toml",
        "cfg" | "ini" | "conf" => "ini",
        "txt" => "text",
        "json" => "json",
        "c" | "h" => "c",
        "rs" => "rust",
        "go" => "go",
        "js" => "javascript",
        _ => return None,
    })
}

/// The text with comments and docstrings blanked out; other strings stay.
fn without_remarks(module: &Module<'_>) -> String {
    let mut bytes = module.text().as_bytes().to_vec();
    let docstrings = module.docstrings().iter().map(|doc| python::span_of(doc.string));
    for span in module.comments().map(|comment| comment.span).chain(docstrings) {
        for byte in &mut bytes[span] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| module.text().to_owned())
}

/// The text with what stands in strings blanked out; their quotes stay.
fn without_strings(module: &Module<'_>, text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut blank = |span: Span| {
        for byte in &mut bytes[span] {
            if !matches!(byte, b'\n' | b'\r' | b'\'' | b'"') {
                *byte = b' ';
            }
        }
    };
    for node in module.nodes() {
        match node.expr {
            Expr::StringLiteral(_) | Expr::BytesLiteral(_) => blank(python::span_of(node.expr)),
            Expr::FString(string) => {
                let literal = |part: &'_ InterpolatedStringElement| match part {
                    InterpolatedStringElement::Literal(part) => Some(python::span_of(part)),
                    InterpolatedStringElement::Interpolation(_) => None,
                };
                string.value.elements().filter_map(literal).for_each(&mut blank);
            }
            _ => {}
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The function that an offset stands in, or its statement; only the statement for code that goes.
fn home(module: &Module<'_>, offset: usize, after: bool) -> Span {
    let site = module.site_at(offset);
    let statement = module.statement_span(site.stmt);
    if !after {
        return statement;
    }
    let inner = module.around(site.frame).find_map(|(_, frame)| match frame.kind {
        FrameKind::Function(def) => Some(python::span_of(def)),
        _ => None,
    });
    inner.unwrap_or_else(|| match module.stmt(site.stmt) {
        // The head of a function is a part of it.
        ruff_python_ast::Stmt::FunctionDef(def) => python::span_of(def),
        _ => statement,
    })
}

/// Whether code runs when its module is imported, other than to define a function.
fn runs_at_import(module: &Module<'_>, offset: usize) -> bool {
    let site = module.site_at(offset);
    let defines = matches!(module.stmt(site.stmt), ruff_python_ast::Stmt::FunctionDef(_));
    !defines && module.function(site.frame).is_none() && !module.is_type_checking(site.frame)
}

/// What a piece of code imports, calls and names otherwise: full names, whether each is called, and where.
fn names(module: &Module<'_>, span: &Span) -> Vec<(String, bool, usize)> {
    let mut all = Vec::new();
    for import in
        module.imports().iter().filter(|i| i.span.start < span.end && span.start < i.span.end)
    {
        let name = match import.member {
            Some(member) => format!("{}.{member}", import.module),
            None => import.module.clone(),
        };
        all.push((name, false, import.span.start));
    }
    for node in module.nodes_in(span).filter(|node| node.role != Role::Object) {
        let named = matches!(
            node.expr,
            ruff_python_ast::Expr::Name(_) | ruff_python_ast::Expr::Attribute(_)
        );
        if !named {
            continue;
        }
        for referent in module.referents(node.written()).iter().filter(|r| r.name.contains('.')) {
            let at = node.expr.range().start().to_usize();
            all.push((referent.name.clone(), node.role == Role::Call, at));
        }
    }
    all
}

/// The first parts of the names that predicates ask for.
pub(super) fn roots(rulebook: &Rulebook) -> BTreeSet<&str> {
    let mut roots = BTreeSet::new();
    for guideline in &rulebook.guidelines {
        let asked = guideline.review.iter().filter_map(|question| question.when.as_ref());
        for applies in asked.chain([&guideline.applies]) {
            applies.walk(&mut |_, one| {
                let names = one.imports.iter().chain(one.calls.iter());
                roots.extend(names.filter_map(|name| name.split('.').next()));
            });
        }
    }
    roots
}

/// What code says, whatever blanks and line breaks stand between its words.
pub(super) fn fingerprint(code: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    for word in code.split_whitespace() {
        hasher.update(word.as_bytes()).update(b" ");
    }
    hasher.finalize().to_hex()[..32].to_owned()
}
