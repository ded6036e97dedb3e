class Hit:
    """A place: its span, what to point at, its frame and statement, and what is captured of it."""

    def __init__(self, node, site, captures=None, report=None):
        self.span = (start(node), end(node))
        self.at = (start(report or node), end(report or node))
        self.frame, self.stmt = site
        self.captures = captures or {}


def name_node(node, module):
    """Where the name of a definition stands."""
    if isinstance(node, ast.Lambda):
        return node
    found = re.search(r"(?:def|class)\s+(\w+)", module.text(node))
    at = len(found[0][:found.start(1) - found.start()].encode()) if found else 0
    place = ast.Pass(lineno=node.lineno, end_lineno=node.lineno, col_offset=node.col_offset + at)
    place.end_col_offset = place.col_offset + len(node.name.encode())
    return place


@functools.lru_cache(maxsize=None)
def is_package(root, name):
    """Whether a folder of this name below the root is a package of the project."""
    return any(os.path.isfile(os.path.join(root, base, name, "__init__.py")) for base in ("", "src"))


class Places(Shapes):
    """One method for each kind of `find` that finds places."""

    def find_call(self, spec):
        names, resolve = many(spec, "name"), spec.get("resolve", "import")
        for node in self.calls:
            partials, call, name = (), node, None
            if not names:
                name = self.text(node.func)[:200]
            elif resolve != "import":
                name = self.named(names, resolve, node.func)
            else:
                found = self.meant(names, node.func)
                if found is None and self.holds_partial(node):
                    found, call = self.meant(names, node), None
                    found = found if found and found[1] and not self.is_called_later(node) else None
                name, partials = found or (None, ())
            if name is None or self.is_dead(node.rulebook[0]):
                continue
            args = self.arguments(partials, call)
            count = spec.get("positional")
            if count and (args[2][0] or not count.get("min", 0) <= len(args[0]) <= count.get("max", math.inf)):
                continue
            if "arguments" not in spec or self.allows(spec["arguments"], args, spec.get("defaults", {})):
                yield self.hit(node, spec, {"name": name})

    def holds_partial(self, node):
        return dotted(node.func, "?") is not None and any(name == "functools.partial" for name, _ in self.referents(node.func))

    def is_called_later(self, partial):
        return any(partial in partials for call in self.calls for _, partials in self.referents(call.func))

    def hit(self, node, spec, captures):
        frame, stmt, _ = node.rulebook
        return Hit(node, (frame, stmt), captures, stmt if spec.get("at") == "statement" else None)

    def allows(self, tests, args, defaults):
        choices = tests if isinstance(tests, list) else [tests]
        return either([both([self.allows_one(key, test, choice, args, defaults) for key, test in choice.items()]) for choice in choices])

    def allows_one(self, key, test, choice, args, defaults):
        if key == "not":
            return opposite(self.allows(test, args, defaults))
        return either([self.judge(test, one) for one in self.candidates(key, choice, args, defaults)])

    def candidates(self, key, choice, args, defaults):
        positional, keywords, (more, more_keywords) = args
        left_out = lambda name: ("default", defaults[name]) if name in defaults else ABSENT
        def by_keyword(name):
            if name in keywords:
                return [left_out(name) if value is None else ("given", value) for value in keywords[name]]
            return [OPEN if more_keywords else left_out(name)]
        if key == "**":
            named = {one.rpartition("/")[2] for one in choice}
            values = [value for name, all in keywords.items() if name not in named for value in all]
            return [("given", value) for value in values if value] + ([OPEN] if more_keywords else [])
        if key == "*":
            taken = {one.partition("/")[0] for one in choice}
            values = [value for at, value in enumerate(positional) if str(at) not in taken]
            return [("given", value) for value in values] + ([OPEN] if more else [])
        position, slash, name = key.partition("/")
        if not position.isdigit():
            return by_keyword(key)
        if int(position) < len(positional):
            return [("given", positional[int(position)])]
        if slash:
            return [OPEN] if more and name not in keywords else by_keyword(name)
        return [OPEN if more else ABSENT]

    def find_import(self, spec):
        module, member, excepted = many(spec, "module"), many(spec, "member"), many(spec, "except")
        for one in self.imports:
            if one.form == "dynamic" and not self.is_importer(one.node):
                continue
            name, full = canonical(one.module), canonical(one.full)
            is_one = lambda names, name: any(is_name(wanted, name, self.captures) for wanted in names)
            if member:
                meant = one.member is not None and (not module or is_one(module, name)) and is_one(member, one.member)
            else:
                meant = not module or is_one(module, name) or is_one(module, full)
            if not meant or is_one(excepted, name) or is_one(excepted, full):
                continue
            if self.is_such_import(one, spec):
                report = one.node if one.alone else one.name_node
                yield Hit(one.name_node if hasattr(one.name_node, "lineno") else one.node, (one.frame, one.stmt), {"module": one.module, "name": one.full}, report)

    def is_importer(self, call):
        return any(canonical(name) in (*IMPORTERS, "builtins.__import__") for name, _ in self.referents(call.func))

    def is_such_import(self, one, spec):
        own = one.member or one.module
        renamed = one.alias is not None and one.alias != own
        redundant = one.alias is not None and one.alias == own.rpartition(".")[2]
        inside, form = one.frame.function() is not None, many(spec, "form")
        presence = {"include": lambda has: True, "exclude": lambda has: not has, "only": lambda has: has}
        return (
            (not form or one.form in form)
            and {"any": True, "required": renamed, "forbidden": not renamed, "redundant": redundant}[spec.get("alias", "any")]
            and {"any": True, "absolute": one.level == 0, "relative": one.level > 0}[spec.get("level", "any")]
            and {"any": True, "module": not inside, "function": inside}[spec.get("scope", "any")]
            and (not many(spec, "class") or self.class_of(one) in many(spec, "class"))
            and presence[spec.get("type_checking", "exclude")](self.is_dead(one.frame))
            and presence[spec.get("fallback", "include")](self.has_fallback(one.frame))
        )

    def class_of(self, one):
        top = one.module.split(".")[0]
        if one.level or top in PACKAGES or self.name and self.name.split(".")[0] == top or is_package(ROOT, top):
            return "first_party"
        return "stdlib" if top in STDLIB else "third_party"

    def has_fallback(self, frame):
        handled = ("ImportError", "ModuleNotFoundError", "Exception")
        for one in frame.around():
            if one.kind in ("function", "lambda"):
                return False
            if one.kind in ("try", "except", "tryelse"):
                for handler in one.node.handlers:
                    if handler.type is None or any(name in self.text(handler.type) for name in handled):
                        return True
        return False

    def find_use(self, spec):
        names, resolve, roles = many(spec, "name"), spec.get("resolve", "import"), many(spec, "role")
        for node in self.nodes:
            frame, _, role = node.rulebook
            named = isinstance(node, (ast.Name, ast.Attribute))
            if role == "object" or not named and not (resolve == "import" and self.gives_name(node)):
                continue
            part = node
            while True:
                name = self.named(names, resolve, part)
                if name or not isinstance(part, ast.Attribute):
                    break
                part = part.value
            role = role if part is node else "value"
            if name and (role in roles if roles else role not in ("annotation", "store")) and not self.is_dead(frame):
                found = Hit(part, node.rulebook[:2], {"name": name}, node.rulebook[1] if spec.get("at") == "statement" else None)
                yield found

    def gives_name(self, node):
        return isinstance(node, ast.Call) and len(node.args) > 1 and any(not partials for _, partials in self.referents(node))

    def find_literal(self, spec):
        kinds, wanted = many(spec, "kind"), many(spec, "equals")
        for node in self.nodes:
            for kind, value, part in self.constants(node):
                sort = kind in kinds if kinds else (kind != "docstring" if wanted else kind in ("str", "fstring"))
                if not sort or wanted and not any(equal(one, value) for one in wanted):
                    continue
                text = value.decode(errors="replace") if isinstance(value, bytes) else value
                if "matches" in spec and not (isinstance(text, str) and pattern(spec["matches"]).search(text)):
                    continue
                if not self.is_dead(node.rulebook[0]):
                    report = node.rulebook[1] if spec.get("at") == "statement" else part
                    yield Hit(part, node.rulebook[:2], {"value": str(text)[:200]}, report)

    def constants(self, node):
        if isinstance(node, ast.JoinedStr):
            for part in node.values:
                if isinstance(part, ast.Constant):
                    yield "fstring", part.value, part
        elif isinstance(node, ast.Constant):
            kind = "docstring" if node in self.docstrings else KINDS.get(type(node.value))
            if kind:
                yield kind, node.value, node

    def find_expr(self, spec):
        shapes = [one.replace("\n", " ") for one in many(spec, "like")]
        for node in self.nodes:
            for shape in shapes:
                binds = self.fits(shape, spec.get("resolve", "text"), node)
                if binds is not None:
                    tests = spec.get("where", {}).items()
                    if all(hole in binds and self.judge(test, ("given", binds[hole])) for hole, test in tests) and not self.is_dead(node.rulebook[0]):
                        yield self.hit(node, spec, {hole: self.text(one)[:200] for hole, one in binds.items()})
                    break

    def find_def(self, spec):
        kinds = many(spec, "kind") or ["function", "method"]
        for node, site, body in self.defs:
            kind = "lambda" if isinstance(node, ast.Lambda) else "class" if isinstance(node, ast.ClassDef) else "method" if site[0].kind == "class" else "function"
            if kind not in kinds or self.is_dead(site[0]) or not self.is_such_def(node, site, body, spec):
                continue
            named = name_node(node, self)
            yield Hit(named, site, {"name": getattr(node, "name", "<lambda>")})

    def is_such_def(self, node, site, body, spec):
        if "name" in spec and not pattern(spec["name"]).search(getattr(node, "name", "<lambda>")):
            return False
        if "async" in spec and spec["async"] != isinstance(node, ast.AsyncFunctionDef):
            return False
        decorators = spec.get("decorators")
        if decorators and not (hasattr(node, "decorator_list") and self.is_decorated(node.decorator_list, decorators)):
            return False
        bases = many(spec, "bases")
        if bases and not any(self.called(bases, base) for base in getattr(node, "bases", ())):
            return False
        if ("parameter" in spec or "parameters" in spec) and not self.has_signature(node, spec):
            return False
        doc = next((text for text, suite in self.docstrings.items() if suite is body.suite), None)
        wanted = spec.get("docstring")
        if wanted and not (doc is None if wanted == "absent" else doc is not None and (wanted == "present" or pattern(wanted["matches"]).search(doc.value))):
            return False
        return "used" not in spec or self.is_used(node, site, body) is spec["used"]

    def is_decorated(self, decorators, spec):
        resolve = spec.get("resolve", "import")
        nodes = [one.func if isinstance(one, ast.Call) else one for one in decorators]
        has = lambda names: any(self.named(names, resolve, one) for one in nodes)
        order = [next((at for at, one in enumerate(nodes) if self.named([name], resolve, one)), None) for name in spec.get("order", ())]
        return (
            (not many(spec, "any") or has(many(spec, "any")))
            and not (many(spec, "none") and has(many(spec, "none")))
            and None not in order
            and all(above < below for above, below in zip(order, order[1:]))
        )

    def has_signature(self, node, spec):
        if isinstance(node, ast.ClassDef):
            return False
        args = node.args
        plain = args.posonlyargs + args.args
        defaults = [None] * (len(plain) - len(args.defaults)) + args.defaults
        rows = [(at, "positional", one, default) for at, (one, default) in enumerate(zip(plain, defaults))]
        rows += [(None, "keyword", one, default) for one, default in zip(args.kwonlyargs, args.kw_defaults)]
        rows += [(None, kind, one, None) for kind, one in (("args", args.vararg), ("kwargs", args.kwarg)) if one]
        count, wanted = spec.get("parameters"), spec.get("parameter")
        if count and not count.get("min", 0) <= len(rows) <= count.get("max", math.inf):
            return False
        return wanted is None or any(
            ("name" not in wanted or pattern(wanted["name"]).search(one.arg))
            and ("position" not in wanted or wanted["position"] == at)
            and (not many(wanted, "kind") or kind in many(wanted, "kind"))
            and ("annotated" not in wanted or wanted["annotated"] == (one.annotation is not None))
            and ("default" not in wanted or self.judge(wanted["default"], ("given", default) if default else ABSENT))
            for at, kind, one, default in rows
        )

    def is_used(self, node, site, body):
        name = getattr(node, "name", None)
        owner = next(one for one in site[0].around() if one.kind in ("function", "lambda", "class", "module"))
        for one in self.nodes if name else ():
            plain = isinstance(one, ast.Name) and one.id == name and owner.holds(one.rulebook[0])
            attribute = owner.kind == "class" and isinstance(one, ast.Attribute) and one.attr == name
            if (plain or attribute) and one.rulebook[2] != "store" and not body.holds(one.rulebook[0]):
                return True
        return False if name else None

    def find_assign(self, spec):
        targets, resolve = many(spec, "target"), spec.get("resolve", "text")
        for target, value, annotated, node, site in self.assigns:
            name = self.text(target) if not targets else self.target_name(targets, resolve, target)
            candidate = OPEN if value is None else ("given", value)
            if name is None or "value" in spec and not self.judge(spec["value"], candidate):
                continue
            owner = next(one.kind for one in site[0].around() if one.kind in ("function", "lambda", "class", "module"))
            scope = spec.get("scope", "any")
            if scope != "any" and scope != ("function" if owner == "lambda" else owner):
                continue
            if ("annotated" not in spec or spec["annotated"] == annotated) and not self.is_dead(site[0]):
                yield Hit(node, site, {"name": name})

    def target_name(self, targets, resolve, target):
        found = self.named(targets, resolve, target)
        if found or resolve != "import" or not isinstance(target, ast.Name) or not self.name:
            return found
        full = self.name + "." + target.id
        return full if any(is_name(one, full, self.captures) for one in targets) else None

    def find_text(self, spec):
        wanted, unless = pattern(spec["matches"]), spec.get("unless")
        for at, line in enumerate(self.lines, 1):
            line = line.rstrip("\r\n")
            found = wanted.search(line)
            if found and not (unless and pattern(unless).search(line)):
                node = ast.Pass(lineno=at, end_lineno=at, col_offset=len(line[:found.start()].encode()), end_col_offset=len(line[:found.end()].encode()))
                yield Hit(node, (self.frame, None), {"text": found[0]})

    def find_any(self, spec):
        seen = {}
        for find in spec:
            for hit in self.places(find):
                seen.setdefault((hit.span, hit.at), hit)
        return seen.values()

    def find_all(self, spec):
        outer, self.captures = self.captures, dict(self.captures)
        try:
            for item in spec:
                if "path" in item:
                    found = self.on_path(item["path"])
                    if found is None:
                        return []
                    self.captures.update(found)
            first = next(item for item in spec if finds_places(item))
            others = [item for item in spec if item is not first]
            hits = self.places(first)
            for hit in hits:
                hit.captures = {**hit.captures, **self.captures}
            return [hit for hit in hits if all(self.holds(item, hit) for item in others)]
        finally:
            self.captures = outer
