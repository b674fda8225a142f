# Sources, their state, a run.
unit_tests += tests/unit/test_report tests/unit/test_settings tests/unit/test_source tests/unit/test_source_state
tests_unit_test_report_LDADD = $(TEST_LIBS)
tests_unit_test_settings_LDADD = $(TEST_LIBS)
tests_unit_test_source_LDADD = $(TEST_LIBS)
tests_unit_test_source_state_LDADD = $(TEST_LIBS)
if FUZZERS
noinst_PROGRAMS += tests/fuzz/fuzz_corrections
tests_fuzz_fuzz_corrections_SOURCES = tests/fuzz/fuzz_corrections.c
nodist_EXTRA_tests_fuzz_fuzz_corrections_SOURCES = dummy.cxx # so that the C++ compiler links
tests_fuzz_fuzz_corrections_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_corrections_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
endif
