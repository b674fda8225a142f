# The indexer: sources, their state, workers, a run.  main.c is all that is not in the archive.
libindexer_a_SOURCES += \
	indexer/actions.c \
	indexer/actions.h \
	indexer/changed.c \
	indexer/changed.h \
	indexer/config.c \
	indexer/correct.c \
	indexer/correct.h \
	indexer/corrections.c \
	indexer/corrections.h \
	indexer/deletion_guard.c \
	indexer/deletion_guard.h \
	indexer/follow.c \
	indexer/follow.h \
	indexer/identity.c \
	indexer/identity.h \
	indexer/intake.c \
	indexer/intake.h \
	indexer/queue.c \
	indexer/queue.h \
	indexer/rebuild.c \
	indexer/report.c \
	indexer/report.h \
	indexer/run.c \
	indexer/run.h \
	indexer/settings.c \
	indexer/settings.h \
	indexer/source.c \
	indexer/source.h \
	indexer/state.c \
	indexer/state.h \
	indexer/summary.c \
	indexer/summary.h \
	indexer/walk.c \
	indexer/walk.h \
	indexer/worker.c \
	indexer/worker.h

bin_PROGRAMS += dateline-index
dateline_index_SOURCES = indexer/main.c
dateline_index_LDADD = libindexer.a libdateline.a $(DL_LIBS)

libindexer_a_SOURCES += indexer/archive.c indexer/archive.h
