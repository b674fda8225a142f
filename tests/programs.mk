# The command-line tests: tests/cli/*.t, plain sh, with tests/cli/lib.sh.
EXTRA_DIST += tests/cli/lib.sh
cli_tests = \
	tests/cli/index-bad-input.t \
	tests/cli/index-basic.t \
	tests/cli/index-guard.t \
	tests/cli/index-native.t \
	tests/cli/index-options.t \
	tests/cli/index-reindex.t \
	tests/cli/manual.t \
	tests/crash/kill.t
dist_check_SCRIPTS += $(cli_tests)
TESTS += $(cli_tests)

# Measuring harnesses; SHARED is where the collections are.
EXTRA_DIST += tests/eval/metadata.sh tests/eval/ranking.sh
SHARED = $(abs_top_srcdir)/../shared
.PHONY: eval-metadata eval-ranking
eval-metadata: dateline-index dateline-search
	sh $(top_srcdir)/tests/eval/metadata.sh '$(abs_top_builddir)' '$(SHARED)'
eval-ranking: dateline-index dateline-search
	sh $(top_srcdir)/tests/eval/ranking.sh '$(abs_top_builddir)' '$(SHARED)'
