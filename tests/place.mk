# The gazetteer.
unit_tests += tests/unit/test_place
tests_unit_test_place_SOURCES = tests/unit/test_place.c
tests_unit_test_place_LDADD = $(TEST_LIBS)

if FUZZERS
noinst_PROGRAMS += tests/fuzz/fuzz_place
tests_fuzz_fuzz_place_SOURCES = tests/fuzz/fuzz_place.c
nodist_EXTRA_tests_fuzz_fuzz_place_SOURCES = dummy.cxx # so that the C++ compiler links
tests_fuzz_fuzz_place_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_place_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
endif
