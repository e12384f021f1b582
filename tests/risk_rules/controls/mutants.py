# SPDX-License-Identifier: Apache-2.0
"""mutants.py BUILD_FOLDER [CONTROL...]: weakens the standard controls one by one and runs their tests.

A copy of the library's source gets all mutants at once, each behind a number; the environment variable
SLUICE_MUTANT chooses one, so that one compilation serves them all. What is mutated follows from how the
controls are written: `const bool passes… = comparison;` and `const bool breaches… = comparison;` decide,
`return reject(…);` refuses, `.push(…);` and `.add(…);` remember. Called by scripts/mutate_controls.
"""
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
RULES = ROOT / "plugins" / "risk_rules"
SHARED_CODE = "(shared code)"
NEIGHBOUR = {"<=": "<", "<": "<=", ">=": ">", ">": ">="}

DECISION = re.compile(r"const bool (passes|breaches)(\w*) =(\s[^;]*);")
OPERATOR = re.compile(r"(?<=\s)(<=|>=|<|>)(?=\s)")
REFUSAL = re.compile(r"return reject\(((?:[^;()]|\((?:[^;()]|\([^;()]*\))*\))*)\);")
MEMORY = re.compile(r"(?m)^ +((?:\w+(?:\.|->))(?:push|add)\((?:[^;()]|\([^;()]*\))*\));$")
SCOPE = re.compile(r"\bhalt\(((?:Scope|Events)::k\w+)")
LEVEL = re.compile(r"with_level\(([^()]*)\)")
LATCH = re.compile(r"\bhalted_ = (true);")

# Of what controls share: an expression, and what weakens it. Any test may notice.
SHARED = [
    ("exposure.hpp", "std::max(*reached, other)", "*reached"),
    ("exposure.hpp", "int128{row.position} + row.working_buy", "int128{row.position}"),
    ("exposure.hpp", "int128{row.position} - row.working_sell", "int128{row.position}"),
    ("exposure.hpp", "!counts(row)", "false"),
    ("exposure.hpp", "row.position < 0", "false"),
    ("exposure.hpp", "row.position > 0 || (row.position == 0 && row.working_buy != 0)", "row.position > 0"),
    ("exposure.hpp", "row.working_orders > 1 && was_met_before(working, i, row)", "false"),
    ("exposure.hpp", "&row == &own", "false"),
    ("exposure.hpp", "std::max(magnitude(ends.upper), magnitude(ends.lower))", "magnitude(ends.upper)"),
    ("exposure.hpp", "next <= 0", "true"),
    ("order_input.hpp", "-int128{row.position} - row.working_buy", "-int128{row.position}"),
    ("order_input.hpp", "int128{row.position} - row.working_sell", "int128{row.position}"),
    ("order_input.hpp", "order.raw().quantity <= closable", "order.raw().quantity < closable"),
    ("order_input.hpp", "Rounding::kUp", "Rounding::kDown"),
    ("sliding_count.hpp", "at(middle) > since", "at(middle) >= since"),
    ("recent_ring.hpp", "slots_[next_ & mask()].entry.time > since", "false"),
    ("recent_ring.hpp", "number + slots_.size() > next_", "true"),
    ("per_symbol.hpp", "names != names_", "names.size() != names_.size()"),
    ("cap.hpp", "limit.is_multiple() && !view.equity().is_positive()", "false"),
    ("burst_halt.hpp", "Events::kSessionsOnly && view.is_offline()", "view.is_offline()"),
]

Mutant = collections.namedtuple("Mutant", "number control file line what is_comparison")


class Rewriter:
    """Puts every change of a file behind a number."""

    def __init__(self):
        self.mutants = []
        self.last = 0

    def switch(self, control, path, text, place, what, is_comparison=False):
        self.last += 1
        line = text.count("\n", 0, place) + 1
        self.mutants.append(Mutant(self.last, control, path.name, line, what, is_comparison))
        return f"sluice_mutant == {self.last}"

    def share(self, control, name):
        """What is written once for two controls has to be noticed by the tests of each."""
        own = [mutant for mutant in self.mutants if mutant.file == name]
        self.mutants += [mutant._replace(control=control) for mutant in own]

    def rewrite(self, control, path):
        text = path.read_text()
        changes = []  # (begin, end, instead)

        def change(match, group, instead):
            changes.append((match.start(group), match.end(group), instead))

        for match in DECISION.finditer(text):
            kind, rest, expression = match.groups()
            weak = "true" if kind == "passes" else "false"
            chosen = f"({expression})"
            for operator in OPERATOR.finditer(expression):
                other = NEIGHBOUR[operator.group()]
                mutated = expression[: operator.start()] + other + expression[operator.end() :]
                test = self.switch(control, path, text, match.start(), f"{kind}{rest}: {operator.group()} -> {other}",
                                   True)
                chosen = f"({test} ? ({mutated}) : {chosen})"
            test = self.switch(control, path, text, match.start(), f"{kind}{rest}: {weak}", True)
            change(match, 3, f" {test} ? {weak} : {chosen}")
        for match in REFUSAL.finditer(text):
            what = "no refusal: " + match.group(1).split(",")[0].strip()
            test = self.switch(control, path, text, match.start(), what)
            change(match, 0, f"return ({test}) ? approve() : reject({match.group(1)});")
        for match in MEMORY.finditer(text):
            test = self.switch(control, path, text, match.start(), f"forgets: {match.group(1)}")
            change(match, 1, f"(void)(({test}) ? 0 : ({match.group(1)}, 0))")
        for pattern, instead, what in ((SCOPE, "Scope::kAll", "halts another scope"),
                                       (LEVEL, "HaltLevel::kFlatten", "halts at another level"),
                                       (LATCH, "false", "does not latch")):
            for match in pattern.finditer(text):
                test = self.switch(control, path, text, match.start(), what)
                change(match, 1, f"(({test}) ? {instead} : ({match.group(1)}))")
        for begin, end, instead in sorted(changes, reverse=True):
            text = text[:begin] + instead + text[end:]
        path.write_text(text)

    def rewrite_shared(self, path, what, instead):
        text = path.read_text()
        pattern = r"\s+".join(re.escape(word) for word in what.split())  # formatting breaks lines anywhere
        found = list(re.finditer(r"(?<![\w-])" + pattern, text))
        if len(found) != 1:
            sys.exit(f"mutants: {path.name} has {len(found)} places with: {what}")
        test = self.switch(SHARED_CODE, path, text, found[0].start(), f"{what} -> {instead}")
        path.write_text(text[: found[0].start()] + f"(({test}) ? ({instead}) : ({what}))" + text[found[0].end() :])


