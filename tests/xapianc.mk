# The C binding of libxapian.
unit_tests += tests/unit/test_xapianc
tests_unit_test_xapianc_SOURCES = tests/unit/test_xapianc.c
tests_unit_test_xapianc_LDADD = $(TEST_LIBS)
dist_check_SCRIPTS += tests/xapianc/symbols.t tests/xapianc/remote.t tests/xapianc/quest.t
TESTS += tests/xapianc/symbols.t tests/xapianc/remote.t tests/xapianc/quest.t
