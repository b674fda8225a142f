unit_tests += tests/unit/test_buffer tests/unit/test_file tests/unit/test_option
tests_unit_test_buffer_SOURCES = tests/unit/test_buffer.c tests/unit/unit.h
tests_unit_test_buffer_LDADD = $(TEST_LIBS)
tests_unit_test_file_SOURCES = tests/unit/test_file.c
tests_unit_test_file_LDADD = $(TEST_LIBS)
tests_unit_test_option_SOURCES = tests/unit/test_option.c
tests_unit_test_option_LDADD = $(TEST_LIBS)
