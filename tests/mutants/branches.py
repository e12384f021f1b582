# SPDX-License-Identifier: Apache-2.0
"""branches.py BUILD_FOLDER [FILE...]: measures that tests take every branch of the checks and gates before an order.

The sources that host_mutants.py weakens, the session controls and the gate itself are compiled by clang with its
source-based coverage and linked before the library that holds the originals; then their own tests run. Each condition
that was never true or never false is named, and ends the script with 1. Called by scripts/mutate_controls.
"""
import collections
import json
import os
import pathlib
import subprocess
import sys

from host_mutants import ROOT, SOURCES, compile_flags, link

# Beside those.
ALSO = {
    "framework/sessions/session_controls.cpp": ("sessions_test", "SessionControls.*"),
    "framework/sessions/account_budget.cpp": ("sessions_test", "AccountBudget*"),
    "framework/risk/gate.cpp": ("risk_test", "*"),
    "framework/risk/gate_rules.cpp": ("risk_test", "*"),
    "framework/risk/trading_state.cpp": ("risk_test", "*"),
    "framework/risk/kill_switch.cpp": ("risk_test", "*"),
    "framework/risk/halts.cpp": ("risk_test", "*"),
    "framework/risk/latch_file.cpp": ("risk_test", "*"),
}
# A side of a condition that no input takes, and why.
UNREACHABLE = {
    ("gate.cpp", "before", "false"): "a sum of 10^8 orders of the greatest worth",
    ("gate.cpp", "after", "false"): "as before",
    ("signature.cpp", "EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1", "false"):
        "OpenSSL without memory",
}

Branch = collections.namedtuple("Branch", "file line column text missing")


def tool(name):
    """LLVM's tools carry the version of the compiler."""
    version = subprocess.run(["clang++", "-dumpversion"], check=True, capture_output=True, text=True).stdout
    return f"{name}-{version.split('.')[0]}"


def instrument(build, folder, source):
    target = folder / (source.stem + ".o")
    # The build's compiler may be another one: clang does not know all that it takes.
    flags = [flag for flag in compile_flags(build, source) if flag not in ("-isystem", "-fno-gnu-unique")]
    subprocess.run(["clang++", *flags, "-O0", "-w", "-fprofile-instr-generate", "-fcoverage-mapping", "-I",
                    str(source.parent), "-c", str(source), "-o", str(target)], check=True, cwd=build)
    return target


def runtime():
    folder = subprocess.run(["clang++", "-print-resource-dir"], check=True, capture_output=True, text=True).stdout.strip()
    return f"{folder}/lib/linux/libclang_rt.profile-{os.uname().machine}.a"


def run(folder, program, tests):
    raw = folder / f"{program.name}.profraw"
    raw.unlink(missing_ok=True)
    done = subprocess.run([str(program), f"--gtest_filter={tests}", "--gtest_brief=1"], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, env=dict(os.environ, LLVM_PROFILE_FILE=str(raw)))
    if done.returncode != 0:
        sys.exit(f"branches: {program.name} fails:\n{done.stdout}")
    data = raw.with_suffix(".profdata")
    subprocess.run([tool("llvm-profdata"), "merge", str(raw), "-o", str(data)], check=True)
    shown = subprocess.run([tool("llvm-cov"), "export", str(program), f"-instr-profile={data}"], check=True,
                           capture_output=True, text=True).stdout
    return json.loads(shown)["data"][0]["files"]


def branches_of(shown, source):
    """How many sides of conditions there are, and those never taken."""
    lines = source.read_text().splitlines()
    sides, missing = 0, []
    taken = collections.Counter()
    places = {}
    for branch in shown["branches"]:
        line, column, _, end, yes, no = branch[:6]
        places[line, column] = end
        taken[line, column, "true"] += yes
        taken[line, column, "false"] += no
    for (line, column), end in sorted(places.items()):
        text = lines[line - 1][column - 1:end - 1] if end > column else lines[line - 1][column - 1:]
        # Where no case is meant: the compiler holds that every value of the enumeration has one.
        is_default = lines[line - 1][:column - 1].endswith("switch (")
        for side in ("true", "false"):
            if (source.name, text, side) in UNREACHABLE or (is_default and side == "true"):
                continue
            sides += 1
            if taken[line, column, side] == 0:
                missing.append(Branch(source.name, line, column, text, side))
    return sides, missing


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    wanted = sys.argv[2:]
    folder = build / "branches"
    folder.mkdir(exist_ok=True)
    every = {**SOURCES, **ALSO}
    programs = collections.defaultdict(list)
    for path, (program, tests) in every.items():
        if not wanted or pathlib.Path(path).name in wanted:
            programs[program].append((ROOT / path, tests))
    print(f"{'source':22} {'branches':>8} {'taken':>8}")
    uncovered = []
    for program, sources in programs.items():
        objects = [instrument(build, folder, source) for source, _ in sources]
        linked = link(build, folder, program, [*objects, runtime(), "-u", "__llvm_profile_runtime"])
        files = run(folder, linked, ":".join(tests for _, tests in sources))
        for source, _ in sources:
            shown = [each for each in files if each["filename"].endswith(f"/{source.relative_to(ROOT)}")]
            if len(shown) != 1:
                sys.exit(f"branches: no coverage of {source.name} in {program}")
            sides, missing = branches_of(shown[0], source)
            print(f"{source.name:22} {sides:8} {sides - len(missing):8}")
            uncovered += missing
    for each in uncovered:
        print(f"never {each.missing}: {each.file}:{each.line}:{each.column}: {each.text}")
    sys.exit(1 if uncovered or not programs else 0)


if __name__ == "__main__":
    main()
