libdateline_a_SOURCES += \
	lib/engine/article.c \
	lib/engine/engine.c \
	lib/engine/engine_private.h \
	lib/engine/eval.c \
	lib/engine/eval.h \
	lib/engine/eval_and.c \
	lib/engine/eval_or.c \
	lib/engine/expand.c \
	lib/engine/fold.c \
	lib/engine/native.c \
	lib/engine/native_facet.c \
	lib/engine/native_index.c \
	lib/engine/native_private.h \
	lib/engine/native_read.c \
	lib/engine/native_search.c \
	lib/engine/node.c \
	lib/engine/plan.c \
	lib/engine/positions.c \
	lib/engine/query.c \
	lib/engine/topk.c \
	lib/engine/topk.h \
	lib/engine/xapian.c \
	lib/engine/xapian_private.h \
	lib/engine/xapian_query.c \
	lib/engine/xapian_read.c \
	lib/engine/xapian_write.c
