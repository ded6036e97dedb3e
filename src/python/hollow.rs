//! A text without the bodies of functions, for whoever only asks what runs when a module is imported, or what some of
//! its functions do: most of a file is bodies, and parsing costs by the byte.

use super::nesting::logical_lines;
use crate::source::Span;

/// Shorter bodies are left in: there is nothing to be won.
const LEAST: usize = 64;

/// What stands for a body; a comment behind it takes the room of its first line, and blank lines that of the others.
const STAND_IN: &[u8] = b"...#";

/// The text with `...` in the place of the bodies of functions, but for generators, those that speak of `global` names,
/// and those to be kept; a function is known by its span, decorators included. Every other byte stays where it is, and on
/// its line. None if nothing can be left out, or the text is one in which that cannot be told for sure.
pub(crate) fn hollowed(text: &str, keep: &dyn Fn(&Span) -> bool) -> Option<String> {
    let mut bytes: Option<Vec<u8>> = None;
    for function in functions(text, &logical_lines(text)?)? {
        let Function { head, body, .. } = function;
        let inner = &text.as_bytes()[body.clone()];
        let has = |word: &[u8]| memchr::memmem::find(inner, word).is_some();
        let no_room = inner.len() < LEAST || inner[..STAND_IN.len()].contains(&b'\n');
        if no_room
            || !function.own_lines
            || has(b"yield")
            || has(b"global ")
            || keep(&(head..body.end))
        {
            continue;
        }
        let bytes = bytes.get_or_insert_with(|| text.as_bytes().to_vec());
        let (head, rest) = bytes[body].split_at_mut(STAND_IN.len());
        head.copy_from_slice(STAND_IN);
        rest.iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
    }
    String::from_utf8(bytes?).ok()
}

/// A function that is in no other one.
pub(super) struct Function {
    /// Where it begins, decorators included.
    pub(super) head: usize,
    /// Where its name is.
    pub(super) name: Span,
    /// From its first statement to the end of its last.
    pub(super) body: Span,
    /// Whether its body begins on a line of its own; if not, it is not told from the parameters.
    pub(super) own_lines: bool,
}

/// The functions of a text, given where its logical lines begin; none if they cannot be told for sure.
pub(super) fn functions(text: &str, starts: &[usize]) -> Option<Vec<Function>> {
    // Tabs and form feeds count otherwise than blanks, and old ends of lines are no ends here.
    if memchr::memchr3(b'\t', b'\x0c', b'\r', text.as_bytes()).is_some() {
        return None;
    }
    let mut ends = starts.iter().skip(1).copied().chain([text.len()]);
    let mut lines: Vec<Line<'_>> = Vec::with_capacity(starts.len());
    lines.extend(starts.iter().filter_map(|start| Line::of(text, *start, ends.next()?)));
    let mut functions = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        let Some(name) = line.defined() else { continue };
        let body = lines[at..].iter().take_while(|inner| inner.indent > line.indent).count();
        let (own, body_span) = match &lines[at..at + body] {
            [] => (false, name.end..line.start + line.text.len()),
            [first, rest @ ..] => {
                let last = rest.last().unwrap_or(first);
                (true, first.start + first.indent..last.start + last.text.len())
            }
        };
        let decorators = lines[..at - 1].iter().rev().take_while(|line| line.is_decorator());
        let head = decorators.last().unwrap_or(line).start;
        functions.push(Function { head, name, body: body_span, own_lines: own });
        at += body;
    }
    Some(functions)
}

/// A logical line that is neither blank nor a comment.
struct Line<'t> {
    start: usize,
    indent: usize,
    /// All of it, without the end of the line.
    text: &'t str,
}

impl<'t> Line<'t> {
    fn of(text: &'t str, start: usize, end: usize) -> Option<Self> {
        let text = text.get(start..end)?;
        let text = &text[..text.trim_ascii_end().len()];
        let indent = text.bytes().take_while(|byte| *byte == b' ').count();
        let is_code = text.as_bytes().get(indent).is_some_and(|first| *first != b'#');
        is_code.then_some(Self { start, indent, text })
    }

    fn is_decorator(&self) -> bool {
        self.text[self.indent..].starts_with('@')
    }

