def register(linter):
    """What pylint calls for `load-plugins = rulebook_checks`: one checker for each hundred of messages."""
    from pylint.checkers import BaseRawFileChecker

    def process_module(checker, node):
        with node.stream() as stream:
            source = stream.read()
        lines = source.decode(node.file_encoding or "utf-8", errors="replace").splitlines(keepends=True)
        if _LAST[2] is not node:
            _LAST[2], _LAST[3] = node, ast.parse(source)
        found = findings(_LAST[3], node.file, lines)
        for code, message_id, symbol, _ in MESSAGES:
            for line, column, message in found.get(code, ()) if message_id in checker.ids else ():
                checker.add_message(symbol, line=line, col_offset=column, args=(message,))

    for hundred in sorted({message_id[:3] for _, message_id, _, _ in MESSAGES}):
        ids = {message_id for _, message_id, _, _ in MESSAGES if message_id[:3] == hundred}
        msgs = {message_id: ("%s", symbol, about) for _, message_id, symbol, about in MESSAGES if message_id in ids}
        body = {"name": "rulebook-" + hundred[1:], "msgs": msgs, "ids": ids, "process_module": process_module}
        linter.register_checker(type("RulebookChecker" + hundred[1:], (BaseRawFileChecker,), body)(linter))
