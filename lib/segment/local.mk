libdateline_a_SOURCES += \
	lib/segment/builder.c \
	lib/segment/builder.h \
	lib/segment/chunk.c \
	lib/segment/column_read.c \
	lib/segment/columns_write.c \
	lib/segment/dict_read.c \
	lib/segment/docset_read.c \
	lib/segment/invert.c \
	lib/segment/list_merge.c \
	lib/segment/list_write.c \
	lib/segment/manifest.c \
	lib/segment/posting_read.c \
	lib/segment/read_private.h \
	lib/segment/run.c \
	lib/segment/segment_merge.c \
	lib/segment/segment_read.c \
	lib/segment/segment_verify.c \
	lib/segment/segment_write.c \
	lib/segment/store_read.c \
	lib/segment/store_write.c \
	lib/segment/tombstone.c \
	lib/segment/write_private.h
