"""Generated bad input, to see that nothing but a MaturityError ever comes out.

    python -m tests.support.fuzz --target questionnaire --runs 100000 --seed 1

Each run is made from the seed and its number alone, so `--first 4711 --runs 1` repeats one. A target is a function
that makes one input from a random source and feeds it; add yours to TARGETS.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from functools import cache

from maturity.errors import MaturityError
from maturity.json_reader import has_unseen
from maturity.questionnaire.loader import build_questionnaire, theme_files
from maturity.questionnaire.yaml_reader import Tree, parse_yaml
from tests import TINY
from tests.support.fuzz_assessment import assessment
from tests.support.fuzz_workbook import workbook

SLOWEST = 5.0  # seconds for one small input

TOKENS = [
    "- ", ": ", "? ", "{", "}", "[", "]", ",", "&a ", "*a", "!!str ", "!x ", "|", ">", "|2-", "'", '"', "#", "---\n",
    "%YAML 1.1\n", "...\n", "\t", "\r", "\n", "  ", "\\", "<<: ", "~", "null", "true", "no", "010", "1:30", "1e9",
    "-1", "0", "99999999999999999999", "1.5", "2026-02-30", "\x00", "\x1b[2J", "\u2028", "\u202e", "\ufeff", "\ud7ff",
    "🙂", "é", "\u200d", "\u200b", "`", "@", "=", "\x85", "\xa0", "[" * 200, "{a: " * 200, "- " * 200, "x" * 5000,
    '"\\ud800"', '"\\0"', '"\\n\\n"',
]  # fmt: skip


# --- the questionnaire -----------------------------------------------------------------------------------------


@cache
def texts() -> dict[str, bytes]:
    """The tiny questionnaire's files by name."""
    return {path.stem: path.read_bytes() for path in sorted(TINY.glob("*.yml"))}


@cache
def trees() -> dict[str, Tree]:
    return {name: parse_yaml(raw, f"{name}.yml") for name, raw in texts().items()}


@cache
def names() -> list[str]:
    """Every field name and many a value: what a random file is likely to get somewhere with."""
    found = {word for tree in trees().values() for loc in tree.values for word in loc if isinstance(word, str)}
    return [*sorted(found), "cook", "f-fridge", "food", "fridge-log", "village-kitchen", "double", "helprs", "ID"]


def questionnaire(chance: random.Random) -> None:
    """One or two files of the tiny questionnaire are spoilt or made up."""
    changed = dict(trees())
    for name in chance.sample(sorted(changed), chance.choice([1, 1, 1, 2])):
        way = chance.randrange(10)
        raw = invented(chance).encode("utf-8", "surrogatepass") if way == 0 else mutated(chance, texts()[name], way)
        changed[name] = parse_yaml(raw, f"{name}.yml")
    for name in theme_files(changed["edition"]):
        changed.setdefault(name, parse_yaml(b"", f"{name}.yml"))
    build_questionnaire(changed, [])


def mutated(chance: random.Random, raw: bytes, way: int) -> bytes:
    """A file with a few things wrong, in lines (which mostly stay YAML) or in bytes (which mostly do not)."""
    for _ in range(chance.choice([1, 1, 2, 5])):
        raw = mutated_line(chance, raw) if way < 7 else mutated_bytes(chance, raw)
    return raw


