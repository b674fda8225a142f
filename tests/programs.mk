# The command-line tests: tests/cli/*.t, plain sh, with tests/cli/lib.sh.
EXTRA_DIST += tests/cli/lib.sh
cli_tests = \
	tests/cli/index-backup.t \
	tests/cli/index-archive.t \
	tests/cli/index-bad-input.t \
	tests/cli/index-basic.t \
	tests/cli/index-clash.t \
	tests/cli/index-concurrent.t \
	tests/cli/index-correct.t \
	tests/cli/index-damaged.t \
	tests/cli/index-follow.t \
	tests/cli/index-foreign.t \
	tests/cli/index-filter.t \
	tests/cli/index-guard.t \
	tests/cli/index-formats.t tests/cli/index-html.t tests/cli/index-json.t tests/cli/index-list.t \
	tests/cli/index-memory.t \
	tests/cli/index-options.t \
	tests/cli/index-refused.t \
	tests/cli/index-rebuild.t \
	tests/cli/index-reindex.t \
	tests/cli/index-rename.t \
	tests/cli/index-shard.t \
	tests/cli/index-shared-id.t \
	tests/cli/index-stop.t \
	tests/cli/index-warc.t \
	tests/cli/index-week.t \
	tests/cli/index-xapian.t tests/cli/xapian-hostile.t \
	tests/cli/manual.t \
	tests/cluster/hosts.t \
	tests/crash/concurrent.t \
	tests/crash/fault.t \
	tests/crash/kill.t \
	tests/crash/random.t \
	tests/crash/source.t \
	tests/crash/space.t
dist_check_SCRIPTS += $(cli_tests)
TESTS += $(cli_tests)

# Measuring harnesses.  Those that need collections are told where these are: make eval-metadata SHARED=FOLDER.
EXTRA_DIST += tests/eval/metadata.sh tests/eval/ranking.sh tests/bench/cron.sh tests/bench/text.sh tests/bench/languages.txt \
	tests/eval/segmentation.py
SHARED =
.PHONY: need-shared eval-html eval-metadata eval-ranking eval-segmentation bench-cron bench-text
need-shared:
	@test -n '$(SHARED)' || { echo 'say SHARED=FOLDER: the folder with the collections to measure on' >&2; exit 2; }
bench-cron: dateline-index
	sh $(top_srcdir)/tests/bench/cron.sh '$(abs_top_builddir)'
# Saved pages with their truth: SHARED is a folder with eval/html.py and data/html.
eval-html: need-shared dateline-index dateline-search
	PATH='$(abs_top_builddir)':"$$PATH" python3 '$(SHARED)/eval/html.py' '$(SHARED)/data/html'
eval-metadata: need-shared dateline-index dateline-search
	sh $(top_srcdir)/tests/eval/metadata.sh '$(abs_top_builddir)' '$(SHARED)'
eval-ranking: need-shared dateline-index dateline-search
	sh $(top_srcdir)/tests/eval/ranking.sh '$(abs_top_builddir)' '$(SHARED)'
eval-segmentation: need-shared dateline-index dateline-search tests/eval/eval_segments
	python3 $(top_srcdir)/tests/eval/segmentation.py '$(abs_top_builddir)' '$(SHARED)'
bench-text: need-shared tests/bench/bench_text
	sh $(top_srcdir)/tests/bench/text.sh '$(abs_top_builddir)' '$(SHARED)'

# Every fault there is, where `make check` tries a sample; takes half an hour or so.
.PHONY: check-faults
check-faults: dateline-index dateline-search tests/crash/fault.so
	DATELINE_BIN='$(abs_top_builddir)'; DATELINE_SRC='$(abs_top_srcdir)'; DATELINE_FAULTS=all; export DATELINE_BIN DATELINE_SRC DATELINE_FAULTS; \
	sh $(top_srcdir)/tests/crash/fault.t && sh $(top_srcdir)/tests/crash/source.t

# What makes calls fail (tests/crash/fault.t); not linked with anything of ours, and without the sanitisers.
EXTRA_DIST += tests/crash/fault.c
check_DATA = tests/crash/fault.so
CLEANFILES += tests/crash/fault.so
tests/crash/fault.so: tests/crash/fault.c
	$(AM_V_CC)$(MKDIR_P) tests/crash && $(CC) -shared -fPIC -O2 -D_GNU_SOURCE $(srcdir)/tests/crash/fault.c -o $@ -ldl

# Dateline and its peers side by side (Lucene, SQLite FTS5, libxapian); nothing else should run meanwhile.
#   make bench N=200000 PEERS='dateline lucene'      how it grows: make bench-growth
# How large it may grow, about 25 minutes:  make bench-scale     or   make bench-scale SIZES='5000000' MEMORY=1G
N = 100000
PEERS =
BENCH_DIR = $(abs_top_builddir)/bench
SIZES = 100000 500000 1000000 2500000
MEMORY = 256M
EXTRA_DIST += tests/bench/scale.sh
.PHONY: bench bench-growth bench-scale bench-concurrency
# Searchers beside an indexer that commits all the time, 1 to 64 of them.
READERS = 1 2 4 8 16 32 64
bench-concurrency: tests/bench/bench_concurrency
	rm -rf '$(BENCH_DIR)/concurrency' && $(MKDIR_P) '$(BENCH_DIR)/concurrency'
	tests/bench/bench_concurrency '$(BENCH_DIR)/concurrency' 50000 10 $(READERS)
	rm -rf '$(BENCH_DIR)/concurrency'
bench: need-shared dateline-index dateline-search
	PATH='$(abs_top_builddir)':"$$PATH" python3 '$(SHARED)/bench/sidebyside.py' '$(BENCH_DIR)' $(N) $(PEERS)
bench-growth: need-shared dateline-index dateline-search
	BARE=yes sh $(top_srcdir)/tests/bench/scale.sh '$(abs_top_builddir)' '$(SHARED)' '$(BENCH_DIR)' 50000 100000 200000 400000 800000
bench-scale: need-shared dateline-index dateline-search
	MEMORY=$(MEMORY) sh $(top_srcdir)/tests/bench/scale.sh '$(abs_top_builddir)' '$(SHARED)' '$(BENCH_DIR)' $(SIZES)
