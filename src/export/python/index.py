class Index:
    """What a module is made of, found in one walk."""

    def __init__(self, tree, path, lines):
        self.path, self.lines = path, lines
        self.name, self.package = module_name(path)
        self.nodes, self.calls, self.imports, self.defs, self.assigns = [], [], [], [], []
        self.docstrings, self.scopes, self.known = {}, [], {}
        self.top = self.new_scope("module", None)
        self.frame = Frame(None, "module", tree, 0, tree.body, None, self.top)
        self.stmt = None
        self.docstring(tree.body)
        self.statements(tree.body)
        for scope in self.scopes:
            for bindings in scope.bindings.values():
                bindings.sort(key=lambda binding: binding[2])

    def new_scope(self, kind, parent):
        self.scopes.append(Scope(kind, parent))
        return self.scopes[-1]

    def within(self, kind, node, branch, suite, scope, run):
        outer = self.frame
        self.frame = Frame(outer, kind, node, branch, suite, self.stmt, scope or outer.scope)
        run()
        inner, self.frame = self.frame, outer
        return inner

    def block(self, kind, node, suite, branch=0):
        self.within(kind, node, branch, suite, None, lambda: self.statements(suite))

    def docstring(self, suite):
        if suite and isinstance(suite[0], ast.Expr) and isinstance(suite[0].value, ast.Constant) and isinstance(suite[0].value.value, str):
            self.docstrings[suite[0].value] = suite

    def statements(self, suite):
        outer = self.stmt
        for position, stmt in enumerate(suite):
            self.stmt = stmt
            stmt.rulebook = (self.frame, position)
            getattr(self, "on_" + type(stmt).__name__, self.simple)(stmt)
        self.stmt = outer

    def simple(self, stmt):
        for child in ast.iter_child_nodes(stmt):
            self.visit(child)

    def visit(self, node, role="value"):
        if isinstance(node, ast.expr):
            self.expr(node, role)
        else:
            for child in ast.iter_child_nodes(node):
                self.visit(child, role)

    def expr(self, node, role="value"):
        kind = type(node)
        if kind in (ast.Name, ast.Attribute) and type(node.ctx) is not ast.Load:
            role = "store"
        node.rulebook = (self.frame, self.stmt, role)
        self.nodes.append(node)
        keep = role in ("except", "annotation", "base") if kind in (ast.Tuple, ast.Starred) else role == "annotation"
        inner = role if keep else "value"
        if kind is ast.Name or kind is ast.Constant:
            return
        if kind is ast.Attribute:
            self.expr(node.value, "object")
        elif kind is ast.Call:
            self.calls.append(node)
            self.expr(node.func, "call")
            self.note_call(node)
            self.within("arguments", node, 0, (), None, lambda: [self.visit(a) for a in node.args + node.keywords])
        elif kind is ast.Lambda:
            self.signature(node.args)
            site, scope = (self.frame, self.stmt), self.new_scope("function", self.frame.scope)
            def run():
                self.parameters(node.args)
                self.expr(node.body)
            self.defs.append((node, site, self.within("lambda", node, 0, (), scope, run)))
        elif kind is ast.IfExp:
            self.expr(node.test)
            self.within("choice", node, 0, (), None, lambda: self.expr(node.body))
            self.within("choice", node, 1, (), None, lambda: self.expr(node.orelse))
        elif kind is ast.BoolOp:
            self.expr(node.values[0])
            for at, value in enumerate(node.values[1:], 1):
                self.within("operand", node, at, (), None, lambda value=value: self.expr(value))
        elif kind in (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp):
            scope = self.new_scope("comprehension", self.frame.scope)
            def run():
                for generator in node.generators:
                    self.opaque_target(generator.target, (0, 0))
                self.each(node, inner)
            self.within("comprehension", node, 0, (), scope, run)
        elif kind is ast.JoinedStr:
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    self.each(part, inner)
        else:
            if kind is ast.NamedExpr:
                self.bind_named(node)
            self.each(node, inner)

    def each(self, node, role):
        for child in ast.iter_child_nodes(node):
            self.visit(child, role)

    # What binds names.

    def bind(self, name, kind, value, at, scope=None):
        scope = scope or self.frame.scope
        if name in scope.globals:
            scope = self.top
        elif name in scope.nonlocals:
            outer = scope.parent
            while outer and not (outer.kind == "function" and name in outer.bindings):
                outer = outer.parent
            scope = outer or scope
        scope.bindings.setdefault(name, []).append((kind, value, at, self.frame))

    def opaque_target(self, target, at):
        if isinstance(target, ast.Name):
            self.bind(target.id, "opaque", None, at)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for part in target.elts:
                self.opaque_target(part, at)
        elif isinstance(target, ast.Starred):
            self.opaque_target(target.value, at)

    def bind_named(self, node):
        self.assigns.append((node.target, node.value, False, node, (self.frame, self.stmt)))
        scope = self.frame.scope
        while scope.kind == "comprehension":
            scope = scope.parent
        self.bind(node.target.id, "assign", node.value, end(node), scope)

    def assign(self, target, value, annotated, stmt):
        if not isinstance(target, (ast.Tuple, ast.List)):
            self.assigns.append((target, value, annotated, stmt, (self.frame, self.stmt)))
        if value is None:
            return
        if isinstance(target, ast.Name):
            self.bind(target.id, "assign", value, end(stmt))
        elif isinstance(target, (ast.Tuple, ast.List)):
            parts = target.elts
            values = value.elts if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) else ()
            if len(parts) == len(values) and not any(isinstance(part, ast.Starred) for part in [*parts, *values]):
                for part, one in zip(parts, values):
                    self.assign(part, one, annotated, stmt)
                return
            for part in parts:
                self.assigns.append((part, None, annotated, stmt, (self.frame, self.stmt)))
                self.opaque_target(part, end(stmt))
                self.change_item(part, None)
        elif isinstance(target, ast.Subscript):
            self.change_item(target, value)

    def change_item(self, target, value):
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            self.frame.scope.changes.append((target.value.id, string(target.slice), value, self.frame))

    def note_call(self, node):
        func = node.func
        if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.attr in ("update", "setdefault", "pop", "popitem", "clear"):
            changes = self.frame.scope.changes
            changes.extend((func.value.id, one.arg, one.value, self.frame) for one in node.keywords)
            if not (func.attr == "update" and not node.args):
                changes.append((func.value.id, None, None, self.frame))
        last = func.id if isinstance(func, ast.Name) else getattr(func, "attr", None)
        module = string(node.args[0]) if node.args else None
        if module and (last == "import_module" or last == "__import__" and isinstance(func, ast.Name)):
            if module.startswith("."):
                rest = module.lstrip(".")
                module = self.relative(len(module) - len(rest), rest or None)
            if module:
                self.imports.append(Import("dynamic", module, None, None, 0, node, node, True, (self.frame, self.stmt)))

    def parameters(self, args):
        for one in args.posonlyargs + args.args + args.kwonlyargs + [args.vararg, args.kwarg]:
            if one:
                self.bind(one.arg, "opaque", None, (0, 0))

    def signature(self, args):
        for default in [*args.defaults, *args.kw_defaults]:
            if default:
                self.expr(default)
        for one in args.posonlyargs + args.args + args.kwonlyargs + [args.vararg, args.kwarg]:
            if one and one.annotation:
                self.annotation(one.annotation)

    def annotation(self, node):
        self.within("annotation", node, 0, (), None, lambda: self.expr(node, "annotation"))

    def relative(self, level, module):
        if self.name is None:
            return None
        base = self.name.split(".")
        up = level - 1 if self.package else level
        if up > len(base):
            return None
        return ".".join(base[:len(base) - up] + ([module] if module else [])) or None

    # Statements.

    def decorators(self, node):
        for one in node.decorator_list:
            self.within("decorator", one, 0, (), None, lambda one=one: self.expr(one, "decorator"))

    def on_FunctionDef(self, node):
        self.decorators(node)
        self.signature(node.args)
        if node.returns:
            self.annotation(node.returns)
        self.bind(node.name, "def", node, start(node))
        site, scope = (self.frame, self.stmt), self.new_scope("function", self.frame.scope)
        def run():
            self.parameters(node.args)
            self.docstring(node.body)
            self.statements(node.body)
        self.defs.append((node, site, self.within("function", node, 0, node.body, scope, run)))

    on_AsyncFunctionDef = on_FunctionDef

    def on_ClassDef(self, node):
        self.decorators(node)
        for base in node.bases:
            self.expr(base, "base")
        for one in node.keywords:
            self.expr(one.value)
        site, scope = (self.frame, self.stmt), self.new_scope("class", self.frame.scope)
        def run():
            self.docstring(node.body)
            self.statements(node.body)
        body = self.within("class", node, 0, node.body, scope, run)
        self.bind(node.name, "def", node, start(node))
        self.defs.append((node, site, body))

    def on_If(self, node):
        for branch, (test, body) in enumerate(clauses(node)):
            if test:
                self.expr(test)
            self.block("if", node, body, branch)

    def on_While(self, node):
        self.expr(node.test)
        self.block("while", node, node.body)
        self.block("while", node, node.orelse, 1)

    def on_For(self, node):
        self.expr(node.iter)
        self.expr(node.target)
        self.opaque_target(node.target, end(node.target))
        self.block("for", node, node.body)
        self.block("for", node, node.orelse, 1)

    on_AsyncFor = on_For

    def on_With(self, node):
        for item in node.items:
            self.expr(item.context_expr)
            if item.optional_vars:
                self.expr(item.optional_vars)
                self.opaque_target(item.optional_vars, end(item.optional_vars))
        self.block("with", node, node.body)

    on_AsyncWith = on_With

    def on_Try(self, node):
        self.block("try", node, node.body)
        for at, handler in enumerate(node.handlers):
            if handler.type:
                self.expr(handler.type, "except")
            def run(handler=handler):
                if handler.name:
                    self.bind(handler.name, "opaque", None, start(handler))
                self.statements(handler.body)
            self.within("except", node, at, handler.body, None, run)
        self.block("tryelse", node, node.orelse)
        self.block("finally", node, node.finalbody)

    on_TryStar = on_Try

    def on_Match(self, node):
        self.expr(node.subject)
        for at, case in enumerate(node.cases):
            def run(case=case):
                for part in ast.walk(case.pattern):
                    name = getattr(part, "name", None) or getattr(part, "rest", None)
                    if name:
                        self.bind(name, "opaque", None, end(part))
                self.visit(case.pattern)
                if case.guard:
                    self.expr(case.guard)
                self.statements(case.body)
            self.within("case", node, at, case.body, None, run)

    def on_Import(self, node):
        for alias in node.names:
            bound = alias.asname or alias.name.split(".")[0]
            self.bind(bound, "import", alias.name if alias.asname else bound, end(node))
            self.imports.append(Import("plain", alias.name, None, alias.asname, 0, node, alias, len(node.names) == 1, (self.frame, self.stmt)))

    def on_ImportFrom(self, node):
        module = node.module or ""
        if node.level:
            module = self.relative(node.level, node.module) or "." * node.level + module
        for alias in node.names:
            star = alias.name == "*"
            one = Import("star" if star else "from", module, None if star else alias.name, alias.asname, node.level, node, alias, len(node.names) == 1, (self.frame, self.stmt))
            self.imports.append(one)
            if star:
                self.frame.scope.stars.append(module)
            else:
                self.bind(alias.asname or alias.name, "import", one.full, end(node))

    def on_Assign(self, node):
        for target in node.targets:
            self.assign(target, node.value, False, node)
        self.simple(node)

    def on_AnnAssign(self, node):
        self.assign(node.target, node.value, True, node)
        self.annotation(node.annotation)
        for one in (node.value, node.target):
            if one:
                self.expr(one)

    def on_AugAssign(self, node):
        self.assigns.append((node.target, node.value, False, node, (self.frame, self.stmt)))
        self.opaque_target(node.target, end(node))
        self.simple(node)

    def on_Delete(self, node):
        for target in node.targets:
            self.opaque_target(target, end(node))
            self.change_item(target, None)
        self.simple(node)

    def on_Global(self, node):
        self.frame.scope.globals.update(node.names)

    def on_Nonlocal(self, node):
        self.frame.scope.nonlocals.update(node.names)
