#!/usr/bin/env python3
"""run.py SOURCE BUILD [WORD...]: apply each mutant of tests/mutants, build it, and see that one of its tests fails.

SOURCE is the top of the tree, BUILD a folder for the copy.  With WORDs only mutants whose name contains one of them.
"""
import os, pathlib, re, shutil, subprocess, sys

SECONDS = 120


def run(args, **kw):
    return subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", **kw)


class Copy:
    """A configured and built copy of the tree, to which patches are applied."""

    def __init__(self, source, build):
        self.top, self.build = build / "source", build / "build"
        shutil.rmtree(self.top, ignore_errors=True)
        shutil.copytree(source, self.top, symlinks=True, ignore=self.skip)
        self.build.mkdir(parents=True, exist_ok=True)
        if not (self.build / "Makefile").exists():
            self.check(run([self.top / "configure", "--quiet", "CFLAGS=-O1", "CXXFLAGS=-O1"], cwd=self.build))
        self.make([])

    @staticmethod
    def skip(folder, names):
        """Build folders (they hold a Makefile) and git's own."""
        made = [n for n in names if os.path.exists(os.path.join(folder, n, "config.status"))]
        return [n for n in names if n in (".git", "autom4te.cache")] + made

    @staticmethod
    def check(done):
        if done.returncode:
            sys.exit(done.stdout)

    def make(self, targets):
        done = self.build_targets(targets)
        self.check(done)

    def build_targets(self, targets):
        return run(["make", "--silent", f"-j{os.cpu_count()}", *targets], cwd=self.build)

    def patch(self, text, *options):
        return run(["patch", "-p1", "--silent", "--no-backup-if-mismatch", "--fuzz=3", *options], cwd=self.top, input=text)

    def fails(self, test):
        """Whether TEST notices: a failed or missing result, a crash, or no end."""
        env = dict(os.environ, DATELINE_BIN=str(self.build), DATELINE_SRC=str(self.top), CMOCKA_MESSAGE_OUTPUT="TAP")
        path = self.top / test if test.endswith(".t") else self.build / test
        args = ["sh", path] if test.endswith(".t") else [path]
        try:
            done = run(args, env=env, timeout=SECONDS, stdin=subprocess.DEVNULL, cwd=self.build)
        except subprocess.TimeoutExpired:
            return True
        return done.returncode != 0 or re.search(r"^not ok", done.stdout, re.M) is not None


def header(text, name):
    found = re.search(rf"^{name}: *(.*)$", text.split("\n--- ")[0], re.M)
    return found.group(1) if found else ""


def try_mutant(copy, file):
    """What became of it: killed, survived, or why it could not be tried."""
    text = file.read_text(encoding="utf-8")
    tests = header(text, "Tests").split()
    if not tests:
        return "names no tests"
    if copy.patch(text, "--dry-run").returncode:
        return "does not apply"
    copy.patch(text)
    try:
        programs = [t for t in tests if not t.endswith(".t")]
        if copy.build_targets(["dateline-index", "dateline-search", *programs]).returncode:
            return "does not build"
        for test in tests:
            if copy.fails(test):
                return "killed"
        return "survived"
    finally:
        copy.patch(text, "--reverse")


def main():
    source, build, words = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), sys.argv[3:]
    files = sorted(f for f in (source / "tests/mutants").glob("*.patch") if not words or any(w in f.stem for w in words))
    if not files:
        sys.exit("no such mutant")
    copy = Copy(source, build)
    tests = sorted({t for f in files for t in header(f.read_text(encoding="utf-8"), "Tests").split()})
    copy.make([t for t in tests if not t.endswith(".t")])
    for test in tests:
        if copy.fails(test):
            sys.exit(f"{test} fails without any mutant")
    bad = 0
    for file in files:
        verdict = try_mutant(copy, file)
        bad += verdict != "killed"
        print(f"{verdict:>14}  {file.stem}: {header(file.read_text(encoding='utf-8'), 'Subject')}", flush=True)
    print(f"{len(files) - bad} killed, {bad} not")
    return bad != 0


sys.exit(main())
