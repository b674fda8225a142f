# Readers: bytes of a source to articles.
unit_tests += tests/unit/test_formats tests/unit/test_html tests/unit/test_html_charset tests/unit/test_json_article tests/unit/test_refuse tests/unit/test_source_format tests/unit/test_stream
tests_unit_test_formats_LDADD = $(TEST_LIBS)
tests_unit_test_html_LDADD = $(TEST_LIBS)
tests_unit_test_html_charset_LDADD = $(TEST_LIBS)
tests/unit/test_html_charset.$(OBJEXT): html_charset.inc
tests_unit_test_json_article_SOURCES = tests/unit/test_json_article.c tests/unit/json_oracle.h
tests_unit_test_json_article_LDADD = $(TEST_LIBS)
tests_unit_test_refuse_LDADD = $(TEST_LIBS)
tests_unit_test_source_format_LDADD = $(TEST_LIBS)
tests_unit_test_stream_LDADD = $(TEST_LIBS)

# What the reader makes of saved pages, for looking at and for counting instructions.
if HAVE_CMOCKA
noinst_PROGRAMS += tests/eval/html_dump
endif
tests_eval_html_dump_SOURCES = tests/eval/html_dump.c
tests_eval_html_dump_LDADD = $(TEST_LIBS)

if FUZZERS
noinst_PROGRAMS += tests/fuzz/fuzz_html tests/fuzz/fuzz_json_article tests/fuzz/fuzz_source tests/fuzz/fuzz_stream
tests_fuzz_fuzz_json_article_SOURCES = tests/fuzz/fuzz_json_article.c tests/unit/json_oracle.h
tests_fuzz_fuzz_json_article_LDADD = libindexer.a libdateline.a $(DL_LIBS) $(JANSSON_LIBS)
tests_fuzz_fuzz_json_article_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
tests_fuzz_fuzz_html_LDADD = libindexer.a libdateline.a $(DL_LIBS)
tests_fuzz_fuzz_html_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
tests_fuzz_fuzz_source_LDADD = libindexer.a libdateline.a $(DL_LIBS)
tests_fuzz_fuzz_source_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
tests_fuzz_fuzz_stream_LDADD = libindexer.a libdateline.a $(DL_LIBS)
tests_fuzz_fuzz_stream_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
endif

unit_tests += tests/unit/test_filter tests/unit/test_warc
tests_unit_test_filter_LDADD = $(TEST_LIBS)
tests_unit_test_warc_LDADD = $(TEST_LIBS)
if FUZZERS
noinst_PROGRAMS += tests/fuzz/fuzz_container
tests_fuzz_fuzz_container_LDADD = libindexer.a libdateline.a $(DL_LIBS)
tests_fuzz_fuzz_container_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
endif
