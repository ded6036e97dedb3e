MOST, LONGEST = 16, 1000
BUILTINS = frozenset(dir(builtins)) | frozenset(FORMER_BUILTINS)
STDLIB = frozenset(getattr(sys, "stdlib_module_names", ())) | frozenset(FORMER_MODULES)
IMPORTERS = ("importlib.import_module", "oslo_utils.importutils.import_module")


class Fuel:
    """How much following of names one question may cost."""

    def __init__(self):
        self.left = 512

    def burn(self):
        self.left -= 1
        return self.left >= 0


def string(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def dotted(node, rest=None):
    """The dotted name of an expression as it is written; `rest` stands for what has no name."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    elif rest is None or not parts:
        return None
    else:
        parts.append(rest)
    return ".".join(reversed(parts))


def canonical(name):
    """What a name of the project's own means."""
    for _ in range(8):
        head = name
        while head and head not in SAME_AS:
            head = head.rpartition(".")[0]
        if not head:
            break
        name = SAME_AS[head] + name[len(head):]
    return name


class Meaning(Index):
    """What names refer to and expressions evaluate to."""

    def referents(self, node):
        """Everything that an expression may refer to: names, each with the calls of `functools.partial` on the way."""
        if node not in self.known:
            self.known[node] = self.follow(node, Fuel())
        return self.known[node]

    def follow(self, node, fuel):
        if node in self.known:
            return self.known[node]
        attributes, root = "", node
        while isinstance(root, ast.Attribute):
            attributes = "." + root.attr + attributes
            root = root.value
        roots = list(dict.fromkeys(self.follow_root(root, fuel)))[:MOST]
        if attributes:
            roots = [(name + attributes, ()) for name, partials in roots if not partials]
        return [one for one in roots if len(one[0]) < LONGEST and len(one[1]) < MOST]

    def follow_root(self, node, fuel):
        if not fuel.burn():
            return []
        kind = type(node)
        if kind is ast.Name:
            return self.follow_name(node, fuel)
        if kind is ast.NamedExpr:
            return self.follow(node.value, fuel)
        if kind is ast.IfExp:
            return self.follow(node.body, fuel) + self.follow(node.orelse, fuel)
        if kind is ast.BoolOp:
            return [one for value in node.values for one in self.follow(value, fuel)]
        if kind is ast.Call:
            return self.follow_call(node, fuel)
        if kind is ast.Subscript and string(node.slice) is not None and self.is_named(node.value, "sys.modules", fuel):
            return [(string(node.slice), ())]
        return []

    def is_named(self, node, name, fuel):
        return (name, ()) in self.follow(node, fuel)

    def follow_call(self, node, fuel):
        if not node.args:
            return []
        first, found = string(node.args[0]), []
        for callee, _ in self.follow(node.func, fuel):
            if callee in IMPORTERS and first is not None:
                found.append((first, ()))
            elif callee == "builtins.__import__" and first is not None:
                found.append((first.split(".")[0], ()))
            elif callee == "builtins.getattr" and len(node.args) > 1 and string(node.args[1]) is not None:
                found.extend((name + "." + string(node.args[1]), ()) for name, _ in self.follow(node.args[0], fuel))
            elif callee == "functools.partial":
                found.extend((name, (*partials, node)) for name, partials in self.follow(node.args[0], fuel))
        return found

    def follow_name(self, node, fuel):
        name, frame = node.id, node.rulebook[0]
        bound = self.lookup(name, frame, start(node))
        if bound is None:
            scopes, scope = [], frame.scope
            while scope:
                scopes.append(scope)
                scope = scope.parent
            found = [(star + "." + name, ()) for scope in scopes for star in scope.stars][:MOST]
            return found + [("builtins." + name, ())] if name in BUILTINS else found
        own = [(self.name + "." + name, ())] if bound[0] is self.top and self.name else []
        found = []
        for kind, value, _, _ in bound[1]:
            if kind == "import":
                found.append((value, ()))
            elif kind == "assign":
                found.extend(self.follow(value, fuel) or own)
            elif kind == "def":
                found.extend(own)
        return found

    def lookup(self, name, frame, at):
        """The scope that binds a name, and the bindings that may reach a place."""
        scope, crossed = frame.scope, False
        while scope:
            if name in scope.globals:
                bindings = self.top.bindings.get(name)
                return bindings and (self.top, self.reaching(bindings, frame, at, True))
            bindings = None if crossed and scope.kind == "class" else scope.bindings.get(name)
            if bindings:
                reaching = self.reaching(bindings, frame, at, crossed)
                if reaching or scope.kind != "class":
                    return scope, reaching
            crossed = crossed or scope.kind == "function"
            scope = scope.parent
        return None

    def reaching(self, bindings, frame, at, crossed):
        before = [one for one in bindings if crossed or one[2] <= at]
        found = []
        for one in reversed(before):
            if not crossed and self.excludes(one[3], frame):
                continue
            found.append(one)
            if len(found) >= MOST or self.is_unconditional(one[3], frame):
                return found
        return found if before or crossed else bindings[:MOST]

    def is_unconditional(self, binding, frame):
        through = ("with", "finally", "arguments", "comprehension", "annotation", "decorator")
        block = next((one for one in binding.around() if one.kind not in through), None)
        return block is not None and block.holds(frame)

    def excludes(self, one, other):
        """Whether two frames are branches of the same construct of which only one runs."""
        while one.depth > other.depth:
            if one.parent is other:
                return False
            one = one.parent
        while other.depth > one.depth:
            if other.parent is one:
                return False
            other = other.parent
        if one is other:
            return False
        while one.parent is not other.parent:
            one, other = one.parent, other.parent
        branches, handlers = ("if", "choice", "case"), ("except", "tryelse")
        both = lambda kinds: one.kind in kinds and other.kind in kinds
        return one.node is other.node and (both(branches) or both(handlers))

    # What expressions evaluate to: (expression, (constant,) or None, truth or None, whether anything is known).

    def values(self, node, fuel=None):
        fuel = fuel or Fuel()
        unknown = [(node, None, None, False)]
        if not fuel.burn():
            return unknown
        kind = type(node)
        if kind is ast.Constant:
            if node.value is Ellipsis or isinstance(node.value, int) and abs(node.value) >> 63:
                return [(node, None, True, True)]
            return [(node, None if isinstance(node.value, complex) else (node.value,), bool(node.value), True)]
        if kind is ast.Name:
            return self.values_of_name(node, fuel) or unknown
        if kind is ast.NamedExpr:
            return self.values(node.value, fuel)
        if kind is ast.IfExp:
            tests = [truth for _, _, truth, _ in self.values(node.test, fuel)]
            found = self.values(node.body, fuel) if any(truth is not False for truth in tests) else []
            found = found + (self.values(node.orelse, fuel) if any(truth is not True for truth in tests) else [])
            return found[:MOST]
        if kind is ast.UnaryOp:
            return [self.unary(node, one) for one in self.values(node.operand, fuel)]
        if kind is ast.BoolOp:
            stops, found = isinstance(node.op, ast.Or), []
            for at, operand in enumerate(node.values, 1):
                values = self.values(operand, fuel)
                found += [one for one in values if at == len(node.values) or one[2] is not (not stops)]
                if all(one[2] is stops for one in values) or len(found) >= MOST:
                    break
            return found
        if kind is ast.BinOp and isinstance(node.op, ast.Add):
            left, right = self.values(node.left, fuel), self.values(node.right, fuel)
            if len(left) == len(right) == 1 and left[0][1] and right[0][1]:
                (one,), (other,) = left[0][1], right[0][1]
                if type(one) is type(other) and type(one) in (str, int):
                    return [(node, (one + other,), bool(one + other), True)]
            return unknown
        if kind is ast.Call and len(node.args) == 1 and not node.keywords:
            if self.is_named(node.func, "builtins.bool", fuel):
                return [self.truth(node, one[2]) for one in self.values(node.args[0], fuel)]
            return unknown
        if kind in (ast.List, ast.Tuple, ast.Set):
            plain = not all(isinstance(one, ast.Starred) for one in node.elts)
            return [(node, None, plain or (None if node.elts else False), True)]
        if kind is ast.Dict:
            plain = any(key is not None for key in node.keys)
            return [(node, None, plain or (None if node.keys else False), True)]
        if kind in (ast.Lambda, ast.GeneratorExp):
            return [(node, None, True, True)]
        if kind in (ast.ListComp, ast.SetComp, ast.DictComp, ast.JoinedStr):
            return [(node, None, None, True)]
        return unknown

    def values_of_name(self, node, fuel):
        bound = self.lookup(node.id, node.rulebook[0], start(node))
        found = []
        for kind, value, _, _ in bound[1] if bound else ():
            if kind == "assign":
                # A list or dict may have been changed since.
                found += [one if one[1] else (one[0], None, None, one[3]) for one in self.values(value, fuel)]
            else:
                found.append((node, None, None, False))
        return found[:MOST]

    @staticmethod
    def truth(node, truth):
        return (node, None, None, False) if truth is None else (node, (truth,), truth, True)

    def unary(self, node, operand):
        _, constant, truth, _ = operand
        if isinstance(node.op, ast.Not):
            return self.truth(node, None if truth is None else not truth)
        if constant and type(constant[0]) in (int, float) and isinstance(node.op, (ast.USub, ast.UAdd)):
            value = -constant[0] if isinstance(node.op, ast.USub) else constant[0]
            return node, (value,), bool(value), True
        return node, None, None, False

    # The arguments that reach a function in the end: positional, by keyword (None: left out), and whether there may be more.

    def arguments(self, partials, call):
        args, fuel = ([], {}, [False, False]), Fuel()
        for partial in partials:
            self.add_arguments(partial, 1, args, fuel)
        if call is not None:
            self.add_arguments(call, 0, args, fuel)
        return args

    def add_arguments(self, call, skip, args, fuel):
        positional, keywords, open_ended = args
        for one in call.args[skip:]:
            if isinstance(one, ast.Starred):
                inner = getattr(one.value, "elts", None) if isinstance(one.value, (ast.List, ast.Tuple)) else None
                if inner is None or any(isinstance(part, ast.Starred) for part in inner):
                    open_ended[0] = True
                else:
                    positional.extend(inner)
            elif not open_ended[0]:
                positional.append(one)
        for one in call.keywords:
            if one.arg is not None:
                keywords[one.arg] = [one.value]
                continue
            mapping = self.mapping(one.value, fuel)
            if mapping is None:
                open_ended[1] = True
            else:
                keywords.update(mapping)

    def mapping(self, node, fuel):
        """A dict as keyword arguments; none if its keys cannot be known."""
        if not fuel.burn():
            return None
        kind, found = type(node), {}
        if kind is ast.Dict:
            for key, value in zip(node.keys, node.values):
                inner = self.mapping(value, fuel) if key is None else {string(key): [value]}
                if inner is None or None in inner:
                    return None
                found.update(inner)
            return found
        if kind is ast.Call and self.is_named(node.func, "builtins.dict", fuel):
            for base in node.args:
                inner = self.mapping(base, fuel)
                if inner is None:
                    return None
                found.update(inner)
            args = ([], found, [False, False])
            self.add_arguments(node, len(node.args), args, fuel)
            return None if args[2][1] else found
        if kind is ast.IfExp:
            return self.one_of([self.mapping(node.body, fuel), self.mapping(node.orelse, fuel)])
        if kind is ast.BinOp and isinstance(node.op, ast.BitOr):
            sides = [self.mapping(node.left, fuel), self.mapping(node.right, fuel)]
            return None if None in sides else {**sides[0], **sides[1]}
        if kind is ast.NamedExpr:
            return self.mapping(node.value, fuel)
        return self.mapping_of_name(node, fuel) if kind is ast.Name else None

    @staticmethod
    def one_of(mappings):
        if None in mappings:
            return None
        names = dict.fromkeys(name for mapping in mappings for name in mapping)
        return {name: [value for mapping in mappings for value in mapping.get(name, [None])] for name in names}

    def mapping_of_name(self, node, fuel):
        bound = self.lookup(node.id, node.rulebook[0], start(node))
        if not bound or any(kind != "assign" for kind, *_ in bound[1]):
            return None
        found = self.one_of([self.mapping(value, fuel) for _, value, _, _ in bound[1]])
        for name, key, value, frame in (change for scope in self.scopes for change in scope.changes):
            seen = name == node.id and self.lookup(name, frame, (math.inf, 0))
            if found is None or not seen or seen[0] is not bound[0]:
                continue
            if key is None:
                return None
            found[key] = found.get(key, [None]) + [value]
        return found
