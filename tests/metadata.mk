# Dates, datelines and countries of articles.
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

# Countries of articles.
unit_tests += tests/unit/test_word_lists
tests_unit_test_word_lists_SOURCES = tests/unit/test_word_lists.c
tests_unit_test_word_lists_LDADD = $(TEST_LIBS)
unit_tests += tests/unit/test_country
tests_unit_test_country_SOURCES = tests/unit/test_country.c
tests_unit_test_country_LDADD = $(TEST_LIBS)

unit_tests += tests/unit/test_country_set
tests_unit_test_country_set_SOURCES = tests/unit/test_country_set.c
tests_unit_test_country_set_LDADD = $(TEST_LIBS)
EXTRA_DIST += tests/eval/metadata/countries.jsonl tests/eval/metadata/web.jsonl tests/eval/metadata/languages.jsonl
