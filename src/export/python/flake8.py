class _Plugin:
    """One code; flake8 makes one of these for each file."""

    name, version = "rulebook", VERSION

    def __init__(self, tree, filename, lines):
        self.tree, self.filename, self.lines = tree, filename, lines

    def run(self):
        code = type(self).__name__
        for line, column, message in findings(self.tree, self.filename, self.lines).get(code, ()):
            yield line, column, code + " " + message, type(self)


# What `[flake8:local-plugins]` refers to: one class for each code.
