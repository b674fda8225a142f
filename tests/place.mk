# The gazetteer.
unit_tests += tests/unit/test_place
tests_unit_test_place_SOURCES = tests/unit/test_place.c
tests_unit_test_place_LDADD = $(TEST_LIBS)

# Prints countries and mentions of articles (JSON Lines), for measuring.
noinst_PROGRAMS += tests/eval/country_dump
tests_eval_country_dump_SOURCES = tests/eval/country_dump.c
tests_eval_country_dump_LDADD = libindexer.a libdateline.a $(DL_LIBS)

# Countries of articles.
unit_tests += tests/unit/test_word_index
tests_unit_test_word_index_SOURCES = tests/unit/test_word_index.c
tests_unit_test_word_index_LDADD = $(TEST_LIBS)
unit_tests += tests/unit/test_country
tests_unit_test_country_SOURCES = tests/unit/test_country.c
tests_unit_test_country_LDADD = $(TEST_LIBS)

if FUZZERS
noinst_PROGRAMS += tests/fuzz/fuzz_place
tests_fuzz_fuzz_place_SOURCES = tests/fuzz/fuzz_place.c
nodist_EXTRA_tests_fuzz_fuzz_place_SOURCES = dummy.cxx # so that the C++ compiler links
tests_fuzz_fuzz_place_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_place_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
endif

unit_tests += tests/unit/test_country_set
tests_unit_test_country_set_SOURCES = tests/unit/test_country_set.c
tests_unit_test_country_set_LDADD = $(TEST_LIBS)
EXTRA_DIST += tests/eval/metadata/countries.jsonl tests/eval/metadata/web.jsonl
