libdateline_a_SOURCES += \
	lib/engine/article.c \
	lib/engine/engine.c \
	lib/engine/engine_private.h \
	lib/engine/expand.c \
	lib/engine/fold.c \
	lib/engine/query.c \
	lib/engine/xapian.c
