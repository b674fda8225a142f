# The engine interface and the Xapian engine.
unit_tests += tests/unit/test_article tests/unit/test_query tests/unit/test_engine
tests_unit_test_article_SOURCES = tests/unit/test_article.c
tests_unit_test_article_LDADD = $(TEST_LIBS)
tests_unit_test_query_SOURCES = tests/unit/test_query.c
tests_unit_test_query_LDADD = $(TEST_LIBS)
tests_unit_test_engine_SOURCES = tests/unit/test_engine.c
tests_unit_test_engine_LDADD = $(TEST_LIBS)
