@functools.lru_cache(maxsize=None)
def glob(text):
    """A path glob as a regular expression; `<name>` captures a part."""
    out, depth, at = "", 0, 0
    while at < len(text):
        rest = text[at:]
        if rest.startswith("**/") and at == 0:
            out, at = out + "(?:.*/)?", at + 3
        elif rest.startswith("/**/"):
            out, at = out + "(?:/|/.*/)", at + 4
        elif rest == "/**":
            out, at = out + "/.*", at + 3
        elif rest == "**":
            out, at = out + ".*", at + 2
        elif rest[0] == "<":
            name = rest[1:rest.index(">")]
            out, at = out + "(?P<%s>[^/]+?)" % name, at + len(name) + 2
        elif rest[0] == "[" and "]" in rest:
            inner = rest[1:rest.index("]", 2)]
            out, at = out + "[" + ("^" + inner[1:] if inner[0] in "!^" else inner) + "]", at + len(inner) + 2
        else:
            depth += {"{": 1, "}": -1}.get(rest[0], 0)
            plain = {"*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")"}
            out += "|" if rest[0] == "," and depth else plain.get(rest[0]) or re.escape(rest[0])
            at += 1
    return re.compile(out + r"\Z", re.S)


def finds_places(item):
    (kind, spec), = item.items()
    return all(finds_places(one) for one in spec) if kind == "any" else hasattr(Scan, "find_" + kind)


def is_main(test):
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
        and string(test.comparators[0]) == "__main__"
    )


class Scan(Places):
    """One module under checks: conditions on places."""

    def __init__(self, tree, path, lines):
        super().__init__(tree, path, lines)
        self.captures, self.places_known = {}, {}

    def places(self, find):
        (kind, spec), = find.items()
        return list(getattr(self, "find_" + kind)(spec))

    def known_places(self, find):
        if id(find) not in self.places_known:
            self.places_known[id(find)] = self.places(find)
        return self.places_known[id(find)]

    def holds(self, condition, hit):
        (kind, spec), = condition.items()
        if finds_places(condition) and kind != "any":
            same = next((one for one in self.known_places(condition) if one.span == hit.span), None)
            hit.captures.update(same.captures if same else {})
            return same is not None
        return getattr(self, "is_" + kind)(spec, hit)

    def is_any(self, spec, hit):
        return any(self.holds(one, hit) for one in spec)

    def is_not(self, spec, hit):
        copy_of = copy.copy(hit)
        copy_of.captures = dict(hit.captures)
        return not self.holds(spec, copy_of)

    def on_path(self, spec):
        if any(glob(one).match(self.path) for one in many(spec, "exclude")):
            return None
        found = [glob(one).match(self.path) for one in many(spec, "include")]
        return next((one.groupdict() for one in found if one), None if found else {})

    def is_path(self, spec, hit):
        return self.on_path(spec) is not None

    def is_requires(self, spec, hit):
        return True

    is_project = is_requires

    def is_file_has(self, spec, hit):
        return bool(self.known_places(spec))

    def is_file_lacks(self, spec, hit):
        return not self.known_places(spec)

    def is_guarded_by(self, spec, hit):
        for guard in self.guards(hit.frame, hit.stmt):
            names = [name for part in self.parts(guard) for name in [self.environment(part)] if name is not None] if "env" in spec else ()
            if any(pattern(one).search(name) for one in many(spec, "env") for name in names):
                return True
            if "uses" in spec and self.mentions(many(spec, "uses"), guard):
                return True
        return False

    def is_before(self, spec, hit):
        return any(other.span != hit.span and self.ordered(spec, hit, other) for other in self.known_places(spec["find"]))

    def is_after(self, spec, hit):
        return any(other.span != hit.span and self.ordered(spec, other, hit) for other in self.known_places(spec["find"]))

    def ordered(self, spec, first, second):
        scope = spec.get("scope", "execution")
        if scope == "execution":
            return self.runs_before((first.frame, first.span[0]), (second.frame, second.span[0]))
        if scope == "module":
            return first.span[0] < second.span[0]
        one, other = first.stmt.rulebook, second.stmt.rulebook
        return one[0] is other[0] and one[1] < other[1]

    def is_inside(self, spec, hit):
        kind, wanted = (spec, {}) if isinstance(spec, str) else next(iter(spec.items()))
        if kind == "match":
            return any(one.span != hit.span and one.span[0] <= hit.span[0] and hit.span[1] <= one.span[1] for one in self.known_places(wanted))
        if kind == "function" and wanted.get("innermost"):
            one = next((one for one in hit.frame.around() if one.kind == "function"), None)
            return one is not None and self.is_in(kind, wanted, one)
        return any(self.is_in(kind, wanted, one) for one in hit.frame.around())

    def is_in(self, kind, wanted, frame):
        node = frame.node
        if kind == "function" and frame.kind == "function":
            return (
                ("name" not in wanted or pattern(wanted["name"]).search(node.name) is not None)
                and ("async" not in wanted or wanted["async"] == isinstance(node, ast.AsyncFunctionDef))
                and ("decorator" not in wanted or any(self.called(many(wanted, "decorator"), one) for one in node.decorator_list))
            )
        if kind == "class" and frame.kind == "class":
            return ("name" not in wanted or pattern(wanted["name"]).search(node.name) is not None) and (
                "base" not in wanted or any(self.called(many(wanted, "base"), one) for one in node.bases))
        if kind == "if" and frame.kind in ("if", "choice"):
            tests = [node.test] if frame.kind == "choice" else [test for test, _ in clauses(node)[:max(frame.branch, 1)] if test]
            return any(
                ("uses" not in wanted or self.mentions(many(wanted, "uses"), test))
                and ("test" not in wanted or pattern(wanted["test"]).search(self.text(test))) for test in tests)
        if kind in ("try", "except") and frame.kind == kind:
            handlers = node.handlers if kind == "try" else [node.handlers[frame.branch]]
            return not wanted or any(self.handles(wanted, one) for one in handlers)
        if kind == "with" and frame.kind == "with":
            return "manager" not in wanted or any(self.called(many(wanted, "manager"), one.context_expr) for one in node.items)
        if kind == "arguments" and frame.kind == "arguments":
            return self.meant(wanted if isinstance(wanted, list) else [wanted], node.func) is not None
        if kind == "loop":
            return frame.kind in ("for", "while") and frame.branch == 0
        if kind == "main":
            return frame.kind == "if" and frame.branch == 0 and is_main(node.test)
        if kind == "type_checking":
            return frame.kind == "if" and self.is_dead(frame)
        return kind == frame.kind and kind in ("finally", "lambda", "comprehension", "decorator", "annotation")

    def handles(self, wanted, handler):
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type] if handler.type else []
        return ("bare" not in wanted or wanted["bare"] == (handler.type is None)) and (
            "handles" not in wanted or any(self.meant(many(wanted, "handles"), one) for one in kinds))
