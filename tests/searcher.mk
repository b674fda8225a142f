# The searcher: query language, snippets, output.
unit_tests += tests/unit/test_parse tests/unit/test_ranking tests/unit/test_safe tests/unit/test_session tests/unit/test_snippet tests/unit/test_spelling
tests_unit_test_parse_SOURCES = tests/unit/test_parse.c tests/unit/analysis_fixture.h
tests_unit_test_parse_LDADD = $(TEST_LIBS)
tests_unit_test_ranking_SOURCES = tests/unit/test_ranking.c
tests_unit_test_ranking_LDADD = $(TEST_LIBS)
tests_unit_test_safe_SOURCES = tests/unit/test_safe.c
tests_unit_test_safe_LDADD = $(TEST_LIBS)
tests_unit_test_session_SOURCES = tests/unit/test_session.c
tests_unit_test_session_LDADD = $(TEST_LIBS)
tests_unit_test_snippet_SOURCES = tests/unit/test_snippet.c tests/unit/analysis_fixture.h
tests_unit_test_snippet_LDADD = $(TEST_LIBS)
tests_unit_test_spelling_SOURCES = tests/unit/test_spelling.c
tests_unit_test_spelling_LDADD = $(TEST_LIBS)

# Each engine against search by brute force.
unit_tests += tests/oracle/test_bruteforce
tests_oracle_test_bruteforce_SOURCES = tests/oracle/test_bruteforce.c tests/oracle/sample.c tests/oracle/sample.h \
	tests/oracle/model.c tests/oracle/model.h
tests_oracle_test_bruteforce_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_oracle_test_bruteforce_LDADD = $(TEST_LIBS)

search_cli_tests = tests/cli/completion.t tests/cli/search-broken-words.t tests/cli/search-collapse.t \
	tests/cli/search-exact.t tests/cli/search-fields.t tests/cli/search-forms.t tests/cli/search-groups.t tests/cli/search-html.t tests/cli/search-labels.t tests/cli/search-names.t tests/cli/search-output.t \
	tests/cli/search-prefix.t \
	tests/cli/search-query.t tests/cli/search-safety.t tests/cli/search-since.t tests/cli/search-stemmers.t \
	tests/cli/search-languages.t tests/cli/search-recent.t
dist_check_SCRIPTS += $(search_cli_tests)
TESTS += $(search_cli_tests)

if FUZZERS
noinst_PROGRAMS += tests/fuzz/fuzz_query tests/fuzz/fuzz_snippet
tests_fuzz_fuzz_query_SOURCES = tests/fuzz/fuzz_query.c
nodist_EXTRA_tests_fuzz_fuzz_query_SOURCES = dummy.cxx # so that the C++ compiler links
tests_fuzz_fuzz_query_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_query_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
tests_fuzz_fuzz_snippet_SOURCES = tests/fuzz/fuzz_snippet.c
nodist_EXTRA_tests_fuzz_fuzz_snippet_SOURCES = dummy.cxx
tests_fuzz_fuzz_snippet_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_snippet_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
endif
