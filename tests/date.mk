unit_tests += tests/unit/test_date
tests_unit_test_date_SOURCES = tests/unit/test_date.c
tests_unit_test_date_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/date/read_dates
tests_date_read_dates_SOURCES = tests/date/read_dates.c
tests_date_read_dates_LDADD = libdateline.a $(DL_LIBS)
dist_check_SCRIPTS += tests/date/expressions.t tests/date/expressions.py
TESTS += tests/date/expressions.t

if FUZZERS
noinst_PROGRAMS += tests/fuzz/fuzz_date
tests_fuzz_fuzz_date_SOURCES = tests/fuzz/fuzz_date.c
tests_fuzz_fuzz_date_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_date_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
endif
