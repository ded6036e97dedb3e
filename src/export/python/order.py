class Order(Meaning):
    """What runs before what, and which tests decide whether it runs."""

    def calls_of(self, frame):
        """Where a function is called by its plain name, but for calls from within itself."""
        name = getattr(frame.node, "name", None)
        for call in self.calls if name else ():
            if isinstance(call.func, ast.Name) and call.func.id == name and not frame.holds(call.rulebook[0]):
                yield call.rulebook[0], start(call), call.rulebook[1]

    def runs_before(self, first, second, far=4, fuel=None):
        """Whether what stands at one place runs before another; a place is a frame and a position."""
        fuel = fuel or Fuel()
        one, other = first[0].function(), second[0].function()
        if one is other:
            return self.falls_through(first, second)
        if not fuel.burn():
            return False
        if one and far and not one.holds(second[0]):
            if any(self.runs_before(call, second, far - 1, fuel) for call in self.calls_of(one)):
                return True
        if other is None or other.holds(first[0]):
            return False
        for frame in second[0].around():
            if frame.kind in ("function", "lambda"):
                if frame is one:
                    break
                other = frame
        calls = list(self.calls_of(other))
        if calls and far:
            return any(self.runs_before(first, call, far - 1, fuel) for call in calls)
        # Without a call here, it runs when everything around it is done.
        return one is None or one.holds(second[0]) and first[1] < second[1]

    def falls_through(self, first, second):
        if first[1] >= second[1] or self.excludes(first[0], second[0]):
            return False
        for frame in first[0].around():
            if frame.holds(second[0]):
                return True
            if frame.kind != "try" and self.ends(frame.suite):
                return False
        return True

    @staticmethod
    def ends(suite):
        """Whether a block never reaches its end."""
        last = suite[-1] if suite else None
        if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
            return dotted(last.value.func) in ("sys.exit", "os._exit", "exit", "quit")
        return isinstance(last, (ast.Return, ast.Raise, ast.Break, ast.Continue))

    def guards(self, frame, stmt):
        """The tests that decide whether a place runs; a function that is called once runs when that place does."""
        found = []
        for _ in range(3):
            found.extend(self.guards_around(frame, stmt))
            function = frame.function()
            calls = list(self.calls_of(function)) if function else []
            if len(calls) != 1:
                break
            frame, _, stmt = calls[0]
        return found

    def guards_around(self, frame, stmt):
        for one in frame.around():
            if one.kind == "if":
                yield from (test for test, _ in clauses(one.node)[:one.branch + 1] if test)
            elif one.kind == "choice" or one.kind == "while" and one.branch == 0:
                yield one.node.test
            elif one.kind == "operand":
                yield from one.node.values[:one.branch]
            elif one.kind == "case":
                yield one.node.subject
                if one.node.cases[one.branch].guard:
                    yield one.node.cases[one.branch].guard
        while stmt is not None:
            frame, position = stmt.rulebook
            for earlier in frame.suite[:position]:
                if isinstance(earlier, ast.Assert):
                    yield earlier.test
                elif isinstance(earlier, ast.If) and any(self.ends(body) for _, body in clauses(earlier)):
                    yield from (test for test, _ in clauses(earlier) if test)
            stmt = frame.stmt

    def parts(self, test, fuel=None, far=3):
        """The expressions that a test is made of, and those that its names stand for."""
        fuel = fuel or Fuel()
        for node in ast.walk(test):
            if not isinstance(node, ast.expr) or not hasattr(node, "rulebook"):
                continue
            yield node
            if isinstance(node, ast.Name) and far and fuel.burn():
                bound = self.lookup(node.id, node.rulebook[0], start(node))
                for kind, value, _, _ in bound[1] if bound else ():
                    if kind == "assign":
                        yield from self.parts(value, fuel, far - 1)

    def environment(self, node):
        """The name of the environment variable that an expression reads."""
        def named(node, *names):
            return any(name in names for name, _ in self.referents(node))
        key = None
        if isinstance(node, ast.Call) and node.args:
            if named(node.func, "os.getenv", "os.getenvb", "os.environ.get", "os.environ.pop", "os.environ.setdefault"):
                key = node.args[0]
        elif isinstance(node, ast.Subscript):
            key = node.slice if named(node.value, "os.environ") else None
        elif isinstance(node, ast.Compare):
            key = node.left if any(named(one, "os.environ") for one in node.comparators) else None
        if key is None:
            return None
        constants = [one[1][0] for one in self.values(key) if one[1]]
        return constants[0] if constants and isinstance(constants[0], str) else self.text(key)

    @staticmethod
    def is_dead(frame):
        """Whether only type checkers read the code in a frame."""
        def checking(test):
            return test is not None and (dotted(test) or "").rpartition(".")[2] == "TYPE_CHECKING"
        for one in frame.around():
            if one.kind != "if":
                continue
            tests = [test for test, _ in clauses(one.node)]
            test = tests[one.branch]
            opposite = test is None and one.branch == 1 and isinstance(tests[0], ast.UnaryOp) and checking(tests[0].operand)
            if checking(test) or opposite:
                return True
        return False

    def text(self, node):
        """The text of a node; columns count bytes."""
        lines = self.lines[node.lineno - 1:node.end_lineno]
        if not lines:
            return ""
        lines[-1] = lines[-1].encode()[:node.end_col_offset].decode(errors="replace")
        lines[0] = lines[0].encode()[node.col_offset:].decode(errors="replace")
        return "".join(lines)
