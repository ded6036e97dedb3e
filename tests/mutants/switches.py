"""Puts every mutant of a source file into it, each behind a switch of its own."""

import dataclasses
import re

import tree_sitter
import tree_sitter_rust

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_rust.language()))

# The function that asks for a switch, at the end of the crate's root.
ASKED = '''
#[doc(hidden)]
pub fn mutant(number: u32) -> bool {
    static ON: std::sync::LazyLock<Option<u32>> =
        std::sync::LazyLock::new(|| std::env::var("MUTANT").ok()?.parse().ok());
    *ON == Some(number)
}
'''


@dataclasses.dataclass
class Mutant:
    """A change that `cargo mutants` would make."""

    number: int
    file: str
    start: int
    end: int
    genre: str
    replacement: str
    name: str  # what people read, and what `explained.toml` knows it by


def read(listed, sources):
    """The mutants of `cargo mutants --list --json`; the sources are bytes, by path."""
    mutants, seen = [], {}
    for number, one in enumerate(listed, 1):
        file, span = one["file"], one["span"]
        lines = sources[file].decode().split("\n")

        def offset(place):
            before = "".join(line + "\n" for line in lines[: place["line"] - 1])
            return len((before + lines[place["line"] - 1][: place["column"] - 1]).encode())

        start, end = offset(span["start"]), offset(span["end"])
        what = re.sub(r"^\S+?:\d+:\d+: ", "", one["name"])
        name = f"{file}: {what}"
        if one["genre"] != "FnValue":
            name += f" `{lines[span['start']['line'] - 1].strip()}`"
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            name += f" #{seen[name]}"
        mutants.append(Mutant(number, file, start, end, one["genre"], one["replacement"], name))
    return mutants


