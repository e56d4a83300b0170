"""folders.py ROOT: every folder of src/landbridge has a README.md with purpose and example, and
every source of it is listed in its CMakeLists.txt, every header beside that file too (headers of
subfolders are private). No file is forgotten, none is listed by pattern.
"""
import pathlib
import re
import sys

import sources


def check_readme(folder, root):
    readme = folder / "README.md"
    if not readme.exists():
        return [f"{sources.place(folder, root)}: README.md is missing"]
    text = sources.read(readme)
    messages = []
    if not text.startswith("# "):
        messages.append(f"{sources.place(readme, root)}: it does not start with a title")
    if "```" not in text:
        messages.append(f"{sources.place(readme, root)}: it has no example")
    return messages


def check_listed(folder, root):
    lists = [sources.read(path) for path in sources.files(folder, ("CMakeLists.txt",))]
    listed = set(re.findall(r"[\w./-]+\.[ch]pp", "\n".join(lists)))
    names = {pathlib.PurePath(name).name for name in listed}
    messages = [f"{sources.place(path, root)}: it is not in CMakeLists.txt"
                for path in sources.files(folder, (".cpp", ".hpp"))
                if path.name not in names and (path.suffix == ".cpp" or path.parent == folder)]
    if any(re.search(r"file\s*\(\s*GLOB", text) for text in lists):
        messages.append(f"{sources.place(folder, root)}: CMakeLists.txt lists files by pattern")
    return messages


def check(root):
    root = pathlib.Path(root)
    messages = []
    for folder in sorted((root / "src" / "landbridge").iterdir()):
        if folder.is_dir():
            messages += check_readme(folder, root) + check_listed(folder, root)
    return messages


if __name__ == "__main__":
    sources.finish(check(sys.argv[1]))
