ABSENT, OPEN = ("absent",), ("open",)


def many(spec, key):
    """The values of a key that takes one or several."""
    value = spec.get(key, [])
    return value if isinstance(value, list) else [value]


@functools.lru_cache(maxsize=None)
def pattern(text):
    # `$` is the very end, as it is in the rulebook.
    return re.compile(re.sub(r"\\.|\[\^?\]?[^\]]*\]|\$", lambda found: r"\Z" if found[0] == "$" else found[0], text, flags=re.S))


@functools.lru_cache(maxsize=None)
def segment(text):
    return re.compile(".*".join(map(re.escape, text.split("*"))) + r"\Z")


def is_name(wanted, name, captures):
    """Whether a dotted name is meant: `*` is part of a segment, `**` any segments, `<x>` what the path captured."""
    if "*" not in wanted and "<" not in wanted:
        return wanted == name
    def fits(parts, names):
        if not parts:
            return not names
        if parts[0] == "**":
            return any(fits(parts[1:], names[at:]) for at in range(len(names) + 1))
        part = re.sub("<([a-z_]+)>", lambda found: captures.get(found[1], "\0"), parts[0])
        return bool(names) and segment(part).match(names[0]) is not None and fits(parts[1:], names[1:])
    return fits(wanted.split("."), name.split("."))


def equal(wanted, found):
    """Whether constants are the same; False is not 0, but 1 is 1.0."""
    if isinstance(wanted, str) and isinstance(found, bytes):
        return wanted.encode() == found
    number = lambda value: isinstance(value, (int, float)) and not isinstance(value, bool)
    return wanted == found and (type(wanted) is type(found) or number(wanted) and number(found))


def either(answers):
    """Whether one answer is yes; none where one may be."""
    result = False
    for answer in answers:
        if answer:
            return True
        result = None if answer is None else result
    return result


def opposite(answer):
    return None if answer is None else not answer


def both(answers):
    return opposite(either(map(opposite, answers)))


def is_number(node):
    node = node.operand if isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.Not) else node
    return isinstance(node, ast.Constant) and type(node.value) in (int, float, complex)


def constant_of(*types):
    return lambda node: isinstance(node, ast.Constant) and type(node.value) in types


def node_of(*types):
    return lambda node: isinstance(node, types)


KINDS = {str: "str", bytes: "bytes", int: "number", float: "number", complex: "number", bool: "bool", type(None): "none"}
TYPES = {
    "str": constant_of(str), "bytes": constant_of(bytes), "fstring": node_of(ast.JoinedStr), "number": is_number,
    "bool": constant_of(bool), "none": constant_of(type(None)), "list": node_of(ast.List), "tuple": node_of(ast.Tuple),
    "dict": node_of(ast.Dict), "set": node_of(ast.Set), "lambda": node_of(ast.Lambda), "call": node_of(ast.Call),
    "comprehension": node_of(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
    "name": node_of(ast.Name, ast.Attribute), "operation": node_of(ast.BinOp), "comparison": node_of(ast.Compare),
}


class Tests(Order):
    """What names mean, and whether values pass tests."""

    captures = {}

    # Names.

    def meant(self, names, node):
        """The first referent of an expression that one of the names means."""
        last = getattr(node, "attr", None)
        if last and not SAME_AS and not any(name.endswith(last) or name[-1] in "*>" or "*" in name.rpartition(".")[2] for name in names):
            return None
        for name, partials in self.referents(node):
            name = canonical(name)
            plain = name[9:] if name.startswith("builtins.") else None
            if any(wanted == plain or is_name(wanted, name, self.captures) for wanted in names):
                return name, partials
        return None

    def named(self, names, resolve, node):
        if resolve == "import":
            found = self.meant(names, node)
            return found and found[0]
        text = dotted(node, "?" if resolve == "method" else None)
        if text is None:
            return None
        if resolve == "text":
            return text if any(is_name(name, text, self.captures) for name in names) else None
        parts = text.split(".")
        tails = (".".join(parts[-name.count(".") - 1:]) for name in names)
        fits = len(parts) > 1 and any(is_name(name, tail, self.captures) for name, tail in zip(names, tails))
        return parts[-1] if fits else None

    def called(self, names, node):
        """Whether an expression, or what it calls, has one of these names."""
        return self.meant(names, node.func if isinstance(node, ast.Call) else node) is not None

    def mentions(self, names, test):
        return any(isinstance(part, (ast.Name, ast.Attribute)) and self.meant(names, part) for part in self.parts(test))

    # Tests of values: yes, no, or none where that cannot be told. A candidate is absent, open, given or a default.

    def judge(self, test, candidate):
        kind, spec = (test, None) if isinstance(test, str) else next(iter(test.items()))
        if kind == "not":
            if candidate[0] != "given":
                return opposite(self.judge(spec, candidate))
        elif kind in ("any", "all") and candidate[0] != "given":
            return (either if kind == "any" else both)([self.judge(one, candidate) for one in spec])
        if candidate is ABSENT:
            return kind == "absent"
        if candidate is OPEN:
            return True if kind == "unknown" else None
        if candidate[0] == "default":
            value = candidate[1]
            return kind == "absent" or self.constant(kind, spec, value, bool(value))
        return either([self.given(test, candidate[1], value) for value in self.values(candidate[1])])

    def constant(self, kind, spec, value, truth):
        """What a test says of a constant."""
        if kind == "truthy":
            return truth
        if kind == "falsy":
            return not truth
        if kind == "equals":
            return any(equal(wanted, value) for wanted in (spec if isinstance(spec, list) else [spec]))
        if kind == "matches":
            return isinstance(value, str) and pattern(spec).search(value) is not None
        if kind == "spells":
            names = spec if isinstance(spec, list) else [spec]
            return isinstance(value, str) and any(is_name(name, value, self.captures) for name in names)
        return False

    def given(self, test, node, value):
        kind, spec = (test, None) if isinstance(test, str) else next(iter(test.items()))
        names = spec if isinstance(spec, list) else [spec]
        found, constant, truth, known = value
        if kind == "not":
            return opposite(self.given(spec, node, value))
        if kind == "any" or kind == "all":
            return (either if kind == "any" else both)([self.given(one, node, value) for one in spec])
        if kind in ("absent", "present", "unknown"):
            return kind == "present" or kind == "unknown" and not known
        if kind in ("truthy", "falsy"):
            return truth if kind == "truthy" else opposite(truth)
        if kind in ("equals", "matches", "spells"):
            return self.constant(kind, spec, constant[0], truth) if constant else (False if known else None)
        if kind == "named":
            return self.named(names, "text", node) is not None
        if kind == "refers":
            return any(self.meant(names, one) for one in (node, found))
        if kind == "calls":
            return any(isinstance(one, ast.Call) and self.meant(names, one.func) is not None for one in (node, found))
        if kind == "type":
            return any(TYPES[name](one) for one in (node, found) for name in names)
        return any(self.fits(shape, "text", one) is not None for one in (node, found) for shape in names)
