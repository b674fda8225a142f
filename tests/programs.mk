# The command-line tests: tests/cli/*.t, plain sh, with tests/cli/lib.sh.
EXTRA_DIST += tests/cli/lib.sh
EXTRA_DIST += tests/cli/manual.t
TESTS += tests/cli/manual.t