    /// Where the name of the function is that the line begins.
    fn defined(&self) -> Option<Span> {
        let code = &self.text[self.indent..];
        let rest = code.strip_prefix("async ").unwrap_or(code).strip_prefix("def ")?;
        let name = rest.split(['(', '[']).next().unwrap_or(rest);
        let start = self.start + self.text.len() - rest.len();
        Some(start..start + name.len())
    }
}

#[cfg(test)]
mod tests {
    use ruff_python_ast::visitor::{self, Visitor};
    use ruff_python_ast::{Stmt, StmtFunctionDef};
    use ruff_text_size::Ranged;

    use super::*;
    use crate::python::Parsed;

    const LONG: &str = "x = 'a text that is long enough to be left out, and more than that'";

    fn less(text: &str) -> String {
        let less = hollowed(text, &|_| false).expect("something to leave out");
        assert_eq!(less.len(), text.len());
        less.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn bodies_go_and_what_runs_on_import_stays_where_it_is() {
        let head = "import a\n\n@deco(lambda: 1)\nclass C(B):\n    z = 1\n\n    def f(self,\n          b=(1,\n2)):\n        ";
        let body = format!(
            "\"\"\"Doc\n\nat the margin.\n\"\"\"\n# a comment\n        {LONG}\n        def g(): pass"
        );
        let tail = "\n\n    y = 2\n\n\ndef h():\n  return 1\nw = 3";
        assert_eq!(less(&format!("{head}{body}{tail}\n")), {
            let lines = "\n".repeat(body.matches('\n').count());
            format!("{head}...#{lines}{tail}")
        });
    }

    #[test]
    fn a_generator_stays_and_so_does_what_is_not_sure() {
        for text in [
            "def f():\n    LONG\n    yield x\n",
            "def f():\n    global x\n    LONG\n",
            "def f():\n\tLONG\n\tLONG\n",
            "def f(): LONG\n",
            "x = '''\ndef f():\n    LONG\n    LONG\n'''\n",
            "x = (\ndef f():\n    LONG\n    LONG\n",
        ] {
            assert_eq!(hollowed(&text.replace("LONG", LONG), &|_| false), None, "{text}");
        }
    }

    #[test]
    fn what_is_to_be_kept_is_known_by_its_span() {
        let text = "@a\n@b\ndef f():\n    LONG\n    LONG\n\ndef g():\n    LONG\n    LONG\n"
            .replace("LONG", LONG);
        let less = hollowed(&text, &|span| span.contains(&3)).expect("something to leave out");
        let second = text.find("def g").expect("it is there");
        assert_eq!(less[..second], text[..second]);
        assert!(less[second..].starts_with("def g():\n    ...#"), "{less}");
    }

    #[derive(Default)]
    struct Defs(Vec<(usize, usize)>);

    impl<'a> Visitor<'a> for Defs {
        fn visit_stmt(&mut self, stmt: &'a Stmt) {
            if let Stmt::FunctionDef(StmtFunctionDef { body, .. }) = stmt {
                let first = body.first().map_or(0, |first| first.range().start().to_usize());
                self.0.push((stmt.range().start().to_usize(), first));
            } else {
                visitor::walk_stmt(self, stmt);
            }
        }
    }

    #[test]
    fn functions_begin_where_they_did_whatever_stands_in_them() {
        let text = "if x:\n    def a(): return 1\n    def b():\n        LONG\n        LONG\nelse:\n    async def c():\n        s = f\"{x['}']}\"  # }\n        LONG; return (\n1)\ntry:\n    def d(): \\\n      pass\nfinally:\n    LONG\n";
        let text = text.replace("LONG", LONG);
        let defs = |text: &str| {
            let parsed = Parsed::new(text).expect("Python");
            assert_eq!(parsed.errors().collect::<Vec<_>>(), []);
            let mut defs = Defs::default();
            parsed.suite().iter().for_each(|stmt| defs.visit_stmt(stmt));
            defs.0
        };
        let less = hollowed(&text, &|_| false).expect("something to leave out");
        assert_eq!(defs(&less), defs(&text));
        assert!(!less.contains("return ("), "{less}");
    }
}
