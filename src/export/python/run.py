ROOT = os.curdir
_LAST = [None, None, None, None]


def findings(tree, path, lines):
    """All findings of a file, by code: (line, column from 0, message). All codes share one walk over the file."""
    if _LAST[0] is not tree:
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, 10000))
        try:
            _LAST[:2] = tree, look(tree, path, lines)
        finally:
            sys.setrecursionlimit(limit)
    return _LAST[1]


def look(tree, path, lines):
    global ROOT
    path = os.path.abspath(path)
    ROOT = root_of(os.path.dirname(path))
    path = os.path.relpath(path, ROOT).replace(os.sep, "/")
    text = "".join(lines) + path
    own = {part for name in SAME_AS for part in name.split(".")[-1:]}
    wanted = [rule for rule in RULES if rule["words"] is None or any(word in text for word in [*rule["words"], *own])]
    scan, found = Scan(tree, path, lines) if wanted else None, {}
    for rule in wanted:
        seen = set()
        for hit in scan.places(rule["find"]):
            (line, column), message = hit.at[0], filled(rule["message"], hit.captures)
            if (hit.at, message) not in seen:
                seen.add((hit.at, message))
                found.setdefault(rule["code"], []).append((line, column, message))
    return {code: sorted(set(places)) for code, places in found.items()}


def filled(message, captures):
    return re.sub(r"\{(\w+)\}", lambda found: " ".join(captures.get(found[1], found[0]).split()), message)


@functools.lru_cache(maxsize=None)
def root_of(folder):
    """The root of a folder's repository; without one, the working directory."""
    outer = os.path.dirname(folder)
    if os.path.exists(os.path.join(folder, ".git")):
        return folder
    return os.getcwd() if outer == folder else root_of(outer)
