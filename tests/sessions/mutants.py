# SPDX-License-Identifier: Apache-2.0
"""mutants.py BUILD_FOLDER: weakens the session controls line by line; their test has to notice each time.

Called by scripts/mutate_controls. Every mutant is a copy of session_controls.cpp with one expression weakened, compiled
together with session_controls_test.cpp alone.
"""
import json
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT / "framework" / "sessions" / "session_controls.cpp"
TEST = ROOT / "tests" / "sessions" / "session_controls_test.cpp"

# What stands there, and what weakens it. Each text stands there once.
MUTANTS = [
    ("if (!whole.is_positive()) return Money{};", ""),
    ("share, Rounding::kDown", "share, Rounding::kUp"),
    (".value_or(Money{});\n}\n\nMoney units", ".value_or(whole);\n}\n\nMoney units"),
    ("(int128{view.positions} + 1)", "int128{view.positions}"),
    ("measured > limit ? Breach::kMaxPositions", "measured >= limit ? Breach::kMaxPositions"),
    ("measured > limit ? Breach::kMaxPositions", "false ? Breach::kMaxPositions"),
    ("worth > limit ? Breach::kPositionSize", "worth >= limit ? Breach::kPositionSize"),
    ("worth > limit ? Breach::kPositionSize", "false ? Breach::kPositionSize"),
    ("share_of(view.equity, limits.max_position_size);\n  return", "share_of(view.day_equity, limits.max_position_size);\n  return"),
    ("share_of(view.day_equity, limits.max_daily_loss)", "share_of(view.equity, limits.max_daily_loss)"),
    ("if (!loss) return {Breach::kDailyLoss, view.equity, limit};", "if (!loss) return {Breach::kNone, view.equity, limit};"),
    ("*loss >= limit ? Breach::kDailyLoss", "*loss > limit ? Breach::kDailyLoss"),
    ("*loss >= limit ? Breach::kDailyLoss", "false ? Breach::kDailyLoss"),
    ("if (const auto loss = check_daily_loss(limits, view); !loss.passes()) return loss;", ""),
    ("if (const auto positions = check_positions(limits, view); !positions.passes()) return positions;", ""),
    ("return check_size(limits, view, worth);", "return {};"),
    ('return session_reason::kMaxPositions;', 'return "";'),
    ('return session_reason::kMaxPositionSize;', 'return "";'),
    ('return session_reason::kMaxDailyLoss;', 'return "";'),
    ('if (passes()) return "";', ""),
    ("limits.max_positions - view.positions : 0", "limits.max_positions - view.positions : 1"),
    ("view.positions < limits.max_positions ?", "view.positions <= limits.max_positions + 1 ?"),
    ("is_loss_latched || !loss.passes()", "!loss.passes()"),
    ("is_loss_latched || !loss.passes()", "is_loss_latched"),
    ("if (!status.is_daily_limit_reached)\n", ""),
    ("checked_negate(loss.measured)", "std::optional{loss.measured}"),
]


def compile_flags(build):
    """Those of the source itself, without what names its place."""
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if entry["file"].endswith("sessions/session_settings.cpp") or "sluice_sessions" in entry["command"]:
            words = shlex.split(entry["command"])
            keep = [word for word in words if word.startswith(("-I", "-isystem", "-D", "-std"))]
            folders = [words[i + 1] for i, word in enumerate(words) if word == "-isystem"]
            keep = [word for word in keep if word != "-isystem"]
            return keep + [part for folder in folders for part in ("-isystem", folder)]
    sys.exit("mutants.py: the build does not know the room sessions; configure it first")


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    folder = build / "session_mutants"
    folder.mkdir(exist_ok=True)
    flags = compile_flags(build)
    test = folder / "test.o"
    subprocess.run(["g++", *flags, "-O0", "-c", str(TEST), "-o", str(test)], check=True)
    text = SOURCE.read_text()
    survivors = []
    for number, (original, weakened) in enumerate([("", "")] + MUTANTS):
        if original and text.count(original) != 1:
            sys.exit(f"mutants.py: {original!r} stands {text.count(original)} times in {SOURCE.name}, expected once")
        copy = folder / "mutant.cpp"
        copy.write_text(text.replace(original, weakened) if original else text)
        program = folder / "mutant"
        subprocess.run(["g++", *flags, "-O0", "-w", str(copy), str(test), "-o", str(program), "-lgtest", "-lgtest_main"],
                       check=True)
        passed = subprocess.run([str(program)], capture_output=True).returncode == 0
        if number == 0 and not passed:
            sys.exit("mutants.py: the test fails without any mutant")
        if number > 0 and passed:
            survivors.append(f"{original!r} as {weakened!r}")
    for survivor in survivors:
        print(f"survived: {survivor}", file=sys.stderr)
    print(f"session controls: {len(MUTANTS) - len(survivors)} of {len(MUTANTS)} mutants were noticed")
    sys.exit(1 if survivors else 0)


main()
