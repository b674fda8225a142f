# The Xapian engine.
libdateline_a_SOURCES += \
	lib/xapian/count.c \
	lib/xapian/layout.c \
	lib/xapian/positions.c \
	lib/xapian/query.c \
	lib/xapian/read.c \
	lib/xapian/reader.c \
	lib/xapian/remote.c \
	lib/xapian/rescore.c \
	lib/xapian/shards.c \
	lib/xapian/stub.c \
	lib/xapian/write.c \
	lib/xapian/xapian.c \
	lib/xapian/xapian_private.h