def controls():
    """The files of every control, by its id."""
    files = {}
    for path in sorted((RULES / "controls").glob("*.hpp")):
        text = path.read_text()
        for control in re.findall(r'static constexpr auto id = "(\w+)"', text):
            files[control] = [path.name]
            if path.with_suffix(".cpp").exists():
                files[control].append(path.with_suffix(".cpp").name)
            if "burst_halt.hpp" in text:
                files[control].append("burst_halt.hpp")
    return files


def filter_of(control):
    if control == SHARED_CODE:
        return "*"
    suite = "".join(word.capitalize() for word in control.split("_"))
    return f"{suite}.*:EveryControl.*/{control}"


def make_copy(folder, wanted):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(RULES, folder)
    rewriter = Rewriter()
    done = set()
    for control, files in controls().items():
        if wanted and control not in wanted:
            continue
        for name in files:
            if name in done:
                rewriter.share(control, name)
            else:
                rewriter.rewrite(control, folder / "controls" / name)
            done.add(name)
    if not wanted:
        for name, what, instead in SHARED:
            rewriter.rewrite_shared(folder / "controls" / name, what, instead)
    (folder / "mutant.hpp").write_text(
        "#pragma once\n#include <cstdlib>\nnamespace {\nconst int sluice_mutant = "
        'std::getenv("SLUICE_MUTANT") ? std::atoi(std::getenv("SLUICE_MUTANT")) : 0;\n}\n')
    return rewriter.mutants


def compile_copy(folder):
    library = folder / "mutants.so"
    compiler = os.environ.get("CXX", "c++")
    sources = sorted(str(path) for path in [*folder.glob("*.cpp"), *folder.glob("controls/*.cpp")])
    subprocess.run([compiler, "-std=c++20", "-O0", "-w", "-fPIC", "-shared", "-I", str(ROOT / "sdk/include"), "-I",
                    str(folder), "-I", str(folder / "controls"), "-include", str(folder / "mutant.hpp"), *sources,
                    "-o", str(library)], check=True)
    return library


def passes(program, library, number, tests):
    environment = dict(os.environ, SLUICE_CONTROLS_LIBRARY=str(library), SLUICE_MUTANT=str(number))
    try:
        done = subprocess.run([str(program), f"--gtest_filter={tests}", "--gtest_brief=1"], env=environment,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    wanted = sys.argv[2:]
    known = controls()
    for name in wanted:
        if name not in known:
            sys.exit(f"mutants: no control is called '{name}', there are: {' '.join(known)}")
    program = build / "bin" / "controls_test"
    mutants = make_copy(build / "mutants", wanted)
    library = compile_copy(build / "mutants")
    if not passes(program, library, 0, "*"):
        sys.exit("mutants: the tests fail without a mutant")
    alive = []
    killed = collections.Counter()
    for mutant in mutants:
        if passes(program, library, mutant.number, filter_of(mutant.control)):
            alive.append(mutant)
        else:
            killed[mutant.control] += 1
    report(mutants, killed, alive, wanted or [*known, SHARED_CODE])


def report(mutants, killed, alive, names):
    failed = bool(alive)
    print(f"{'control':22} {'comparisons':>11} {'mutants':>8} {'noticed':>8}")
    for name in names:
        own = [mutant for mutant in mutants if mutant.control == name]
        comparisons = sum(mutant.is_comparison for mutant in own)
        failed = failed or (name != SHARED_CODE and comparisons == 0)
        print(f"{name:22} {comparisons:11} {len(own):8} {killed[name]:8}"
              + ("" if killed[name] == len(own) else "   NOT ALL"))
    print(f"{'all':22} {sum(m.is_comparison for m in mutants):11} {len(mutants):8} {sum(killed.values()):8}")
    for mutant in alive:
        print(f"not noticed: {mutant.control}, {mutant.file}:{mutant.line}: {mutant.what}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
