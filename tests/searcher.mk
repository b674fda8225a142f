# The searcher: query language, snippets, output.
unit_tests += tests/unit/test_parse
tests_unit_test_parse_SOURCES = tests/unit/test_parse.c
tests_unit_test_parse_LDADD = $(TEST_LIBS)
