# Text: bytes -> terms.
unit_tests += tests/unit/test_analyzer tests/unit/test_charset tests/unit/test_language tests/unit/test_signature \
	tests/unit/test_words \
	tests/unit/test_text_memory
tests_unit_test_analyzer_SOURCES = tests/unit/test_analyzer.c
tests_unit_test_analyzer_LDADD = $(TEST_LIBS)
tests_unit_test_charset_SOURCES = tests/unit/test_charset.c
tests_unit_test_charset_LDADD = $(TEST_LIBS)
tests_unit_test_language_SOURCES = tests/unit/test_language.c
tests_unit_test_language_LDADD = $(TEST_LIBS)
tests_unit_test_signature_SOURCES = tests/unit/test_signature.c
tests_unit_test_signature_LDADD = $(TEST_LIBS)
tests_unit_test_words_SOURCES = tests/unit/test_words.c
tests_unit_test_words_LDADD = $(TEST_LIBS)
tests_unit_test_text_memory_SOURCES = tests/unit/test_text_memory.c
nodist_EXTRA_tests_unit_test_text_memory_SOURCES = dummy.cxx # so that the C++ compiler links
tests_unit_test_text_memory_LDADD = $(TEST_LIBS)
tests_unit_test_text_memory_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=reallocarray

# Measuring harnesses, not part of make check.
noinst_PROGRAMS += tests/eval/eval_language
tests_eval_eval_language_SOURCES = tests/eval/eval_language.c
tests_eval_eval_language_LDADD = $(TEST_LIBS)
noinst_PROGRAMS += tests/eval/eval_charset
tests_eval_eval_charset_SOURCES = tests/eval/eval_charset.c
tests_eval_eval_charset_LDADD = $(TEST_LIBS)
EXTRA_DIST += tests/eval/charset.py
if HAVE_CMOCKA
noinst_PROGRAMS += tests/eval/eval_copies
endif
tests_eval_eval_copies_SOURCES = tests/eval/eval_copies.c
tests_eval_eval_copies_LDADD = $(TEST_LIBS)
noinst_PROGRAMS += tests/eval/eval_segments
tests_eval_eval_segments_SOURCES = tests/eval/eval_segments.c
tests_eval_eval_segments_LDADD = $(TEST_LIBS)
noinst_PROGRAMS += tests/bench/bench_text
tests_bench_bench_text_SOURCES = tests/bench/bench_text.c
tests_bench_bench_text_LDADD = $(TEST_LIBS)

if FUZZERS
noinst_PROGRAMS += tests/fuzz/fuzz_text
tests_fuzz_fuzz_text_SOURCES = tests/fuzz/fuzz_text.c
nodist_EXTRA_tests_fuzz_fuzz_text_SOURCES = dummy.cxx # so that the C++ compiler links
tests_fuzz_fuzz_text_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_text_LDFLAGS = -fsanitize=fuzzer $(AM_LDFLAGS)
endif
