# The interface to both engines.
libdateline_a_SOURCES += \
	lib/engine/article.c \
	lib/engine/backup.c \
	lib/engine/engine.c \
	lib/engine/engine_private.h \
	lib/engine/expand.c \
	lib/engine/labels.c \
	lib/engine/failure.c \
	lib/engine/folder.c \
	lib/engine/hits.c \
	lib/engine/key.c \
	lib/engine/query.c \
	lib/engine/recent.c \
	lib/engine/rescore.c \
	lib/engine/terms.c \
	lib/engine/versions.c
