# The native engine.
libdateline_a_SOURCES += \
	lib/native/commit.c \
	lib/native/facet.c \
	lib/native/flush.c \
	lib/native/index.c \
	lib/native/merge_policy.c \
	lib/native/merge_policy.h \
	lib/native/native.c \
	lib/native/native_private.h \
	lib/native/read.c \
	lib/native/search.c \
	lib/native/write.c \
	lib/native/write.h
