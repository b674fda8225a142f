# Text: bytes -> terms.
unit_tests += tests/unit/test_analyzer
tests_unit_test_analyzer_SOURCES = tests/unit/test_analyzer.c
tests_unit_test_analyzer_LDADD = $(TEST_LIBS)
