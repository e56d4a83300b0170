"""sizes.py ROOT: files of at most 500 lines (tests 700), 100 columns, functions of at most 60.

A function's length runs from its opening to its closing brace. C++ is not parsed: a brace opens a
function if what stands before it ends like a function's head.
"""
import ast
import pathlib
import re
import sys

import sources

MOST_LINES, MOST_TEST_LINES, MOST_COLUMNS, MOST_FUNCTION_LINES = 500, 700, 100, 60
FUNCTION_HEAD = re.compile(
    r"\)\s*(?:(?:const|noexcept(?:\([^()]*\))?|override|final|mutable|&{1,2})\s*)*"
    r"(?:(?:->|:|requires)[^{};]*)?$")
NO_FUNCTION = re.compile(r"^\s*(if|for|while|switch|catch|else|do|namespace|enum|return)\b")


def is_test(path):
    return path.stem.endswith("_test") or "tests" in path.parts


def check_lines(path, text, root):
    lines = text.splitlines()
    most = MOST_TEST_LINES if is_test(path) else MOST_LINES
    messages = []
    if len(lines) > most:
        messages.append(f"{sources.place(path, root)}: {len(lines)} lines, at most {most}")
    for number, line in enumerate(lines, 1):
        if len(line) > MOST_COLUMNS:
            messages.append(f"{sources.place(path, root, number)}: {len(line)} columns, "
                            f"at most {MOST_COLUMNS}")
    return messages


def cpp_functions(text):
    """(first line, last line) of every outermost function body."""
    code = re.sub(r"^[ \t]*#(.*\\\n)*.*$", lambda m: sources.blank(m[0]), sources.code_only(text),
                  flags=re.MULTILINE)
    stack, head_start, found = [], 0, []
    for match in re.finditer(r"[{};]", code):
        offset, sign = match.start(), match[0]
        if sign == "{":
            head = code[head_start:offset]
            is_inside = any(is_function for is_function, _ in stack)
            is_function = (not is_inside and FUNCTION_HEAD.search(head) is not None
                           and not NO_FUNCTION.match(head))
            stack.append((is_function, sources.line_of(code, offset)))
        elif sign == "}" and stack:
            is_function, first = stack.pop()
            if is_function:
                found.append((first, sources.line_of(code, offset)))
        head_start = offset + 1
    return found


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno


def check_functions(path, text, root):
    if path.suffix in (".cpp", ".hpp"):
        functions = cpp_functions(text)
    elif path.suffix == ".py":
        functions = python_functions(text)
    else:
        return []
    return [f"{sources.place(path, root, first)}: a function of {last - first + 1} lines, "
            f"at most {MOST_FUNCTION_LINES}"
            for first, last in functions if last - first + 1 > MOST_FUNCTION_LINES]


def check(root):
    root = pathlib.Path(root)
    messages = []
    paths = sources.files(root, (".cpp", ".hpp", ".py", ".js", ".mjs", ".css", ".sh", ".cmake",
                                 "CMakeLists.txt"))
    paths += [root / name for name in ("landbridge", "test", "bench") if (root / name).is_file()]
    for path in paths:
        text = sources.read(path)
        messages += check_lines(path, text, root) + check_functions(path, text, root)
    return messages


if __name__ == "__main__":
    sources.finish(check(sys.argv[1]))
