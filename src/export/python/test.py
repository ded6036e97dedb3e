"""Examples of the guidelines: bad code is reported, good code is not."""

import ast
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import rulebook_checks

# Code, path, source, and whether it is reported.
CASES = []


class ExamplesTest(unittest.TestCase):
    def test_bad_examples_are_reported_and_good_ones_are_not(self):
        for code, path, source, reported in CASES:
            with self.subTest(code=code, path=path, source=source):
                found = rulebook_checks.look(ast.parse(source), path, source.splitlines(keepends=True))
                self.assertEqual(reported, bool(found.get(code)), found)


if __name__ == "__main__":
    unittest.main()
