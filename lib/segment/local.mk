libdateline_a_SOURCES += \
	lib/segment/builder.c \
	lib/segment/builder.h \
	lib/segment/chunk.c \
	lib/segment/columns.c \
	lib/segment/dictionary.c \
	lib/segment/dictionary_merge.c \
	lib/segment/docset.c \
	lib/segment/invert.c \
	lib/segment/manifest.c \
	lib/segment/page_check.c \
	lib/segment/posting_cursor.c \
	lib/segment/posting_list.c \
	lib/segment/posting_list.h \
	lib/segment/read_private.h \
	lib/segment/run.c \
	lib/segment/segment_merge.c \
	lib/segment/segment_read.c \
	lib/segment/segment_verify.c \
	lib/segment/segment_write.c \
	lib/segment/store.c \
	lib/segment/store_merge.c \
	lib/segment/tombstone.c \
	lib/segment/write_private.h
