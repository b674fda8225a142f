# Every test speaks TAP; `make check` adds the cases up.
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
T_LOG_DRIVER = $(LOG_DRIVER)
TEST_EXTENSIONS = .t
# Database::check of libxapian before 1.4.30 deletes an object as one of its base's size; nothing of ours does.
AM_TESTS_ENVIRONMENT = ASAN_OPTIONS="new_delete_type_mismatch=0:$$ASAN_OPTIONS"; export ASAN_OPTIONS; \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	DATELINE_BIN='$(abs_top_builddir)'; export DATELINE_BIN; \
	DATELINE_SRC='$(abs_top_srcdir)'; export DATELINE_SRC;
TEST_LIBS = libindexer.a libsearcher.a libdateline.a $(DL_LIBS) $(CMOCKA_LIBS) $(JANSSON_LIBS)
unit_tests =

include tests/base.mk
include tests/date.mk
include tests/place.mk
include tests/text.mk
include tests/xapianc.mk
include tests/metadata.mk
include tests/reader.mk
include tests/segment.mk
include tests/engine.mk
include tests/indexer.mk
include tests/searcher.mk
include tests/programs.mk

if HAVE_CMOCKA
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif

# Patches that break one thing each; every one must be noticed by its tests (tests/mutants/README).  About an hour for all.
EXTRA_DIST += tests/mutants
MUTANTS =
.PHONY: mutants
mutants: all
	python3 $(top_srcdir)/tests/mutants/run.py '$(top_srcdir)' '$(abs_top_builddir)/mutants' $(MUTANTS)
