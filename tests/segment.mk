# The native index format.
unit_tests += tests/unit/test_chunk tests/unit/test_native_write tests/unit/test_limits
tests_unit_test_limits_SOURCES = tests/unit/test_limits.c
tests_unit_test_limits_LDADD = $(TEST_LIBS)
tests_unit_test_chunk_SOURCES = tests/unit/test_chunk.c
tests_unit_test_chunk_LDADD = $(TEST_LIBS)
tests_unit_test_native_write_SOURCES = tests/unit/test_native_write.c
tests_unit_test_native_write_LDADD = $(TEST_LIBS)

unit_tests += tests/unit/test_merge_policy
tests_unit_test_merge_policy_SOURCES = tests/unit/test_merge_policy.c
tests_unit_test_merge_policy_LDADD = $(TEST_LIBS)

unit_tests += tests/unit/test_deflate
tests_unit_test_deflate_SOURCES = tests/unit/test_deflate.c tests/oracle/generate.c tests/oracle/generate.h
tests_unit_test_deflate_LDADD = $(TEST_LIBS)

unit_tests += tests/unit/test_hostile_segment
tests_unit_test_hostile_segment_SOURCES = tests/unit/test_hostile_segment.c tests/oracle/exercise.c \
	tests/oracle/exercise.h tests/oracle/generate.c tests/oracle/generate.h
tests_unit_test_hostile_segment_LDADD = $(TEST_LIBS)

noinst_PROGRAMS += tests/bench/bench_search
tests_bench_bench_search_SOURCES = tests/bench/bench_search.c
tests_bench_bench_search_LDADD = $(TEST_LIBS)

# Readers beside a writer: tests/cli/index-concurrent.t runs it for a moment.
check_PROGRAMS += tests/bench/bench_concurrency
tests_bench_bench_concurrency_SOURCES = tests/bench/bench_concurrency.c
tests_bench_bench_concurrency_LDADD = $(TEST_LIBS)

if FUZZERS
noinst_PROGRAMS += tests/fuzz/fuzz_segment tests/fuzz/fuzz_chunk
tests_fuzz_fuzz_chunk_SOURCES = tests/fuzz/fuzz_chunk.c
nodist_EXTRA_tests_fuzz_fuzz_chunk_SOURCES = dummy.cxx
tests_fuzz_fuzz_chunk_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_chunk_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
tests_fuzz_fuzz_segment_SOURCES = tests/fuzz/fuzz_segment.c tests/oracle/exercise.c tests/oracle/generate.c
nodist_EXTRA_tests_fuzz_fuzz_segment_SOURCES = dummy.cxx # so that the C++ compiler links
tests_fuzz_fuzz_segment_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_segment_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
endif

# A reader made from doc/index-format.md alone.
EXTRA_DIST += tests/format/read_index.py
dist_check_SCRIPTS += tests/format/read_index.t
TESTS += tests/format/read_index.t

# Damaged files.  In 10 minutes (DATELINE_SECONDS), or until DATELINE_DAMAGES of them:  make check-hostile
check_PROGRAMS += tests/hostile/damage
tests_hostile_damage_SOURCES = tests/hostile/damage.c tests/oracle/generate.c tests/oracle/generate.h
tests_hostile_damage_LDADD = $(TEST_LIBS)
dist_check_SCRIPTS += tests/hostile/damage.t
TESTS += tests/hostile/damage.t
.PHONY: check-hostile
check-hostile: tests/hostile/damage
	DATELINE_BIN='$(abs_top_builddir)' DATELINE_SRC='$(abs_top_srcdir)' DATELINE_DAMAGES=$${DATELINE_DAMAGES:-20000} \
	DATELINE_SECONDS=$${DATELINE_SECONDS:-600} sh $(top_srcdir)/tests/hostile/damage.t
