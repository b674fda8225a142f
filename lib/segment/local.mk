libdateline_a_SOURCES += \
	lib/segment/builder.c \
	lib/segment/builder.h \
	lib/segment/chunk.c \
	lib/segment/columns_write.c \
	lib/segment/invert.c \
	lib/segment/list_merge.c \
	lib/segment/list_write.c \
	lib/segment/manifest.c \
	lib/segment/run.c \
	lib/segment/segment_write.c \
	lib/segment/store_write.c \
	lib/segment/write_private.h
