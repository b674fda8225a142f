# Text: bytes -> terms.
unit_tests += tests/unit/test_analyzer tests/unit/test_charset
tests_unit_test_analyzer_SOURCES = tests/unit/test_analyzer.c
tests_unit_test_analyzer_LDADD = $(TEST_LIBS)
tests_unit_test_charset_SOURCES = tests/unit/test_charset.c
tests_unit_test_charset_LDADD = $(TEST_LIBS)