def mutated_line(chance: random.Random, raw: bytes) -> bytes:
    lines = raw.decode("utf-8", "replace").split("\n")
    n, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    start, colon, _ = lines[n].partition(": ")
    match chance.randrange(8):
        case 0:
            del lines[n]
        case 1:
            lines.insert(n, lines[other])
        case 2:
            lines[n], lines[other] = lines[other], lines[n]
        case 3:
            lines[n] = start + colon + chance.choice(TOKENS)
        case 4:
            lines[n] = start + colon + chance.choice(names())
        case 5:
            lines[n] = " " * chance.randrange(8) + lines[n].lstrip()
        case 6:
            lines[n] = lines[n].replace(chance.choice(names()), chance.choice(names()))
        case _:
            lines[n] = start + colon + flow(chance, 3)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def mutated_bytes(chance: random.Random, raw: bytes) -> bytes:
    n, length = chance.randrange(len(raw) + 1), chance.choice([1, 1, 4, 40, 400])
    match chance.randrange(4):
        case 0:
            return raw[:n] + raw[n + length :]
        case 1:
            return raw[:n] + bytes(chance.randrange(256) for _ in range(min(length, 8))) + raw[n:]
        case 2:
            return raw[:n] + raw[n : n + length] * 2 + raw[n + length :]
        case _:
            return raw[:n] + chance.choice(TOKENS).encode("utf-8", "surrogatepass") + raw[n:]


def invented(chance: random.Random) -> str:
    """A file of the questionnaire's words in no sensible order."""
    lines = [f"{chance.choice(names())}: {flow(chance, 5)}" for _ in range(chance.randrange(12))]
    return "\n".join(lines) + "\n"


def flow(chance: random.Random, depth: int) -> str:
    """A random value on one line."""
    kind = chance.randrange(6) if depth else 0
    if kind == 1:
        return "[" + ", ".join(flow(chance, depth - 1) for _ in range(chance.randrange(4))) + "]"
    if kind in (2, 3):
        fields = (f"{chance.choice(names())}: {flow(chance, depth - 1)}" for _ in range(chance.randrange(5)))
        return "{" + ", ".join(fields) + "}"
    return chance.choice(TOKENS) if chance.random() < 0.1 else chance.choice([*names(), "1", "0", "3", "'1'", "true"])


# --- running ---------------------------------------------------------------------------------------------------

#: What can be fuzzed: makes one input from the random source, feeds it, and lets everything that is raised through.
TARGETS: dict[str, Callable[[random.Random], None]] = {
    "questionnaire": questionnaire,
    "assessment": assessment,
    "workbook": workbook,
}


def run(target: str, seed: int, number: int) -> str:
    """One run: `accepted` or `refused`. Raises whatever else came out, and AssertionError for a message that is not
    fit to be shown."""
    started = time.perf_counter()
    try:
        TARGETS[target](random.Random(f"{target} {seed} {number}"))
    except MaturityError as error:
        assert error.problems, "refused without a reason"
        for problem in error.problems:
            assert not has_unseen(str(problem)), f"a message that a terminal may obey: {str(problem)!r}"
            assert problem.where and problem.what and problem.fix, f"a message that lacks a part: {problem!r}"
        return "refused"
    finally:
        taken = time.perf_counter() - started
        assert taken < SLOWEST, f"took {taken:.1f} s"
    return "accepted"


def main(arguments: list[str] | None = None) -> int:
    """Run many; print each that went wrong with how to repeat it. Exit code 1 if any did."""
    options = argparse.ArgumentParser(prog="python -m tests.support.fuzz", description=__doc__.partition("\n")[0])
    options.add_argument("--target", choices=sorted(TARGETS), action="append", help="default: all")
    options.add_argument("--runs", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--first", type=int, default=0, help="number of the first run")
    chosen = options.parse_args(arguments)
    failed = 0
    for target in chosen.target or sorted(TARGETS):
        results: Counter[str] = Counter()
        for number in range(chosen.first, chosen.first + chosen.runs):
            if sys.stderr.isatty() and number % 1000 == 0:
                print(f"\r{target}: {number - chosen.first} of {chosen.runs}", end="", file=sys.stderr)
            try:
                results[run(target, chosen.seed, number)] += 1
            except Exception:  # whatever it is, it is what we look for
                results["crashed"] += 1
                traceback.print_exc()
                again = f"--target {target} --seed {chosen.seed} --first {number} --runs 1"
                print(f"repeat: python -m tests.support.fuzz {again}")
        print(f"{target}: " + ", ".join(f"{count} {name}" for name, count in sorted(results.items())))
        failed += results["crashed"]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
