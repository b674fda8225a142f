# The engine interface and the Xapian engine.
unit_tests += tests/unit/test_article tests/unit/test_query \
	tests/unit/test_engine_read tests/unit/test_engine_write tests/unit/test_engine_atomic
tests_unit_test_article_SOURCES = tests/unit/test_article.c
tests_unit_test_article_LDADD = $(TEST_LIBS)
tests_unit_test_query_SOURCES = tests/unit/test_query.c
tests_unit_test_query_LDADD = $(TEST_LIBS)
tests_unit_test_engine_read_SOURCES = tests/unit/test_engine_read.c tests/unit/engine_fixture.h
tests_unit_test_engine_read_LDADD = $(TEST_LIBS)
tests_unit_test_engine_write_SOURCES = tests/unit/test_engine_write.c tests/unit/engine_fixture.h
tests_unit_test_engine_write_LDADD = $(TEST_LIBS)
tests_unit_test_engine_atomic_SOURCES = tests/unit/test_engine_atomic.c tests/unit/engine_fixture.h
tests_unit_test_engine_atomic_LDADD = $(TEST_LIBS)

if FUZZERS
noinst_PROGRAMS += tests/fuzz/fuzz_article
tests_fuzz_fuzz_article_SOURCES = tests/fuzz/fuzz_article.c
tests_fuzz_fuzz_article_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_article_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
noinst_PROGRAMS += tests/fuzz/fuzz_stub
tests_fuzz_fuzz_stub_SOURCES = tests/fuzz/fuzz_stub.c
nodist_EXTRA_tests_fuzz_fuzz_stub_SOURCES = dummy.cxx # so that the C++ compiler links
tests_fuzz_fuzz_stub_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_stub_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
endif
EXTRA_DIST += tests/fuzz/seeds
unit_tests += tests/oracle/test_oracle
tests_oracle_test_oracle_SOURCES = tests/oracle/test_oracle.c tests/oracle/generate.c tests/oracle/generate.h
tests_oracle_test_oracle_LDADD = $(TEST_LIBS)
