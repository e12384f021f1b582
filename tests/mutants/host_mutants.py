# SPDX-License-Identifier: Apache-2.0
"""host_mutants.py BUILD_FOLDER [FILE...]: weakens the host's own controls one by one and runs their tests.

A copy of each source gets all mutants at once, each behind a number; the environment variable SLUICE_MUTANT
chooses one. The copies are linked before the library that holds the originals, so that one link of a test
program serves all its mutants. What is mutated follows from how these files are written:
`const bool passes... = condition;` decides (it becomes true, each term of an && becomes true, each comparison
its neighbour), and every other `if (condition)` becomes true and false. Of larger files chosen.py names the pieces.
Called by scripts/mutate_controls.
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

from chosen import CHOSEN

ROOT = pathlib.Path(__file__).resolve().parents[2]

# A source, the program with its tests, and those tests.
SOURCES = {
    "framework/risk/safety_guard.cpp": ("risk_test", "Safety.*:LivePermission.*"),
    "framework/risk/live_permission.cpp": ("risk_test", "LivePermission.*"),
    "framework/risk/arming.cpp": ("risk_test", "Armings.*:Safety.*"),
    "framework/risk/approval.cpp": ("risk_test", "Approvals.*"),
    "framework/drivers/live_gate.cpp": ("drivers_live_gate_test", "LiveGates.*"),
    "framework/files/signature.cpp": ("files_test", "Ed25519.*"),
    "framework/sessions/prerequisites.cpp": ("sessions_test", "Prerequisites.*"),
    "plugins/executors/live_bounds.cpp": ("executors_test", "LiveDryRun.*"),
}
NEIGHBOUR = {"<=": "<", "<": "<=", ">=": ">", ">": ">=", "==": "!=", "!=": "=="}
DECISION = re.compile(r"const bool (passes\w*|has_end|is_whole) =(\s[^;]*);")
OPERATOR = re.compile(r"(?<=\s)(<=|>=|==|!=|<|>)(?=\s)")
CONDITION = re.compile(r"\bif \(")

Mutant = collections.namedtuple("Mutant", "number file line what program tests")


def closing(text, begin):
    """The place of the parenthesis that closes the one at `begin`."""
    depth = 0
    for at in range(begin, len(text)):
        depth += (text[at] == "(") - (text[at] == ")")
        if depth == 0:
            return at
    raise ValueError("unbalanced parentheses")


def terms(expression):
    """Begin and end of each term of an && at the top level."""
    cuts, depth = [0], 0
    for at, letter in enumerate(expression):
        depth += letter in "([{"
        depth -= letter in ")]}"
        if depth == 0 and expression.startswith("||", at):
            return []
        if depth == 0 and expression.startswith("&&", at):
            cuts += [at, at + 2]
    cuts.append(len(expression))
    found = list(zip(cuts[::2], cuts[1::2]))
    return found if len(found) > 1 else []


class Rewriter:
    def __init__(self):
        self.mutants = []

    def switch(self, path, text, place, what, program=None, tests=None):
        if program is None:
            program, tests = SOURCES[str(path.relative_to(ROOT))]
        line = text.count("\n", 0, place) + 1
        self.mutants.append(Mutant(len(self.mutants) + 1, path.name, line, what, program, tests))
        return f"sluice_mutant == {len(self.mutants)}"

    def choose(self, path):
        """With the mutants that chosen.py has of it."""
        original = text = path.read_text()
        for each in CHOSEN:
            if ROOT / each.path != path:
                continue
            if text.count(each.original) != 1 or original.count(each.original) != 1:
                sys.exit(f"mutants: {each.original!r} stands {original.count(each.original)} times in {path.name}, "
                         "expected once")
            test = self.switch(path, original, original.index(each.original), each.what, each.program, each.tests)
            text = text.replace(each.original, each.weakened.replace("ON", test))
        return text

    def decision(self, path, text, match):
        name, expression = match.groups()
        chosen = f"({expression})"
        for operator in OPERATOR.finditer(expression):
            other = NEIGHBOUR[operator.group()]
            changed = expression[: operator.start()] + other + expression[operator.end():]
            test = self.switch(path, text, match.start(), f"{name}: {operator.group()} -> {other}")
            chosen = f"({test} ? bool({changed}) : bool{chosen})"
        for begin, end in terms(expression):
            changed = expression[:begin] + " true " + expression[end:]
            test = self.switch(path, text, match.start(), f"{name}: without {expression[begin:end].strip()}")
            chosen = f"({test} ? bool({changed}) : bool{chosen})"
        test = self.switch(path, text, match.start(), f"{name}: true")
        return f" {test} ? true : bool{chosen}"

    def rewrite(self, path):
        text = path.read_text()
        changes = []
        for match in DECISION.finditer(text):
            changes.append((match.start(2), match.end(2), self.decision(path, text, match)))
        for match in CONDITION.finditer(text):
            begin = match.end()
            end = closing(text, begin - 1)
            condition = text[begin:end]
            is_declaration = ";" in condition or re.match(r"(const )?auto\b", condition)
            if "passes" in condition or is_declaration:
                continue
            chosen = condition
            for weak in ("true", "false"):
                test = self.switch(path, text, match.start(), f"if ({condition}): {weak}")
                chosen = f"{test} ? {weak} : bool({chosen})"
            changes.append((begin, end, chosen))
        for begin, end, instead in sorted(changes, reverse=True):
            text = text[:begin] + instead + text[end:]
        return text


def compile_flags(build, source):
    """As the room that holds the source is compiled, without what names files."""
    room = str(source.parent.relative_to(ROOT))
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if f"/{room}/" in entry["output"] if "output" in entry else f"/{room}/CMakeFiles" in entry["command"]:
            words = shlex.split(entry["command"])
            return [word for word in words if re.match(r"-(I|D|std|isystem|f)", word)] + includes(words)
    sys.exit(f"mutants: {room} is not compiled in {build}")


def includes(words):
    found = []
    for at, word in enumerate(words):
        if word == "-isystem":
            found += [word, words[at + 1]]
    return found


def compile_mutants(build, folder, sources, texts):
    """The copies of one room, compiled as one: they are, in a build of several files at a time."""
    copies = []
    for source, text in zip(sources, texts):
        copies.append(folder / source.name)
        copies[-1].write_text(text)
    unit = copies[0] if len(copies) == 1 else folder / f"all_{sources[0].parent.name}.cpp"
    if len(copies) > 1:
        unit.write_text("".join(f'#include "{copy}"\n' for copy in copies))
    target = unit.with_suffix(".o")
    flags = [flag for flag in compile_flags(build, sources[0]) if flag != "-isystem"]
    subprocess.run([os.environ.get("CXX", "c++"), *flags, "-O0", "-w", "-I", str(sources[0].parent), "-include",
                    str(folder / "mutant.hpp"), "-c", str(unit), "-o", str(target)], check=True, cwd=build)
    return target


def link(build, folder, program, objects):
    commands = subprocess.run(["ninja", "-C", str(build), "-t", "commands", "-s", f"bin/{program}"], check=True,
                              capture_output=True, text=True).stdout
    command = commands.strip().splitlines()[-1]
    target = folder / program
    compiler = re.search(r"&& (\S*c\+\+\S*) ", command)
    first = " ".join(str(each) for each in objects) + " -Wl,--allow-multiple-definition"
    command = command[: compiler.end()] + first + " " + command[compiler.end():]
    command = command.replace(f"-o bin/{program}", f"-o {target}")
    subprocess.run(command, shell=True, check=True, cwd=build)
    return target


def passes(program, number, tests):
    environment = dict(os.environ, SLUICE_MUTANT=str(number))
    try:
        done = subprocess.run([str(program), f"--gtest_filter={tests}", "--gtest_brief=1"], env=environment,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    wanted = sys.argv[2:]
    folder = build / "host_mutants"
    folder.mkdir(exist_ok=True)
    (folder / "mutant.hpp").write_text(
        "#pragma once\n#include <cstdlib>\nnamespace {\nconst int sluice_mutant = "
        'std::getenv("SLUICE_MUTANT") ? std::atoi(std::getenv("SLUICE_MUTANT")) : 0;\n}\n')
    names = {pathlib.Path(path).name: path for path in SOURCES}
    chosen = list(dict.fromkeys(each.path for each in CHOSEN))
    known = list(names) + [pathlib.Path(path).name for path in chosen]
    for name in wanted:
        if name not in known:
            sys.exit(f"mutants: there is no {name}, there are: {' '.join(known)}")
    rewriter = Rewriter()
    work = []
    for name, path in names.items():
        if not wanted or name in wanted:
            work.append((SOURCES[path][0], [ROOT / path], [rewriter.rewrite(ROOT / path)]))
    files = [ROOT / path for path in chosen if not wanted or pathlib.Path(path).name in wanted]
    if files:
        work.append((CHOSEN[0].program, files, [rewriter.choose(path) for path in files]))
    objects = collections.defaultdict(list)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        compiled = pool.map(lambda one: compile_mutants(build, folder, one[1], one[2]), work)
        for (program, _, _), target in zip(work, compiled):
            objects[program].append(target)
        linked = pool.map(lambda one: link(build, folder, *one), objects.items())
        programs = dict(zip(objects, linked))
    every = collections.defaultdict(set)
    for each in rewriter.mutants:
        every[each.program].add(each.tests)
    for name, program in programs.items():
        if not passes(program, 0, ":".join(sorted(every[name]))):
            sys.exit(f"mutants: {name} fails without a mutant")
    report(rewriter.mutants, known, programs)


def report(mutants, names, programs):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        lives = list(pool.map(lambda each: passes(programs[each.program], each.number, each.tests), mutants))
    alive = [each for each, lived in zip(mutants, lives) if lived]
    print(f"{'source':22} {'mutants':>8} {'noticed':>8}")
    for name in names:
        own = [each for each in mutants if each.file == name]
        if own:
            print(f"{name:22} {len(own):8} {len(own) - sum(each.file == name for each in alive):8}")
    for each in alive:
        print(f"not noticed: {each.file}:{each.line}: {each.what}")
    sys.exit(1 if alive or not mutants else 0)


if __name__ == "__main__":
    main()
