"""install_test.py BUILD CMAKE COMPILER: installs, then lets a consumer project find the library."""
import pathlib
import subprocess
import sys
import tempfile

CONSUMER = pathlib.Path(__file__).resolve().parent / "consumer"


def run(*command, is_failure_wanted=False):
    outcome = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                             check=False)
    if (outcome.returncode != 0) != is_failure_wanted:
        print(outcome.stdout, outcome.stderr, sep="\n")
        sys.exit(f"{' '.join(map(str, command))} ended with {outcome.returncode}")
    return outcome.stdout + outcome.stderr


def consume(cmake, compiler, scratch, wanted, is_failure_wanted=False):
    build = scratch / f"consumer_{wanted}"
    said = run(cmake, "-S", CONSUMER, "-B", build, "-G", "Ninja", f"-DWANTED={wanted}",
               f"-DCMAKE_CXX_COMPILER={compiler}", "-DCMAKE_BUILD_TYPE=Debug",
               f"-DCMAKE_PREFIX_PATH={scratch / 'prefix'}", is_failure_wanted=is_failure_wanted)
    if is_failure_wanted:
        return said
    run(cmake, "--build", build, "--parallel", "2")
    return run("ctest", "--test-dir", build, "--output-on-failure", "--no-tests=error")


def check_no_paths(prefix, build):
    """What is installed says nothing about the machine that built it."""
    source = CONSUMER.parents[2]
    for path in prefix.rglob("*"):
        if path.is_file() and path.suffix in (".cmake", ".hpp"):
            text = path.read_text()
            if str(source) in text or str(build) in text:
                sys.exit(f"{path} names a folder of this machine")


def main(build, cmake, compiler):
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        run(cmake, "--build", build, "--parallel", "2")
        run(cmake, "--install", build, "--prefix", scratch / "prefix")
        check_no_paths(scratch / "prefix", build)
        consume(cmake, compiler, scratch, "base")
        consume(cmake, compiler, scratch, "all")
        said = consume(cmake, compiler, scratch, "steam", is_failure_wanted=True)
        if "there is no component 'steam'" not in said:
            sys.exit(f"an unknown component is refused without saying so:\n{said}")
    print("base alone, all components, and an unknown one: as documented")


if __name__ == "__main__":
    main(*sys.argv[1:4])
