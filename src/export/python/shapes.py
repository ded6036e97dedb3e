HOLE, REST = "hole__", "hole__rest"


@functools.lru_cache(maxsize=None)
def template(text):
    text = re.sub(r"\$(?:(\.\.\.)|([A-Z][A-Z0-9_]*|_))", lambda found: HOLE + found[2] if found[2] else REST, text)
    return ast.parse(text, mode="eval").body


def is_rest(node):
    node = node.value if isinstance(node, ast.Starred) else node
    return isinstance(node, ast.Name) and node.id == REST


class Shapes(Tests):
    """Whether an expression has a shape: a Python expression with holes."""

    def fits(self, text, resolve, node):
        """What the holes stand for if an expression has the shape."""
        shape, binds = template(text), {}
        quick = type(shape) is type(node) or resolve != "text" and isinstance(node, (ast.Name, ast.Attribute, ast.Call))
        return binds if quick and self.fit(shape, node, resolve, binds) else None

    def fit(self, shape, node, resolve, binds):
        if isinstance(shape, ast.Name) and shape.id.startswith(HOLE):
            return self.bind_hole(shape.id[len(HOLE):], node, binds)
        name = dotted(shape) if resolve != "text" and isinstance(shape, (ast.Name, ast.Attribute)) else None
        if name and HOLE not in name:
            return isinstance(node, ast.expr) and hasattr(node, "rulebook") and self.named([name], resolve, node) is not None
        if type(shape) is not type(node):
            return False
        if isinstance(shape, ast.Constant):
            return equal(shape.value, node.value) and type(shape.value) is type(node.value)
        if isinstance(shape, ast.Call):
            rest = any(is_rest(one) for one in shape.args)
            return (
                self.fit(shape.func, node.func, resolve, binds)
                and self.fit_list(shape.args, node.args, resolve, binds)
                and (rest or len(shape.keywords) == len(node.keywords))
                and all(any(one.arg == wanted.arg and self.fit(wanted.value, one.value, resolve, binds) for one in node.keywords) for wanted in shape.keywords)
            )
        for field in shape._fields:
            one, other = getattr(shape, field), getattr(node, field)
            if isinstance(one, list):
                if not self.fit_list(one, other, resolve, binds):
                    return False
            elif isinstance(one, ast.AST):
                if not isinstance(other, ast.AST) or not isinstance(one, ast.expr_context) and not self.fit(one, other, resolve, binds):
                    return False
            elif one != other and not (isinstance(one, str) and one.startswith(HOLE)):
                return False
        return True

    def fit_list(self, shape, found, resolve, binds):
        if not shape:
            return not found
        if not is_rest(shape[0]):
            return bool(found) and self.fit_one(shape[0], found[0], resolve, binds) and self.fit_list(shape[1:], found[1:], resolve, binds)
        before = dict(binds)
        for at in range(len(found) + 1):
            binds.clear()
            binds.update(before)
            if self.fit_list(shape[1:], found[at:], resolve, binds):
                return True
        return False

    def fit_one(self, shape, node, resolve, binds):
        return self.fit(shape, node, resolve, binds) if isinstance(shape, ast.AST) and node is not None else shape is node

    def bind_hole(self, name, node, binds):
        if name == "_":
            return True
        if name in binds:
            return self.text(binds[name]).split() == self.text(node).split()
        binds[name] = node
        return True
