"""layers.py ROOT LAYERS: who includes whom, held against what landbridge_module() declares.

LAYERS is the file that CMake writes, a line `gas: base graph math` for each folder. A folder may
include itself and what it declares; declared edges go down the order below, so that domains never
meet; third-party headers stay behind their fences.
"""
import pathlib
import re
import sys

import sources

# The report embeds the results document that io writes, hence report above io.
ORDER = [{"base"}, {"graph", "math"}, {"gas", "freight", "payments", "trade", "deal"}, {"study"},
         {"io"}, {"report"}, {"cli", "python"}]
DOMAINS = ORDER[2]
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:<([^>]+)>|"([^"]+)")', re.MULTILINE)

# Which header (a pattern) may stand where: a predicate over folder, file name, and whether the file
# is a header, and the same in words.
FENCES = [
    (r"fmt/|tl/expected\.hpp", lambda folder, name, header: True, "everywhere"),
    (r"Eigen/|(klu|ldl|amd|btf|colamd|cholmod|umfpack|SuiteSparse\w*)\.h",
     lambda folder, name, header: folder == "math" or (folder in DOMAINS and not header),
     "in math and in sources of domains"),
    (r"[Cc]lp|Coin", lambda folder, name, header: folder == "math" and name == "lp.cpp",
     "in math/lp.cpp"),
    (r"(tbb|oneapi)/", lambda folder, name, header: folder == "math" and
     name in ("parallel.hpp", "parallel.cpp"), "in math/parallel"),
    (r"nlohmann/", lambda folder, name, header: folder == "io" or
     (folder == "report" and not header), "in io and in sources of report"),
    (r"toml\+\+/|pugixml\.hpp|libxml/",
     lambda folder, name, header: folder == "io", "in io"),
    (r"CLI/", lambda folder, name, header: folder == "cli", "in cli"),
    (r"pybind11/", lambda folder, name, header: folder == "python", "in python"),
    (r"doctest/|rapidcheck", lambda folder, name, header: name.endswith("_test.cpp"), "in tests"),
    (r"nettle/", lambda folder, name, header: folder == "io" and not header,
     "in sources of io"),
    (r"netcdf(_mem)?\.h", lambda folder, name, header: folder == "io" and
     name in ("netcdf_file.cpp", "netcdf_file_test.cpp"), "in io/netcdf_file.cpp and its test"),
    (r"osmium/", lambda folder, name, header: folder == "io" and
     name in ("osm_freight_read.cpp", "osm_freight_test.cpp"),
     "in io/osm_freight_read.cpp and its test"),
    (r"(unistd|fcntl|signal|pthread|dirent|poll|termios)\.h|(sys|linux)/",
     lambda folder, name, header: not header and folder in ("base", "io", "cli"),
     "in sources of base, io and cli"),
]
STANDARD = re.compile(r"[a-z_0-9]+|(stdint|stddef|math|string|stdlib|stdio)\.h")


def read_layers(path):
    layers = {}
    for line in pathlib.Path(path).read_text().splitlines():
        if line.strip():
            name, _, depends = line.partition(":")
            layers[name.strip()] = depends.split()
    return layers


def rank(folder):
    return next((level for level, names in enumerate(ORDER) if folder in names), None)


def check_declared(layers):
    """Every declared edge goes strictly down the order of the architecture."""
    messages = []
    for folder, depends in layers.items():
        if rank(folder) is None:
            messages.append(f"{folder}: the architecture knows no folder of that name")
            continue
        for other in depends:
            if rank(other) is None or rank(other) >= rank(folder):
                messages.append(f"{folder}: may not depend on {other} (not below it)")
    return messages


def check_ours(folder, target, layers):
    """The complaint about `#include "landbridge/<target>/…"` in a folder, or None."""
    allowed = layers.get(folder, [])
    if target == folder or target in allowed:
        return None
    return (f"{folder} may not include {target} "
            f"(it may include: {', '.join(allowed) if allowed else 'nothing but itself'})")


def check_third_party(folder, name, header):
    for pattern, is_allowed, where in FENCES:
        if re.match(pattern, header):
            if is_allowed(folder, name, name.endswith(".hpp")):
                return None
            return f"<{header}> may only be included {where}"
    if STANDARD.fullmatch(header):
        return None
    return f"<{header}> is a third party without a fence (tests/tidy/layers.py has the list)"


def check_file(path, folder, layers, root):
    text = sources.read(path)
    code = text.splitlines()
    is_test = path.name.endswith("_test.cpp")
    messages = []
    for match in INCLUDE.finditer(text):
        line = sources.line_of(text, match.start(1) if match[1] else match.start(2))
        if code[line - 1].lstrip().startswith("//"):
            continue
        angled, quoted = match[1], match[2]
        if quoted and quoted.startswith("landbridge/"):
            complaint = check_ours(folder, quoted.split("/")[1], layers)
        elif quoted:
            complaint = None if is_test or quoted.endswith(".inc") else (
                f'write "landbridge/…/{quoted}", the whole path')
        else:
            complaint = check_third_party(folder, path.name, angled)
        if complaint:
            messages.append(f"{sources.place(path, root, line)}: {complaint}")
    return messages


def check(root, layers):
    messages = check_declared(layers)
    base = pathlib.Path(root) / "src" / "landbridge"
    unknown = set()
    for path in sources.files(base, (".hpp", ".cpp")):
        folder = path.relative_to(base).parts[0]
        if folder not in layers:
            unknown.add(folder)
            continue
        messages += check_file(path, folder, layers, root)
    messages += [f"src/landbridge/{folder}: CMakeLists.txt calls no landbridge_module({folder} …)"
                 for folder in sorted(unknown)]
    return messages


if __name__ == "__main__":
    sources.finish(check(pathlib.Path(sys.argv[1]), read_layers(sys.argv[2])))
