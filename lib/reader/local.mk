# Bytes of a source -> articles: one file a format.
libdateline_a_SOURCES += \
	lib/reader/clean.c \
	lib/reader/format.c \
	lib/reader/format.h \
	lib/reader/json.c \
	lib/reader/json_line.c \
	lib/reader/json_line.h \
	lib/reader/json_lines.c \
	lib/reader/stored.c \
	lib/reader/stream.c \
	lib/reader/stream.h \
	lib/reader/text.c
