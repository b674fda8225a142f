# The gazetteer.
unit_tests += tests/unit/test_place
tests_unit_test_place_SOURCES = tests/unit/test_place.c
tests_unit_test_place_LDADD = $(TEST_LIBS)

# Prints countries and mentions of articles (JSON Lines), for measuring.
noinst_PROGRAMS += tests/eval/country_dump
tests_eval_country_dump_SOURCES = tests/eval/country_dump.c
tests_eval_country_dump_LDADD = libindexer.a libdateline.a $(DL_LIBS)
