class Frame:
    """A construct around code; frames form a tree with the module at its root."""

    __slots__ = ("parent", "kind", "node", "branch", "suite", "stmt", "scope", "depth")

    def __init__(self, parent, kind, node, branch, suite, stmt, scope):
        self.parent, self.kind, self.node, self.branch = parent, kind, node, branch
        self.suite, self.stmt, self.scope = suite, stmt, scope
        self.depth = parent.depth + 1 if parent else 0

    def around(self):
        """This frame and those around it, from the inside out."""
        frame = self
        while frame is not None:
            yield frame
            frame = frame.parent

    def holds(self, inner):
        """Whether this frame is another one or around it."""
        while inner is not None and inner.depth > self.depth:
            inner = inner.parent
        return inner is self

    def function(self):
        """The innermost function or lambda around."""
        return next((f for f in self.around() if f.kind in ("function", "lambda")), None)


class Scope:
    """Names, and what binds them: (kind, value, from where on, frame)."""

    def __init__(self, kind, parent):
        self.kind, self.parent = kind, parent
        self.bindings, self.globals, self.nonlocals = {}, set(), set()
        self.stars, self.changes = [], []


class Import:
    """One imported name."""

    def __init__(self, form, module, member, alias, level, node, name_node, alone, site):
        self.form, self.module, self.member, self.alias = form, module, member, alias
        self.level, self.node, self.name_node, self.alone = level, node, name_node, alone
        self.frame, self.stmt = site

    @property
    def full(self):
        if self.member is None:
            return self.module
        return self.module + ("" if self.module.endswith(".") else ".") + self.member


def start(node):
    return node.lineno, node.col_offset


def end(node):
    return node.end_lineno, node.end_col_offset


def clauses(node):
    """The tests and bodies of an `if`, with its `elif` and `else`."""
    found = [(node.test, node.body)]
    while len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If) and node.orelse[0].col_offset == node.col_offset:
        node = node.orelse[0]
        found.append((node.test, node.body))
    if node.orelse:
        found.append((None, node.orelse))
    return found


def module_name(path):
    """A file's dotted name, and whether it is a package."""
    if not path.endswith(".py"):
        return None, False
    path = path[4:-3] if path.startswith("src/") else path[:-3]
    package = path.endswith("/__init__")
    name = path[:-9] if package else path
    fine = all(part.isidentifier() and not keyword.iskeyword(part) for part in name.split("/"))
    return (name.replace("/", "."), package) if fine else (None, False)