class Switches:
    """One file with all its mutants."""

    def __init__(self, source, mutants):
        self.source = source
        self.tree = PARSER.parse(source)
        # What stands at a node, by its first byte and its last: mutants.
        self.at = {}
        self.homeless = []
        for mutant in mutants:
            node = self.home(mutant)
            if node is None:
                self.homeless.append(mutant)
            else:
                self.at.setdefault((node.type, node.start_byte, node.end_byte), []).append(mutant)

    def home(self, mutant):
        """The node that a mutant changes; none where no switch can stand."""
        node = self.tree.root_node.descendant_for_byte_range(mutant.start, mutant.end)
        kinds = {
            "FnValue": ["function_item"],
            "BinaryOperator": ["binary_expression", "compound_assignment_expr"],
            "UnaryOperator": ["unary_expression"],
            "MatchArm": ["match_arm"],
            "MatchArmGuard": ["match_arm"],
            "StructField": ["field_initializer_list"],
        }[mutant.genre]
        while node is not None and node.type not in kinds:
            # An operator of a chain with `let` is no expression of its own.
            if mutant.genre in ("BinaryOperator", "UnaryOperator") and node.type in ("let_chain", "block"):
                return None
            node = node.parent
        if node is not None and node.type == "function_item":
            # All that such a function returns is of one type.
            kind = node.child_by_field_name("return_type")
            if kind is not None and self.text(kind).startswith(b"impl "):
                return None
        if node is not None and node.type == "field_initializer_list":
            return next(child for child in node.children if child.start_byte == mutant.start)
        if node is not None and node.type == "match_arm":
            condition = node.child_by_field_name("pattern").child_by_field_name("condition")
            if condition is not None and condition.type in ("let_chain", "let_condition"):
                return None
        return node

    def render(self):
        """The source with switches, each marked for `blame`."""
        return self.node(self.tree.root_node)

    def text(self, node):
        return self.source[node.start_byte : node.end_byte]

    def children(self, node, replaced=()):
        """A node's text, with what stands in it; `replaced` has other texts for some children."""
        out, at = [], node.start_byte
        replaced = dict(replaced)
        for child in node.children:
            out.append(self.source[at : child.start_byte])
            out.append(replaced[child.id] if child.id in replaced else self.node(child))
            at = child.end_byte
        out.append(self.source[at : node.end_byte])
        return b"".join(out)

    def node(self, node):
        mutants = self.at.get((node.type, node.start_byte, node.end_byte), [])
        if not mutants:
            return self.children(node) if node.child_count else self.text(node)
        return getattr(self, node.type)(node, mutants)

    def function_item(self, node, mutants):
        body = node.child_by_field_name("body")
        early = b"".join(
            b" if crate::mutant(%d) { return %s; }" % (mutant.number, marked(mutant, mutant.replacement.encode()))
            for mutant in mutants
        )
        inner = self.node(body)
        assert inner.startswith(b"{"), inner[:80]
        return self.children(node, {body.id: b"{" + early + inner[1:]})

    def choice(self, mutants, mutated, own):
        """One of some expressions, or the program's own."""
        branches = b"".join(
            b"if crate::mutant(%d) { %s } else " % (mutant.number, marked(mutant, mutated(mutant))) for mutant in mutants
        )
        numbers = b",".join(b"%d" % mutant.number for mutant in mutants)
        return b"/*[%s*/(%s{ %s })/*%s]*/" % (numbers, branches, own, numbers)

    def binary_expression(self, node, mutants):
        operator = node.child_by_field_name("operator")
        before = self.source[node.start_byte : operator.start_byte]
        after = self.source[operator.end_byte : node.end_byte]
        return self.choice(mutants, lambda mutant: before + mutant.replacement.encode() + after, self.children(node))

    compound_assignment_expr = binary_expression

    def unary_expression(self, node, mutants):
        operand = self.source[node.start_byte + 1 : node.end_byte]
        return self.choice(mutants, lambda _: operand, self.children(node))

    def match_arm(self, node, mutants):
        pattern = node.child_by_field_name("pattern")
        condition = pattern.child_by_field_name("condition")
        guard = b"true" if condition is None else b"(%s)" % self.node(condition)
        for mutant in sorted(mutants, key=lambda mutant: mutant.genre != "MatchArmGuard"):
            on = marked(mutant, b"crate::mutant(%d)" % mutant.number)
            stays = mutant.genre == "MatchArmGuard" and mutant.replacement == "true"
            guard = b"(%s || %s)" % (on, guard) if stays else b"(!%s && %s)" % (on, guard)
        bare = pattern.children[0]
        text = self.children(bare) if bare.child_count else self.text(bare)
        if condition is None:
            text = self.children(pattern)
        return self.children(node, {pattern.id: text + b" if " + guard})

    def field_initializer(self, node, mutants):
        field = node.child_by_field_name("field") or node
        value = node.child_by_field_name("value")
        own = self.text(node) if value is None else self.node(value)
        base = next(child for child in node.parent.children if child.type == "base_field_initializer")
        expression = self.source[base.start_byte + 2 : base.end_byte]
        text = self.choice(mutants, lambda _: b"(" + expression + b")." + self.text(field), own)
        return self.text(field) + b": " + text

    shorthand_field_initializer = field_initializer


def marked(mutant, text):
    return b"/*<%d*/%s/*%d>*/" % (mutant.number, text, mutant.number)


MARK = re.compile(rb"/\*(?:<(?P<open>\d+)|(?P<close>\d+)>|\[(?P<all>[\d,]+)|(?P<end>[\d,]+)\])\*/")


def spans(text):
    """Where the mutants are: the start, the end, their numbers, and whether it is what a mutant makes of the code."""
    stack, found = [], []
    for mark in MARK.finditer(text):
        if mark["open"] or mark["all"]:
            stack.append(mark.start())
        else:
            numbers = {int(number) for number in (mark["close"] or mark["end"]).split(b",")}
            found.append((stack.pop(), mark.end(), numbers, bool(mark["close"])))
    return found


def blame(text, start, end):
    """The numbers of the mutants in whose code a place is, and whether it is in what a mutant makes of the code."""
    around = [span for span in spans(text) if span[0] <= start and end <= span[1]]
    if not around:
        return set(), False
    _, _, numbers, made = min(around, key=lambda span: span[1] - span[0])
    return numbers, made
