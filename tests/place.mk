# The gazetteer.
unit_tests += tests/unit/test_place
tests_unit_test_place_SOURCES = tests/unit/test_place.c
tests_unit_test_place_LDADD = $(TEST_LIBS)
