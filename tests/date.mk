unit_tests += tests/unit/test_date
tests_unit_test_date_SOURCES = tests/unit/test_date.c
tests_unit_test_date_LDADD = $(TEST_LIBS)

unit_tests += tests/unit/test_dateline
tests_unit_test_dateline_SOURCES = tests/unit/test_dateline.c
tests_unit_test_dateline_LDADD = $(TEST_LIBS)

unit_tests += tests/unit/test_date_set
tests_unit_test_date_set_SOURCES = tests/unit/test_date_set.c
tests_unit_test_date_set_LDADD = $(TEST_LIBS)
EXTRA_DIST += tests/eval/metadata/dates.jsonl

# The metadata step alone, for measuring and for the regression set in tests/eval/metadata.
check_PROGRAMS += tests/eval/metadata_dump
tests_eval_metadata_dump_SOURCES = tests/eval/metadata_dump.c
tests_eval_metadata_dump_LDADD = $(TEST_LIBS)

if FUZZERS
noinst_PROGRAMS += tests/fuzz/fuzz_date
tests_fuzz_fuzz_date_SOURCES = tests/fuzz/fuzz_date.c
tests_fuzz_fuzz_date_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_date_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
endif
