# Sources, their state, a run.
unit_tests += tests/unit/test_report tests/unit/test_settings tests/unit/test_source tests/unit/test_source_state
tests_unit_test_report_LDADD = $(TEST_LIBS)
tests_unit_test_settings_LDADD = $(TEST_LIBS)
tests_unit_test_source_LDADD = $(TEST_LIBS)
tests_unit_test_source_state_LDADD = $(TEST_LIBS)
